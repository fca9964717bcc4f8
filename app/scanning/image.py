"""Codes in a photo: look in several ways with two engines, believe what passes the guards."""

import base64
import math
import time
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from PIL import Image

from app.scanning.engines import readers
from app.scanning.guards import Confidence, Jury, Sighting
from app.scanning.parse import CAMERA, parse
from app.scanning.problems import InvalidBarcode, NothingRead
from app.scanning.views import View, hints, open_photo, views


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedCode:
    """A code found in a photo. `position`: four corners in pixels of the upright photo."""

    text: str
    bytes_b64: str
    symbology: str
    aim_id: str | None
    engine: str
    view: str
    position: list[list[int]]
    confidence: Confidence

    def as_dict(self, *, today: date) -> dict[str, Any]:
        """JSON-ready, with what the text means: `parsed`, or `problem` if it breaks its rules."""
        answer: dict[str, Any] = {**asdict(self), "parsed": None, "problem": None}
        try:
            parsed = parse(
                self.text,
                today=today,
                symbology=self.symbology,
                aim_id=self.aim_id,
                settings=CAMERA,
            )
        except InvalidBarcode as refusal:
            return answer | {"problem": refusal.as_dict()}
        return answer | {"parsed": parsed.as_dict()}


def find_codes(
    data: bytes,
    *,
    itf_lengths: frozenset[int] = frozenset(),
    seconds: float = math.inf,
) -> list[DecodedCode]:
    """Every believed code of a photo, the one nearest the middle first.

    Starts no look it does not expect to end within `seconds`. Raises `PhotoTooLarge`, `NotAPhoto`,
    or `NothingRead` with hints.
    """
    stop = time.monotonic() + seconds
    photo = open_photo(data)
    believed = _look(photo, Jury(itf_lengths), stop)
    codes = [_code(sighting, confidence, view) for sighting, confidence, view in believed]
    if not codes:
        reasons = hints(photo)
        raise NothingRead(
            " ".join(reason.sentence for reason in reasons),
            hints=[reason.value for reason in reasons],
        )
    middle = (photo.width / 2, photo.height / 2)
    return sorted(codes, key=lambda code: math.dist(_centre(code.position), middle))


def _look(photo: Image.Image, jury: Jury, stop: float) -> list[tuple[Sighting, Confidence, View]]:
    """Looks until something is believed; a code seen once still gets its second engine.

    A look that would not end in time, going by the slowest so far, is left out: smaller views of a
    huge photo then get their chance instead of the full one eating all the time.
    """
    seen: dict[str, View] = {}
    pace = 0.0
    for view in views(photo):
        seen[view.name] = view
        pixels = view.image.width * view.image.height
        for engine, read in readers():
            start = time.monotonic()
            if start + pace * pixels > stop:
                continue
            for one in read(view.image):
                jury.hear(Sighting(one, engine, view.name))
            if jury.accepted and not jury.waiting:
                break
            pace = max(pace, (time.monotonic() - start) / pixels)
        if jury.accepted or time.monotonic() > stop:
            break
    return [(sighting, sure, seen[sighting.view]) for sighting, sure in jury.verdict()]


def _code(sighting: Sighting, confidence: Confidence, view: View) -> DecodedCode:
    read = sighting.read
    corners = [view.to_photo(corner) for corner in read.corners]
    return DecodedCode(
        text=read.text,
        bytes_b64=base64.b64encode(read.data).decode("ascii"),
        symbology=read.symbology,
        aim_id=read.aim_id,
        engine=sighting.engine,
        view=sighting.view,
        position=[[round(x), round(y)] for x, y in corners],
        confidence=confidence,
    )


def _centre(position: list[list[int]]) -> tuple[float, float]:
    return (
        sum(x for x, _ in position) / len(position),
        sum(y for _, y in position) / len(position),
    )
