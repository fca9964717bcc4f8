"""What a reference element may point at, and looking up all references of a message at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.quickbooks.desktop.grammar.fields import Field, Kind
from app.quickbooks.simulator.desktop.records import ITEM_KINDS, PARTY_KINDS
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal

_ACCOUNTS = (
    "APAccountRef ARAccountRef AccountRef AssetAccountRef COGSAccountRef DepositToAccountRef"
    " ExpenseAccountRef IncomeAccountRef LiabilityAccountRef OverrideItemAccountRef"
    " PrefillAccountRef"
)
_SITES = (
    "FromInventorySiteLocationRef FromInventorySiteRef InventorySiteLocationRef InventorySiteRef"
    " ParentSiteRef ToInventorySiteLocationRef ToInventorySiteRef"
)

# reference element → the kinds of record it may name
TARGETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_ACCOUNTS.split(), ("Account",)),
    **dict.fromkeys(_SITES.split(), ("InventorySite",)),
    "ClassRef": ("Class",),
    "CustomerRef": ("Customer",),
    "EntityRef": PARTY_KINDS,
    "ItemGroupRef": ("ItemGroup",),
    "ItemInventoryAssemblyRef": ("ItemInventoryAssembly",),
    "ItemInventoryRef": ("ItemInventory",),
    "ItemRef": ITEM_KINDS,
    "ItemSalesTaxRef": ("ItemSalesTax", "ItemSalesTaxGroup"),
    "OverrideUOMSetRef": ("UnitOfMeasureSet",),
    "PaymentMethodRef": ("PaymentMethod",),
    "PrefVendorRef": ("Vendor",),
    "PreferredPaymentMethodRef": ("PaymentMethod",),
    "SalesRepRef": ("SalesRep",),
    "SalesTaxCodeRef": ("SalesTaxCode",),
    "ShipMethodRef": ("ShipMethod",),
    "ShipToEntityRef": PARTY_KINDS,
    "TermsRef": ("StandardTerms", "DateDrivenTerms"),
    "UnitOfMeasureSetRef": ("UnitOfMeasureSet",),
    "VendorRef": ("Vendor",),
}


@rule(22, "reference §4.1, §5.3", "field-reported")
def resolved(
    books: Books, values: Mapping[str, Any], fields: Iterable[Field], where: str
) -> dict[str, Any]:
    """The values with every reference looked up and completed to ListID and FullName.

    Raises Refusal 3140 for one that is missing or inactive, 3000 for a malformed ListID. A
    ParentRef is left as it is: whose parent it may be depends on the record.
    """
    known = {field.name: field for field in fields}
    return {
        name: _one(books, known[name], value, where) if name in known else value
        for name, value in values.items()
    }


def _one(books: Books, field: Field, value: Any, where: str) -> Any:
    if isinstance(value, list):
        return [_one(books, field, one, where) for one in value]
    if field.kind is not Kind.GROUP or field.name == "ParentRef":
        return value
    if not field.name.endswith("Ref"):
        return resolved(books, value, field.fields, where)
    kinds = TARGETS.get(field.name)
    if kinds is None:
        raise Refusal(3140, f"There is no {field.name} in this company for the {where}.")
    return books.use(kinds, value, where).ref() if any(value.values()) else None
