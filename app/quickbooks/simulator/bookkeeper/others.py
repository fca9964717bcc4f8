"""A second integration that posts into the same books, marked the way such systems mark things.

The systems are invented, their habits are not: a number with the order's own number in it, and a
note that names the system and its id of the thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.quickbooks.simulator.bookkeeper.documents import Row, enter
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.values import Doc


@dataclass(frozen=True, slots=True)
class OtherSystem:
    """How a system marks what it posts. ``{id}`` is its own id of the thing; empty = no mark."""

    name: str
    number: str
    note: str


SYSTEMS: dict[str, OtherSystem] = {
    system.name: system
    for system in (
        OtherSystem("Cartwheel", "#{id}", "Cartwheel order #{id}"),
        OtherSystem("Stockyard", "SY-{id}", "Created by Stockyard. Transaction id {id}"),
        OtherSystem("ShelfSync", "{id}", "[shelfsync:{id}]"),
        OtherSystem("LedgerBridge", "", "Imported by LedgerBridge (ref: {id})"),
        OtherSystem("Tillmaster", "TM{id}", ""),
    )
}


def post_as(
    company: SimulatedCompany,
    system: str,
    kind: str,
    rows: Iterable[Row],
    *,
    id: str,
    party: str | None = None,
    on: str | None = None,
) -> Doc:
    """A document that this system posts, under its own number and note. Raises as ``enter``."""
    marks = SYSTEMS.get(system)
    if marks is None:
        raise ValueError(f"A second system is one of {', '.join(SYSTEMS)}.")
    number = marks.number.format(id=id)[:21] or None
    note = marks.note.format(id=id) or None
    return enter(company, kind, rows, party=party, on=on, number=number, note=note)
