"""How long a photo takes to decode: rendered labels in the sizes phones send."""

import contextlib
import random
import time
from dataclasses import dataclass
from itertools import product

import zxingcpp
from PIL import Image, ImageFilter

from app.core.errors import Problem
from app.scanning.image import find_codes
from bench.figures import Latencies, heading, table
from tests.scanning import pictures

FORMATS = zxingcpp.BarcodeFormat
GS1 = "(01)09506000134352(17)270930(10)LOT4711"


@dataclass(frozen=True, slots=True)
class Code:
    """A code to render, `scale` pixels per module in a photo of 1.5 megapixels."""

    name: str
    text: str
    kind: zxingcpp.BarcodeFormat
    gs1: bool
    scale: int


CODES = (
    Code("EAN-13", "9506000134352", FORMATS.EAN13, False, 4),
    Code("Code 128", "PALLET-000123456", FORMATS.Code128, False, 3),
    Code("GS1 DataMatrix", GS1, FORMATS.DataMatrix, True, 8),
    Code("QR", "BIN:A-01-2", FORMATS.QRCode, False, 8),
)
SIZES = {"1.5 MP": (1440, 1080), "12 MP": (4032, 3024)}
SPOILT = ("clean", "turned", "blurred")
TURN = 17  # degrees
BLUR = 0.45  # standard deviation in modules


def measure(repeats: int) -> None:
    """Print milliseconds per photo, in this process and one photo at a time."""
    heading(f"Decoding a photo (JPEG) with app.scanning.image.find_codes, {repeats} times each")
    rows = []
    for (size, pixels), code, spoilt in product(SIZES.items(), CODES, SPOILT):
        data = photo(code, pixels, spoilt)
        read = reads(data, code)
        times = _time(data, repeats)
        rows.append((size, code.name, spoilt, times.p50, times.p95, "yes" if read else "NO"))
    table(("photo", "code", "picture", "p50 ms", "p95 ms", "read"), rows)


def photo(code: Code, pixels: tuple[int, int], spoilt: str) -> bytes:
    """The code on a grey, slightly noisy ground, as a JPEG of that size."""
    scale = code.scale * pixels[0] // SIZES["1.5 MP"][0]
    bars = pictures.code(code.text, code.kind, gs1=code.gs1, scale=scale)
    label = Image.new("L", (bars.width + 60, bars.height + 60), 245)
    label.paste(bars, (30, 30))
    if spoilt == "turned":
        label = label.rotate(TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=150)
    picture = _ground(pixels)
    picture.paste(label, ((pixels[0] - label.width) // 2, (pixels[1] - label.height) // 2))
    if spoilt == "blurred":
        picture = picture.filter(ImageFilter.GaussianBlur(BLUR * scale))
    return pictures.file(picture.convert("RGB"), "JPEG", quality=85)


def _ground(pixels: tuple[int, int]) -> Image.Image:
    """Cardboard, unevenly lit and a little noisy; the same in every run."""
    noise = random.Random(1).randbytes(pixels[0] * pixels[1] // 4)  # noqa: S311 - a texture
    grain = Image.frombytes("L", (pixels[0] // 2, pixels[1] // 2), noise).resize(pixels)
    light = Image.linear_gradient("L").resize(pixels)
    return Image.blend(light.point(lambda grey: 120 + grey // 4), grain, 0.04)


def reads(data: bytes, code: Code) -> bool:
    """Is the code found in the photo?"""
    expected = code.text.replace("(", "").replace(")", "") if code.gs1 else code.text
    try:
        return any(one.text == expected for one in find_codes(data))
    except Problem:
        return False


def _time(data: bytes, repeats: int) -> Latencies:
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        with contextlib.suppress(Problem):  # an unread photo costs time as well
            find_codes(data)
        seconds.append(time.perf_counter() - began)
    return Latencies(seconds, sum(seconds))
