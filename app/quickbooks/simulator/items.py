"""Items: what an inventory item needs, and what can never change about it."""

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, decimal

_INVENTORY = (
    "QtyOnHand",
    "InvStartDate",
    "AssetAccountRef",
    "IncomeAccountRef",
    "ExpenseAccountRef",
)
_NEEDED = {
    "Inventory": _INVENTORY,
    "Service": ("IncomeAccountRef",),
    "NonInventory": ("ExpenseAccountRef",),
    "Category": (),
}


def completed_item(books: Books, doc: Doc, previous: Doc | None) -> Doc:
    """The item with its type's demands met. Its QtyOnHand here is the opening quantity."""
    doc = {"Taxable": False, "UnitPrice": 0, "TrackQtyOnHand": False, **doc}
    if previous is not None:
        doc = _updated(books, doc, previous)
    if doc["Type"] == "Group":
        raise QboFault(6000, element="Type", text="A bundle cannot be created through the API.")
    _check_inventory(books, doc)
    for name in _NEEDED[doc["Type"]]:
        if doc.get(name) is None:
            raise QboFault(2020, element=name, name=name)
    return doc


def _check_inventory(books: Books, doc: Doc) -> None:
    if doc["Type"] != "Inventory":
        if doc["TrackQtyOnHand"]:
            raise QboFault(2600, element="TrackQtyOnHand", text="only Inventory items are tracked")
        return
    if not books.behaviour.quantity_on_hand:
        raise QboFault(6000, element="Type", text="Track quantity on hand is turned off.")
    if not doc["TrackQtyOnHand"]:
        raise QboFault(2020, element="TrackQtyOnHand", name="TrackQtyOnHand")
    reference = doc.get("AssetAccountRef")
    account = books.find("Account", reference["value"]) if reference else None
    if account is not None and account["AccountSubType"] != "Inventory":
        raise QboFault(2020, element="AssetAccountRef", name="an inventory asset account")


@rule(24, "S20 against field reports: an update's QtyOnHand is ignored unless switched on")
def _updated(books: Books, doc: Doc, previous: Doc) -> Doc:
    if previous["Type"] != doc["Type"] and "Inventory" in (previous["Type"], doc["Type"]):
        text = f"An item of type {previous['Type']} cannot become {doc['Type']}."
        raise QboFault(6000, element="Type", text=text)
    if previous["Type"] != "Inventory":
        return doc
    if not doc["TrackQtyOnHand"]:
        text = "Quantity tracking cannot be turned off."
        raise QboFault(6000, element="TrackQtyOnHand", text=text)
    opening, asked = decimal(previous["QtyOnHand"]), doc.get("QtyOnHand")
    start = doc.get("InvStartDate") or previous["InvStartDate"]
    if books.behaviour.quantity_on_item_update and asked is not None:
        opening += decimal(asked) - books.ledger.on_hand(previous["Id"])
    return {**doc, "QtyOnHand": opening, "InvStartDate": start}
