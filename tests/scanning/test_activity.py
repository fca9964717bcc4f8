from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.db import Database
from app.core.types import new_id
from app.scanning.activity import latest_scans
from app.scanning.models import Scan, ScanStatus
from tests.builders import make_user

NOON = datetime(2026, 11, 22, 17, tzinfo=UTC)


def scan(user_id: UUID, minute: int, **columns: Any) -> Scan:
    values: dict[str, Any] = {
        "id": new_id(),
        "payload_hash": "",
        "raw": "9501101530003",
        "task": "receive",
        "step": "scan",
        "user_id": user_id,
        "status": ScanStatus.APPLIED,
        "outcome": {"code": "received", "message": "+1 Oat milk", "document": None},
        "recorded_at": NOON,
        "received_at": NOON + timedelta(minutes=minute),
    }
    return Scan(**values | columns)


async def test_the_latest_scans_come_first_page_by_page(db: Database) -> None:
    async with db.write() as session:
        rita, paul = await make_user(session), await make_user(session, "Paul")
        receipt = {"type": "receipt", "id": str(new_id())}
        session.add_all([scan(rita.id, n, raw=f"S{n}") for n in range(4)])
        refused = {"code": "wrong_item", "message": "Not on this order.", "document": receipt}
        session.add(
            scan(paul.id, 9, raw="P", status=ScanStatus.REJECTED, outcome=refused, document_id=None)
        )
    async with db.read() as session:
        first = await latest_scans(session, cursor=None, limit=3)
        rest = await latest_scans(session, cursor=first.next_cursor, limit=3)
        mine = await latest_scans(session, user_id=paul.id, cursor=None, limit=3)
    assert [one.raw for one in first.items + rest.items] == ["P", "S3", "S2", "S1", "S0"]
    assert rest.next_cursor is None
    assert [one.raw for one in mine.items] == ["P"]
    latest = first.items[0]
    assert (latest.person, latest.status, latest.code) == ("Paul", "rejected", "wrong_item")
    assert latest.document is not None
    assert str(latest.document.id) == receipt["id"]


async def test_a_scanned_badge_is_not_shown(db: Database) -> None:
    async with db.write() as session:
        rita = await make_user(session)
        session.add(scan(rita.id, 0, raw="bdg:SECRET"))
    async with db.read() as session:
        page = await latest_scans(session, cursor=None, limit=3)
    assert page.items[0].raw == "BDG:…"
