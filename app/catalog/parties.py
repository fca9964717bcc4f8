"""Customers and vendors. QuickBooks owns their names; ours are for a start without it."""

from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Vendor
from app.catalog.problems import NameTaken
from app.core.events import Event, announce

Party = TypeVar("Party", Customer, Vendor)


async def create(session: AsyncSession, model: type[Party], *, name: str, email: str = "") -> Party:
    """Add a customer or vendor. Raises NameTaken: QuickBooks allows each name once."""
    same = select(model).where(sa.func.lower(col(model.name)) == name.lower())
    if (await session.exec(same)).first() is not None:
        raise NameTaken(f"There is already a {model.__name__.lower()} {name}.")
    party = model(name=name, email=email)
    session.add(party)
    await session.flush()
    kind = f"{model.__name__.lower()}_id"
    announce(session, Event("catalog.changed", {kind: str(party.id)}))
    return party
