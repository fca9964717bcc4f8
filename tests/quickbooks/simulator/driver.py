"""Talking to the simulator as a client would: over HTTP, with JSON bodies."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.quickbooks.simulator import SimulatedCompany

Body = dict[str, Any]
START = datetime(2026, 8, 20, 16, 0, tzinfo=UTC)
TODAY = "2026-08-20"
SALE, EXPENSE, ADJUST = (
    "SalesItemLineDetail",
    "ItemBasedExpenseLineDetail",
    "ItemAdjustmentLineDetail",
)


class TestClock:
    """A clock that stands still until it is told to move."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Sim:
    """The demo company, its clock, and a client with a valid token."""

    company: SimulatedCompany
    clock: TestClock
    http: httpx.AsyncClient

    @property
    def base(self) -> str:
        return f"/v3/company/{self.company.realm}"

    async def post(self, path: str, body: Any, **params: str) -> httpx.Response:
        return await self.http.post(f"{self.base}/{path}", json=body, params=params)

    async def get(self, path: str, **params: str) -> httpx.Response:
        return await self.http.get(f"{self.base}/{path}", params=params)

    async def keep(self, entity: str, body: Body, **params: str) -> Body:
        """Write and return the record; fails on any fault."""
        answer = await self.post(entity.lower(), body, **params)
        assert answer.status_code == 200, answer.text
        record: Body = answer.json()[entity]
        return record

    async def refused(self, entity: str, body: Body, **params: str) -> tuple[int, str]:
        """Write, expect a fault, return its code and element."""
        return fault(await self.post(entity.lower(), body, **params))

    async def query(self, text: str) -> list[Body]:
        answer = await self.ask(text)
        assert answer.status_code == 200, answer.text
        found = answer.json()["QueryResponse"]
        lists = [value for value in found.values() if isinstance(value, list)]
        return lists[0] if lists else []

    async def ask(self, text: str) -> httpx.Response:
        headers = {"content-type": "application/text"}
        return await self.http.post(f"{self.base}/query", content=text, headers=headers)

    async def one(self, entity: str, field: str, value: str) -> Body:
        found = await self.query(f"SELECT * FROM {entity} WHERE {field} = '{value}'")  # noqa: S608
        assert len(found) == 1, found
        return found[0]

    async def item(self, sku: str = "OAT-1L") -> Body:
        return await self.one("Item", "Sku", sku)

    async def on_hand(self, sku: str = "OAT-1L") -> float:
        return float((await self.item(sku))["QtyOnHand"])

    async def bill(self, quantity: float = 4, *, sku: str = "OAT-1L", **fields: Any) -> Body:
        """The body of a bill for one item at its usual price."""
        vendor = await self.one("Vendor", "DisplayName", "Fernhill Dairy Cooperative")
        lines = [await self.line(EXPENSE, quantity, sku)]
        return {"VendorRef": {"value": vendor["Id"]}, "Line": lines, "TxnDate": TODAY, **fields}

    async def sale(self, quantity: float = 4, *, sku: str = "OAT-1L", **fields: Any) -> Body:
        """The body of an invoice, sales receipt, estimate or credit for one item."""
        customer = await self.one("Customer", "DisplayName", "Northgate Grocers")
        lines = [await self.line(SALE, quantity, sku)]
        return {"CustomerRef": {"value": customer["Id"]}, "Line": lines, "TxnDate": TODAY, **fields}

    async def adjustment(self, change: float, *, sku: str = "OAT-1L", **fields: Any) -> Body:
        account = await self.one("Account", "Name", "Inventory Shrinkage")
        detail = {"ItemRef": {"value": (await self.item(sku))["Id"]}, "QtyDiff": change}
        return {
            "AdjustAccountRef": {"value": account["Id"]},
            "TxnDate": TODAY,
            "Line": [{"DetailType": ADJUST, ADJUST: detail}],
            **fields,
        }

    async def line(self, kind: str, quantity: float, sku: str = "OAT-1L") -> Body:
        item = await self.item(sku)
        detail = {"ItemRef": {"value": item["Id"]}, "Qty": quantity, "UnitPrice": 2.5}
        return {"DetailType": kind, "Amount": quantity * 2.5, kind: detail}


def fault(answer: httpx.Response) -> tuple[int, str]:
    """Code and element of the fault in an answer."""
    assert "Fault" in answer.text, answer.text
    error = answer.json()["Fault"]["Error"][0]
    return int(error["code"]), error["element"]


def touch(record: Body, **fields: Any) -> Body:
    """A sparse update of a record."""
    return {"Id": record["Id"], "SyncToken": record["SyncToken"], "sparse": True, **fields}


def reference(record: Body) -> Body:
    """What delete and void take."""
    return {"Id": record["Id"], "SyncToken": record["SyncToken"]}
