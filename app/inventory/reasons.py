"""Why stock is written off or found: a short list that a manager keeps, each with its own rule.

A reason's `code` picks the QuickBooks account (settings, adjustment_by_reason), so it never changes
once made. Counting and comparing have codes of their own and are not in this list.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.events import Event, announce
from app.core.tables import id_field, money_field
from app.core.types import enum_column


class Direction(StrEnum):
    """Does stock become less, more, or is it said each time?"""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class Destination(StrEnum):
    """Where goods go that are taken out: out of the books, or to a bin where they wait."""

    WRITTEN_OFF = "written_off"
    DAMAGED = "damaged"
    QUARANTINE = "quarantine"


class AdjustmentReason(SQLModel, table=True):
    """One reason. A difference worth more than `supervisor_above` needs a supervisor; None: never.

    `needs_note`: the code alone says too little, so a sentence is asked for.
    """

    __tablename__ = "adjustment_reason"

    id: UUID = id_field()
    code: str = Field(max_length=30, unique=True)
    name: str = Field(max_length=60)
    direction: Direction = Field(sa_type=enum_column(Direction, "direction"))
    destination: Destination = Field(
        default=Destination.WRITTEN_OFF, sa_type=enum_column(Destination, "destination")
    )
    supervisor_above: Decimal | None = money_field()
    needs_note: bool = False
    position: int = 0
    active: bool = True


class ReasonNotFound(NotFound):
    code = "reason_not_found"
    title = "No such reason"


class ReasonTaken(Conflict):
    code = "reason_taken"
    title = "This reason exists already"
    action = "Choose another code, or use the one that exists."


async def list_reasons(
    session: AsyncSession, *, only_active: bool = True
) -> Sequence[AdjustmentReason]:
    """The reasons in the order a manager gave them."""
    query = select(AdjustmentReason).order_by(
        col(AdjustmentReason.position), col(AdjustmentReason.name)
    )
    if only_active:
        query = query.where(AdjustmentReason.active)
    return (await session.exec(query)).all()


async def find_reason(session: AsyncSession, code: str) -> AdjustmentReason:
    """A reason by its code; raises ReasonNotFound."""
    query = select(AdjustmentReason).where(AdjustmentReason.code == code)
    reason = (await session.exec(query)).one_or_none()
    if reason is None:
        raise ReasonNotFound(f"There is no reason “{code}”.", code=code)
    return reason


async def add_reason(session: AsyncSession, reason: AdjustmentReason) -> AdjustmentReason:
    """Add a reason at the end of the list. Raises ReasonTaken."""
    same = select(AdjustmentReason.id).where(AdjustmentReason.code == reason.code)
    if (await session.exec(same)).first() is not None:
        raise ReasonTaken(f"“{reason.code}” is in use.", code=reason.code)
    last = (await session.exec(select(sa.func.max(AdjustmentReason.position)))).one()
    reason.position = (last or 0) + 10
    session.add(reason)
    await session.flush()
    announce(session, Event("catalog.changed", {"reason_id": str(reason.id)}))
    return reason
