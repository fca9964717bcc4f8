from typing import Any

import pytest

from app.core.db import Database
from app.core.types import new_id
from app.dashboard.queries import badges
from app.dashboard.schemas import BadgeState
from app.sync.models import (
    ConnectionKind,
    Mapping,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"state": OperationState.QUEUED}, BadgeState.SAVED),
        ({"state": OperationState.QUEUED, "ready": False}, BadgeState.WAITING_FOR_END),
        ({"state": OperationState.SENDING}, BadgeState.SENDING),
        ({"state": OperationState.IN_DOUBT}, BadgeState.CHECKING),
        ({"state": OperationState.HELD}, BadgeState.NEEDS_ATTENTION),
        ({"state": OperationState.DONE}, BadgeState.IN_QUICKBOOKS),
    ],
)
async def test_a_document_wears_the_state_of_its_operation(
    db: Database, columns: dict[str, Any], state: BadgeState
) -> None:
    receipt = new_id()
    async with db.write() as session:
        connection = QuickBooksConnection(kind=ConnectionKind.ONLINE)
        session.add(connection)
        await session.flush()
        operation = SyncOperation(
            connection_id=connection.id,
            document_type="receipt",
            document_id=receipt,
            document_number="R-000001",
            **columns,
        )
        mapping = Mapping(
            connection_id=connection.id,
            kind="receipt",
            local_id=receipt,
            external_id="55",
            external_number="1187",
        )
        session.add_all([operation, mapping])
    unknown = new_id()
    async with db.read() as session:
        first, second = await badges(session, [unknown, receipt])
    assert (first.document_id, first.state) == (unknown, BadgeState.NOT_SENT)
    assert (second.state, second.number) == (state, "1187")
    assert second.operation_id == operation.id
