"""Which picked goods a scan at the packing bench means; decided from values alone."""

from collections.abc import Sequence
from decimal import Decimal

from app.catalog.models import Item, Tracking
from app.core.types import decimal_text
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.problems import WrongItem, WrongLot
from app.picking.rules import ask_for_serial, check_quantity
from app.shipping.goods import Picked
from app.shipping.problems import OverPack, SerialNotPicked


def goods_meant(
    scan: FloorScan, item: Item, picked: Sequence[Picked], *, order: str
) -> list[Picked] | Need:
    """The picks of this item (and lot, or serial) that still wait for a carton.

    Raises WrongItem, WrongLot and SerialNotPicked for goods nobody picked for this order,
    OverPack when all of them are packed.
    """
    if not picked:
        raise WrongItem(
            f"{item.name} was not picked for order {order}.",
            action="Put it aside; it does not belong into this carton.",
            scanned=item.sku,
        )
    if item.tracking is Tracking.SERIAL:
        return _serial_meant(scan, item, picked, order)
    if item.tracking is Tracking.LOT:
        return _lot_meant(scan, item, picked, order)
    return _waiting(item, picked)


def how_many(scan: FloorScan, item: Item, waiting: Sequence[Picked]) -> Decimal:
    """Units to pack now, never more than were picked (OverPack)."""
    typed = scan.answers.qty is not None or scan.qty is not None
    serial = item.tracking is Tracking.SERIAL
    qty = Decimal(1) if serial and not typed else scan.quantity()
    check_quantity(qty)
    left = sum((one.rest for one in waiting), Decimal(0))
    if qty > left:
        raise OverPack(
            f"{decimal_text(qty)} {item.name} are too many, {decimal_text(left)} are left to pack.",
            action=f"Pack {decimal_text(left)}; put the rest back.",
            asked=qty,
            remaining=decimal_text(left),
        )
    return qty


def spread(qty: Decimal, waiting: Sequence[Picked]) -> list[tuple[Picked, Decimal]]:
    """Divide `qty` over the picks it came from, in their order."""
    parts: list[tuple[Picked, Decimal]] = []
    for one in waiting:
        part = min(one.rest, qty)
        if part > 0:
            parts.append((one, part))
            qty -= part
    return parts


def _lot_meant(
    scan: FloorScan, item: Item, picked: Sequence[Picked], order: str
) -> list[Picked] | Need:
    number = scan.answers.lot or scan.subject.lot_number
    if number is None:
        waiting = _waiting(item, picked)
        lots = sorted({one.lot_number for one in waiting})
        return _ask_for_lot(item, lots) if len(lots) > 1 else waiting
    of_lot = [one for one in picked if one.lot_number == number]
    if not of_lot:
        lots = sorted({one.lot_number for one in picked})
        raise WrongLot(
            f"Lot {number} of {item.name} was not picked for order {order}; "
            f"picked: {', '.join(lots)}.",
            action="Pack the lot that was picked.",
            scanned=number,
            expected=lots,
        )
    return _waiting(item, of_lot)


def _serial_meant(
    scan: FloorScan, item: Item, picked: Sequence[Picked], order: str
) -> list[Picked] | Need:
    number = scan.answers.serial or scan.subject.serial_number
    if number is None:
        return ask_for_serial(item)
    units = [one for one in picked if one.serial == number]
    if not units:
        raise SerialNotPicked(
            f"{item.name} {number} was not picked for order {order}.",
            action="Pack the unit that was picked.",
            serial=number,
            expected=[one.serial for one in picked if one.rest > 0],
        )
    return _waiting(item, units)


def _waiting(item: Item, picked: Sequence[Picked]) -> list[Picked]:
    waiting = [one for one in picked if one.rest > 0]
    if not waiting:
        packed = sum((one.packed_qty for one in picked), Decimal(0))
        raise OverPack(
            f"All {decimal_text(packed)} {item.name} are packed, 0 left.",
            action="Put it back where it came from.",
            remaining="0",
        )
    return waiting


def _ask_for_lot(item: Item, lots: Sequence[str]) -> Need:
    choices = tuple(Choice(lot, f"Lot {lot}") for lot in lots[:3])
    return Need("lot", "lot_needed", f"Which lot of {item.name}?", choices)
