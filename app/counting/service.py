"""Counting by scan: open a bin, count what lies in it, say that it is done or empty.

Blind: nothing here tells the counter what the books say, not even whether the count agrees.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationLevel, LocationUse
from app.core import clock
from app.core.errors import Invalid
from app.core.types import decimal_text, new_id
from app.core.upsert import affected, table_of
from app.counting.finish import finish_bin
from app.counting.goods import Goods, understand
from app.counting.head import (
    COUNT,
    BinHead,
    Head,
    changed,
    company_rules,
    live_bin,
    live_bins,
    lock,
    lock_open,
)
from app.counting.models import BinState, CountBin, CountEntry, CountOrigin, SessionState
from app.counting.opening import add_bin, bins_with, next_round, open_count
from app.counting.problems import (
    AlreadyCounting,
    CountedByYou,
    NotForCounting,
    NothingToCount,
    SerialCounted,
)
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, SubjectKind
from app.inventory.problems import WrongItem, WrongLocation

TAKE_OVER = "take_over_count"
COUNT_AGAIN = "count_again"

_bin, _entry = table_of(CountBin), table_of(CountEntry)
_place = table_of(Location).c


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """One scan of the task “count”; `scan.document_id` is the count, `location_id` the open bin."""
    if scan.step in ("finish", "empty"):
        head, here = await _open_bin(session, scan)
        return await finish_bin(session, scan, head, here, empty=scan.step == "empty")
    if scan.step == "clear":
        return await _clear(session, scan)
    if scan.step != "scan":
        raise Invalid(f"Counting has no step “{scan.step}”.", step=scan.step)
    subject = scan.subject
    if subject.kind is SubjectKind.LOCATION and subject.location is not None:
        return await _enter(session, scan, subject.location)
    if subject.kind is SubjectKind.ITEM and subject.item is not None:
        if scan.location_id is None:
            return await _item_first(session, scan, subject.item)
        return await _count(session, scan, subject.item)
    raise NotForCounting("This is neither a bin nor an item.")


async def _enter(session: AsyncSession, scan: FloorScan, place: Location) -> FloorAnswer:
    """A bin was scanned: begin, go on, or ask because somebody was there."""
    _check_place(place)
    here = await live_bin(session, place.id)
    if scan.document_id is not None:
        here = await _on_this_count(session, scan.document_id, place, here)
    if here is None:
        return await _begin_ad_hoc(session, scan, place)
    head = await lock(session, here.session_id)
    here = await live_bin(session, place.id) or here
    if here.state is BinState.COUNTED:
        if COUNT_AGAIN not in scan.answers.confirmed:
            prompt = f"{here.counter} counted {place.code} already. Count it again?"
            return Need("confirm", COUNT_AGAIN, prompt, params={"counter": here.counter})
        here = await next_round(session, here)
    mine = here.counter_id == scan.actor.user_id
    if here.state is BinState.COUNTING and not mine:
        if TAKE_OVER not in scan.answers.confirmed:
            prompt = (
                f"{here.counter} is counting {place.code}. "
                "Count it yourself, from zero? What was counted there is dropped."
            )
            return Need("confirm", TAKE_OVER, prompt, params={"counter": here.counter})
        await _void(session, here.id)
    await _check_other(session, scan, here)
    return await _begin(session, scan, head, here)


def _check_place(place: Location) -> None:
    if place.level is not LocationLevel.BIN:
        raise WrongLocation(
            f"{place.code} is no bin.", action="Scan the barcode of a bin.", code=place.code
        )
    if not place.active or place.use is LocationUse.PACKING:
        why = "a packing bench" if place.active else "not in use any more"
        raise WrongLocation(
            f"{place.code} is {why}.", action="Scan the bin to be counted.", code=place.code
        )


async def _on_this_count(
    session: AsyncSession, document_id: UUID, place: Location, here: BinHead | None
) -> BinHead | None:
    """Bins of a task are counted on their task; who counts without one may count any."""
    head = await lock(session, document_id)
    if head.state is not SessionState.OPEN or (here and here.session_id == document_id):
        return here
    if head.origin is not CountOrigin.AD_HOC or head.item_id is not None:
        left = [one for one in await live_bins(session, document_id) if one.state in _TO_DO]
        right = left[0].code if left else ""
        raise WrongLocation(
            f"{place.code} is not in count {head.number}" + (f": go to {right}." if right else "."),
            action=f"Go to {right}." if right else "Open another count.",
            scanned=place.code,
            expected=right,
        )
    if here is None:
        await add_bin(session, document_id, place.id)
        here = await live_bin(session, place.id)
    return here


_TO_DO = (BinState.WAITING, BinState.COUNTING)


async def _begin_ad_hoc(session: AsyncSession, scan: FloorScan, place: Location) -> FloorAnswer:
    await open_count(session, [place.id], origin=CountOrigin.AD_HOC, opened_by=scan.actor.user_id)
    here = await live_bin(session, place.id)
    assert here is not None  # noqa: S101 - opened by us or by who was faster
    head = await lock(session, here.session_id)
    if here.state is BinState.WAITING:
        return await _begin(session, scan, head, here)
    raise AlreadyCounting(f"{here.counter} has just begun to count {place.code}.")


async def _check_other(session: AsyncSession, scan: FloorScan, here: BinHead) -> None:
    """A second count shows more when somebody else does it, where the company wants that."""
    if here.round == 1 or not (await company_rules(session)).recount_by_other:
        return
    counted_by = sa.select(_bin.c.counter_id).where(
        _bin.c.session_id == here.session_id,
        _bin.c.location_id == here.location_id,
        _bin.c.round == here.round - 1,
    )
    if await session.scalar(counted_by) == scan.actor.user_id:
        raise CountedByYou(
            f"You counted {here.code} before; somebody else counts it again.", code=here.code
        )


async def _begin(session: AsyncSession, scan: FloorScan, head: Head, here: BinHead) -> Applied:
    going_on = here.state is BinState.COUNTING and here.counter_id == scan.actor.user_id
    if not going_on:
        await session.execute(
            sa.update(_bin)
            .where(_bin.c.id == here.id)
            .values(
                state=BinState.COUNTING,
                counter_id=scan.actor.user_id,
                started_at=scan.occurred_at,
            )
        )
        changed(session, head.id)
    words = "Go on with" if going_on else "Count"
    return Applied(
        code="location",
        message=f"{words} {here.code}: scan what lies here.",
        effect={
            "type": "location",
            "location": {"id": str(here.location_id), "code": here.code},
            "count": {"id": str(head.id), "number": head.number},
        },
        document_type=COUNT,
        document_id=head.id,
    )


async def _item_first(session: AsyncSession, scan: FloorScan, item: Item) -> FloorAnswer:
    """An item without a bin: on a count the bin is missing; else its bins become a count."""
    if scan.document_id is not None:
        await lock_open(session, scan.document_id)
        return Need("location", "bin_first", f"In which bin is this {item.sku}? Scan the bin.")
    bins = await bins_with(session, item.id)
    if not bins:
        raise NothingToCount(
            f"No bin has {item.name}.", action="Scan the bin where you see it.", sku=item.sku
        )
    session_id = await open_count(
        session,
        bins,
        origin=CountOrigin.AD_HOC,
        opened_by=scan.actor.user_id,
        item_id=item.id,
    )
    if session_id is None:
        here = await live_bin(session, bins[0])
        number = (await lock(session, here.session_id)).number if here else ""
        raise AlreadyCounting(
            f"The bins of {item.name} are being counted in {number}.", number=number
        )
    head = await lock(session, session_id)
    todo = await live_bins(session, session_id)
    return Applied(
        code="opened",
        message=f"Count {item.name}: go to {todo[0].code}.",
        effect={
            "type": "opened",
            "document": {"type": COUNT, "id": str(session_id), "number": head.number},
            "title": item.name,
            "bins": len(todo),
        },
        document_type=COUNT,
        document_id=session_id,
    )


async def _open_bin(session: AsyncSession, scan: FloorScan) -> tuple[Head, BinHead]:
    """The bin this person is counting. Raises WrongLocation, AlreadyCounting, DocumentClosed."""
    here = await live_bin(session, scan.location_id) if scan.location_id else None
    if here is None:
        raise WrongLocation("No bin is open.", action="Scan the bin you are counting.")
    head = await lock_open(session, here.session_id)
    here = await live_bin(session, here.location_id) or here
    if here.state is BinState.COUNTING and here.counter_id != scan.actor.user_id:
        raise AlreadyCounting(
            f"{here.counter} has taken over {here.code}; this scan did not count.",
            action="Leave this bin to them.",
            counter=here.counter,
        )
    if here.state is not BinState.COUNTING:
        raise WrongLocation(
            f"{here.code} is not open.", action=f"Scan {here.code} first.", expected=here.code
        )
    return head, here


async def _count(session: AsyncSession, scan: FloorScan, item: Item) -> FloorAnswer:
    head, here = await _open_bin(session, scan)
    if head.item_id is not None and head.item_id != item.id:
        wanted = await session.get(Item, head.item_id)
        name = wanted.name if wanted else "another item"
        raise WrongItem(
            f"This count is of {name} only.",
            action="Leave other goods in the bin uncounted.",
            scanned=item.sku,
        )
    goods = await understand(session, scan, item, bin_id=here.id)
    if isinstance(goods, Need):
        return goods
    if goods.serial:
        await _check_serial(session, head, item, goods.serial)
    await session.execute(sa.insert(_entry).values(_entry_values(scan, here, item, goods)))
    total = await session.scalar(
        sa.select(sa.func.sum(_entry.c.qty)).where(
            _entry.c.bin_id == here.id,
            _entry.c.lot_id == goods.lot_id,
            _entry.c.voided_at.is_(None),
        )
    )
    changed(session, head.id)
    return _counted(head, here, item, goods, decimal_text(total or goods.qty))


def _entry_values(scan: FloorScan, here: BinHead, item: Item, goods: Goods) -> dict[str, object]:
    return {
        "id": new_id(),
        "bin_id": here.id,
        "item_id": item.id,
        "lot_id": goods.lot_id,
        "serial_number": goods.serial,
        "qty": goods.qty,
        "counted_by": scan.actor.user_id,
        "scan_id": scan.id,
        "occurred_at": scan.occurred_at,
        "received_at": clock.now(),
    }


async def _check_serial(session: AsyncSession, head: Head, item: Item, serial: str) -> None:
    """A unit is in one place: it is counted once per count."""
    found = await session.scalar(
        sa.select(_place.code)
        .join(CountBin, _bin.c.location_id == _place.id)
        .join(CountEntry, _entry.c.bin_id == _bin.c.id)
        .where(
            _bin.c.session_id == head.id,
            _bin.c.live,
            _entry.c.item_id == item.id,
            _entry.c.serial_number == serial,
            _entry.c.voided_at.is_(None),
        )
        .limit(1)
    )
    if found is not None:
        raise SerialCounted(f"{item.sku} {serial} was counted in {found}.", serial=serial)


def _counted(head: Head, here: BinHead, item: Item, goods: Goods, total: str) -> Applied:
    what = f", lot {goods.lot_number}" if goods.lot_number else ""
    what = f", serial {goods.serial}" if goods.serial else what
    return Applied(
        code="counted",
        message=f"{decimal_text(goods.qty)} × {item.sku}{what} in {here.code}, {total} so far.",
        effect={
            "type": "counted",
            "item": {"id": str(item.id), "sku": item.sku, "name": item.name},
            "qty": decimal_text(goods.qty),
            "unit": item.base_unit,
            "lot": goods.lot_number or None,
            "lot_id": str(goods.lot_id),
            "serial": goods.serial or None,
            "total": total,
            "location": {"id": str(here.location_id), "code": here.code},
        },
        document_type=COUNT,
        document_id=head.id,
    )


async def _clear(session: AsyncSession, scan: FloorScan) -> Applied:
    """Take back what was counted of one lot in the open bin (`scan.line_id`), or all of it."""
    head, here = await _open_bin(session, scan)
    gone = await _void(session, here.id, lot_id=scan.line_id)
    changed(session, head.id)
    return Applied(
        code="cleared",
        message=f"Removed. Count it again in {here.code}." if gone else "There was nothing.",
        effect={"type": "cleared", "location": {"id": str(here.location_id), "code": here.code}},
        document_type=COUNT,
        document_id=head.id,
    )


async def _void(session: AsyncSession, bin_id: UUID, *, lot_id: UUID | None = None) -> int:
    update = sa.update(_entry).where(_entry.c.bin_id == bin_id, _entry.c.voided_at.is_(None))
    if lot_id is not None:
        update = update.where(_entry.c.lot_id == lot_id)
    return await affected(session, update.values(voided_at=clock.now()))
