"""Fifty thousand exchanges: a page costs a few statements, all of them by an index."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import table_of
from app.sync.activity import queries as activity
from app.sync.activity.schemas import Filters
from app.sync.models import OperationState, SyncAttempt, SyncOperation, SyncSubject
from tests import builders
from tests.sync.log import NOON, connect, id_at, plan, statements

ATTEMPTS, OPERATIONS = 50_000, 10_000
ITEMS = 200
LOG = ("sync_attempt", "sync_operation", "sync_subject")
MOST_STATEMENTS = 8


async def fill(db: Database) -> dict[str, UUID]:
    """Documents of a year: five exchanges each, two items and one vendor."""
    connection = await connect(db)
    async with db.write() as session:
        vendors = [await builders.make_vendor(session, f"Vendor {n}") for n in range(40)]
        items = [
            (await builders.make_item(session, f"SKU-{n:03}", name=f"Thing {n:03}")).id
            for n in range(ITEMS)
        ]
    operations: list[dict[str, Any]] = []
    subjects: list[dict[str, Any]] = []
    attempts: list[dict[str, Any]] = []
    for n in range(OPERATIONS):
        at = NOON + timedelta(minutes=50 * n)
        operation: dict[str, Any] = {
            "id": new_id(),
            "connection_id": connection.id,
            "document_type": "receipt" if n % 2 else "shipment",
            "document_id": new_id(),
            "document_number": f"D-{n:06}",
            "state": OperationState.DONE,
            "snapshot": {},
            "summary": f"Document {n}",
        }
        operations.append(operation)
        named = {items[n % ITEMS], items[(7 * n + 3) % ITEMS], vendors[n % len(vendors)].id}
        subjects += [{"subject_id": one, "operation_id": operation["id"]} for one in named]
        for m in range(ATTEMPTS // OPERATIONS):
            moment = at + timedelta(minutes=m)
            refused = (n + m) % 25 == 0
            attempts.append(
                {
                    "id": id_at(moment),
                    "connection_id": connection.id,
                    "operation_id": operation["id"],
                    "kind": operation["document_type"],
                    "number": operation["document_number"],
                    "purpose": "send",
                    "started_at": moment,
                    "outcome": "rejected" if refused else "done",
                    "code": "period_closed" if refused else "",
                    "quickbooks_code": "6210" if refused else "",
                    "external_number": "" if refused else f"Q{n}",
                    "trace_id": f"1-{n}-{m}",
                    "body": "x" * 500,
                }
            )
    async with db.write() as session:
        for model, rows in (
            (SyncOperation, operations),
            (SyncSubject, subjects),
            (SyncAttempt, attempts),
        ):
            await session.execute(sa.insert(model), rows)
    async with db.engine.begin() as raw:
        if not db.is_sqlite:
            await raw.exec_driver_sql("ANALYZE")
        count = await raw.scalar(sa.select(sa.func.count()).select_from(table_of(SyncAttempt)))
    assert count == ATTEMPTS
    return {"item": items[0], "party": vendors[0].id}


async def test_a_page_of_a_long_log_is_read_by_its_indexes(db: Database) -> None:
    known = await fill(db)
    common = (
        (Filters(), 50),
        (Filters(search="D-004321"), 5),
        (Filters(search="Q4321"), 4),
        (Filters(search="1-4321-2"), 1),
        (Filters(search="period_closed"), 50),
        (Filters(search="6210"), 50),
        (Filters(search="SKU-007"), 50),
        (Filters(outcome="rejected"), 50),
        (Filters(kind="receipt"), 50),
        (Filters(code="6210"), 50),
        (Filters(item_id=known["item"]), 50),
        (Filters(party_id=known["party"]), 50),
        (Filters(item_id=known["item"], outcome="rejected"), 3),
        (Filters(since=NOON.date(), until=NOON.date()), 50),
        (Filters(reading=True), 0),
    )
    for filters, at_least in common:
        async with statements(db) as seen, db.read() as session:
            page = await activity.find(
                session, filters, zone="America/New_York", before=None, limit=50
            )
        assert len(page.items) >= at_least, filters
        assert len(seen) <= MOST_STATEMENTS, filters
        for statement, values in seen:
            how = await plan(db, statement, values)
            for table in LOG:
                assert f"SCAN {table}" not in how, (filters, how)
                assert f"Seq Scan on {table}" not in how, (filters, how)
