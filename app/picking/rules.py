"""What a pick scan may do, decided from values alone: no database here.

Order of the questions: is it of this order, is it this bin, which lot, may that lot go out, how
many. Every refusal names the kind that is wrong and the right answer.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.catalog.models import Item, RemovalOrder, Tracking
from app.core.types import QUANTITY_PLACES, decimal_text, plain
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.models import LotStatus
from app.inventory.problems import LotExpired, LotHeld, WrongLocation, WrongLot
from app.inventory.removal import out_of_order
from app.picking.problems import OverPick, QuantityInvalid
from app.picking.stops import LotHere, Stop

FEFO_OVERRIDE = "fefo_override"

OVERRIDE_REASONS = (
    Choice("customer_request", "Customer asked for it"),
    Choice("not_reachable", "Older lot cannot be reached"),
    Choice("damaged", "Older lot is damaged"),
)
SHORT_REASONS = (
    Choice("not_there", "Not there"),
    Choice("damaged", "Damaged"),
    Choice("expired", "Expired"),
)


def bin_of(
    stops: Sequence[Stop], item: Item, location_id: UUID | None, *, bin_first: bool
) -> list[Stop] | Need:
    """The item's open stops in the bin the person stands at, or the question which bin it is.

    Raises OverPick when the item is picked in full, WrongLocation when it is taken elsewhere.
    """
    waiting = [stop for stop in stops if stop.rest > 0]
    if not waiting:
        picked = sum((stop.picked_qty for stop in stops), Decimal(0))
        raise OverPick(
            f"{item.name} is complete: {decimal_text(picked)} picked, 0 left.",
            action="Put it back where it came from.",
            remaining="0",
            sku=item.sku,
        )
    if location_id is None:
        if bin_first or len({stop.place.id for stop in waiting}) > 1:
            return _ask_for_bin(waiting)
        return waiting
    here = [stop for stop in waiting if stop.place.id == location_id]
    if not here:
        right = waiting[0]
        raise WrongLocation(
            f"{item.name} is not taken from this bin now; go to {right.place.code}.",
            action=f"Go to {right.place.code}.",
            expected=right.place.code,
            expected_id=right.place.id,
        )
    return here


def _ask_for_bin(waiting: Sequence[Stop]) -> Need:
    bins = {stop.place.id: stop.place.code for stop in waiting}
    codes = " or ".join(list(bins.values())[:3])
    return Need(
        "location",
        "bin_first",
        f"Scan the bin first: {codes}.",
        tuple(Choice(str(bin_id), code) for bin_id, code in list(bins.items())[:3]),
        {"expected": next(iter(bins.values()))},
    )


def ask_for_lot(item: Item, here: Stop, lots: Sequence[LotHere]) -> Need:
    """Several lots lie in the bin and the code named none: which one is in the hand?"""
    due = here.lot.id
    ordered = sorted(lots, key=lambda lot: lot.id != due)
    choices = tuple(Choice(lot.number, f"Lot {lot.number}", _turn(lot, due)) for lot in ordered[:3])
    prompt = f"Which lot of {item.name}? Take {here.lot.number} first."
    return Need("lot", "lot_needed", prompt, choices, {"expected": here.lot.number})


def _turn(lot: LotHere, due: UUID) -> str:
    date_text = f"use by {lot.use_by.isoformat()}" if lot.use_by else ""
    first = "oldest first" if lot.id == due else ""
    return ", ".join(part for part in (first, date_text) if part)


def ask_for_serial(item: Item) -> Need:
    """Serial-tracked units are told apart one by one."""
    return Need("serial", "serial_needed", f"Scan the serial number of this {item.name}.")


def may_go_out(lot: LotHere, item_name: str, *, today: date) -> None:
    """Hard stops no supervisor lifts at the bin: LotHeld, LotExpired."""
    if lot.status is LotStatus.HELD:
        raise LotHeld(
            f"{item_name} lot {lot.number} is on hold.",
            action="Leave it in place and report this stop short; the next lot is offered.",
            lot=lot.number,
        )
    if lot.use_by is not None and lot.use_by < today:
        raise LotExpired(
            f"{item_name} lot {lot.number} expired on {lot.use_by.isoformat()}.",
            action="Do not ship it. Report this stop short; the next lot is offered.",
            lot=lot.number,
            use_by=lot.use_by,
        )


def wrong_lot(due: Stop, scanned: str) -> WrongLot:
    """The lot in the hand cannot be taken; the sentence names the one that can, and where."""
    return WrongLot(
        _take_first(due, scanned),
        action=f"Take lot {due.lot.number} from {due.place.code}.",
        scanned=scanned,
        expected=due.lot.number,
        location=due.place.code,
    )


def _take_first(due: Stop, scanned: str) -> str:
    return f"Wrong lot {scanned}: take {due.lot.number} first ({due.place.code}), oldest first."


def ask_for_override(
    scan: FloorScan, removal: RemovalOrder, *, due: Stop, taken: LotHere
) -> Need | None:
    """A younger lot while an older one waits: a reason, and a supervisor's consent to it.

    The reason is asked first: an approval is good for one scan, so it must be the last question.
    """
    if not out_of_order(
        removal,
        due=(due.lot.use_by, due.lot.received_at),
        taken=(taken.use_by, taken.received_at),
    ):
        return None
    params = {"expected": due.lot.number, "scanned": taken.number, "location": due.place.code}
    sentence = _take_first(due, taken.number)
    if not (scan.answers.reason or "").strip():
        prompt = f"{sentence} To use {taken.number} anyway, say why; a supervisor must agree."
        return Need("reason", FEFO_OVERRIDE, prompt, OVERRIDE_REASONS, params)
    if scan.actor.may(FEFO_OVERRIDE) is None:
        return Need(
            "approval", FEFO_OVERRIDE, f"{sentence} A supervisor can allow it.", params=params
        )
    return None


def how_many(scan: FloorScan, item: Item, stop: Stop) -> Decimal:
    """Base units to take now; never more than the stop has left (OverPick)."""
    qty = scan.quantity()
    typed = scan.answers.qty is not None or scan.qty is not None
    if item.tracking is Tracking.SERIAL and not typed:
        qty = Decimal(1)
    check_quantity(qty)
    if item.tracking is Tracking.SERIAL and qty != 1:
        raise QuantityInvalid(
            "A serial number stands for one unit.", action="Scan each unit by itself.", qty=qty
        )
    if qty > stop.rest:
        raise OverPick(
            f"{decimal_text(qty)} {item.name} are too many, {decimal_text(stop.rest)} are left "
            f"to take from {stop.place.code}.",
            action=f"Take {decimal_text(stop.rest)} and type the quantity.",
            asked=qty,
            remaining=decimal_text(stop.rest),
        )
    return qty


def check_quantity(qty: Decimal) -> None:
    """Raises QuantityInvalid for zero, less, or more decimals than a quantity has."""
    exponent = plain(qty).as_tuple().exponent if qty.is_finite() else None
    if not isinstance(exponent, int) or qty <= 0:
        raise QuantityInvalid(
            "The quantity must be more than zero.", action="Type how many you took.", qty=qty
        )
    if -exponent > QUANTITY_PLACES:
        raise QuantityInvalid(
            f"A quantity has at most {QUANTITY_PLACES} decimal places.",
            action="Round it and try again.",
            qty=qty,
        )
