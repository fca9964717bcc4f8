"""Lines that QuickBooks has already: which of ours each is, and whether they changed.

`goods` says in one word what a document's lines come to. While it stays the same, an amendment
leaves the lines alone, and with them their links and whatever a bookkeeper added to them.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.lines import FormLine, Said, in_sequence, order_of, split, told
from app.quickbooks.desktop.movements import item_lines
from app.sync.documents import AnyTransaction, MappingKind
from app.sync.port import Ref, Refs

NEW_LINE = "-1"
"""The TxnLineID of a line that a Mod adds."""


def with_ids(lines: Iterable[FormLine], own: Ref) -> list[Said]:
    """The lines as a Mod has them: those that QuickBooks knows keep their ids, in sequence."""
    known = {key: _ids(value) for key, value in (own.details.get("lines") or {}).items()}
    said = []
    for line in lines:
        ids = known.get(line.key) or [NEW_LINE]
        said.append({"TxnLineID": ids[0], **line.body})
        known[line.key] = ids[1:]
    return said


def line_ids(own: Ref | None) -> set[str]:
    """The TxnLineIDs of the record that we know."""
    kept = (own.details.get("lines") or {}) if own else {}
    return {one for value in kept.values() for one in _ids(value)}


def _ids(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def match_lines(document: AnyTransaction, record: Node, refs: Refs) -> dict[str, str | list[str]]:
    """Which of the record's lines is which of ours, as {line_key: TxnLineID or several}.

    Known lines keep theirs; the rest is matched by item, in the sequence they were said in.
    """
    known = (refs.own.details.get("lines") or {}) if refs.own else {}
    free = list(item_lines(record))
    found: dict[str, list[str]] = {}
    for line in document.lines:
        kept = set(_ids(known.get(line.line_key, [])))
        found[line.line_key] = [one.text("TxnLineID") for one in free if _id(one) in kept]
        free = [one for one in free if _id(one) not in kept]
    for line in in_sequence(document.lines, order_of(document, refs)):
        item = refs.get(MappingKind.ITEM, line.item_id)
        if item is None:
            continue
        missing = len(split(document, line, refs)) - len(found[line.line_key])
        same = [one for one in free if one.text("ItemRef/ListID") == item.external_id]
        taken = same[: max(missing, 0)]
        found[line.line_key] += [_id(one) for one in taken]
        free = [one for one in free if one not in taken]
    return {key: ids[0] if len(ids) == 1 else ids for key, ids in found.items() if ids}


def _id(line: Node) -> str:
    return line.text("TxnLineID")


def goods(document: AnyTransaction) -> str:
    """What the document's lines come to, as one word: the same word, the same lines."""
    names = {"number", "on", "memo", "cancelled", "tracking_number", "lines"}
    head = document.model_dump(mode="json", exclude={*names, *_NAMES})
    lines = [line.model_dump(mode="json", exclude={"sku", "name"}) for line in told(document.lines)]
    return _digest([head, lines])


def said_of(document: AnyTransaction) -> str:
    """All that is said of the document, as one word."""
    head = document.model_dump(mode="json", exclude={"lines", *_NAMES})
    return _digest([head, goods(document)])


_NAMES = ("vendor_name", "customer_name", "purchase_order_number", "sales_order_number")
"""What texts name, and QuickBooks is not told."""


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
