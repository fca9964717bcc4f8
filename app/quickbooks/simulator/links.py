"""Links between documents: bills to order lines, invoices to estimates (rules 26 to 28)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import ENTITIES, Entity
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.field_tables_documents import ITEM_EXPENSE
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, decimal, stamp

_ORDER, _ESTIMATE = "PurchaseOrder", "Estimate"
_LINKABLE = ("Pending", "Accepted")


@rule(26, "S23, I-rb556, I-sim6194")
def with_order_links(
    books: Books, doc: Doc, previous: Doc | None, sent: list[Doc], lose: Callable[[], bool]
) -> Doc:
    """The bill with the links that QuickBooks accepts; the others vanish without a word.

    A line that was there before keeps the link it had: only a new line can be linked.
    """
    had = {line["Id"]: line.get("LinkedTxn") for line in (previous["Line"] if previous else [])}
    lines = []
    for line, asked in zip(doc["Line"], sent, strict=True):
        links = had[line["Id"]] if line["Id"] in had else _accepted(books, doc, asked, lose)
        rest = {key: value for key, value in line.items() if key != "LinkedTxn"}
        lines.append({**rest, "LinkedTxn": links} if links else rest)
    orders = dict.fromkeys(link["TxnId"] for line in lines for link in line.get("LinkedTxn", []))
    header = [{"TxnId": id, "TxnType": _ORDER} for id in orders]
    return {**doc, "Line": lines, "LinkedTxn": header}


def with_kept_links(doc: Doc, previous: Doc | None) -> Doc:
    """An order or estimate with the links only QuickBooks writes, whatever the client sent."""
    before = previous or {"Line": [], "LinkedTxn": []}
    received = {line["Id"]: line["Received"] for line in before["Line"] if "Received" in line}
    lines = [
        {**line, "Received": received[line["Id"]]} if line["Id"] in received else line
        for line in doc["Line"]
    ]
    return {**doc, "Line": lines, "LinkedTxn": before["LinkedTxn"]}


def _accepted(books: Books, bill: Doc, asked: Doc, lose: Callable[[], bool]) -> list[Doc]:
    # Public clients send LineNum 0 on every new line; that counts as none.
    if asked.get("Id") or asked.get("LineNum"):
        return []
    links = [link for link in asked.get("LinkedTxn") or [] if _names_a_line(books, bill, link)]
    return [] if links and lose() else links


def _names_a_line(books: Books, bill: Doc, link: Doc) -> bool:
    """Whether the link is the full triple of an order line of this vendor."""
    order = books.find(_ORDER, link.get("TxnId") or "")
    if link.get("TxnType") != _ORDER or order is None or order["VendorRef"] != bill["VendorRef"]:
        return False
    if link.get("TxnLineId") not in {line["Id"] for line in order["Line"]}:
        return False
    if order["POStatus"] == "Closed" and not _received_in_full(order["Line"]):
        raise QboFault(
            620, element="LinkedTxn", type=_ORDER, id=order["Id"], why="the order was closed"
        )
    return True


@rule(27, "S20, XSD: only pending and accepted estimates, one invoice each")
def check_estimate_links(books: Books, doc: Doc, previous: Doc | None) -> None:
    before = {link["TxnId"] for link in (previous or {}).get("LinkedTxn", [])}
    for link in doc["LinkedTxn"]:
        id, kind = link.get("TxnId") or "", link.get("TxnType")
        estimate = books.find(_ESTIMATE, id) if kind == _ESTIMATE else None
        if id in before:
            continue
        if estimate is None:
            raise QboFault(620, element="LinkedTxn", type=kind, id=id, why="no such estimate")
        if estimate["LinkedTxn"] or estimate["TxnStatus"] not in _LINKABLE:
            why = f"its status is {estimate['TxnStatus']}"
            raise QboFault(620, element="LinkedTxn", type=kind, id=id, why=why)


@rule(28, "S14: unlink first")
def check_unlinked(entity: Entity, doc: Doc) -> None:
    links = ", ".join(f"{link['TxnType']} TxnId={link['TxnId']}" for link in doc["LinkedTxn"])
    if links:
        raise QboFault(800, element="LinkedTxn", type=entity.name, links=links)


def follow_links(books: Books, entity: Entity, doc: Doc, previous: Doc | None) -> None:
    """Bring orders and estimates in line after a bill or invoice was written or deleted."""
    touched = dict.fromkeys(
        link["TxnId"] for version in (previous, doc) if version for link in version["LinkedTxn"]
    )
    for id in touched:
        if entity.name == "Bill":
            _follow_order(books, id, doc["Id"])
        elif entity.name == "Invoice":
            _follow_estimate(books, id, doc["Id"])


def _follow_order(books: Books, id: str, source: str) -> None:
    order = books.find(_ORDER, id)
    if order is None:
        return
    received: dict[str, Decimal] = defaultdict(Decimal)
    bills = _linking(books, "Bill", order, source)
    for bill in bills:
        for line in bill["Line"]:
            for link in line.get("LinkedTxn", []):
                if link["TxnId"] == id:
                    quantity = (line.get(ITEM_EXPENSE) or {}).get("Qty")
                    received[link["TxnLineId"]] += decimal(quantity)
    lines = [{**line, "Received": received[line["Id"]]} for line in order["Line"]]
    changes: Doc = {
        "Line": lines,
        "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"} for bill in bills],
    }
    if books.behaviour.purchase_order_closes:
        closed_by_hand = order["POStatus"] == "Closed" and not _received_in_full(order["Line"])
        full = closed_by_hand or _received_in_full(lines)
        changes["POStatus"] = "Closed" if full else "Open"
    _touch(books, _ORDER, order, changes)


def _linking(books: Books, name: str, target: Doc, source: str) -> list[Doc]:
    """The documents that link to this one: those it knew of, and the one just written."""
    candidates = dict.fromkeys([*(link["TxnId"] for link in target["LinkedTxn"]), source])
    found = [doc for id in candidates if (doc := books.find(name, id))]
    return [doc for doc in found if any(one["TxnId"] == target["Id"] for one in doc["LinkedTxn"])]


def _received_in_full(lines: Iterable[Doc]) -> bool:
    asked = [line for line in lines if (line.get(ITEM_EXPENSE) or {}).get("Qty") is not None]
    return bool(asked) and all(
        decimal(line.get("Received")) >= decimal(line[ITEM_EXPENSE]["Qty"]) for line in asked
    )


def _follow_estimate(books: Books, id: str, source: str) -> None:
    estimate = books.find(_ESTIMATE, id)
    if estimate is None:
        return
    invoices = _linking(books, "Invoice", estimate, source)
    links = [{"TxnId": invoice["Id"], "TxnType": "Invoice"} for invoice in invoices]
    status = books.behaviour.estimate_closes_to if links else "Accepted"
    _touch(books, _ESTIMATE, estimate, {"LinkedTxn": links, "TxnStatus": status})


def _touch(books: Books, name: str, doc: Doc, changes: Doc) -> None:
    """Change the other end of a link. It counts as a write: its SyncToken rises."""
    changed = {**doc, **changes}
    if changed == doc:
        return
    meta = {**doc["MetaData"], "LastUpdatedTime": stamp(books.clock())}
    token = str(int(doc["SyncToken"]) + 1)
    books.put(ENTITIES[name], {**changed, "SyncToken": token, "MetaData": meta})
    books.tell(ENTITIES[name], doc["Id"], "updated")
