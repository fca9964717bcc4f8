"""The query language: parsing and answering (rule 31)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from app.quickbooks.simulator.entities import Entity, Family, entity_named
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.fields import Field, Kind, field_at
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import SERVER_ZONE, Doc

MOST_ROWS = 1000
USUAL_ROWS = 100
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\.|[^'\\])*')|(?P<operator><=|>=|=|<|>)|(?P<mark>[(),*])"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<number>-?\d+(?:\.\d+)?))"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. ``values`` are in the form the field compares in; LIKE keeps its pattern."""

    path: str
    field: Field
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed query. ``columns`` is empty for ``*``."""

    entity: Entity
    columns: tuple[str, ...]
    count: bool
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    start: int
    limit: int


def _broken(text: str) -> QboFault:
    return QboFault(4000, text=text)


class _Reader:
    """The tokens of a statement, taken one by one."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at][1].upper() if self._at < len(self._tokens) else ""

    def take(self, *kinds: str) -> str:
        if self._at >= len(self._tokens):
            raise _broken("Encountered the end of the statement")
        kind, value = self._tokens[self._at]
        if kinds and kind not in kinds:
            raise _broken(f"Encountered {value!r}, was expecting {' or '.join(kinds)}")
        self._at += 1
        return value

    def accept(self, *words: str) -> bool:
        if self.peek() not in words:
            return False
        self._at += 1
        return True

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise _broken(f"Encountered {self.peek()!r}, was expecting {word}")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position, text = 0, text.strip().rstrip(";")
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _broken(
                f"Lexical error at column {position + 1}: {text[position : position + 10]!r}"
            )
        position = match.end()
        yield match.lastgroup or "", match.group(match.lastgroup or 0)


@rule(31, "S10: grammar, backslash escapes, 4000 on syntax, 1000 cap, default 100")
def parsed(text: str) -> Statement:
    """The statement, or fault 4000; an unknown entity is fault 2000."""
    reader = _Reader(text)
    reader.expect("SELECT")
    columns, count = _columns(reader)
    reader.expect("FROM")
    name = reader.take("word")
    entity = entity_named(name)
    if entity is None:
        raise QboFault(2000, name=name)
    conditions = _conditions(reader, entity)
    order = _order(reader, entity)
    start = _whole(reader) if reader.accept("STARTPOSITION") else 1
    limit = _whole(reader) if reader.accept("MAXRESULTS") else USUAL_ROWS
    if reader.peek():
        raise _broken(f"Encountered {reader.peek()!r} after the statement")
    if start < 1:
        raise _broken("STARTPOSITION starts at 1")
    return Statement(entity, columns, count, conditions, order, start, min(limit, MOST_ROWS))


def _columns(reader: _Reader) -> tuple[tuple[str, ...], bool]:
    if reader.accept("COUNT"):
        for mark in "(*)":
            reader.expect(mark)
        return (), True
    everything = reader.accept("*")
    columns = [] if everything else [reader.take("word")]
    while reader.accept(","):  # public clients ask for "*, Sku"
        columns.append(reader.take("word"))
    return () if everything else tuple(columns), False


def _conditions(reader: _Reader, entity: Entity) -> tuple[Condition, ...]:
    if not reader.accept("WHERE"):
        return ()
    conditions = [_condition(reader, entity)]
    while reader.accept("AND"):
        conditions.append(_condition(reader, entity))
    return tuple(conditions)


def _condition(reader: _Reader, entity: Entity) -> Condition:
    path = _filterable(entity, reader.take("word"))
    field = _field(entity, path)
    if reader.accept("IN"):
        reader.expect("(")
        values = [_literal(reader)]
        while reader.accept(","):
            values.append(_literal(reader))
        reader.expect(")")
        return Condition(path, field, "IN", tuple(_comparable(one, field) for one in values))
    if reader.accept("LIKE"):
        return Condition(path, field, "LIKE", (_literal(reader),))
    operator = reader.take("operator")
    if path == "Id" and operator != "=":
        raise QboFault(4002, element="Id", text="Id supports = and IN only")
    return Condition(path, field, operator, (_comparable(_literal(reader), field),))


