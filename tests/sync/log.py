"""A connection, documents and exchanges for tests of the activity log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import table_of
from app.sync import outbox
from app.sync.activity import subjects
from app.sync.documents import AnyDocument
from app.sync.journal import first_id
from app.sync.models import (
    AttemptOutcome,
    ConnectionKind,
    QuickBooksConnection,
    SyncAttempt,
    SyncOperation,
)
from app.sync.settings import ConnectionSettings

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # in New York


async def connect(db: Database) -> QuickBooksConnection:
    row = QuickBooksConnection(
        kind=ConnectionKind.ONLINE, company_name="Acme", settings=ConnectionSettings().stored()
    )
    async with db.write() as session:
        session.add(row)
    return row


async def want(db: Database, document: AnyDocument, summary: str = "Bolts") -> UUID:
    """The document's operation, with what it is about."""
    async with db.write() as session:
        await outbox.want(session, document, summary=summary, completed=True)
    async with db.write() as session:
        query = sa.select(table_of(SyncOperation).c.id).where(
            table_of(SyncOperation).c.document_id == document.id
        )
        operation_id: UUID = (await session.execute(query)).scalar_one()
        await subjects.note(session, operation_id, document)
    return operation_id


def id_at(at: datetime) -> UUID:
    """An id as it is made at that time."""
    return UUID(int=first_id(at).int + (new_id().int & (2**76 - 1)))


async def attempt(
    db: Database,
    connection: QuickBooksConnection,
    operation_id: UUID | None,
    *,
    minutes: float = 0,
    **columns: Any,
) -> UUID:
    """An exchange so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "id": id_at(at),
        "connection_id": connection.id,
        "operation_id": operation_id,
        "purpose": "send",
        "version": 1,
        "kind": "receipt",
        "started_at": at,
        "finished_at": at + timedelta(milliseconds=250),
        "outcome": AttemptOutcome.DONE,
        "status": 200,
        "body": "{}",
        "answer": "{}",
    }
    row = SyncAttempt(**(values | columns))
    async with db.write() as session:
        session.add(row)
    return row.id


@asynccontextmanager
async def statements(db: Database) -> AsyncIterator[list[tuple[str, object]]]:
    """What is asked of the database meanwhile, with its values."""
    seen: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append((statement, values))

    sa.event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine.sync_engine, "before_cursor_execute", note)


async def plan(db: Database, statement: str, values: object) -> str:
    """How the database would answer that."""
    explain = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "
    async with db.engine.connect() as connection:
        found = await connection.exec_driver_sql(explain + statement, values)  # type: ignore[arg-type]
        return "\n".join(str(row[-1]) for row in found)
