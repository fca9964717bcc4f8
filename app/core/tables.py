"""Column building blocks every table uses, so that names, keys and times are alike everywhere."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.types import Money, Quantity, UtcDateTime, new_id

# Every constraint has a name, so that a migration can speak of it on either engine.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def id_field() -> Any:
    """The primary key: a UUIDv7 made here, so a row can be named before it is stored."""
    return Field(default_factory=new_id, primary_key=True)


def created_field() -> Any:
    """When the row was made, UTC."""
    return Field(default_factory=clock.now, sa_type=UtcDateTime)


def time_field(*, nullable: bool = False, index: bool = False, **kwargs: Any) -> Any:
    """A UTC instant."""
    default: dict[str, Any] = {"default": None} if nullable else {}
    return Field(sa_type=UtcDateTime, nullable=nullable, index=index, **default, **kwargs)


def reference(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A foreign key to `table.column`; deleting what is referred to is refused."""
    default: dict[str, Any] = {"default": None} if nullable else {}
    return Field(foreign_key=target, nullable=nullable, index=index, **default)


def quantity_field(default: Decimal | None = None) -> Any:
    """A quantity in the item's base unit; without a default it must be given."""
    if default is None:
        return Field(sa_type=Quantity)
    return Field(default=default, sa_type=Quantity)


def money_field() -> Any:
    """An amount in the home currency, or None where nobody knows it."""
    return Field(default=None, sa_type=Money, nullable=True)


def json_field(*, nullable: bool = True) -> Any:
    """A JSON document."""
    default: dict[str, Any] = {"default": None} if nullable else {"default_factory": dict}
    return Field(sa_type=sa.JSON, nullable=nullable, **default)


def counter_field() -> Any:
    """A whole number that only grows."""
    return Field(default=0, sa_type=sa.BigInteger)
