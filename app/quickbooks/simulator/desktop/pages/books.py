"""The books as a page: what a newcomer opens to see a scan arrive."""

from collections import defaultdict
from decimal import Decimal
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator.assets import live_page
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.local_time import wall
from app.quickbooks.simulator.desktop.pages.frame import page, words
from app.quickbooks.simulator.desktop.pages.papers import (
    Paper,
    PaperLine,
    as_data,
    newest,
    opens,
)
from app.quickbooks.simulator.desktop.records import STOCKED_KINDS, Deleted, Row, StockKey
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.layout import date_of, money, plain
from app.quickbooks.simulator.values import dumps

# section title and the kinds it lists
SECTIONS = (
    ("Item receipts and bills", ("ItemReceipt", "Bill")),
    ("Invoices and sales receipts", ("Invoice", "SalesReceipt")),
    ("Adjustments and transfers", ("InventoryAdjustment", "TransferInventory")),
    ("Credits", ("VendorCredit", "CreditMemo")),
    ("Purchase orders", ("PurchaseOrder",)),
    ("Sales orders", ("SalesOrder",)),
)
_DONE = {"PurchaseOrder": "received", "SalesOrder": "invoiced"}
_MOST_SHOWN = 50
_DELETED_SHOWN = 20


def books_routes(company: DesktopCompany) -> list[Route]:
    """The page and its data."""

    async def books(request: Request) -> Response:
        shown = company.books
        version = f"{shown.file_key[:8]}-{shown.version}"  # another company file may be opened
        return live_page(request, lambda: _page(request, shown), version)

    async def data(_: Request) -> Response:
        return Response(dumps(summary(company.books)), media_type="application/json")

    return [Route("/books", books), Route("/books.json", data)]


def summary(books: Books) -> dict[str, Any]:
    """The books as data: items with what is where, documents newest first, what was deleted."""
    kinds = [kind for _, kinds in SECTIONS for kind in kinds]
    return {
        "company": books.company_name,
        "version": books.version,
        "items": [
            {
                "Sku": item.name,
                "Name": item.values.get("SalesDesc") or item.name,
                "IsActive": item.active,
                "QtyOnHand": sum(places.values(), Decimal(0)),
                "AverageCost": books.costs.get(item.list_id, Decimal(0)),
                "Places": [
                    {"Site": site, "Tracked": key.tracked, "Qty": qty}
                    for (site, key), qty in places.items()
                ],
            }
            for item, places in _stock(books)
        ],
        "deleted": [
            {"Kind": one.kind, "ID": one.id, "Name": one.name} for one in reversed(books.deleted)
        ],
        **{kind: [as_data(one) for one in newest(books, (kind,))] for kind in kinds},
    }


Places = dict[tuple[str, StockKey], Decimal]


def _stock(books: Books) -> list[tuple[Row, Places]]:
    """Every stocked item and what lies where: by the place's name, bin and lot; nothing at zero."""
    found: dict[str, Places] = defaultdict(dict)
    for key, quantity in books.stock.items():
        if quantity:
            place = books.rows.get(key.bin or key.site)
            found[key.item][place.name if place else "", key] = quantity
    items = sorted(books.of(*STOCKED_KINDS), key=lambda item: item.name)
    return [(item, found[item.list_id]) for item in items]


def _page(request: Request, books: Books) -> str:
    sections = "".join(_section(books, title, kinds) for title, kinds in SECTIONS)
    papers = f'<div class="papers">{sections}{_deleted(books)}</div>'
    return page(
        request,
        here="/books",
        title=f"Books of {books.company_name}",
        company=books.company_name,
        note=(
            f"{books.profile.product}, kept by its rules. New entries show by themselves, a few"
            " seconds after the scan: Web Connector has to call first."
        ),
        body=f'<main id="live">{papers}{_items(books)}</main>',
    )


# ---- items


