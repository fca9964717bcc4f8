"""Opening a photo safely, and the ways to look at it. Pixels only, no barcodes.

Linear readers look along rows and columns, so a slanted code that defeats them is often read once
the picture is turned; a small code once it is enlarged. Both were measured to pay.
"""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFilter, ImageOps, ImageStat

from app.scanning.problems import Hint, NotAPhoto, PhotoTooLarge

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_SIDE = 1600
"""Longest side, in pixels, of turned and enlarged views: memory and time stay bounded."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A look at the photo: turned by `angle` degrees after scaling by `scale`."""

    name: str
    image: Image.Image
    source: tuple[int, int]
    scale: float = 1.0
    angle: float = 0.0

    def to_photo(self, point: Point) -> Point:
        """Where a point of this view lies in the upright photo."""
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        x, y = point[0] - self.image.width / 2, point[1] - self.image.height / 2
        return (
            (x * cos - y * sin) / self.scale + self.source[0] / 2,
            (x * sin + y * cos) / self.scale + self.source[1] / 2,
        )


def open_photo(data: bytes) -> Image.Image:
    """The photo upright and in grey. Raises `PhotoTooLarge` or `NotAPhoto`.

    Size is checked from the header, before any pixel is unpacked.
    """
    check_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            photo = Image.open(BytesIO(data), formats=_FORMATS)
            if photo.width * photo.height > MAX_PIXELS:
                raise _too_many_pixels()
            if photo.format in ("JPEG", "MPO"):
                # libjpeg then skips the colours: half the time for a 12 megapixel photo
                photo.draft("L", photo.size)
            return _grey(ImageOps.exif_transpose(photo))
    except PhotoTooLarge:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _too_many_pixels() from None
    except Exception:
        # Decoders raise whatever they like on a damaged file; all of it means the same to a person.
        raise NotAPhoto("The file is no JPEG, PNG or WebP picture, or it is damaged.") from None


def check_bytes(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise PhotoTooLarge(f"The photo is larger than {MAX_BYTES // 1024 // 1024} MB.")


def _too_many_pixels() -> PhotoTooLarge:
    return PhotoTooLarge(f"The photo has more than {MAX_PIXELS // 1_000_000} megapixels.")


def _grey(photo: Image.Image) -> Image.Image:
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        colours = photo.convert("RGBA")
        paper = Image.new("RGBA", photo.size, "white")
        paper.alpha_composite(colours)
        return paper.convert("L")
    return photo.convert("L")


def views(photo: Image.Image) -> Iterator[View]:
    """The looks worth taking, the likeliest and cheapest first. Made one by one, when asked for."""
    yield View("as is", photo, photo.size)
    small = _shrunk(photo)
    for angle in (22, 45, 67):
        yield _turned(small, angle, photo.size)
    if max(photo.size) <= _SIDE:
        doubled = photo.resize((photo.width * 2, photo.height * 2), Image.Resampling.BICUBIC)
        yield View("enlarged", doubled, photo.size, scale=2.0)
    yield _turned(small, 8, photo.size)


def _shrunk(photo: Image.Image) -> Image.Image:
    if max(photo.size) <= _SIDE:
        return photo
    return ImageOps.contain(photo, (_SIDE, _SIDE), Image.Resampling.BICUBIC)


def _turned(small: Image.Image, angle: int, source: tuple[int, int]) -> View:
    turned = small.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return View(f"turned {angle}", turned, source, small.width / source[0], angle)


def hints(photo: Image.Image) -> list[Hint]:
    """Why nothing may have been read, the likeliest reason first; never empty.

    The limits were set by eye on spoilt pictures of labels; a wrong hint costs one more photo.
    """
    small = ImageOps.contain(photo, (800, 800)) if max(photo.size) > 800 else photo
    grey = ImageStat.Stat(small)
    found = []
    if max(photo.size) < 200:
        found.append(Hint.TOO_SMALL)
    if grey.mean[0] < 60:
        found.append(Hint.DARK)
    elif grey.stddev[0] < 8:
        found.append(Hint.PALE)
    elif _sharpness(small) < 25:
        found.append(Hint.BLURRED)
    return found or [Hint.NO_CODE]


def _sharpness(image: Image.Image) -> float:
    """Variance of the Laplacian: near zero where no edge is crisp."""
    laplacian = ImageFilter.Kernel((3, 3), [0, 1, 0, 1, -4, 1, 0, 1, 0], scale=1, offset=128)
    # Pillow copies the outermost pixels unfiltered, so they are left out.
    inner = ImageOps.crop(image.filter(laplacian), 1)
    return ImageStat.Stat(inner).var[0] if min(inner.size) > 0 else 0.0
