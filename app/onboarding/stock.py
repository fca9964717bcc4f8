"""Opening stock: QuickBooks' own quantities, or what a list or a first count says.

Either way the quantities are booked as moves from nowhere and reckoning begins: from then on every
difference between here and QuickBooks has to have a cause.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Barcode, Item, Location, LocationLevel, Tracking
from app.core.errors import Conflict, Invalid
from app.core.types import QUANTITY_PLACES, plain
from app.core.upsert import table_of
from app.inventory.models import StockMove
from app.inventory.opening import open_stock
from app.sync.documents import MappingKind
from app.sync.models import Mapping as Link
from app.sync.reconcile.baseline import begin_reckoning

COLUMNS = ("SKU", "Bin", "Quantity", "Lot", "Expires", "Serials")
MOST_ROWS = 50_000

_item, _barcode = table_of(Item).c, table_of(Barcode).c
_location, _link = table_of(Location).c, table_of(Link).c
_move = table_of(StockMove).c


class StockAlreadyThere(Conflict):
    code = "stock_already_there"
    title = "There is stock already"
    action = "Use a count to correct it; opening stock is set once."


@dataclass(frozen=True, slots=True)
class Line:
    """`qty` base units of an item in a bin. `row` is where the list says so, for its errors."""

    row: int
    sku: str
    bin: str
    qty: str
    lot: str = ""
    expires: str = ""
    serials: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken as it is, and why, in words."""

    row: int
    problem: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A checked line, ready to be booked."""

    item: Item
    location: Location
    qty: Decimal
    lot: str = ""
    expires_on: date | None = None
    serials: tuple[str, ...] = ()


def read_csv(text: str) -> list[Line]:
    """The lines of a spreadsheet saved as CSV. Raises Invalid if its head or size is wrong."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    missing = [one for one in COLUMNS[:3] if one.lower() not in names]
    if missing:
        raise Invalid(
            f"The list has no column {' and no column '.join(missing)}.",
            action=f"Its first row must name the columns: {', '.join(COLUMNS)}.",
        )

    def cell(row: Mapping[str, str | None], column: str) -> str:
        return (row.get(names.get(column.lower(), "")) or "").strip()

    lines = [
        Line(number, *(cell(row, column) for column in COLUMNS))
        for number, row in enumerate(reader, start=2)
        if any((value or "").strip() for value in row.values() if isinstance(value, str))
    ]
    if len(lines) > MOST_ROWS:
        raise Invalid(f"The list has {len(lines):,} rows; {MOST_ROWS:,} can be read at once.")
    return lines


async def check(session: AsyncSession, lines: Sequence[Line]) -> tuple[list[Opening], list[BadRow]]:
    """Every line checked against items and bins; what is wrong is named row by row."""
    items = await _items(session)
    bins = await _bins(session)
    good: list[Opening] = []
    bad: list[BadRow] = []
    seen: set[tuple[UUID, str]] = set()
    for line in lines:
        try:
            good.append(_opening(line, items, bins, seen))
        except ValueError as problem:
            bad.append(BadRow(line.row, str(problem)))
    return good, bad


async def book(
    session: AsyncSession, connection_id: UUID, opening: Iterable[Opening], *, user_id: UUID
) -> int:
    """Book opening stock and begin to reckon; how many lines. Raises StockAlreadyThere."""
    await _require_empty(session)
    count = 0
    for one in opening:
        await open_stock(
            session,
            one.item,
            location=one.location,
            qty=one.qty,
            lot_number=one.lot,
            expires_on=one.expires_on,
            serials=one.serials,
            user_id=user_id,
        )
        count += 1
    await begin_reckoning(session, connection_id)
    return count


