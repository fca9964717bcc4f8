"""The vocabulary of the field tables: what a property may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "string"
    NUMBER = "decimal"
    WHOLE = "integer"
    FLAG = "boolean"
    DAY = "date"
    MOMENT = "date-time"
    CHOICE = "enumeration"
    REFERENCE = "reference"
    OBJECT = "object"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an entity. Read-only properties are accepted and ignored, as Intuit does."""

    kind: Kind
    longest: int | None = None
    choices: frozenset[str] = frozenset()
    target: str | None = None
    accounts: frozenset[str] = frozenset()
    fields: Mapping[str, "Field"] | None = None
    required: bool = False
    read_only: bool = False
    filterable: bool = False
    plain: bool = False

    def must(self) -> "Field":
        """The same field, required on create."""
        return replace(self, required=True)

    def shown(self) -> "Field":
        """The same field, written by the server only."""
        return replace(self, read_only=True)

    def query(self) -> "Field":
        """The same field, allowed in a WHERE clause."""
        return replace(self, filterable=True)

    def name(self) -> "Field":
        """The same text, without colon, tab or newline."""
        return replace(self, plain=True)


Fields = Mapping[str, Field]


def text(longest: int = 4000) -> Field:
    return Field(Kind.TEXT, longest=longest)


def choice(*choices: str) -> Field:
    return Field(Kind.CHOICE, choices=frozenset(choices))


def ref(target: str | None = None, *, accounts: tuple[str, ...] = ()) -> Field:
    """A reference to an entity; None as target means one the simulator does not keep."""
    return Field(Kind.REFERENCE, target=target, accounts=frozenset(accounts))


def group(fields: Fields) -> Field:
    return Field(Kind.OBJECT, fields=fields)


def many(fields: Fields) -> Field:
    return Field(Kind.LIST, fields=fields)


number = Field(Kind.NUMBER)
whole = Field(Kind.WHOLE)
flag = Field(Kind.FLAG)
day = Field(Kind.DAY)
moment = Field(Kind.MOMENT)
anything = Field(Kind.ANY)


def field_at(fields: Fields, path: str) -> Field | None:
    """The field at a dotted path such as ``MetaData.LastUpdatedTime``."""
    head, _, rest = path.partition(".")
    field = fields.get(head)
    if field is None or not rest:
        return field
    return field_at(field.fields or {}, rest)
