"""The books as a page: what a newcomer opens to see a scan arrive."""

from collections.abc import Iterable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator.assets import asset_route, live_page
from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.layout import date_of, framed, money, party_of, plain
from app.quickbooks.simulator.values import Doc, decimal, dumps

# section title and the entities it lists
_SECTIONS = (
    ("Bills and expenses", ("Bill", "Purchase")),
    ("Invoices and sales receipts", ("Invoice", "SalesReceipt")),
    ("Quantity adjustments", ("InventoryAdjustment",)),
    ("Credits and refunds", ("VendorCredit", "CreditMemo", "RefundReceipt")),
    ("Purchase orders", ("PurchaseOrder",)),
    ("Estimates", ("Estimate",)),
)
_MOST_SHOWN = 50


def books_routes(company: SimulatedCompany) -> list[Route]:
    """The page, its data and its assets."""

    async def page(request: Request) -> Response:
        books = company.books
        return live_page(request, lambda: _page(request, books), books.version)

    async def data(_: Request) -> Response:
        return Response(dumps(summary(company.books)), media_type="application/json")

    return [Route("/books", page), Route("/books.json", data), asset_route()]


def summary(books: Books) -> dict[str, Any]:
    """The books as data: items with quantity on hand, documents newest first."""
    items = [books.shown("Item", doc) for doc in books.all("Item") if doc["Type"] == "Inventory"]
    documents = {name: _newest(books, (name,)) for _, names in _SECTIONS for name in names}
    return {
        "company": books.behaviour.company_name,
        "version": books.version,
        "items": sorted(items, key=lambda item: str(item.get("Sku") or item["Name"])),
        **documents,
    }


def _newest(books: Books, names: Iterable[str]) -> list[Doc]:
    documents = [{**doc, "Kind": name} for name in names for doc in books.all(name)]
    # Ids of all transactions come from one sequence, so they tell the order within a second.
    return sorted(documents, key=lambda doc: int(doc["Id"]), reverse=True)[:_MOST_SHOWN]


def _page(request: Request, books: Books) -> str:
    name = books.behaviour.company_name
    sections = "".join(_section(books, title, names) for title, names in _SECTIONS)
    return framed(
        request,
        here="/books",
        title=f"Books of {name}",
        company=name,
        note="Kept by the rules of QuickBooks Online. New entries show by themselves.",
        body=f'<main id="live"><div class="papers">{sections}</div>{_items(books)}</main>',
    )


def _items(books: Books) -> str:
    rows = "".join(
        f'<tr><td class="code">{escape(str(item.get("Sku") or ""))}</td>'
        f"<td>{escape(item['Name'])}</td>"
        f'<td class="number" data-sku="{escape(str(item.get("Sku") or ""))}">'
        f"{plain(item['QtyOnHand'])}</td></tr>"
        for item in summary(books)["items"]
    )
    if not rows:
        return '<section><h2>Items</h2><p class="empty">No inventory items yet.</p></section>'
    return (
        "<section><h2>Items</h2><table><thead><tr><th>SKU</th><th>Item</th>"
        f'<th class="number">On hand</th></tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _section(books: Books, title: str, names: tuple[str, ...]) -> str:
    documents = _newest(books, names)
    content = "".join(_document(books, doc) for doc in documents)
    content = content or '<p class="empty">None yet.</p>'
    count = sum(len(books.documents[name]) for name in names)
    return f'<section><h2>{title} <span class="count">{count}</span></h2>{content}</section>'


def _document(books: Books, doc: Doc) -> str:
    kind = ENTITIES[doc["Kind"]]
    status = doc.get("POStatus") or doc.get("TxnStatus")
    total = money(doc["TotalAmt"]) if "TotalAmt" in doc else ""
    number = escape(doc.get("DocNumber") or f"no number, id {doc['Id']}")
    chip = f' <span class="chip">{escape(status)}</span>' if status else ""
    links = "".join(_link(books, link) for link in doc.get("LinkedTxn", []))
    note = f'<p class="note">{escape(doc["PrivateNote"])}</p>' if doc.get("PrivateNote") else ""
    lines = "".join(_line(line, kind.detail) for line in doc["Line"] if "Id" in line)
    return (
        f'<article id="txn-{doc["Id"]}" data-kind="{kind.name}" data-number="{number}">'
        f'<h3><span class="code">{number}</span>{chip}<span class="total">{total}</span></h3>'
        f'<p class="who">{date_of(doc["TxnDate"])} · {escape(party_of(doc))}</p>'
        f"<table><tbody>{lines}</tbody></table>{links}{note}</article>"
    )


def _line(line: Doc, detail: str) -> str:
    content = line.get(detail) or {}
    item = content.get("ItemRef") or (line.get("AccountBasedExpenseLineDetail") or {}).get(
        "AccountRef", {}
    )
    quantity = content.get("QtyDiff", content.get("Qty"))
    signed = "QtyDiff" in content and decimal(quantity) > 0
    shown = "" if quantity is None else ("+" if signed else "") + plain(quantity)
    received = f" <small>received {plain(line['Received'])}</small>" if "Received" in line else ""
    amount = money(line["Amount"]) if "Amount" in line else ""
    name = escape(item.get("name") or line.get("Description") or "")
    return (
        f'<tr><td>{name}{received}</td><td class="number">{shown}</td>'
        f'<td class="number">{amount}</td></tr>'
    )


def _link(books: Books, link: Doc) -> str:
    target = books.find(link["TxnType"], link["TxnId"])
    number = target.get("DocNumber") if target else None
    kind = {"PurchaseOrder": "Purchase order"}.get(link["TxnType"], link["TxnType"])
    text = f"{kind} {number or link['TxnId']}"
    return f'<p class="link">↔ <a href="#txn-{escape(link["TxnId"])}">{escape(text)}</a></p>'
