"""A phone on the floor: sends each scan again, by the same id, until it is answered."""

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from app.core.types import new_id
from app.demo import plan
from app.demo.gtins import unit_gtin

RETRY_SECONDS = 0.1
GTINS = {one.sku: unit_gtin(one.reference) for one in plan.PLANS}


class GaveUp(Exception):
    """The test ended before the scan was answered."""


def ean(sku: str) -> str:
    """The EAN-13 on the item."""
    return GTINS[sku][1:]


def gs1(sku: str, lot: str, *, expiry: date | None = None, count: int | None = None) -> str:
    """The item's GS1 code as people write it; the group separator ends what varies in length."""
    text = f"(01){GTINS[sku]}"
    if expiry is not None:
        text += f"(17){expiry:%y%m%d}"
    if count is not None:
        text += f"(30){count}"
    return f"{text}(10){lot}"


@dataclass
class Phone:
    """One person's phone. `received` and `shipped` count what the server said it did, per SKU.

    `pace` is the seconds from one scan to the next; `over` is set when the test ends.
    """

    url: str
    token: str
    over: threading.Event
    pace: float = 0.0
    sent: list[str] = field(default_factory=list)
    received: Counter[str] = field(default_factory=Counter)
    shipped: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        self._client = httpx.Client(base_url=self.url, headers=headers, timeout=5)

    def close(self) -> None:
        """Put it away."""
        self._client.close()

    def scan(self, task: str, raw: str = "", **more: Any) -> dict[str, Any]:
        """Make a scan and deliver it; anything but success fails the test."""
        result = self.deliver(self.compose(task, raw, **more))
        assert result["status"] in ("applied", "duplicate"), result
        assert result.get("first_status") in (None, "applied"), result
        return result

    def compose(self, task: str, raw: str = "", **more: Any) -> dict[str, Any]:
        """A scan as it is written to the phone's queue before anything else happens."""
        self.sent.append(str(new_id()))
        return {
            "id": self.sent[-1],
            "device_seq": len(self.sent),
            "recorded_at": datetime.now(UTC).isoformat(),
            "task": task,
            "raw": raw,
            **more,
        }

    def deliver(self, scan: dict[str, Any]) -> dict[str, Any]:
        """Send until there is a result: no answer and a failing server mean “send again”."""
        answer = self._until_answered("/api/scans", {"scans": [scan]})
        result: dict[str, Any] = answer["results"][0]
        self._count(result)
        self.over.wait(self.pace)
        return result

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Another request that may be repeated without harm."""
        return self._until_answered(path, body)

    def _until_answered(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        while not self.over.is_set():
            with contextlib.suppress(httpx.TransportError):
                answer = self._client.post(path, json=body)
                if answer.status_code < 500:
                    assert answer.is_success, answer.text
                    found: dict[str, Any] = answer.json()
                    return found
            self.over.wait(RETRY_SECONDS)
        raise GaveUp(path)

    def _count(self, result: dict[str, Any]) -> None:
        effect = result.get("effect") or {}
        if result["status"] not in ("applied", "duplicate"):
            return
        if effect.get("type") == "received":
            self.received[effect["item"]["sku"]] += int(Decimal(effect["qty"]))


def receive_order(phone: Phone, number: str, boxes: list[str]) -> None:
    """Open a purchase order by its number, scan every box, finish."""
    receipt = phone.scan("receive", number)["document"]["id"]
    for box in boxes:
        phone.scan("receive", box, document_id=receipt)
    phone.scan("receive", document_id=receipt, step="finish")


def receive_blind(phone: Phone, vendor_id: str, boxes: list[str], enough: threading.Event) -> None:
    """Receive from a vendor without an order, box after box, until told that it is enough."""
    receipt = phone.post("/api/receipts", {"vendor_id": vendor_id})["id"]
    turn = 0
    while not enough.is_set():
        phone.scan("receive", boxes[turn % len(boxes)], document_id=receipt)
        turn += 1
    phone.scan("receive", document_id=receipt, step="finish")


def ship_order(phone: Phone, number: str) -> None:
    """Walk an order through the warehouse: release, pick, pack into a carton, ship."""
    opened = phone.scan("pick", number)
    task, stop = opened["document"]["id"], opened["effect"]["next"]
    while stop is not None:
        code = stop["location"]["code"]
        place = phone.scan("pick", f"BIN:{code}", document_id=task)["effect"]["location"]
        answer = phone.scan(
            "pick",
            _label(stop),
            document_id=task,
            qty=stop["rest"],
            context={"location_id": place["id"]},
        )
        stop = answer["effect"]["next"]
    bench = phone.scan("pack", number)
    order, waiting = bench["document"]["id"], bench["effect"]["to_pack"]
    for one in waiting:
        label = gs1(one["item"]["sku"], one["lot"]) if one["lot"] else ean(one["item"]["sku"])
        phone.scan("pack", label, document_id=order, qty=one["qty"])
    phone.scan("ship", number)
    for one in waiting:
        phone.shipped[one["item"]["sku"]] += int(Decimal(one["qty"]))


def _label(stop: dict[str, Any]) -> str:
    sku, lot = stop["item"]["sku"], stop["lot"]
    return gs1(sku, lot["number"]) if lot and lot["number"] else ean(sku)
