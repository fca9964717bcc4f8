"""Pictures of labels, made in the test run: written with zxing-cpp, spoilt with Pillow."""

from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter

F = zxingcpp.BarcodeFormat


def code(
    text: str, kind: zxingcpp.BarcodeFormat, *, gs1: bool = False, scale: int = 3
) -> Image.Image:
    """The bare code with its quiet zone. GS1 data is given in brackets."""
    barcode = zxingcpp.create_barcode(text, kind, **({"gs1": True} if gs1 else {}))
    drawn = zxingcpp.write_barcode_to_image(barcode, scale=scale, add_quiet_zones=True)
    return Image.fromarray(np.asarray(drawn))


def label(*codes: Image.Image, margin: int = 120) -> Image.Image:
    """Codes one below the other on white paper."""
    paper = Image.new(
        "L",
        (
            max(one.width for one in codes) + 2 * margin,
            sum(one.height + margin for one in codes) + margin,
        ),
        255,
    )
    top = margin
    for one in codes:
        paper.paste(one, (margin, top))
        top += one.height + margin
    return paper


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def pale(picture: Image.Image, contrast: float) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(contrast)


def slanted(picture: Image.Image, by: float) -> Image.Image:
    """Seen from the side: the right edge is farther away."""
    width, height = picture.size
    drop = height * by
    corners = (0, -drop, 0, height + drop, width, height, width, 0)
    return picture.transform(
        picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255
    )


def file(
    picture: Image.Image, kind: str = "PNG", *, quality: int = 50, orientation: int = 1
) -> bytes:
    """The picture as a file; `orientation` as a phone's EXIF data tells it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = BytesIO()
    picture.save(out, kind, quality=quality, exif=exif)
    return out.getvalue()
