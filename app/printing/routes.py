"""Labels. For now the barcode itself, for screens and the sheet of demo codes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.deps import Operator
from app.printing.barcodes import LONGEST, Symbology, draw

router = APIRouter(prefix="/api/labels", tags=["labels"])


@router.get(
    "/barcode.svg",
    operation_id="barcode_svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
)
async def barcode_svg(
    _: Operator,
    text: Annotated[str, Query(min_length=1, max_length=LONGEST)],
    symbology: Annotated[Symbology, Query(alias="format")] = Symbology.CODE128,
) -> Response:
    """The barcode as an image; scale it by whole numbers."""
    headers = {"Cache-Control": "private, max-age=86400"}  # the same text is the same picture
    return Response(draw(text, symbology), media_type="image/svg+xml", headers=headers)
