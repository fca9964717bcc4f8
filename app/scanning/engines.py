"""The two barcode readers behind one function shape: picture in, `Read`s out.

zxing-cpp is always there. pyzbar needs the system library libzbar; without it we go on with one
reader, and `engines()` says so on the health page.
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import zxingcpp
from PIL import Image

from app.scanning.views import Point


@dataclass(frozen=True, slots=True)
class Read:
    """One code as one engine saw it. Corners are clockwise from the code's own top left."""

    text: str
    data: bytes
    symbology: str
    aim_id: str | None
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """A reader and whether it works here."""

    name: str
    version: str
    available: bool
    note: str = ""


_F = zxingcpp.BarcodeFormat
_ZXING_FORMATS = zxingcpp.BarcodeFormats(
    [
        *(_F.EAN13, _F.EAN8, _F.UPCA, _F.UPCE, _F.DataBar, _F.DataBarExp, _F.DataBarLtd),
        *(_F.Code128, _F.Code39, _F.Code93, _F.Codabar, _F.ITF),
        *(_F.QRCode, _F.MicroQRCode, _F.RMQRCode, _F.DataMatrix, _F.PDF417, _F.Aztec),
    ]
)

# zbar's name, ours, AIM identifier where the kind alone tells it. Left out: PDF417, a stub that
# prints warnings, and DataBar Expanded, of which zbar 0.23 gets letters wrong ("21S9" as "2QS9").
_ZBAR_KINDS = {
    "EAN13": ("EAN13", None),
    "EAN8": ("EAN8", None),
    "UPCA": ("UPCA", None),
    "UPCE": ("UPCE", None),
    "DATABAR": ("DataBarOmni", "]e0"),
    "CODE128": ("Code128", None),
    "CODE39": ("Code39", None),
    "CODE93": ("Code93", None),
    "CODABAR": ("Codabar", None),
    "I25": ("ITF", None),
    "QRCODE": ("QRCode", None),
}


def read_zxing(image: Image.Image) -> list[Read]:
    """What zxing-cpp reads, GS as 0x1D, brackets left out."""
    found = zxingcpp.read_barcodes(image, formats=_ZXING_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return [
        Read(
            text=one.text,
            data=one.bytes,
            symbology=one.format.name,
            aim_id=one.symbology_identifier or None,
            corners=tuple(
                (corner.x, corner.y)
                for corner in (
                    one.position.top_left,
                    one.position.top_right,
                    one.position.bottom_right,
                    one.position.bottom_left,
                )
            ),
        )
        for one in found
        if one.text
    ]


@cache
def _zbar() -> Any:
    """pyzbar's module, or the reason it is missing as text. Loads a library: only when needed."""
    try:
        return importlib.import_module("pyzbar.pyzbar")
    except (ImportError, OSError) as missing:
        return str(missing)


def _read_zbar(image: Image.Image) -> list[Read]:
    zbar = _zbar()
    # The library in pyzbar's Windows wheel predates the fixes of two holes in its QR reader
    # (CVE-2023-40889, -40890).
    kinds = {name for name in _ZBAR_KINDS if name != "QRCODE" or sys.platform != "win32"}
    found = zbar.decode(image, symbols=[zbar.ZBarSymbol[name] for name in sorted(kinds)])
    return [read for one in found if (read := _from_zbar(one)) is not None]


def _from_zbar(one: Any) -> Read | None:
    symbology, aim_id = _ZBAR_KINDS[one.type]
    try:
        text = one.data.decode("utf-8" if symbology == "QRCode" else "ascii")
    except UnicodeDecodeError:
        # zbar garbles accented letters (FNC4) of Code 128
        return None
    across, down = [point.x for point in one.polygon], [point.y for point in one.polygon]
    if not text or not across:
        return None
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Read(text, one.data, symbology, aim_id, corners)


def readers() -> list[tuple[str, Callable[[Image.Image], list[Read]]]]:
    """Engines that work here, by name, in the order they are asked."""
    if isinstance(_zbar(), str):
        return [("zxing-cpp", read_zxing)]
    return [("zxing-cpp", read_zxing), ("pyzbar", _read_zbar)]


def engines() -> list[Engine]:
    """Both engines for the health page; `note` says why one is missing."""
    missing = _zbar() if isinstance(_zbar(), str) else ""
    return [
        Engine("zxing-cpp", version("zxing-cpp"), available=True),
        Engine("pyzbar", version("pyzbar"), available=not missing, note=missing),
    ]
