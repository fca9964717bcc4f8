"""Every entity the simulator keeps, with how it behaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.quickbooks.simulator.field_parts import ADDRESS, COMMON
from app.quickbooks.simulator.field_tables_documents import (
    ADJUSTMENT,
    ADJUSTMENT_LINES,
    BILL,
    CUSTOMER_SIDE,
    DEPOSIT_TO,
    INVOICE,
    ITEM_EXPENSE,
    PURCHASE,
    PURCHASE_ORDER,
    SALES,
    TRANSACTION,
    VENDOR_SIDE,
)
from app.quickbooks.simulator.field_tables_lists import ACCOUNT, CUSTOMER, ITEM, TERM, VENDOR, tree
from app.quickbooks.simulator.fields import (
    Fields,
    choice,
    day,
    flag,
    many,
    number,
    ref,
    text,
)


class Family(StrEnum):
    NAME = "name"
    TRANSACTION = "transaction"
    SINGLE = "single"


class Numbering(StrEnum):
    """Who numbers a document when the company does not use custom numbers."""

    SALES = "sales"
    PURCHASE = "purchase"
    VENDOR = "vendor"
    COUNTED = "counted"


class Void(StrEnum):
    OPERATION = "operation"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Entity:
    """How one entity behaves.

    ``sequence`` hands out ids and is the space in which names are unique; ``label`` is the
    property people know a record by, ``unique`` the one that must not repeat; ``stock`` is the sign
    its lines move stock with (0 = non-posting); ``repeated`` is needed even in a sparse update.
    """

    name: str
    family: Family
    fields: Fields
    sequence: str
    label: str = ""
    unique: str = ""
    stock: int = 0
    detail: str = ""
    numbering: Numbering = Numbering.SALES
    void: Void | None = None
    repeated: tuple[str, ...] = ()
    sparse_only: bool = False

    @property
    def segment(self) -> str:
        """The entity as written in a URL."""
        return self.name.lower()


def _sale(name: str, fields: Fields, stock: int, void: Void | None = None) -> Entity:
    return Entity(
        name, Family.TRANSACTION, fields, "transaction", stock=stock, detail=SALES, void=void
    )


def _purchase(name: str, fields: Fields, stock: int, numbering: Numbering) -> Entity:
    return Entity(
        name,
        Family.TRANSACTION,
        fields,
        "transaction",
        stock=stock,
        detail=ITEM_EXPENSE,
        numbering=numbering,
        # Needed even in a sparse update, says Intuit's page of each of these.
        repeated=() if name == "PurchaseOrder" else ("VendorRef",),
    )


def _listed(name: str, fields: Fields, unique: str = "Name") -> Entity:
    return Entity(name, Family.NAME, fields, name.lower(), label="Name", unique=unique)


def _party(name: str, fields: Fields) -> Entity:
    # One sequence, which is also one space of names: customers, vendors, employees share it.
    return Entity(name, Family.NAME, fields, "party", label="DisplayName", unique="DisplayName")


_TREE = "FullyQualifiedName"
_ESTIMATE_STATUS = choice("Pending", "Accepted", "Closed", "Rejected", "Converted")
_ALL = (
    _listed("Item", ITEM),
    _party("Customer", CUSTOMER),
    _party("Vendor", VENDOR),
    _listed("Account", ACCOUNT, _TREE),
    _listed("Class", tree("SubClass", "Class"), _TREE),
    _listed("Department", {**tree("SubDepartment", "Department"), "Address": ADDRESS}, _TREE),
    _listed("Term", TERM),
    _purchase("PurchaseOrder", PURCHASE_ORDER, 0, Numbering.PURCHASE),
    _purchase("Bill", BILL, 1, Numbering.VENDOR),
    _purchase("VendorCredit", {**VENDOR_SIDE, "Balance": number.shown()}, -1, Numbering.VENDOR),
    Entity(
        "Purchase",
        Family.TRANSACTION,
        PURCHASE,
        "transaction",
        stock=1,
        detail=ITEM_EXPENSE,
        numbering=Numbering.PURCHASE,
        repeated=("PaymentType",),
    ),
    _sale("Invoice", INVOICE, -1, Void.OPERATION),
    _sale(
        "SalesReceipt",
        {**CUSTOMER_SIDE, "DepositToAccountRef": DEPOSIT_TO},
        -1,
        Void.INCLUDE,
    ),
    _sale(
        "Estimate",
        {
            **CUSTOMER_SIDE,
            "TxnStatus": _ESTIMATE_STATUS,
            "ExpirationDate": day,
            "AcceptedBy": text(100),
            "AcceptedDate": day,
            "DueDate": day.query(),
            "SalesTermRef": ref("Term"),
        },
        0,
    ),
    _sale(
        "CreditMemo",
        {
            **CUSTOMER_SIDE,
            "SalesTermRef": ref("Term"),
            "RemainingCredit": number.shown(),
            "InvoiceRef": ref("Invoice"),
        },
        1,
    ),
    _sale("RefundReceipt", {**CUSTOMER_SIDE, "DepositToAccountRef": DEPOSIT_TO.must()}, 1),
    Entity(
        "InventoryAdjustment",
        Family.TRANSACTION,
        {
            **TRANSACTION,
            "AdjustAccountRef": ref("Account").must(),
            "CustomerRef": ref("Customer"),
            "ShippingAdjustment": flag,
            "Line": many(ADJUSTMENT_LINES).must(),
        },
        "transaction",
        stock=1,
        detail=ADJUSTMENT,
        numbering=Numbering.COUNTED,
        sparse_only=True,
    ),
    Entity("CompanyInfo", Family.SINGLE, {**COMMON, "CompanyName": text().query()}, ""),
    Entity("Preferences", Family.SINGLE, COMMON, ""),
)
ENTITIES: Mapping[str, Entity] = MappingProxyType({entity.name: entity for entity in _ALL})
_BY_SEGMENT = {entity.segment: entity for entity in _ALL}


def entity_named(name: str) -> Entity | None:
    """The entity written ``name`` in a URL, a query or a batch; case does not matter."""
    return _BY_SEGMENT.get(name.lower())
