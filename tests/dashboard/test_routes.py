from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.dashboard.routes import router
from app.settings import Settings
from tests.routes_client import manager_client


async def test_today_answers_on_an_empty_floor(db: Database, settings: Settings) -> None:
    async with manager_client(db, settings, router) as client:
        today = (await client.get("/api/dashboard/today")).json()
    assert today["day"] == clock.today(settings.company_zone).isoformat()
    assert today["needs"] == []
    assert today["floor"]["short"] == {
        "lines": 0,
        "units": "0",
        "documents": 0,
        "usual_lines": None,
    }
    assert today["coming"]["due"] == []


async def test_badges_are_asked_for_by_document(db: Database, settings: Settings) -> None:
    ids = [str(new_id()), str(new_id())]
    async with manager_client(db, settings, router) as client:
        badges = await client.get("/api/dashboard/badges", params={"document_id": ids})
        nothing = await client.get("/api/dashboard/badges")
    assert [one["document_id"] for one in badges.json()["items"]] == ids
    assert {one["state"] for one in badges.json()["items"]} == {"not_sent"}
    assert nothing.status_code == 422
