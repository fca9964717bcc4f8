"""Adding, changing and deleting list records (reference §3.1, §3.2; §9 rules 19 to 22)."""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import REQUESTS, RETURNS
from app.quickbooks.desktop.grammar.fields import Field
from app.quickbooks.simulator.desktop.figures import Figures
from app.quickbooks.simulator.desktop.locks import ensure_free
from app.quickbooks.simulator.desktop.naming import ensure_free_name, full_name, rename_children
from app.quickbooks.simulator.desktop.reading import read
from app.quickbooks.simulator.desktop.records import ITEM_KINDS, Row
from app.quickbooks.simulator.desktop.references import resolved
from app.quickbooks.simulator.desktop.render import element, row_element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal, check_id
from app.quickbooks.simulator.desktop.transactions import Company
from app.quickbooks.simulator.desktop.transactions.person import human_add

LIST_KINDS = (*ITEM_KINDS, "Customer", "Vendor")
_POSTING = ("IncomeAccountRef", "COGSAccountRef", "AssetAccountRef")
# asked for in a request, but not kept on the record under that name
_NOT_KEPT = (
    *("ListID", "EditSequence", "BarCode", "ForceUOMChange"),
    *("QuantityOnHand", "TotalValue", "InventoryDate"),
)


def add(books: Books, kind: str, values: Mapping[str, Any]) -> Row:
    """A new list record from its values by name. Raises Refusal."""
    given = resolved(books, values, _fields(f"{kind}Add"), kind)
    if kind == "ItemInventory" and books.behaves("item_accounts_needed"):
        _ensure_accounts(given)
    kept = {"IsActive": True, **_kept(books, given, "")}
    kept = _with_full_name(books, kind, kept, "")
    row = Row(kind, books.new_list_id(), books.new_sequence(), books.now(), books.now(), kept)
    books.add(row)
    return row


def modify(books: Books, kind: str, values: Mapping[str, Any]) -> Row:
    """Change what is given of a record; its ListID and EditSequence say which. Raises Refusal."""
    row = _current(books, kind, str(values["ListID"]), str(values["EditSequence"]))
    ensure_free(books, row.list_id)
    return change(books, row, values)


def change(books: Books, row: Row, values: Mapping[str, Any]) -> Row:
    """Change what is given of a record, and nothing else. Raises Refusal."""
    given = resolved(books, values, _fields(f"{row.kind}Mod"), row.kind)
    kept = {**row.values, **_kept(books, given, row.list_id)}
    before = row.name
    row.values = _with_full_name(books, row.kind, kept, row.list_id)
    books.touch(row)
    rename_children(books, row, before)
    return row


def delete(books: Books, kind: str, list_id: str) -> Row:
    """Take a record out of its list. Raises Refusal 3160 where something still uses it."""
    row = _existing(books, kind, list_id)
    ensure_free(books, list_id)
    if any(list_id in _mentioned(values) for values in _all_values(books, row)):
        raise Refusal(3160, f'"{row.name}" is used by other records and cannot be deleted.')
    books.remove(row)
    return row


def execute(company: Company, request: Element) -> list[Element]:
    """Carry out an ``…AddRq``, ``…ModRq`` or ``ListDelRq`` of a list. Raises Refusal."""
    books, version = company.books, company.version
    name = str(request.tag).removesuffix("Rq")
    asked = read(request, REQUESTS[f"{name}Rq"].fields)
    if name == "ListDel":
        return _deleted(books, asked, version)
    kind = name.removesuffix("Add").removesuffix("Mod")
    row = (add if name.endswith("Add") else modify)(books, kind, asked[name])
    if asked[name].get("QuantityOnHand"):
        _open_stock(company, row, asked[name])
    return [row_element(books, row, version=version, more=Figures(books).of(row))]


def _open_stock(company: Company, item: Row, asked: Mapping[str, Any]) -> None:
    """The stock that a new item begins with, as QuickBooks books it: an adjustment."""
    equity = company.books.named("Account", "Opening Balance Equity")
    account = equity.ref() if equity else item.values["AssetAccountRef"]
    quantity, value = asked["QuantityOnHand"], asked.get("TotalValue")
    worth = {"NewQuantity": quantity, "NewValue": value}
    adjusted = {"QuantityAdjustment": {"NewQuantity": quantity}}
    line = {"ValueAdjustment": worth} if value is not None else adjusted
    header = {"AccountRef": account, "TxnDate": asked.get("InventoryDate")}
    human_add(company, "InventoryAdjustment", header, [{"ItemRef": item.ref(), **line}])