def _items(books: Books) -> str:
    rows = "".join(_item(item, places) for item, places in _stock(books))
    return (
        "<section><h2>Items</h2><table><thead><tr><th>Item</th><th>Lies at</th>"
        f'<th class="number">On hand</th></tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _item(item: Row, places: Places) -> str:
    name = escape(str(item.values.get("SalesDesc") or ""))
    chip = "" if item.active else ' <span class="chip">Inactive</span>'
    where = "<br>".join(
        f"{escape(site)}{f' · {escape(key.tracked)}' if key.tracked else ''}"
        f"{f': {plain(qty)}' if len(places) > 1 else ''}"
        for (site, key), qty in sorted(places.items(), key=lambda one: one[0])
    )
    return (
        f'<tr><td><span class="code">{escape(item.name)}</span>{chip}<br><small>{name}</small></td>'
        f'<td class="whole"><small>{where}</small></td>'
        f'<td class="number" data-sku="{escape(item.name)}">'
        f"{plain(sum(places.values(), Decimal(0)))}</td></tr>"
    )


# ---- documents


def _section(books: Books, title: str, kinds: tuple[str, ...]) -> str:
    papers = newest(books, kinds)
    content = "".join(_paper(one, mixed=len(kinds) > 1) for one in papers[:_MOST_SHOWN])
    content = content or '<p class="empty">None yet.</p>'
    opened = sum(opens(txn) for txn in books.txns.values()) if "InventoryAdjustment" in kinds else 0
    if opened:
        content += f'<p class="note">And {opened} that set the opening stock a year ago.</p>'
    return f'<section><h2>{title} <span class="count">{len(papers)}</span></h2>{content}</section>'


def _paper(one: Paper, *, mixed: bool) -> str:
    number = escape(one.number or "no number")
    chip = f' <span class="chip">{escape(one.state)}</span>' if one.state else ""
    total = money(one.total) if one.total is not None else ""
    kind = f"{words(one.kind)} · " if mixed else ""
    who = f" · {escape(one.party)}" if one.party else ""
    lines = "".join(_line(one.kind, line) for line in one.lines)
    links = "".join(
        f'<p class="link">↔ <a href="#txn-{escape(id)}">{escape(text)}</a></p>'
        for id, text in one.links.items()
    )
    memo = f'<p class="note">{escape(one.memo)}</p>' if one.memo else ""
    return (
        f'<article id="txn-{escape(one.id)}" data-kind="{one.kind}" data-number="{number}">'
        f'<h3><span class="code">{number}</span>{chip}<span class="total">{total}</span></h3>'
        f'<p class="who">{kind}{date_of(one.day)}{who}</p>'
        f"<table><tbody>{lines}</tbody></table>{links}{memo}</article>"
    )


def _line(kind: str, line: PaperLine) -> str:
    small = [line.tracked, line.site]
    if line.done:
        small.append(f"{plain(line.done)} {_DONE[kind]}")
    more = " · ".join(escape(one) for one in small if one)
    sign = "+" if line.adjusts and (line.quantity or 0) > 0 else ""
    quantity = "" if line.quantity is None else sign + plain(line.quantity)
    return (
        f"<tr><td>{escape(line.item)}{f' <small>{more}</small>' if more else ''}</td>"
        f'<td class="number">{quantity}</td>'
        f'<td class="number">{"" if line.amount is None else money(line.amount)}</td></tr>'
    )


def _deleted(books: Books) -> str:
    found = list(reversed(books.deleted))
    if not found:
        return ""
    rows = "".join(_gone(books, one) for one in found[:_DELETED_SHOWN])
    count = f'<span class="count">{len(found)}</span>'
    return (
        f"<section><h2>Deleted {count}</h2><table><tbody>{rows}</tbody></table>"
        '<p class="note">QuickBooks tells of these for 90 days.</p></section>'
    )


def _gone(books: Books, one: Deleted) -> str:
    when = wall(books, one.deleted)
    return (
        f'<tr><td><span class="code">{escape(one.name or one.id)}</span>'
        f" <small>{words(one.kind)}</small></td>"
        f'<td class="number"><small>{when:%m/%d %H:%M}</small></td></tr>'
    )