def _literal(reader: _Reader) -> str:
    token = reader.take("text", "number", "word")
    if not token.startswith("'"):
        return token
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _order(reader: _Reader, entity: Entity) -> tuple[tuple[str, bool], ...]:
    if not reader.accept("ORDERBY"):
        return ()
    order: list[tuple[str, bool]] = []
    while True:
        path = _filterable(entity, reader.take("word"))
        descending = reader.accept("DESC")
        if not descending:
            reader.accept("ASC")
        order.append((path, descending))
        if not reader.accept(","):
            return tuple(order)


def _whole(reader: _Reader) -> int:
    token = reader.take("number")
    if not token.isdigit():
        raise _broken(f"{token} is not a row number")
    return int(token)


@rule(31, "S10: 4001 on a property that cannot be filtered")
def _filterable(entity: Entity, path: str) -> str:
    """The path in the entity's own spelling; keywords and names ignore case."""
    spelled = path.replace("metadata.", "MetaData.").replace("METADATA.", "MetaData.")
    names = {name.lower(): name for name in entity.fields}
    spelled = names.get(spelled.lower(), spelled)
    field = field_at(entity.fields, spelled)
    if field is None or not field.filterable:
        raise QboFault(4001, element=path, name=path)
    return spelled


def answered(statement: Statement, documents: Iterable[Doc]) -> Doc:
    """The QueryResponse for these candidate documents. With no rows the entity's key is absent."""
    entity = statement.entity
    found = [doc for doc in documents if _matches(statement, doc)]
    if statement.count:
        return {"totalCount": len(found)}
    for path, descending in reversed(statement.order or (("Id", False),)):
        field = _field(entity, path)
        found.sort(key=partial(_sortable, field, path), reverse=descending)
    page = found[statement.start - 1 : statement.start - 1 + statement.limit]
    if not page:
        return {}
    rows = [_projected(doc, statement.columns) for doc in page]
    return {entity.name: rows, "startPosition": statement.start, "maxResults": len(page)}


def _projected(doc: Doc, columns: tuple[str, ...]) -> Doc:
    if not columns:
        return doc
    wanted = {column.split(".")[0].lower() for column in columns} | {"id", "synctoken"}
    return {key: value for key, value in doc.items() if key.lower() in wanted}


@rule(31, "S10: name lists show active rows only, unless asked")
def _matches(statement: Statement, doc: Doc) -> bool:
    asked = any(condition.path == "Active" for condition in statement.conditions)
    if statement.entity.family is Family.NAME and not asked and not doc["Active"]:
        return False
    return all(_holds(condition, doc) for condition in statement.conditions)


def _field(entity: Entity, path: str) -> Field:
    field = field_at(entity.fields, path)
    if field is None:
        raise QboFault(4001, element=path, name=path)
    return field


def _holds(condition: Condition, doc: Doc) -> bool:
    actual = _comparable(_at(doc, condition.path), condition.field)
    if condition.operator == "LIKE":
        parts = (re.escape(part) for part in condition.values[0].casefold().split("%"))
        return actual is not None and re.fullmatch(".*".join(parts), str(actual), re.S) is not None
    wanted = condition.values
    if condition.operator in ("=", "IN"):
        return actual in wanted
    if actual is None:
        return False
    compare = {"<": actual < wanted[0], ">": actual > wanted[0]}
    return compare.get(condition.operator[0], False) or (
        condition.operator in ("<=", ">=") and actual == wanted[0]
    )


def _at(doc: Doc, path: str) -> Any:
    value: Any = doc
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _comparable(value: Any, field: Field) -> Any:
    """The value in the form its field compares in; fault 4002 where a literal does not fit."""
    if value is None:
        return None
    try:
        match field.kind:
            case Kind.NUMBER | Kind.WHOLE:
                return Decimal(str(value))
            case Kind.MOMENT:
                return _moment(str(value))
            case Kind.FLAG:
                return str(value).casefold() == "true"
            case Kind.REFERENCE:
                return value["value"] if isinstance(value, dict) else str(value)
            case _:
                return str(value).casefold()
    except (InvalidOperation, ValueError) as error:
        raise QboFault(4002, text=f"{value!r} does not compare with a {field.kind}") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SERVER_ZONE)


def _sortable(field: Field, path: str, doc: Doc) -> Any:
    value = _comparable(_at(doc, path), field)
    if path == "Id":
        return (True, int(value))
    return (value is not None, "" if value is None else value)
