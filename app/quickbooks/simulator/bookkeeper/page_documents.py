"""The documents on the bookkeeper's page, newest first, each open to be changed."""

from html import escape

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.layout import (
    date_of,
    entry,
    field,
    form,
    hidden,
    money,
    party_of,
    plain,
)
from app.quickbooks.simulator.values import Doc

_KINDS = (
    "Bill",
    "Purchase",
    "VendorCredit",
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "RefundReceipt",
    "InventoryAdjustment",
    "PurchaseOrder",
    "Estimate",
)
_MOST_SHOWN = 40


def documents(books: Books, action: str, open_id: str) -> str:
    """The section with the newest documents, one of them open."""
    found = [(kind, doc) for kind in _KINDS for doc in books.all(kind)]
    found.sort(key=lambda pair: int(pair[1]["Id"]), reverse=True)
    rows = "".join(
        _document(books, action, kind, doc, is_open=doc["Id"] == open_id)
        for kind, doc in found[:_MOST_SHOWN]
    )
    rows = rows or '<p class="empty">No documents yet. Enter one, or scan something.</p>'
    count = f'<span class="count">{len(found)}</span>'
    return f"<section><h2>Documents {count}</h2>{rows}</section>"


def _document(books: Books, action: str, kind: str, doc: Doc, *, is_open: bool) -> str:
    number = escape(str(doc.get("DocNumber") or f"id {doc['Id']}"))
    total = money(doc["TotalAmt"]) if "TotalAmt" in doc else ""
    same = {"kind": kind, "which": doc["Id"]}
    if books.behaviour.book_close_date:
        # A person who opens a document of a closed period confirms, or gives the password.
        same["past_closing"] = "true"
    lines = "".join(
        _line(action, same, line, ENTITIES[kind].detail) for line in doc["Line"] if "Id" in line
    )
    return (
        f'<details id="txn-{doc["Id"]}" data-kind="{kind}"{" open" * is_open}><summary>'
        f'<span class="code">{number}</span><span>{_words(kind)}</span>'
        f'<span class="who">{date_of(doc["TxnDate"])} · {escape(party_of(doc))}</span>'
        f'<span class="total">{total}</span></summary>'
        f"{lines}{_header(action, same, doc)}"
        '<div class="buttons">'
        + (form(f"{action}/void", hidden(**same), button="Void") if _voidable(kind) else "")
        + form(f"{action}/delete", hidden(**same), button="Delete", look="harm")
        + "</div></details>"
    )


def _header(action: str, same: dict[str, str], doc: Doc) -> str:
    return form(
        f"{action}/edit",
        hidden(**same),
        '<div class="row">',
        field("Date", entry("on", doc["TxnDate"], type="date")),
        field("Number", entry("number", doc.get("DocNumber") or "")),
        "</div>",
        field("Note", entry("note", doc.get("PrivateNote") or "")),
        button="Save date, number and note",
    )


def _line(action: str, same: dict[str, str], line: Doc, detail: str) -> str:
    content = line.get(detail) or {}
    name = (content.get("ItemRef") or {}).get("name") or line.get("Description") or "Line"
    if not content:
        return f'<p class="who">{escape(name)}</p>'
    adjusts = "QtyDiff" in content
    quantity = plain(content.get("QtyDiff", content.get("Qty"))).replace(",", "")
    price = "" if adjusts else plain(content.get("UnitPrice")).replace(",", "")
    return (
        f'<form method="post" class="line" action="{action}/change-line">'
        f"{hidden(**same, line=line['Id'])}<b>{escape(name)}</b>"
        + field(
            "Change" if adjusts else "Quantity", entry("quantity", quantity, inputmode="decimal")
        )
        + ("" if adjusts else field("Price", entry("price", price, inputmode="decimal")))
        + f'<button>Change</button><button formaction="{action}/remove-line">Remove</button></form>'
    )


def _words(kind: str) -> str:
    """The kind as a person reads it: PurchaseOrder is a Purchase order."""
    spaced = "".join(f" {one.lower()}" if one.isupper() else one for one in kind).strip()
    return spaced[:1].upper() + spaced[1:]


def _voidable(kind: str) -> bool:
    return ENTITIES[kind].stock != 0 and kind != "InventoryAdjustment"
