"""Our tables of qbXML for themselves: they run without any schema of Intuit's."""

from collections.abc import Iterator, Sequence

import pytest

from app.quickbooks.desktop.grammar import REQUESTS, RETURNS
from app.quickbooks.desktop.grammar.fields import Field, Kind, rivals, version_key
from app.quickbooks.desktop.grammar.notation import table

TABLES = {**{name: one.fields for name, one in REQUESTS.items()}, **RETURNS}
WRITTEN = (
    "Invoice SalesReceipt CreditMemo SalesOrder ItemReceipt Bill VendorCredit PurchaseOrder"
    " InventoryAdjustment TransferInventory ItemInventory Customer Vendor"
)
EXPIRY = "ExpirationDateForSerialLotNumber"


def named(fields: Sequence[Field], path: str) -> Field:
    """The field at a path of names."""
    name, _, rest = path.partition("/")
    found = next(one for one in fields if one.name == name)
    return named(found.fields, rest) if rest else found


def groups(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    yield tuple(fields)
    for one in fields:
        if one.fields:
            yield from groups(one.fields)


def test_a_table_is_read_from_its_notation() -> None:
    name, bill, note, lines = table("Name(41)! BillAddress@6 Notes* LinkedTxn+")

    assert (name.kind, name.length, name.required, name.many) == (Kind.TEXT, 41, True, False)
    assert (bill.kind, bill.since, bill.required) == (Kind.GROUP, "6.0", False)
    assert (bill.fields[0].name, bill.fields[0].length) == ("Addr1", 41)
    assert (note.length, note.required, note.many) == (4095, False, True)
    assert (lines.required, lines.many) == (True, True)
    assert named(lines.fields, "TxnType").values[:2] == ("ARRefundCreditCard", "Bill")


def test_half_versions_and_elements_inside_are_read() -> None:
    (outer,) = table("AccountantCopy{AccountantCopyExists! DividingDate}@4.1")

    assert outer.since == "4.1"
    assert [(one.name, one.required) for one in outer.fields] == [
        ("AccountantCopyExists", True),
        ("DividingDate", False),
    ]


def test_alternatives_exclude_each_other_and_their_own_parts_do_not() -> None:
    ids, most, since, by_name, by_range, trim = table(
        "[ListID+ | MaxReturned FromModifiedDate [NameFilter | NameRangeFilter]] IncludeRetElement*"
    )

    assert rivals(ids, most)
    assert rivals(ids, by_name)
    assert rivals(by_name, by_range)
    assert not rivals(most, since)
    assert not rivals(since, by_range)
    assert not rivals(ids, trim)
    assert not any(one.required for one in (ids, most, since, by_name, by_range))


def test_of_needed_alternatives_each_is_required() -> None:
    new, difference = table("[NewQuantity | QuantityDifference]!")

    assert (new.required, difference.required, rivals(new, difference)) == (True, True, True)


def test_a_mixture_repeats_and_excludes_nothing() -> None:
    line, bundle = table("[Quantity | Desc]+")

    assert line.mixed == bundle.mixed != ""
    assert (line.many, bundle.many, line.required) == (True, True, True)
    assert not rivals(line, bundle)


def test_a_word_without_a_meaning_is_no_table() -> None:
    with pytest.raises(KeyError):
        table("Nonsense")


def test_versions_compare_as_numbers() -> None:
    assert version_key("9.0") < version_key("13.0") < version_key("16.0")
    assert version_key("2.1") > version_key("2.0")


@pytest.mark.parametrize("name", WRITTEN.split())
def test_what_we_write_can_be_added_changed_asked_and_read(name: str) -> None:
    assert REQUESTS[f"{name}AddRq"].wraps == f"{name}Add"
    assert named(REQUESTS[f"{name}ModRq"].fields, f"{name}Mod/EditSequence").required
    assert f"{name}QueryRq" in REQUESTS
    assert RETURNS[f"{name}Ret"][0].name in ("TxnID", "ListID")


@pytest.mark.parametrize("name", TABLES)
def test_a_name_stands_once_in_its_place(name: str) -> None:
    for fields in groups(TABLES[name]):
        names = [one.name for one in fields]
        assert len(names) == len(set(names)), name


@pytest.mark.parametrize("name", TABLES)
def test_values_and_inner_elements_are_where_they_must_be(name: str) -> None:
    for fields in groups(TABLES[name]):
        for one in fields:
            assert bool(one.fields) == (one.kind is Kind.GROUP)
            assert bool(one.values) == (one.kind is Kind.ENUM)
            assert (1, 0) <= version_key(one.since) <= (16, 0)


@pytest.mark.parametrize(
    "name",
    [
        "InvoiceAddRq",
        "InvoiceModRq",
        "InvoiceRet",
        "SalesReceiptAddRq",
        "CreditMemoAddRq",
        "ItemReceiptAddRq",
        "ItemReceiptRet",
        "BillAddRq",
        "BillRet",
        "VendorCreditAddRq",
        "InventoryAdjustmentAddRq",
    ],
)
def test_the_expiry_date_follows_the_lot_wherever_there_is_one(name: str) -> None:
    """Reference §3.10: right after SerialNumber or LotNumber, with 16.0."""
    found = 0
    for fields in groups(TABLES[name]):
        names = [one.name for one in fields]
        for last in {"LotNumber", "RemoveSerialNumber"} & set(names):
            after = fields[names.index(last) + (2 if "CountAdjustment" in names else 1)]
            assert (after.name, after.since, after.kind) == (EXPIRY, "16.0", Kind.DATE)
            found += 1
    assert found


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("InvoiceAddRq InvoiceAdd/RefNumber", 11),
        ("SalesReceiptAddRq SalesReceiptAdd/RefNumber", 11),
        ("CreditMemoAddRq CreditMemoAdd/RefNumber", 11),
        ("InventoryAdjustmentAddRq InventoryAdjustmentAdd/RefNumber", 11),
        ("TransferInventoryAddRq TransferInventoryAdd/RefNumber", 11),
        ("ItemReceiptAddRq ItemReceiptAdd/RefNumber", 20),
        ("BillAddRq BillAdd/RefNumber", 20),
        ("VendorCreditAddRq VendorCreditAdd/RefNumber", 20),
        ("ItemInventoryAddRq ItemInventoryAdd/Name", 31),
        ("ItemInventoryAddRq ItemInventoryAdd/BarCode/BarCodeValue", 50),
        ("CustomerAddRq CustomerAdd/Name", 41),
        ("VendorAddRq VendorAdd/Name", 41),
        ("InvoiceAddRq InvoiceAdd/CustomerRef/FullName", 209),
        ("InvoiceAddRq InvoiceAdd/ClassRef/FullName", 159),
        ("InvoiceAddRq InvoiceAdd/Memo", 4095),
        ("InvoiceAddRq InvoiceAdd/InvoiceLineAdd/LotNumber", 40),
        ("InvoiceAddRq InvoiceAdd/InvoiceLineAdd/SerialNumber", 4095),
        ("InvoiceAddRq InvoiceAdd/InvoiceLineAdd/InventorySiteRef/FullName", 31),
        ("InvoiceAddRq InvoiceAdd/InvoiceLineAdd/UnitOfMeasure", 31),
        ("InvoiceAddRq InvoiceAdd/ShipMethodRef/FullName", 15),
        ("InvoiceAddRq InvoiceAdd/FOB", 13),
    ],
)
def test_lengths_are_those_of_the_reference(path: str, length: int) -> None:
    """Reference §3.13."""
    name, _, inside = path.partition(" ")
    assert named(TABLES[name], inside).length == length
