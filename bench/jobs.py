"""What there is to scan: one job is one trigger pull, as the product gets it over HTTP and as the
baseline writes its rows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from app.core.types import new_id
from app.scanning.gs1 import GS


@dataclass(frozen=True, slots=True)
class Goods:
    """An item as its label says it; without a lot it has the item's implicit one."""

    item_id: UUID
    sku: str
    gtin: str
    lot_id: UUID
    lot: str = ""
    expires_on: date | None = None

    @property
    def label(self) -> tuple[str, str]:
        """What the scanner sends, and the AIM identifier: GS1-128 with a lot, else EAN-13."""
        if not self.lot or self.expires_on is None:
            return self.gtin[1:], "]E0"
        return f"01{self.gtin}17{self.expires_on:%y%m%d}10{self.lot}{GS}", "]C1"


@dataclass(frozen=True, slots=True)
class ReceiveJob:
    """One unit of goods onto an open receipt, into a bin."""

    receipt_id: UUID
    receipt_number: str
    order_id: UUID
    line_id: UUID
    goods: Goods
    bin_id: UUID


@dataclass(frozen=True, slots=True)
class PickJob:
    """One unit of a stop to the packing bench."""

    task_id: UUID
    stop_id: UUID
    line_id: UUID
    goods: Goods
    bin_id: UUID


@dataclass(frozen=True, slots=True)
class CartonGoods:
    """Goods of one order line in a carton."""

    line_id: UUID
    goods: Goods
    qty: Decimal


@dataclass(frozen=True, slots=True)
class ShipJob:
    """One packed carton out of the door. `last`: its order is complete then."""

    carton_id: UUID
    carton_number: str
    order_id: UUID
    order_number: str
    content: tuple[CartonGoods, ...]
    last: bool


Job = ReceiveJob | PickJob | ShipJob
Lane = Sequence[Job]
"""What one client scans, in order."""


def body(job: Job) -> bytes:
    """The request of a phone that scans this."""
    match job:
        case ReceiveJob():
            raw, aim = job.goods.label
            scan = _scan("receive", raw, aim, document=job.receipt_id, location=job.bin_id)
        case PickJob():
            raw, aim = job.goods.label
            scan = _scan("pick", raw, aim, document=job.task_id, location=job.bin_id)
        case ShipJob():
            scan = _scan("ship", f"CTN:{job.carton_number}", "]C0", document=job.order_id)
    return json.dumps({"scans": [scan]}).encode()


_count = 0


def _scan(
    task: str, raw: str, aim: str, *, document: UUID, location: UUID | None = None
) -> dict[str, object]:
    global _count
    _count += 1
    scan: dict[str, object] = {
        "id": str(new_id()),
        "device_seq": _count,
        "recorded_at": datetime.now(UTC).isoformat(),
        "task": task,
        "document_id": str(document),
        "raw": raw,
        "aim_id": aim,
        "source": "wedge",
    }
    if location is not None:
        scan["context"] = {"location_id": str(location)}
    return scan


def deal(jobs: Sequence[Job], clients: int, document: Callable[[Job], UUID]) -> list[list[Job]]:
    """Give each client whole documents, in turn: two people do not scan the same one."""
    documents: dict[UUID, list[Job]] = {}
    for job in jobs:
        documents.setdefault(document(job), []).append(job)
    lanes: list[list[Job]] = [[] for _ in range(clients)]
    for number, group in enumerate(documents.values()):
        lanes[number % clients].extend(group)
    return [lane for lane in lanes if lane]
