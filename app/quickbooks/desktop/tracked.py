"""Lots and serial numbers in QuickBooks Desktop's words (reference §3.10).

One lot per line, serial numbers as one text separated by commas: a line of ours may become several
there. A company that tracks neither gets them in words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.types import decimal_text
from app.quickbooks.desktop.wire import clean, fit
from app.sync.documents import DocumentLine, Tracked
from app.sync.facts import Facts

SERIALS_LENGTH = 4095
LOT_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one line there: base units, signed in adjustments, of one lot in one bin, which
    is told by its id in QuickBooks."""

    qty: Decimal
    lot: str = ""
    serials: tuple[str, ...] = ()
    expires_on: date | None = None
    bin: str = ""


def parts_of(line: DocumentLine, facts: Facts, bins: Mapping[str, str]) -> tuple[Part, ...]:
    """The line as it must be split; whole where the company tracks no lots or serial numbers.

    `bins` are those that QuickBooks knows, by our codes.
    """
    if facts.tracked == "none" or not line.tracked:
        return (Part(line.qty, bin=_common_bin(line, bins)),)
    tracked = _signed(line)
    grouped: dict[tuple[str, date | None, str], list[Tracked]] = {}
    for one in tracked:
        lot = one.lot if facts.tracked == "lot" else ""
        expires = one.expires_on if facts.expiry else None
        where = bins.get(one.bin, "")
        grouped.setdefault((lot, expires, where), []).append(one)
    parts = [part for key, ones in grouped.items() for part in _parts(key, ones, facts)]
    rest = line.qty - sum((part.qty for part in parts), Decimal(0))
    return (*parts, *((Part(rest),) if rest else ()))


def _signed(line: DocumentLine) -> tuple[Tracked, ...]:
    """Parts of a line that lowers stock lower it too, however they are written."""
    total = sum((one.qty for one in line.tracked), Decimal(0))
    if total * line.qty >= 0:
        return line.tracked
    return tuple(one.model_copy(update={"qty": -one.qty}) for one in line.tracked)


def _parts(key: tuple[str, date | None, str], ones: list[Tracked], facts: Facts) -> Iterator[Part]:
    lot, expires, where = key
    if facts.tracked == "lot":
        yield Part(_sum(ones), lot, (), expires, where)
        return
    for gain in (True, False):
        same = [one for one in ones if (one.qty > 0) is gain]
        numbered = [one for one in same if one.serial]
        for chunk in _chunks(numbered):
            serials = tuple(_serial(one.serial) for one in chunk)
            yield Part(_sum(chunk), "", serials, expires, where)
        unnumbered = [one for one in same if not one.serial]
        if unnumbered:
            yield Part(_sum(unnumbered), bin=where)


def _sum(ones: Iterable[Tracked]) -> Decimal:
    return sum((one.qty for one in ones), Decimal(0))


def _serial(text: str) -> str:
    """A comma inside a serial number would make two of it."""
    return clean(text).replace(",", " ")


def _chunks(ones: list[Tracked]) -> Iterator[list[Tracked]]:
    """As many serial numbers as fit into one line."""
    chunk: list[Tracked] = []
    length = 0
    for one in ones:
        longer = len(_serial(one.serial)) + 1
        if chunk and length + longer > SERIALS_LENGTH:
            yield chunk
            chunk, length = [], 0
        chunk.append(one)
        length += longer
    if chunk:
        yield chunk


def _common_bin(line: DocumentLine, bins: Mapping[str, str]) -> str:
    """Where the whole line lies, if it lies in one bin."""
    found = {bins.get(one.bin, "") for one in line.tracked}
    return found.pop() if len(found) == 1 else ""


def tracking(part: Part, facts: Facts) -> dict[str, Any]:
    """Lot or serial numbers, and until when they keep."""
    said: dict[str, Any] = {}
    if part.serials:
        said["SerialNumber"] = ",".join(part.serials)
    elif part.lot:
        said["LotNumber"] = fit(part.lot, LOT_LENGTH)
    if said and part.expires_on is not None and facts.expiry:
        said["ExpirationDateForSerialLotNumber"] = part.expires_on
    return said


def in_words(line: DocumentLine, facts: Facts) -> str:
    """Lots and serial numbers for people, where QuickBooks has no place for them (§3.10)."""
    if facts.tracked != "none" or not line.tracked:
        return ""
    lots: dict[tuple[str, date | None], Decimal] = {}
    for one in line.tracked:
        if one.lot:
            key = one.lot, one.expires_on
            lots[key] = lots.get(key, Decimal(0)) + abs(one.qty)
    words = [f"Lot {_lot_words(*key)} × {decimal_text(qty)}" for key, qty in lots.items()]
    serials = [one.serial for one in line.tracked if one.serial]
    if serials:
        words.append(f"Serial {', '.join(serials)}")
    return "; ".join(words)


def _lot_words(lot: str, expires_on: date | None) -> str:
    return f"{lot} (exp {expires_on:%m/%d/%Y})" if expires_on else lot
