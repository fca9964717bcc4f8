from app.core.db import Database
from app.printing.routes import router
from app.settings import Settings
from tests.routes_client import manager_client


async def test_a_barcode_is_served_as_a_picture(db: Database, settings: Settings) -> None:
    async with manager_client(db, settings, router) as client:
        params = {"text": "DTM", "format": "datamatrix"}
        drawn = await client.get("/api/labels/barcode.svg", params=params)
        wrong = await client.get("/api/labels/barcode.svg", params=params | {"format": "ean13"})
        unknown = await client.get("/api/labels/barcode.svg", params=params | {"format": "aztec"})
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg ")
    assert wrong.json()["code"] == "cannot_draw_barcode"
    assert unknown.status_code == 422
