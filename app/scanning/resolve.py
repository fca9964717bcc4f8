"""What an understood scan means here: one place, document or item, or a question.

The order is location, document, badge, serial number, item barcode, SKU. Our own labels (BIN:,
BDG:, DOC:, CTN:) and GS1 labels that carry a GTIN say themselves what they are and go straight
there. Any other text is looked up everywhere at once; then

1. a finished document gives way to one of the same number that is still open, and an item that was
   made inactive to any other (alone it is found: its goods are in somebody's hands),
2. things the task at hand cannot use give way to things it can (see `USES`); if it can use none,
   they stay, so that the task can say what was scanned instead,
3. the same thing found twice counts once, in the order above,
4. and if two different things are left, the person is asked. Nothing is guessed.

Badges are recognised, not looked up: only unlocking checks them, under its lock-out, so that a
stream of scans cannot be used to try badges.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item
from app.inventory.floor import Choice, Subject, SubjectKind
from app.inventory.problems import UnknownBarcode
from app.scanning import candidates
from app.scanning.candidates import (
    CARTON,
    DOCUMENTS,
    ITEM,
    LOCATION,
    PICK_TASK,
    PURCHASE_ORDER,
    RECEIPT,
    SALES_ORDER,
    SERIAL,
    SHIPMENT,
    TRANSFER,
    Candidate,
)
from app.scanning.parsed import Kind, Parsed, Scheme

_GOODS = {SERIAL, ITEM}
USES = {
    "receive": {LOCATION, PURCHASE_ORDER, RECEIPT} | _GOODS,
    "pick": {LOCATION, SALES_ORDER, PICK_TASK} | _GOODS,
    "pack": {SALES_ORDER, PICK_TASK, CARTON} | _GOODS,
    "ship": {SALES_ORDER, CARTON, SHIPMENT},
    "count": {LOCATION} | _GOODS,
    "move": {LOCATION} | _GOODS,
    "transfer": {LOCATION, TRANSFER} | _GOODS,
    "adjust": {LOCATION} | _GOODS,
}
"""What each task can do something with; a task not named here (look-up) can use everything."""

_KILOGRAMS = {"kg": Decimal(1), "kilogram": Decimal(1), "g": Decimal(1000), "gram": Decimal(1000)}
_POUNDS = {"lb": Decimal(1), "lbs": Decimal(1), "pound": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The text names several things; the value of a choice goes into the answer's `choice`."""

    choices: tuple[Choice, ...]


async def resolve(
    session: AsyncSession, parsed: Parsed, *, task: str, choice: str | None = None
) -> Subject | Ambiguous:
    """Find what `parsed` means for `task`; `choice` is the answer to an earlier Ambiguous.

    Raises UnknownBarcode, saying what was looked for.
    """
    if parsed.scheme is not None:
        return await _own_label(session, parsed, parsed.scheme, task, choice)
    gtin = parsed.gtin14 or parsed.content_gtin14
    if gtin is not None and parsed.kind is not Kind.GTIN:
        return await _labelled_item(session, parsed, gtin)
    if parsed.sscc is not None:
        found = await candidates.documents(session, parsed.sscc)
        return await _decide(session, parsed, found, task, choice)
    if parsed.kind in (Kind.GS1, Kind.DIGITAL_LINK):
        raise UnknownBarcode(
            "This label names no item: it carries neither a GTIN nor an SSCC.", text=parsed.code
        )
    found = await candidates.anything(session, parsed.code, parsed.gtin14)
    return await _decide(session, parsed, found, task, choice)


async def _own_label(
    session: AsyncSession, parsed: Parsed, scheme: Scheme, task: str, choice: str | None
) -> Subject | Ambiguous:
    if scheme is Scheme.BADGE:
        return Subject(SubjectKind.BADGE)
    if scheme is Scheme.BIN:
        found = await candidates.locations(session, parsed.code)
    elif scheme is Scheme.CARTON:
        every = await candidates.documents(session, parsed.code)
        found = [one for one in every if one.kind == CARTON]
    elif scheme is Scheme.DOCUMENT:
        found = await candidates.documents(session, parsed.code)
    else:
        found = []
    return await _decide(session, parsed, found, task, choice)


