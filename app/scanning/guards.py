"""Which reads of a photo to believe. Pure.

Both engines read wrong texts now and then, the same way each time: a slanted beam makes a shorter
ITF code, a blur makes another EAN with a right check digit. These rules cut wrong answers to a
third on our pictures; what they cannot see (a wrong but valid EAN) only the catalogue can.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.scanning.engines import Read
from app.scanning.gs1 import is_gtin

_RETAIL = frozenset({"EAN13", "EAN8", "UPCA", "UPCE"})
_UNCHECKED = frozenset({"Code39", "Codabar"})


class Confidence(StrEnum):
    SURE = "sure"
    CONFIRM = "confirm"
    """A person should compare the text with the label before anything is booked."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A read and where it came from."""

    read: Read
    engine: str
    view: str


_Key = tuple[str, str]


@dataclass(slots=True)
class Jury:
    """Hears one look after another and keeps what is believed.

    `itf_lengths`: lengths of ITF codes, other than 14, an administrator has listed as in use.
    """

    itf_lengths: frozenset[int] = frozenset()
    accepted: dict[_Key, Sighting] = field(default_factory=dict)
    _once: dict[_Key, Sighting] = field(default_factory=dict)

    def hear(self, sighting: Sighting) -> None:
        read = sighting.read
        if not self._possible(read):
            return
        key = ("retail" if read.symbology in _RETAIL else read.symbology, read.text)
        if not self._needs_two(read):
            self.accepted.setdefault(key, sighting)
            return
        first = self._once.setdefault(key, sighting)
        if (first.engine, first.view) != (sighting.engine, sighting.view):
            self.accepted.setdefault(key, first)

    @property
    def waiting(self) -> bool:
        """Something was seen once and needs a second look."""
        return not self._once.keys() <= self.accepted.keys()

    def verdict(self) -> list[tuple[Sighting, Confidence]]:
        """What to answer. A UPC-E beside another EAN/UPC is a piece of it, and left out."""
        retail = {s.read.text for s in self.accepted.values() if s.read.symbology in _RETAIL}
        full = any(
            s.read.symbology in _RETAIL and s.read.symbology != "UPCE"
            for s in self.accepted.values()
        )
        kept = [s for s in self.accepted.values() if not (full and s.read.symbology == "UPCE")]
        return [(sighting, self._confidence(sighting, len(retail))) for sighting in kept]

    def _possible(self, read: Read) -> bool:
        if read.symbology == "ITF":
            return is_gtin(read.text) if len(read.text) == 14 else self._needs_two(read)
        return read.symbology not in _UNCHECKED or len(read.text) >= 3

    def _needs_two(self, read: Read) -> bool:
        """No check digit worth the name: two engines or two views must agree."""
        if read.symbology == "ITF":
            return len(read.text) != 14 and len(read.text) in self.itf_lengths
        return read.symbology in _UNCHECKED

    def _confidence(self, sighting: Sighting, different_retail: int) -> Confidence:
        symbology = sighting.read.symbology
        if symbology in _RETAIL and (different_retail > 1 or sighting.view != "as is"):
            return Confidence.CONFIRM
        if symbology == "ITF" and len(sighting.read.text) != 14:
            return Confidence.CONFIRM
        return Confidence.SURE
