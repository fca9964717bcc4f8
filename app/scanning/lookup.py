"""What is this? The answer to a scan outside any task."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.inventory.floor import Applied, FloorAnswer, FloorScan, Subject, SubjectKind
from app.inventory.problems import UnknownBarcode


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """Name what was scanned; the screen then reads its stock or opens its document."""
    del session  # everything needed was resolved already
    subject = scan.subject
    if subject.kind is SubjectKind.NOTHING:
        raise UnknownBarcode("Scan a barcode to look it up.")
    return Applied(
        code="found", message=_name(subject), effect={"type": "found"} | _describe(subject)
    )


def _name(subject: Subject) -> str:
    if subject.item is not None:
        return f"{subject.item.sku}: {subject.item.name}"
    if subject.location is not None:
        return f"Bin {subject.location.code}"
    return subject.document_number or "Badge"


def _describe(subject: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": subject.kind.value}
    if subject.item is not None:
        found["item"] = {
            "id": str(subject.item.id),
            "sku": subject.item.sku,
            "name": subject.item.name,
        }
        found["lot"] = subject.lot_number
        found["serial"] = subject.serial_number
        found["expiry"] = subject.expires_on and subject.expires_on.isoformat()
    if subject.location is not None:
        found["location"] = {"id": str(subject.location.id), "code": subject.location.code}
    if subject.document_id is not None:
        found["document"] = {
            "type": subject.document_type,
            "id": str(subject.document_id),
            "number": subject.document_number,
        }
    return found
