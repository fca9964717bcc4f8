"""The bookkeeper's page: what a person does in QuickBooks by hand, as forms."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.desktop.company_queries import preference
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.pages import windows
from app.quickbooks.simulator.desktop.pages.commands import run
from app.quickbooks.simulator.desktop.pages.documents import documents
from app.quickbooks.simulator.desktop.pages.frame import done, page, words
from app.quickbooks.simulator.desktop.records import ITEM_KINDS
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.layout import (
    choices_row,
    choose,
    date_of,
    entry,
    field,
    form,
    hidden,
    root_of,
    row,
    suggestions,
)

_ENTERED = (
    *("ItemReceipt", "Bill", "VendorCredit", "Invoice", "SalesReceipt", "CreditMemo"),
    *("InventoryAdjustment", "PurchaseOrder", "SalesOrder"),
)
_LISTS = ("Item", "Customer", "Vendor", "Account", "Class", "InventorySite", "StandardTerms")
_ON_OFF = {"true": "On", "false": "Off"}
_PREFERENCES = {
    "IsUsingClassTracking": ("Classes", _ON_OFF),
    "IsMultiLocationInventoryEnabled": ("Inventory sites", _ON_OFF),
    "IsTrackingSerialOrLotNumber": (
        "Lots or serial numbers",
        {"LotNumber": "Lots", "SerialNumber": "Serial numbers", "None": "Neither"},
    ),
}


def bookkeeper_routes(computer: Computer) -> list[Route]:
    """GET /admin/bookkeeper, POST /admin/bookkeeper/{what to do}."""

    async def show(request: Request) -> Response:
        return HTMLResponse(_page(request, computer))

    async def do(request: Request) -> Response:
        name, back = request.path_params["command"], f"{root_of(request)}/admin/bookkeeper"
        return await done(request, back, lambda values: run(computer, name, values))

    return [
        Route("/admin/bookkeeper", show, methods=["GET"]),
        Route("/admin/bookkeeper/{command}", do, methods=["POST"]),
    ]


def _page(request: Request, computer: Computer) -> str:
    action, books = f"{root_of(request)}/admin/bookkeeper", computer.company.books
    opened = request.query_params.get("open", "")
    body = (
        f'<main class="desk"><div class="side">{documents(books, action, opened)}'
        f"{windows.section(computer, action)}</div>"
        f'<div class="side">{_enter(books, action)}{_names(books, action)}'
        f"{_company_file(computer, action)}{_preferences(books, action)}</div></main>"
        f"{_suggestions(books)}"
    )
    return page(
        request,
        here="/admin/bookkeeper",
        title="Bookkeeper",
        company=books.company_name,
        note="What a bookkeeper does by hand in QuickBooks, behind Scanpost's back.",
        body=body,
    )


def _enter(books: Books, action: str) -> str:
    tracked = {"lot": "Lot", "serial": "Serial number"}.get(books.profile.tracked)
    return (
        "<section><h2>Enter a document</h2>"
        + form(
            f"{action}/enter",
            field("Kind", choose("kind", {kind: words(kind) for kind in _ENTERED})),
            field(
                "Vendor or customer",
                entry("party", list="parties", placeholder="first in the list"),
            ),
            field("Item", entry("item", list="items", required="")),
            '<div class="row">',
            field("Quantity", entry("quantity", inputmode="decimal", required="")),
            field("Price", entry("price", inputmode="decimal", placeholder="the item's")),
            "</div>",
            field(tracked, entry("tracked", placeholder="none")) if tracked else "",
            '<div class="row">',
            field("Date", entry("on", type="date")),
            field("Number", entry("number", maxlength="11")),
            "</div>",
            field("Memo", entry("note")),
            button="Enter",
            look="main",
        )
        + "</section>"
    )


def _names(books: Books, action: str) -> str:
    locked = [books.rows[id] for id in books.locks if id in books.rows]
    rows = "".join(
        row(
            one.name,
            f"{words(one.kind)}: open in a window, writes are refused.",
            form(f"{action}/close-record", hidden(kind=one.kind, which=one.id), button="Close it"),
        )
        for one in locked
    )
    return (
        "<section><h2>Items, customers, vendors</h2>"
        + f'<form method="post" action="{action}/inactivate">'
        + '<div class="row">'
        + field("Kind", choose("kind", {kind: words(kind) for kind in _LISTS}))
        + field("Which", entry("which", list="names", required="", placeholder="its name"))
        + "</div>"
        + '<div class="buttons"><button>Make inactive</button>'
        + f'<button formaction="{action}/reactivate">Make active</button>'
        + f'<button formaction="{action}/open-record">Open in a window</button>'
        + f'<button class="harm" formaction="{action}/delete-record">Delete</button></div>'
        + field("New name", entry("name", maxlength="41"))
        + f'<button formaction="{action}/rename">Rename</button>'
        + f"</form>{rows}</section>"
    )


def _company_file(computer: Computer, action: str) -> str:
    closed = computer.company.books.closing_date
    state = f"Closed through {date_of(closed.isoformat())}." if closed else "No period is closed."
    backups = "".join(
        row(name, "", form(f"{action}/restore", hidden(backup=name), button="Restore"))
        for name in reversed(computer.backups)
    )
    return (
        f'<section><h2>Company file</h2><p class="note">{escape(state)}</p>'
        + form(
            f"{action}/close-period",
            field("Close the books through", entry("through", closed or "", type="date")),
            button="Close the period",
        )
        + '<div class="buttons">'
        + (form(f"{action}/reopen-period", button="Open the period again") if closed else "")
        + form(f"{action}/backup", button="Make a backup")
        + f"</div>{backups}</section>"
    )


def _preferences(books: Books, action: str) -> str:
    if not books.profile.advanced_inventory:
        return ""
    rows = "".join(
        choices_row(f"{action}/prefer", name, label, choices, _chosen(preference(books, name)))
        for name, (label, choices) in _PREFERENCES.items()
    )
    return f"<section><h2>Preferences</h2>{rows}</section>"


def _chosen(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _suggestions(books: Books) -> str:
    items = [one.name for one in books.of(*ITEM_KINDS)]
    parties = [one.name for one in books.of("Vendor", "Customer")]
    names = [one.name for one in books.of(*ITEM_KINDS, *_LISTS)]
    lists = {"items": items, "parties": parties, "names": names}
    return "".join(suggestions(id, texts) for id, texts in lists.items())
