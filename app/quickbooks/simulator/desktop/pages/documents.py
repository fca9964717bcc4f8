"""The documents on the bookkeeper's page, newest first, each open to be changed."""

from html import escape

from app.quickbooks.simulator.desktop.pages.frame import words
from app.quickbooks.simulator.desktop.pages.papers import Paper, PaperLine, newest
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS
from app.quickbooks.simulator.layout import (
    choose,
    date_of,
    entry,
    field,
    form,
    hidden,
    money,
    plain,
)

_MOST_SHOWN = 40
_LOCKS = {
    "3175": "3175: in use",
    "3176": "3176: a related record in use",
    "3180": "3180: said in its text",
}


def documents(books: Books, action: str, open_id: str) -> str:
    """The section with the newest documents, one of them open."""
    papers = newest(books, KINDS)
    rows = "".join(
        _document(books, action, one, is_open=one.id == open_id) for one in papers[:_MOST_SHOWN]
    )
    count = f'<span class="count">{len(papers)}</span>'
    return f"<section><h2>Documents {count}</h2>{rows}</section>"


def _document(books: Books, action: str, one: Paper, *, is_open: bool) -> str:
    same = {"kind": one.kind, "which": one.id}
    locked = one.id in books.locks
    chips = [text for text in (one.state, "Open in a window" if locked else "") if text]
    shown = "".join(f'<span class="chip">{escape(text)}</span>' for text in chips)
    total = money(one.total) if one.total is not None else ""
    party = f" · {escape(one.party)}" if one.party else ""
    lines = "".join(_line(action, same, line) for line in one.lines)
    voidable = KINDS[one.kind].voidable and one.state != "Void"
    void = form(f"{action}/void", hidden(**same), button="Void") if voidable else ""
    return (
        f'<details id="txn-{escape(one.id)}" data-kind="{one.kind}"{" open" * is_open}><summary>'
        f'<span class="code">{escape(one.number or "no number")}</span>'
        f"<span>{words(one.kind)}</span>{shown}"
        f'<span class="who">{date_of(one.day)}{party}</span>'
        f'<span class="total">{total}</span></summary>'
        f"{lines}{_header(action, same, one)}{_window(action, same, locked=locked)}"
        f'<div class="buttons">{void}'
        + form(f"{action}/delete", hidden(**same), button="Delete", look="harm")
        + "</div></details>"
    )


def _header(action: str, same: dict[str, str], one: Paper) -> str:
    return form(
        f"{action}/edit",
        hidden(**same),
        '<div class="row">',
        field("Date", entry("on", one.day, type="date")),
        field("Number", entry("number", one.number, maxlength="11")),
        "</div>",
        field("Memo", entry("note", one.memo)),
        button="Save date, number and memo",
    )


def _window(action: str, same: dict[str, str], *, locked: bool) -> str:
    """Having it open in a window, so that nobody else can write it."""
    if locked:
        return form(f"{action}/close-record", hidden(**same), button="Close its window")
    return (
        f'<form method="post" class="line" action="{action}/open-record">{hidden(**same)}'
        + field("Refused with", choose("code", _LOCKS))
        + field("Times", entry("times", inputmode="numeric", placeholder="until closed"))
        + "<button>Open in a window</button></form>"
    )


def _line(action: str, same: dict[str, str], line: PaperLine) -> str:
    more = " · ".join(one for one in (line.tracked, line.site, line.order) if one)
    name = f"{escape(line.item)}{f' <small>{escape(more)}</small>' if more else ''}"
    if line.quantity is None:
        return f'<p class="who">{name}</p>'
    quantity, price = plain(line.quantity), plain(line.price)
    return (
        f'<form method="post" class="line" action="{action}/change-line">'
        f"{hidden(**same, line=line.id)}<b>{name}</b>"
        + field(
            "Change" if line.adjusts else "Quantity",
            entry("quantity", quantity.replace(",", ""), inputmode="decimal"),
        )
        + (
            ""
            if line.price is None
            else field("Price", entry("price", price.replace(",", ""), inputmode="decimal"))
        )
        + f'<button>Change</button><button formaction="{action}/remove-line">Remove</button></form>'
    )