async def from_quickbooks(
    session: AsyncSession,
    connection_id: UUID,
    quantities: Mapping[str, Decimal],
    *,
    location_id: UUID | None,
) -> tuple[list[Opening], list[str]]:
    """QuickBooks' quantities as opening stock in one bin (the dock if none is named), and the
    items left out because their lots or serial numbers can only be counted."""
    location = await places.by_id(session, location_id) if location_id else None
    if location is None:
        location = await places.dock(session)
    if location.level is not LocationLevel.BIN:
        raise Invalid(f"{location.code} is no bin.", action="Choose a bin.")
    links = await session.execute(
        sa.select(_link.local_id, _link.external_id).where(
            _link.connection_id == connection_id, _link.kind == MappingKind.ITEM
        )
    )
    external = {row.local_id: row.external_id for row in links}
    rows = await session.execute(sa.select(Item).where(_item.active).order_by(_item.sku))
    opening: list[Opening] = []
    left_out: list[str] = []
    for item in rows.scalars():
        qty = quantities.get(external.get(item.id, ""), Decimal(0))
        if qty <= 0:
            continue
        if item.tracking is not Tracking.NONE or item.has_expiry:
            left_out.append(item.sku)
        else:
            opening.append(Opening(item, location, qty))
    return opening, left_out


async def _require_empty(session: AsyncSession) -> None:
    found = await session.execute(sa.select(sa.exists(sa.select(_move.id))))
    if found.scalar_one():
        raise StockAlreadyThere("Goods were booked here before.")


async def _items(session: AsyncSession) -> dict[str, Item]:
    """By SKU and by barcode, without regard to case."""
    found: dict[str, Item] = {}
    rows = await session.execute(sa.select(Item).where(_item.active))
    by_id = {item.id: item for item in rows.scalars()}
    codes = await session.execute(sa.select(_barcode.item_id, _barcode.text))
    for item_id, text in codes:
        if item_id in by_id:
            found[text.casefold()] = by_id[item_id]
            found[text.lstrip("0").casefold()] = by_id[item_id]
    return found | {item.sku.casefold(): item for item in by_id.values()}


async def _bins(session: AsyncSession) -> dict[str, Location]:
    rows = await session.execute(
        sa.select(Location).where(_location.level == LocationLevel.BIN, _location.active)
    )
    found: dict[str, Location] = {}
    for one in rows.scalars():
        found[one.code.casefold()] = found[one.barcode.casefold()] = one
    return found


def _opening(
    line: Line, items: Mapping[str, Item], bins: Mapping[str, Location], seen: set[tuple[UUID, str]]
) -> Opening:
    """One line, checked. Raises ValueError in words for people."""
    item = items.get(line.sku.casefold())
    if item is None:
        raise ValueError(f"No item has the SKU or barcode “{line.sku}”.")
    location = bins.get(line.bin.casefold())
    if location is None:
        raise ValueError(f"There is no bin “{line.bin}”.")
    qty = _quantity(line.qty)
    serials = tuple(one.strip() for one in line.serials.split(";") if one.strip())
    if item.tracking is Tracking.LOT and not line.lot:
        raise ValueError(f"{item.sku} is told apart by lot: the lot is missing.")
    if item.tracking is Tracking.SERIAL and len(serials) != qty:
        raise ValueError(f"{item.sku} needs one serial number per unit, separated by semicolons.")
    if item.tracking is not Tracking.SERIAL and serials:
        raise ValueError(f"{item.sku} has no serial numbers.")
    for serial in serials:
        if (item.id, serial) in seen:
            raise ValueError(f"The serial number {serial} stands there twice.")
        seen.add((item.id, serial))
    expires_on = _day(line.expires)
    if item.has_expiry and expires_on is None:
        raise ValueError(f"{item.sku} expires: the date is missing.")
    return Opening(item, location, qty, line.lot, expires_on, serials)


def _quantity(text: str) -> Decimal:
    try:
        qty = plain(Decimal(text.replace(",", "")))
    except InvalidOperation:
        raise ValueError(f"“{text}” is no quantity.") from None
    exponent = qty.as_tuple().exponent
    if (
        not qty.is_finite()
        or qty <= 0
        or (isinstance(exponent, int) and -exponent > QUANTITY_PLACES)
    ):
        raise ValueError(f"“{text}” is no quantity above zero with at most five decimals.")
    return qty


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern in ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"“{text}” is no date like 12/31/2026.")
