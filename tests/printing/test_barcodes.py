import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.printing.barcodes import LONGEST, CannotDraw, Symbology, draw


def rasterise(svg: str, scale: int = 4) -> Image.Image:
    """The picture a browser would paint: our SVGs hold nothing but black rectangles."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size
    picture = Image.new("L", (int(size[1]) * scale, int(size[2]) * scale), 255)
    brush = ImageDraw.Draw(picture)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        left, top = int(x) * scale, int(y) * scale
        right, bottom = left + int(width) * scale - 1, top + int(height) * scale - 1
        brush.rectangle((left, top, right, bottom), fill=0)
    return picture


@pytest.mark.parametrize(
    ("symbology", "text", "aim"),
    [
        (Symbology.CODE128, "BIN:A-01-2", "]C0"),
        (Symbology.CODE128, "a<b>&\"c'", "]C0"),
        (Symbology.QRCODE, "https://scanpost.test/enrol#code=ABCDE-12345", "]Q1"),
        (Symbology.QRCODE, "Käse 日本", "]Q1"),
        (Symbology.DATAMATRIX, "DTM", "]d1"),
        (Symbology.EAN13, "9501101530003", "]E0"),
        (Symbology.GS1_128, "(01)09501101530003(17)270314(10)L2211", "]C1"),
        (Symbology.GS1_DATAMATRIX, "(01)09501101530003(10)L2211(21)77", "]d2"),
        (Symbology.GS1_DATAMATRIX, "(00)095011015300000010", "]d2"),
    ],
)
def test_what_is_drawn_reads_back(symbology: Symbology, text: str, aim: str) -> None:
    read = zxingcpp.read_barcodes(rasterise(draw(text, symbology)))
    assert [(one.text, one.symbology_identifier) for one in read] == [(text, aim)]


def test_a_variable_field_is_closed_by_a_separator() -> None:
    svg = draw("(01)09501101530003(10)L2211(21)77", Symbology.GS1_DATAMATRIX)
    read = zxingcpp.read_barcode(rasterise(svg))
    assert read is not None
    assert read.bytes == b"010950110153000310L2211\x1d2177"


@pytest.mark.parametrize(
    ("symbology", "text", "why"),
    [
        (Symbology.EAN13, "9501101530004", "check digit"),
        (Symbology.EAN13, "ABC", "ABC"),
        (Symbology.CODE128, "日本", "character"),
        (Symbology.CODE128, "x" * 280, "too long"),
        (Symbology.QRCODE, "", "1 to 300"),
        (Symbology.QRCODE, "x" * (LONGEST + 1), "1 to 300"),
        (Symbology.GS1_128, "no fields", "not GS1 text"),
        (Symbology.GS1_128, "x(01)09501101530003", "not GS1 text"),
        (Symbology.GS1_128, "(01)09501101530004", "should be 3"),
        (Symbology.GS1_128, "(01)9501101530003", "(01)"),
        (Symbology.GS1_128, "(17)271399", "(17)"),
        (Symbology.GS1_DATAMATRIX, "(9999)X", "9999"),
        (Symbology.GS1_DATAMATRIX, "(10)L(x)", "not GS1 text"),
        (Symbology.GS1_DATAMATRIX, "(10)L1(21)", "not GS1 text"),
        (Symbology.GS1_DATAMATRIX, "(10)é", "(10)"),
    ],
)
def test_what_no_scanner_would_accept_is_not_drawn(
    symbology: Symbology, text: str, why: str
) -> None:
    with pytest.raises(CannotDraw) as caught:
        draw(text, symbology)
    assert why in caught.value.detail


def test_the_picture_scales_and_runs_no_script() -> None:
    svg = draw("<script>alert(1)</script>", Symbology.QRCODE)
    assert 'viewBox="0 0 ' in svg
    assert "script" not in svg
