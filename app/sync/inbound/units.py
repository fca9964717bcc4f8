"""Quantities in base units: Desktop's lines may count in cases what is stocked in pieces.

A line names its unit, the item's units of measure say how many base units that is (Desktop's
reference, §5.3). A unit that the item does not have (any more) is never taken for its base unit in
silence: the line says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import plain
from app.core.upsert import table_of
from app.sync.documents import (
    ItemRecord,
    MappingKind,
    OrderLineRecord,
    OrderRecord,
    TransactionLine,
    TransactionRecord,
)
from app.sync.models import ExternalRecord

Form = TypeVar("Form", OrderRecord, TransactionRecord)
Line = TypeVar("Line", OrderLineRecord, TransactionLine)
_QTY, _MONEY = Decimal("0.00001"), Decimal("0.0000001")
_record = table_of(ExternalRecord).c
log = structlog.get_logger()


async def with_units(
    session: AsyncSession, connection_id: UUID, items: Sequence[ItemRecord]
) -> list[ItemRecord]:
    """The items; those whose answer did not tell their units keep the ones last read."""
    silent = [one.external_id for one in items if one.unit is None]
    known = await _known(session, connection_id, silent) if silent else {}
    return [
        one.model_copy(update={"unit": read.unit, "units": read.units})
        if one.unit is None and (read := known.get(one.external_id)) is not None
        else one
        for one in items
    ]


async def in_base_units(
    session: AsyncSession, connection_id: UUID, records: Sequence[Form]
) -> list[Form]:
    """The records with every quantity and price per base unit, as far as units are known."""
    named = {line.item_external_id for one in records for line in one.lines if line.unit}
    if not named:
        return list(records)
    known = await _known(session, connection_id, named)
    units = {external_id: item.units for external_id, item in known.items()}
    return [
        one.model_copy(update={"lines": tuple(_converted(line, units) for line in one.lines)})
        for one in records
    ]


async def _known(
    session: AsyncSession, connection_id: UUID, items: Iterable[str]
) -> dict[str, ItemRecord]:
    """The items as last read, by QuickBooks id."""
    found = await session.execute(
        sa.select(_record.external_id, _record.facts).where(
            _record.connection_id == connection_id,
            _record.kind == MappingKind.ITEM,
            _record.external_id.in_(list(items)),
        )
    )
    return {row.external_id: ItemRecord.model_validate(row.facts) for row in found}


def _converted(line: Line, units: Mapping[str, Mapping[str, Decimal]]) -> Line:
    if not line.unit:
        return line
    ratio = units.get(line.item_external_id, {}).get(line.unit.casefold())
    if ratio is None:
        log.warning("sync.unit_unknown", item=line.item_external_id, unit=line.unit)
        return _told(line)
    price = line.unit_amount
    return line.model_copy(
        update={
            "qty": plain((line.qty * ratio).quantize(_QTY)),
            "unit_amount": None if price is None else plain((price / ratio).quantize(_MONEY)),
            "unit": "",
        }
    )


def _told(line: Line) -> Line:
    """The line with its unit in words: nobody takes three cases for three pieces."""
    if isinstance(line, OrderLineRecord):
        words = f"Counted in {line.unit}, which Scanpost cannot convert. {line.description}"
        return line.model_copy(update={"description": words.strip()[:4000]})
    return line.model_copy(update={"item_name": f"{line.item_name} (in {line.unit})"})
