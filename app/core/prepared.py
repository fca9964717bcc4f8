"""Statements that are built once and, inside a transaction, go straight to the driver.

A scan runs a dozen small statements. SQLAlchemy spends ten times as long on each as the driver
does (greenlet, cursor adapter, result metadata), which is what one API process can carry. So the
statements of the hot path are declared `prepared`: a session's `execute` takes the text SQLAlchemy
compiled for them, and its own converters for values, and calls asyncpg or aiosqlite itself.

What is sent, and what comes back, is the same either way; everything else still goes the long way.
So does the first statement of a transaction on PostgreSQL, because that begins the transaction.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import class_mapper
from sqlmodel import SQLModel

Built = TypeVar("Built", bound=sa.Executable)
Model = TypeVar("Model", bound=SQLModel)
Convert = Callable[[Any], Any] | None
Values = Mapping[str, Any]

_DRIVER_ERRORS = (
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says that is lost at the wrong moment
)
_CONSTRAINT = "23"  # SQLSTATE class: integrity constraint violation
_watcher: ContextVar[Callable[[str], None] | None] = ContextVar("watcher", default=None)
_plans: dict[sa.Executable, dict[tuple[Any, ...], "Plan"]] = {}


@contextmanager
def watched(watch: Callable[[str], None]) -> Iterator[None]:
    """Tell `watch` the text of every prepared statement the calling context sends to the driver;
    SQLAlchemy's own events hear of all the others."""
    token = _watcher.set(watch)
    try:
        yield
    finally:
        _watcher.reset(token)


def prepared(statement: Built) -> Built:
    """Declare a Core statement of a module: always executed as it is here, values given by name."""
    _plans[statement] = {}
    return statement


def copy_of(model: type[Model], row: sa.Row[Any]) -> Model:
    """A row of all columns of `model` as one of its objects, for reading only: no session knows it,
    so nothing that is done to it is stored. Costs a tenth of loading it."""
    copied: Model = class_mapper(model).class_manager.new_instance()
    copied.__dict__.update(row._mapping)
    return copied


class DriverResult(IteratorResult[Any]):
    """Rows as SQLAlchemy gives them, and how many a change has hit."""

    rowcount: int


class Plan:
    """A prepared statement as one dialect says it."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str]) -> None:
        keys = list(names) if isinstance(statement, sa.UpdateBase) else None
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        if compiled.post_compile_params:
            raise TypeError(f"a prepared statement cannot hold a list of values: {compiled}")
        self.reads = bool(compiled._result_columns)
        self.text = str(compiled)
        self._order = tuple(compiled.positiontup or ())
        self._into = tuple(_into_driver(compiled.binds[name], dialect) for name in self._order)
        self._fixed = compiled.construct_params(_check=False)
        columns = compiled._result_columns
        self._keys = SimpleResultMetaData([column.keyname for column in columns])
        self._out_of = tuple(_out_of_driver(column.type, dialect) for column in columns)

    def arguments(self, values: Values) -> list[Any]:
        """Values by name as the driver takes them, in the order of the text."""
        fixed = self._fixed
        given = [values[name] if name in values else fixed[name] for name in self._order]
        return [
            value if convert is None else convert(value)
            for value, convert in zip(given, self._into, strict=True)
        ]

    def result(self, rows: Sequence[Any], rowcount: int) -> DriverResult:
        """The driver's rows with the types of the statement's columns."""
        out_of = self._out_of
        converted = [
            tuple(
                value if convert is None else convert(value)
                for value, convert in zip(row, out_of, strict=True)
            )
            for row in rows
        ]
        result = DriverResult(self._keys, iter(converted))
        result.rowcount = rowcount
        return result


def is_prepared(statement: Any) -> bool:
    """Was this very statement declared `prepared`?"""
    return statement in _plans


def plan_of(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Plan:
    """How to say a prepared statement with values of these names."""
    plans = _plans[statement]
    key = (dialect.name, *names)
    plan = plans.get(key)
    if plan is None:
        plan = plans[key] = Plan(statement, dialect, names)
    return plan


async def send(driver: Any, plan: Plan, values: Values | Sequence[Values]) -> DriverResult:
    """Execute a plan on the driver's own connection, which has begun a transaction.

    Raises what SQLAlchemy would: IntegrityError, else DBAPIError, around the driver's error.
    """
    watch = _watcher.get()
    if watch is not None:
        watch(plan.text)
    if not isinstance(values, Mapping) and len(values) == 1:
        values = values[0]
    run = _sqlite if hasattr(driver, "execute_fetchall") else _postgresql
    with explaining(plan.text):
        return await run(driver, plan, values)


async def _postgresql(driver: Any, plan: Plan, values: Values | Sequence[Values]) -> DriverResult:
    if not isinstance(values, Mapping):
        await driver.executemany(plan.text, [plan.arguments(one) for one in values])
        return plan.result((), -1)
    if plan.reads:
        rows = await driver.fetch(plan.text, *plan.arguments(values))
        return plan.result(rows, len(rows))
    status: str = await driver.execute(plan.text, *plan.arguments(values))
    return plan.result((), int(status.rpartition(" ")[2]))  # "UPDATE 1", "INSERT 0 1"


async def _sqlite(driver: Any, plan: Plan, values: Values | Sequence[Values]) -> DriverResult:
    if not isinstance(values, Mapping):
        cursor = await driver.executemany(plan.text, [plan.arguments(one) for one in values])
        await cursor.close()
        return plan.result((), -1)
    # One visit to the connection's thread instead of three: changes return their rows as well.
    text = plan.text if plan.reads else f"{plan.text} RETURNING 1"
    rows = await driver.execute_fetchall(text, plan.arguments(values))
    return plan.result(rows if plan.reads else (), len(rows))


@contextmanager
def explaining(text: str) -> Iterator[None]:
    """Report a driver's errors as SQLAlchemy would: IntegrityError, else DBAPIError."""
    try:
        yield
    except _DRIVER_ERRORS as error:
        broken = isinstance(error, sqlite3.IntegrityError)
        if broken or _sqlstate(error).startswith(_CONSTRAINT):
            raise IntegrityError(text, None, error) from error
        raise DBAPIError(text, None, error) from error


def _sqlstate(error: Exception) -> str:
    return str(getattr(error, "sqlstate", ""))


def _into_driver(bind: sa.BindParameter[Any], dialect: Dialect) -> Convert:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _out_of_driver(type_: sa.types.TypeEngine[Any], dialect: Dialect) -> Convert:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
