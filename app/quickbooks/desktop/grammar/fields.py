"""What one field of a qbXML message is: its name, its type and where it may stand."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The types of qbXML (reference §2.2); SEQUENCE is the EditSequence of a record."""

    TEXT = "text"
    ID = "id"
    GUID = "guid"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    AMOUNT = "amount"
    PRICE = "price"
    QTY = "qty"
    PERCENT = "percent"
    FLOAT = "float"
    INT = "int"
    ENUM = "enum"
    SEQUENCE = "sequence"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Field:
    """One element. Elements of a message come in the order of its table, always.

    ``length``: the most characters, 0 without a limit. ``since``: the qbXML version that brought
    it. ``choice``: where alternatives exclude each other, the alternatives the field belongs to,
    as words ``choice:alternative``; ask ``rivals``. ``mixed``: fields with the same label may come
    in any order among themselves, as lines and groups of lines do. ``required`` in a choice or a
    mixture: one of its fields must be there.
    """

    name: str
    kind: Kind
    length: int = 0
    since: str = "1.0"
    required: bool = False
    many: bool = False
    fields: tuple["Field", ...] = ()
    values: tuple[str, ...] = ()
    choice: str = ""
    mixed: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``iterates``: its answer can be read in pages (reference §2.4).

    ``wraps``: the one element that holds what is asked, "InvoiceAdd" in "InvoiceAddRq"; empty for
    queries and removals, whose fields stand in the request itself.
    """

    name: str
    fields: tuple[Field, ...]
    attributes: tuple[str, ...] = ("requestID",)
    since: str = "1.0"
    iterates: bool = False
    wraps: str = field(default="")


def rivals(one: Field, other: Field) -> bool:
    """Whether the two fields are alternatives that must not stand together."""
    if not one.choice or not other.choice or one.name == other.name:
        return False
    mine = dict(word.split(":") for word in one.choice.split())
    theirs = dict(word.split(":") for word in other.choice.split())
    return any(theirs[choice] != mine[choice] for choice in mine.keys() & theirs.keys())


def version_key(version: str) -> tuple[int, int]:
    """A qbXML version as numbers that compare, ``"13.0"`` as (13, 0). Raises ValueError."""
    major, _, minor = version.partition(".")
    return int(major), int(minor or 0)