async def _labelled_item(session: AsyncSession, parsed: Parsed, gtin: str) -> Subject:
    found = await candidates.by_gtin(session, gtin)
    if found is None:
        raise _unknown(parsed)
    item, pack_qty = found
    return _item_subject(parsed, item, pack_qty)


async def _decide(
    session: AsyncSession,
    parsed: Parsed,
    found: list[Candidate],
    task: str,
    choice: str | None,
) -> Subject | Ambiguous:
    if not found:
        raise _unknown(parsed)
    left = narrowed(found, task)
    chosen = [one for one in left if one.value == choice]
    if len(left) > 1 and not chosen:
        return Ambiguous(tuple(Choice(one.value, one.label, one.detail) for one in left))
    return await _subject(session, parsed, (chosen or left)[0])


def narrowed(found: list[Candidate], task: str) -> list[Candidate]:
    """Rules 1 to 3 of this module's description, on candidates in the order of resolution."""
    open_numbers = {one.label for one in found if one.kind in DOCUMENTS and one.live}
    in_use = any(one.live for one in found if one.kind in _GOODS)
    left = [
        one
        for one in found
        if one.live or (not in_use if one.kind in _GOODS else one.label not in open_numbers)
    ]
    uses = USES.get(task)
    usable = [one for one in left if uses is None or one.kind in uses]
    different: dict[str, Candidate] = {}
    for one in usable or left:
        different.setdefault(one.value, one)
    return list(different.values())


async def _subject(session: AsyncSession, parsed: Parsed, it: Candidate) -> Subject:
    if it.kind in DOCUMENTS:
        return Subject(
            SubjectKind.DOCUMENT,
            document_type=it.kind,
            document_id=it.key,
            document_number=it.label,
        )
    if it.kind == LOCATION:
        return Subject(SubjectKind.LOCATION, location=await places.by_id(session, it.key))
    item = await candidates.item_by_id(session, it.key)
    if it.kind == SERIAL:
        return Subject(
            SubjectKind.ITEM, item=item, serial_number=it.serial, lot_number=it.lot or None
        )
    return _item_subject(parsed, item, it.pack_qty)


def _item_subject(parsed: Parsed, item: Item, pack_qty: Decimal) -> Subject:
    return Subject(
        SubjectKind.ITEM,
        item=item,
        pack_qty=pack_qty,
        count=_count(parsed, item, pack_qty),
        lot_number=parsed.lot,
        expires_on=parsed.expiry,
        best_before=parsed.best_before,
        serial_number=parsed.serial,
    )


def _count(parsed: Parsed, item: Item, pack_qty: Decimal) -> Decimal | None:
    """Base units the label itself states, or None.

    (37) counts trade items of (02), each worth its barcode's pack; (30) counts what is inside one;
    a net weight counts where the item is kept by weight.
    """
    if parsed.count is not None:
        return parsed.count * pack_qty if parsed.content_gtin14 else Decimal(parsed.count)
    if parsed.weight is None:
        return None
    units = _KILOGRAMS if parsed.weight.unit == "kg" else _POUNDS
    factor = units.get(item.base_unit.lower())
    return None if factor is None else parsed.weight.value * factor


def _unknown(parsed: Parsed) -> UnknownBarcode:
    if parsed.scheme is Scheme.BIN:
        return UnknownBarcode(
            f"There is no bin {parsed.code}.",
            action="Check the label, or ask a manager to add this bin.",
            text=parsed.code,
        )
    if parsed.scheme is not None or parsed.sscc is not None:
        return UnknownBarcode(
            f"There is no document {parsed.code}.",
            action="It may not have been read from QuickBooks yet.",
            text=parsed.code,
        )
    gtin = parsed.gtin14 or parsed.content_gtin14
    if gtin is not None:
        return UnknownBarcode(f"No item has the GTIN {gtin}.", text=parsed.code, gtin=gtin)
    shown = parsed.code if len(parsed.code) <= 40 else f"{parsed.code[:39]}…"
    return UnknownBarcode(f"Nothing here is called “{shown}”.", text=parsed.code)
