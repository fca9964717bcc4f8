"""The bookkeeper's page: what a person does in QuickBooks by hand, as forms."""

from html import escape

from starlette.requests import Request

from app.quickbooks.simulator.bookkeeper import SYSTEMS, VARIANTS
from app.quickbooks.simulator.bookkeeper.page_documents import documents
from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES, Family
from app.quickbooks.simulator.layout import (
    choices_row,
    choose,
    date_of,
    entry,
    field,
    form,
    framed,
    root_of,
    suggestions,
    tick,
)

_KINDS = {
    "Bill": "Bill",
    "Purchase": "Expense",
    "VendorCredit": "Vendor credit",
    "Invoice": "Invoice",
    "SalesReceipt": "Sales receipt",
    "CreditMemo": "Credit memo",
    "RefundReceipt": "Refund receipt",
    "InventoryAdjustment": "Quantity adjustment",
    "PurchaseOrder": "Purchase order",
    "Estimate": "Estimate",
}
_VARIANTS = {
    "plus": "Plus, United States",
    "advanced": "Advanced",
    "essentials": "Essentials: no inventory",
    "simple_start": "Simple Start: no inventory",
    "canada": "Plus, Canada: no adjustments",
    "quebec": "Plus, Canada, in French",
    "class_per_transaction": "One class per document",
    "class_off": "No classes",
    "location_off": "No locations",
    "own_numbers_off": "QuickBooks numbers documents",
    "inventory_off": "Quantity tracking off",
    "no_negative_stock": "No selling below zero",
    "expired": "Subscription ended",
}
_ON_OFF = {"true": "On", "false": "Off"}
# preferences one by one: what a person reads, and what there is to choose
_PREFERENCES = {
    "class_tracking": (
        "Classes",
        {"line": "One for each line", "transaction": "One for each document", "off": "Off"},
    ),
    "track_departments": ("Locations", _ON_OFF),
    "quantity_on_hand": ("Quantity on hand", _ON_OFF),
    "custom_txn_numbers": ("Own numbers on sales forms", _ON_OFF),
    "custom_purchase_numbers": ("Own numbers on purchases", _ON_OFF),
    "warn_duplicate_bill_numbers": ("Warning of used bill numbers", _ON_OFF),
}
_NAMES = ("Item", "Customer", "Vendor", "Account", "Class", "Department", "Term")


def bookkeeper_page(request: Request, company: SimulatedCompany) -> str:
    """The whole page."""
    action, books = f"{root_of(request)}/admin/bookkeeper", company.books
    body = (
        '<main class="desk"><div class="side">'
        f"{documents(books, action, request.query_params.get('open', ''))}"
        f"{_preferences(books, action)}</div>"
        f'<div class="side">{_enter(books, action)}{_names(action)}{_company(books, action)}'
        f"{_kind_of_company(action)}</div></main>{_lists(books)}"
    )
    return framed(
        request,
        here="/admin/bookkeeper",
        title="Bookkeeper",
        company=books.behaviour.company_name,
        note="What a bookkeeper does by hand in QuickBooks, behind Scanpost's back.",
        body=body,
    )


def _enter(books: Books, action: str) -> str:
    systems = {"": "A person", **{name: name for name in SYSTEMS}}
    return (
        "<section><h2>Enter a document</h2>"
        + form(
            f"{action}/enter",
            field("Kind", choose("kind", _KINDS)),
            field(
                "Vendor or customer",
                entry("party", list="parties", placeholder="first in the list"),
            ),
            field("Item", entry("item", list="items", required="")),
            '<div class="row">',
            field("Quantity", entry("quantity", inputmode="decimal", required="")),
            field("Price", entry("price", inputmode="decimal", placeholder="the item's")),
            "</div>",
            '<div class="row">',
            field("Date", entry("on", type="date")),
            field("Number", entry("number")),
            "</div>",
            field("Note", entry("note")),
            '<div class="row">',
            field("Entered by", choose("system", systems)),
            field("That system's id", entry("id", placeholder="only for a system")),
            "</div>",
            tick("past_closing", "Also into a closed period")
            if books.behaviour.book_close_date
            else "",
            button="Enter",
            look="main",
        )
        + "</section>"
    )


def _names(action: str) -> str:
    return (
        "<section><h2>Items, customers, vendors</h2>"
        + f'<form method="post" action="{action}/deactivate">'
        + '<div class="row">'
        + field("Kind", choose("kind", _NAMES))
        + field("Which", entry("which", list="names", required="", placeholder="name, SKU or id"))
        + "</div>"
        + '<div class="buttons"><button>Make inactive</button>'
        + f'<button formaction="{action}/reactivate">Make active</button></div>'
        + field("New name", entry("name"))
        + f'<button formaction="{action}/rename">Rename</button>'
        + field("Into", entry("into", list="names", placeholder="the one that stays"))
        + f'<button formaction="{action}/merge">Merge into it</button>'
        + "</form></section>"
    )


def _company(books: Books, action: str) -> str:
    behaviour = books.behaviour
    closed = behaviour.book_close_date
    ended = behaviour.subscription_status not in ("SUBSCRIBED", "TRIAL", "TRIALOPTIN")
    state = f"Closed through {date_of(closed)}." if closed else "No period is closed."
    plan = f"Subscription: {behaviour.subscription_status.lower()}."
    return (
        f'<section><h2>The company</h2><p class="note">{state} {escape(plan)}</p>'
        + form(
            f"{action}/close-books",
            field(
                "Close the books through", entry("through", closed or "", type="date", required="")
            ),
            tick("password", "With a closing password", on=behaviour.closing_password),
            button="Close the period",
        )
        + '<div class="buttons">'
        + (form(f"{action}/reopen-books", button="Open the period again") if closed else "")
        + (
            form(f"{action}/renew-subscription", button="Renew the subscription")
            if ended
            else form(f"{action}/end-subscription", button="End the subscription")
        )
        + form(f"{action}/disconnect", button="Disconnect Scanpost", look="harm")
        + "</div></section>"
    )


def _preferences(books: Books, action: str) -> str:
    behaviour = books.behaviour
    rows = "".join(
        choices_row(f"{action}/prefer", name, label, choices, str(getattr(behaviour, name)).lower())
        for name, (label, choices) in _PREFERENCES.items()
    )
    return f"<section><h2>Preferences</h2>{rows}</section>"


def _kind_of_company(action: str) -> str:
    options = {name: _VARIANTS[name] for name in VARIANTS}
    return (
        "<section><h2>Kind of company</h2>"
        '<p class="note">Plan, country and preferences, all at once. The documents stay.</p>'
        + form(
            f"{action}/become",
            field("Turn into", choose("variant", options)),
            button="Turn into it",
        )
        + "</section>"
    )


def _lists(books: Books) -> str:
    items = [str(doc.get("Sku") or doc["Name"]) for doc in books.all("Item")]
    parties = [doc["DisplayName"] for kind in ("Vendor", "Customer") for doc in books.all(kind)]
    labels = [
        doc[entity.label]
        for entity in ENTITIES.values()
        if entity.family is Family.NAME
        for doc in books.all(entity.name)
    ]
    lists = {"items": items, "parties": parties, "names": [*items, *labels]}
    return "".join(suggestions(id, texts) for id, texts in lists.items())
