"""Lists a page at a time: a cursor holds the sort keys of the last row, so rows that are added or
removed meanwhile neither repeat nor hide others, and page 1000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from fastapi import Query
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Invalid

T = TypeVar("T")

Cursor = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=200)]


class Page(BaseModel, Generic[T]):
    """One page; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of database rows and where the next one starts."""

    rows: Sequence[Any]
    next_cursor: str | None


async def fetch_page(
    session: AsyncSession,
    query: sa.Select[Any],
    *,
    keys: Sequence[sa.ColumnElement[Any]],
    cursor: str | None,
    limit: int,
    descending: bool = False,
) -> Rows:
    """Up to `limit` rows of `query` in the order of `keys`, which must be unique and never NULL.

    Raises Invalid for a cursor that is not one of ours.
    """
    if cursor is not None:
        after = sa.tuple_(*_bound(keys, cursor))
        here = sa.tuple_(*keys)
        query = query.where(here < after if descending else here > after)
    query = query.add_columns(*(key.label(f"key_{n}") for n, key in enumerate(keys)))
    query = query.order_by(*(key.desc() if descending else key.asc() for key in keys))
    rows = (await session.execute(query.limit(limit + 1))).all()
    if len(rows) <= limit:
        return Rows(rows, None)
    last = rows[limit - 1]._mapping
    return Rows(rows[:limit], _encode([last[f"key_{n}"] for n in range(len(keys))]))


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([value if isinstance(value, int | str) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _bound(keys: Sequence[sa.ColumnElement[Any]], cursor: str) -> Sequence[sa.ColumnElement[Any]]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(keys):
            raise ValueError("another list's cursor")
        return [
            sa.literal(_typed(value, _python_type(key)), key.type)
            for value, key in zip(values, keys, strict=True)
        ]
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("This page marker is not valid. Start from the first page.") from error


def _python_type(key: sa.ColumnElement[Any]) -> type:
    stored = key.type.impl_instance if isinstance(key.type, sa.TypeDecorator) else key.type
    return stored.python_type


def _typed(value: Any, kind: type) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is UUID:
        return UUID(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
