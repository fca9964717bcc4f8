"""The head of a transfer, what of it is on the way, and the one way its goods move."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse
from app.core import clock
from app.core.events import Event, announce
from app.core.types import Quantity, new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.consent import Consent
from app.inventory.models import Lot, MoveReason, SerialNumber
from app.inventory.problems import DocumentClosed
from app.moving.models import Leg, Transfer, TransferPart, TransferState
from app.moving.problems import TransferNotFound

DOCUMENT = "transfer"

_head, _part, _place = table_of(Transfer), table_of(TransferPart), table_of(Location)
_item, _lot, _serial = table_of(Item), table_of(Lot), table_of(SerialNumber)
_origin, _target = _place.alias("origin"), _place.alias("target")
_SIGN = sa.case((_part.c.leg == Leg.OUT, 1), else_=-1)


@dataclass(frozen=True, slots=True)
class Head:
    """A transfer with its two warehouses."""

    id: UUID
    number: str
    state: TransferState
    note: str
    from_id: UUID
    from_code: str
    to_id: UUID
    to_code: str
    created_at: datetime
    shipped_at: datetime | None

    @property
    def loading(self) -> bool:
        """Is it still being loaded? Else its goods are on the way or there."""
        return self.state is TransferState.OPEN


async def load_head(session: AsyncSession, transfer_id: UUID) -> Head:
    """The transfer, locked until the transaction ends, so that two phones on it take turns.

    Raises TransferNotFound.
    """
    query = (
        sa.select(
            _head.c.id,
            _head.c.number,
            _head.c.state,
            _head.c.note,
            _head.c.from_id,
            _origin.c.code,
            _head.c.to_id,
            _target.c.code.label("to_code"),
            _head.c.created_at,
            _head.c.shipped_at,
        )
        .join(_origin, _origin.c.id == _head.c.from_id)
        .join(_target, _target.c.id == _head.c.to_id)
        .where(_head.c.id == transfer_id)
        .with_for_update(of=_head)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise TransferNotFound("This transfer does not exist.", id=transfer_id)
    return Head(*row)


async def load_live(session: AsyncSession, transfer_id: UUID) -> Head:
    """As `load_head`; raises DocumentClosed when nothing may be scanned on it any more."""
    head = await load_head(session, transfer_id)
    if head.state in (TransferState.COMPLETED, TransferState.CANCELLED):
        raise DocumentClosed(f"Transfer {head.number} is {head.state}.", number=head.number)
    return head


@dataclass(frozen=True, slots=True)
class InTransit:
    """Goods of a transfer that left and have not arrived: `shipped` in all, `qty` still missing."""

    item_id: UUID
    sku: str
    name: str
    unit: str
    lot_id: UUID
    lot_number: str
    use_by: date | None
    serial_id: UUID | None
    serial: str | None
    shipped: Decimal
    qty: Decimal


async def in_transit(
    session: AsyncSession, transfer_id: UUID, *, item_id: UUID | None = None
) -> list[InTransit]:
    """Per lot and unit what was shipped and what of it is still on the way; also what arrived."""
    missing = sa.type_coerce(sa.func.sum(_part.c.qty * _SIGN), Quantity())
    shipped = sa.func.sum(sa.case((_part.c.leg == Leg.OUT, _part.c.qty), else_=0))
    query = (
        sa.select(
            _part.c.item_id,
            _item.c.sku,
            _item.c.name,
            _item.c.base_unit,
            _part.c.lot_id,
            _lot.c.number,
            sa.func.coalesce(_lot.c.expires_on, _lot.c.best_before),
            _part.c.serial_id,
            _serial.c.number.label("serial"),
            sa.type_coerce(shipped, Quantity()),
            missing,
        )
        .join(_item, _item.c.id == _part.c.item_id)
        .join(_lot, _lot.c.id == _part.c.lot_id)
        .outerjoin(_serial, _serial.c.id == _part.c.serial_id)
        .where(_part.c.transfer_id == transfer_id)
        .group_by(
            _part.c.item_id,
            _item.c.sku,
            _item.c.name,
            _item.c.base_unit,
            _part.c.lot_id,
            _lot.c.number,
            _lot.c.expires_on,
            _lot.c.best_before,
            _part.c.serial_id,
            _serial.c.number,
        )
        .order_by(_item.c.sku, _lot.c.number, _serial.c.number)
    )
    if item_id is not None:
        query = query.where(_part.c.item_id == item_id)
    return [InTransit(*row) for row in await session.execute(query)]


async def loaded_from(
    session: AsyncSession, transfer_id: UUID, lot_id: UUID, serial_id: UUID | None
) -> Location:
    """The bin the goods were taken from last."""
    same = _part.c.serial_id.is_(None) if serial_id is None else _part.c.serial_id == serial_id
    query = (
        sa.select(_part.c.location_id)
        .where(
            _part.c.transfer_id == transfer_id,
            _part.c.leg == Leg.OUT,
            _part.c.lot_id == lot_id,
            same,
        )
        .order_by(_part.c.created_at.desc(), _part.c.id.desc())
        .limit(1)
    )
    place = await places.by_id(session, (await session.execute(query)).scalar_one())
    assert place is not None  # noqa: S101 - a foreign key says so
    return place


@dataclass(frozen=True, slots=True)
class What:
    """Goods by their ids, as a leg moves them."""

    item_id: UUID
    lot_id: UUID
    qty: Decimal
    serial_id: UUID | None = None


async def add_leg(
    session: AsyncSession,
    head: Head,
    leg: Leg,
    what: What,
    place: Location,
    context: ledger.MoveContext,
    *,
    allowed: Consent,
) -> None:
    """Note what happened and move the goods: out of a bin to transit, or from there to a bin.

    Lost goods leave transit by an adjustment, which books its own move.
    """
    assert context.user_id is not None  # noqa: S101 - people move transfers
    part_id = new_id()
    row = {
        "id": part_id,
        "transfer_id": head.id,
        "leg": leg,
        "item_id": what.item_id,
        "lot_id": what.lot_id,
        "serial_id": what.serial_id,
        "location_id": place.id,
        "qty": what.qty,
        "exception": allowed.codes,
        "approved_by": allowed.approved_by,
        "user_id": context.user_id,
        "scan_id": context.scan_id,
        "created_at": clock.now(),
    }
    await session.execute(sa.insert(_part).values(row))
    if leg is not Leg.LOST:
        way = await places.virtual(session, LocationUse.TRANSIT)
        origin, target = (place, way) if leg is Leg.OUT else (way, place)
        move = ledger.Move(
            item_id=what.item_id,
            lot_id=what.lot_id,
            serial_id=what.serial_id,
            qty=what.qty,
            origin=ledger.place(origin),
            target=ledger.place(target),
            reason=MoveReason.TRANSFER,
            document_type=DOCUMENT,
            document_id=head.id,
            document_line_id=part_id,
        )
        await ledger.post_moves(session, [move], context)
    news(session, head.id)


async def set_state(session: AsyncSession, head: Head, state: TransferState) -> None:
    """Go on to another state, with the time it happened."""
    values: dict[str, object] = {"state": state}
    if state is TransferState.SHIPPED:
        values["shipped_at"] = clock.now()
    elif state in (TransferState.COMPLETED, TransferState.CANCELLED):
        values["completed_at"] = clock.now()
    await session.execute(sa.update(_head).where(_head.c.id == head.id).values(values))
    news(session, head.id)


def news(session: AsyncSession, transfer_id: UUID) -> None:
    """Tell the screens."""
    announce(session, Event("document.changed", {"type": DOCUMENT, "id": str(transfer_id)}))
