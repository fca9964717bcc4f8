"""Barcodes as SVG, drawn by zxing-cpp (zint): exact modules, any size, no fonts."""

import re
from enum import StrEnum

import zxingcpp
from biip import ParseError
from biip.gs1_messages import GS1Message

from app.catalog.gtin import check_digit
from app.core.errors import Invalid

LONGEST = 300


class Symbology(StrEnum):
    """What we print. The GS1 kinds take bracketed text: (01)09501101530003(10)L2211."""

    CODE128 = "code128"
    QRCODE = "qrcode"
    DATAMATRIX = "datamatrix"
    GS1_128 = "gs1_128"
    GS1_DATAMATRIX = "gs1_datamatrix"
    EAN13 = "ean13"


_FORMATS = {
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.QRCODE: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.GS1_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.GS1_DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
}
_GS1 = {Symbology.GS1_128, Symbology.GS1_DATAMATRIX}
_CHECKED = {"00", "01", "02"}


class CannotDraw(Invalid):
    code = "cannot_draw_barcode"
    title = "This text cannot be a barcode of this kind"


def draw(text: str, symbology: Symbology) -> str:
    """An SVG document of the barcode with its quiet zone, one unit per module.

    Raises CannotDraw for characters, lengths, check digits or GS1 fields the kind does not allow.
    """
    if not 0 < len(text) <= LONGEST:
        raise CannotDraw(f"A barcode holds 1 to {LONGEST} characters.")
    if symbology in _GS1:
        _check_gs1(text)
    try:
        # Else a DataMatrix may become a strip, which no phone frames well; other kinds ignore it.
        code = zxingcpp.create_barcode(
            text, _FORMATS[symbology], gs1=symbology in _GS1, force_square=True
        )
        return _svg(code.to_svg(scale=1))
    except ValueError as error:
        reason = re.sub(r"^Error \d+: | \(retval: \d+\)$", "", str(error))
        raise CannotDraw(f"“{text}” cannot be drawn as {symbology}: {reason}.") from error


def _check_gs1(text: str) -> None:
    """GS1's own rules: zint draws wrong fields and check digits, biip leaves out what it cannot
    read."""
    fields = re.findall(r"\((\d{2,4})\)([^(]+)", text)
    if "".join(f"({ai}){value}" for ai, value in fields) != text:
        raise CannotDraw(f"“{text}” is not GS1 text like (01)09501101530003(10)L2211.")
    try:
        GS1Message.parse_hri(text)
    except ParseError as error:
        raise CannotDraw(f"“{text}” breaks GS1's rules: {error}") from error
    for ai, value in fields:
        right = check_digit(value[:-1]) if ai in _CHECKED else None
        if right is not None and int(value[-1]) != right:
            raise CannotDraw(f"The last digit of {value} in field ({ai}) should be {right}.")


def _svg(drawn: str) -> str:
    """The same modules in an SVG that scales: zint's has no viewBox."""
    size = re.search(r'<svg width="(\d+)" height="(\d+)"', drawn)
    path = re.search(r' d="([^"]+)"', drawn)
    if size is None or path is None:
        raise AssertionError("zxing-cpp changed how it writes SVG")
    width, height = size.groups()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" shape-rendering="crispEdges" role="img">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<path d="{path[1]}"/></svg>'
    )
