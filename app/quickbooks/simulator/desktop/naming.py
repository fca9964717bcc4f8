"""Names of list records: unique in their name space, and full names with their parents'."""

from collections.abc import Mapping
from typing import Any

from app.quickbooks.simulator.desktop.records import ITEM_KINDS, Row
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Refusal


def full_name(
    books: Books, kind: str, name: str, parent: Mapping[str, Any] | None
) -> tuple[str, dict[str, str] | None]:
    """The full name under this parent, and the reference to the parent as the record keeps it.

    Raises Refusal 3130 where there is no such parent, and where a name holds a colon.
    """
    _ensure_plain(books, name)
    if not parent or not any(parent.values()):
        return name, None
    row = books.find(ITEM_KINDS if kind in ITEM_KINDS else kind, parent)
    if row is None:
        said = parent.get("FullName") or parent.get("ListID")
        raise Refusal(3130, f'There is an invalid reference to the parent "{said}".')
    return f"{row.name}:{name}", row.ref()


@rule(21, "reference §2.6", "field-reported")
def _ensure_plain(books: Books, name: str) -> None:
    """A colon parts a name from its parent's, so that no name may hold one."""
    if ":" in name or not name.strip():
        raise Refusal(int(books.behaves("colon_in_name")), f'The name "{name}" is not valid.')


@rule(21, "reference §2.6, §4.1", "field-reported")
def ensure_free_name(books: Books, kind: str, name: str, own_id: str) -> None:
    """Raise Refusal 3100 where another record of the name space is called so.

    Customers, vendors, employees and other names share one; items have theirs per parent.
    """
    holder = books.holder(kind, name)
    if holder is not None and holder.list_id != own_id:
        raise Refusal(3100, f'The name "{name}" of the list element is already in use.')


def rename_children(books: Books, parent: Row, before: str) -> None:
    """Full names below a renamed record follow it."""
    if parent.name == before:
        return
    kinds = ITEM_KINDS if parent.kind in ITEM_KINDS else (parent.kind,)
    for row in list(books.of(*kinds)):
        if row.name.startswith(f"{before}:"):
            row.values["FullName"] = parent.name + row.name[len(before) :]
            books.touch(row)