def _deleted(books: Books, asked: Mapping[str, Any], version: str) -> list[Element]:
    row = delete(books, asked["ListDelType"], asked["ListID"])
    values = {**asked, "TimeDeleted": books.now(), "FullName": row.name}
    return list(element(books, "ListDelRs", values, RETURNS["ListDelRs"], version=version))


@rule(19, "reference §4.1", "field-reported")
def _existing(books: Books, kind: str, list_id: str) -> Row:
    """The record of this kind. Raises Refusal 3000 for no ListID at all, 3120 where it is not."""
    check_id(list_id)
    row = books.find(kind, {"ListID": list_id})
    if row is None:
        raise Refusal(3120, f'Object "{list_id}" specified in the request cannot be found.')
    return row


@rule(20, "reference §4.1, §5.4", "field-reported")
def _current(books: Books, kind: str, list_id: str, sequence: str) -> Row:
    """The record, if the sender knows its latest state. Raises Refusal 3200 otherwise."""
    row = _existing(books, kind, list_id)
    if row.sequence != sequence:
        raise Refusal(3200, f'The edit sequence "{sequence}" is out of date.')
    return row


def _fields(name: str) -> tuple[Field, ...]:
    """The table of an Add or Mod; what is answered, for lists that only a person can write."""
    request = REQUESTS.get(f"{name}Rq")
    return request.fields[0].fields if request else RETURNS.get(f"{name[:-3]}Ret", ())


def _with_full_name(books: Books, kind: str, values: dict[str, Any], own_id: str) -> dict[str, Any]:
    parent_label = "ParentSiteRef" if kind == "InventorySite" else "ParentRef"
    name, parent = full_name(books, kind, values["Name"], values.get(parent_label))
    ensure_free_name(books, kind, name, own_id)
    return {**values, "FullName": name, "Sublevel": name.count(":"), parent_label: parent}


def _kept(books: Books, given: Mapping[str, Any], own_id: str) -> dict[str, Any]:
    """What the record keeps of a request: an empty element clears, a barcode is unwrapped."""
    kept = {
        name: None if value == "" else value
        for name, value in given.items()
        if name not in _NOT_KEPT and not name.startswith("Apply")
    }
    for name in ("SalesOrPurchase", "SalesAndPurchase"):
        if f"{name}Mod" in kept:
            before = books.rows[own_id].values.get(name) or {}
            kept[name] = {**before, **(kept.pop(f"{name}Mod") or {})}
    if "BarCode" in given:
        kept["BarCodeValue"] = _barcode(books, given["BarCode"], own_id)
    return kept


@rule(26, "reference §3.1", "assumed")
def _barcode(books: Books, asked: Mapping[str, Any], own_id: str) -> str | None:
    """The barcode to keep. Raises Refusal where barcodes are off, or where another has it."""
    if not books.profile.barcodes:
        raise Refusal(3250, "This feature is not enabled or not available: barcodes.")
    value = str(asked.get("BarCodeValue") or "")
    others = (
        row
        for row in books.rows.values()
        if row.values.get("BarCodeValue") == value and row.list_id != own_id
    )
    holder = next(others, None)
    if value and holder is not None and not asked.get("AssignEvenIfUsed"):
        code = int(books.behaves("barcode_taken"))
        raise Refusal(code, f'The barcode "{value}" is used by "{holder.name}".')
    return value or None


def _ensure_accounts(given: Mapping[str, Any]) -> None:
    missing = next((name for name in _POSTING if not given.get(name)), None)
    if missing:
        raise Refusal(3270, f"The item lacks a posting account: {missing}.")


def _all_values(books: Books, but: Row) -> Iterator[Any]:
    for row in books.rows.values():
        if row is not but:
            yield row.values
    for txn in books.txns.values():
        yield txn.values
        for line in txn.lines:
            yield line.values


def _mentioned(value: Any) -> set[str]:
    """The ListIDs somewhere in these values."""
    if isinstance(value, list):
        return {id for one in value for id in _mentioned(one)}
    if not isinstance(value, dict):
        return set()
    found = {id for one in value.values() for id in _mentioned(one)}
    return found | ({str(value["ListID"])} if value.get("ListID") else set())
