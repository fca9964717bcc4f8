import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
from sqlmodel import select

from app.access import service, tries
from app.access.models import AuthSession, UnlockFailure
from app.access.problems import PinLocked, WrongPin
from app.access.service import Pin
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.settings import Settings
from tests.access.conftest import PASSWORD, NewClient, Team, Unlock


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/api/access/sign-in", json={"email": email, "password": password})


async def test_a_manager_signs_in_and_is_known_by_the_cookie(manager: httpx.AsyncClient) -> None:
    me = (await manager.get("/api/access/me")).json()
    assert me["user"]["name"] == "Mara"
    assert me["user"]["role"] == "manager"
    assert me["device"] is None
    assert me["company"] == {"name": "Test company", "zone": "America/New_York"}
    assert me["demo"] is False


async def test_a_password_session_on_an_enrolled_device_ends_with_it(
    phone: httpx.AsyncClient, manager: httpx.AsyncClient, team: Team
) -> None:
    device = (await sign_in(phone, "mara@example.com", PASSWORD)).json()["device"]
    assert device["name"] == "Phone 1"
    await manager.delete(f"/api/devices/{device['id']}")
    assert (await phone.get("/api/access/me")).json()["code"] == "device_revoked"
    assert (await sign_in(phone, "mara@example.com", PASSWORD)).json()["device"] is None


async def test_the_session_cookie_is_hidden_from_scripts_and_lax(
    new_client: NewClient, team: Team
) -> None:
    answer = await sign_in(new_client(), " Mara@Example.com ", PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_the_cookie_is_secure_over_https(new_client: NewClient, team: Team) -> None:
    client = new_client()
    client.base_url = httpx.URL("https://scanpost.test")
    answer = await sign_in(client, "mara@example.com", PASSWORD)
    assert "Secure" in answer.headers["set-cookie"]


async def test_no_token_is_stored_in_the_clear(db: Database, manager: httpx.AsyncClient) -> None:
    token = manager.cookies["scanpost_session"]
    async with db.read() as session:
        stored = (await session.exec(select(AuthSession))).one()
    assert token not in stored.model_dump_json()


async def test_a_wrong_password_and_an_unknown_address_answer_alike(
    new_client: NewClient, team: Team
) -> None:
    wrong = await sign_in(new_client(), "mara@example.com", "wrong password")
    unknown = await sign_in(new_client(), "nobody@example.com", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == unknown.json()["code"] == "wrong_sign_in"
    assert wrong.json()["detail"] == unknown.json()["detail"]


async def test_five_wrong_passwords_lock_the_address_even_for_the_right_one(
    new_client: NewClient, team: Team
) -> None:
    client = new_client()
    codes = [
        (await sign_in(client, "mara@example.com", f"wrong {n}")).json()["code"] for n in range(5)
    ]
    assert codes == ["wrong_sign_in"] * 4 + ["pin_locked"]
    locked = await sign_in(client, "mara@example.com", PASSWORD)
    assert locked.status_code == 429
    assert locked.json()["code"] == "pin_locked"
    assert 0 < locked.json()["params"]["seconds"] <= 300
    assert locked.headers["retry-after"] == str(locked.json()["params"]["seconds"])


async def test_nobody_is_signed_in_without_a_cookie(new_client: NewClient) -> None:
    answer = await new_client().get("/api/access/me")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


async def test_an_invented_token_is_refused(new_client: NewClient) -> None:
    client = new_client()
    client.cookies.set("scanpost_session", "made-up")
    assert (await client.get("/api/access/me")).json()["code"] == "not_signed_in"


async def test_signing_out_ends_the_session_on_the_server_too(manager: httpx.AsyncClient) -> None:
    token = manager.cookies["scanpost_session"]
    assert (await manager.post("/api/access/sign-out")).status_code == 204
    manager.cookies.set("scanpost_session", token)
    assert (await manager.get("/api/access/me")).status_code == 401


async def test_a_badge_unlocks_an_enrolled_device(unlock: Unlock, phone: httpx.AsyncClient) -> None:
    answer = await unlock("BDG:OLGA-12345")
    assert answer.status_code == 200
    assert answer.json()["user"]["name"] == "Olga"
    assert answer.json()["device"]["name"] == "Phone 1"
    assert (await phone.get("/api/access/me")).json()["kind"] == "floor"


async def test_a_badge_works_raw_and_whatever_the_caps_lock_did(unlock: Unlock) -> None:
    for text in ("OLGA-12345", "olga-12345", "bdg:olga-12345", " BDG:OLGA-12345 "):
        assert (await unlock(text)).status_code == 200, text


async def test_a_name_and_pin_unlock_an_enrolled_device(
    phone: httpx.AsyncClient, team: Team
) -> None:
    shown = (await phone.get("/api/access/device")).json()
    assert [one["name"] for one in shown["people"]] == ["Olga", "Sam"]
    body = {"user_id": shown["people"][0]["id"], "pin": "1111"}
    assert (await phone.post("/api/access/unlock", json=body)).json()["user"]["name"] == "Olga"


async def test_a_badge_is_worth_nothing_on_a_device_that_is_not_enrolled(
    new_client: NewClient, team: Team
) -> None:
    client = new_client()
    answer = await client.post("/api/access/unlock", json={"badge": "BDG:OLGA-12345"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_enrolled"
    assert (await client.get("/api/access/device")).json()["code"] == "not_enrolled"


async def test_five_wrong_pins_lock_that_person_on_that_device_only(
    phone: httpx.AsyncClient, team: Team
) -> None:
    async def try_pin(who: UUID, pin: str) -> dict[str, object]:
        body = {"user_id": str(who), "pin": pin}
        answer: dict[str, object] = (await phone.post("/api/access/unlock", json=body)).json()
        return answer

    misses = [await try_pin(team.olga.id, "9999") for _ in range(5)]
    assert [one["code"] for one in misses] == ["wrong_pin"] * 4 + ["pin_locked"]
    assert misses[0]["params"] == {"tries_left": 4}
    assert (await try_pin(team.olga.id, "1111"))["code"] == "pin_locked"
    assert "user" in await try_pin(team.sam.id, "2222")
    with clock.freeze(clock.now() + timedelta(minutes=5, seconds=1)):
        assert "user" in await try_pin(team.olga.id, "1111")


async def test_a_right_pin_forgives_earlier_misses(phone: httpx.AsyncClient, team: Team) -> None:
    async def try_pin(pin: str) -> int:
        body = {"user_id": str(team.olga.id), "pin": pin}
        return (await phone.post("/api/access/unlock", json=body)).status_code

    for _ in range(3):
        assert [await try_pin("0000") for _ in range(3)] == [401] * 3
        assert await try_pin("1111") == 200


async def test_an_unknown_badge_locks_badges_on_the_device(unlock: Unlock) -> None:
    codes = [(await unlock(f"BDG:NOBODY-{n}")).json()["code"] for n in range(5)]
    assert codes == ["unknown_badge"] * 4 + ["pin_locked"]
    assert (await unlock("BDG:OLGA-12345")).json()["code"] == "pin_locked"


async def test_parallel_guesses_get_no_more_than_five_answers(
    db: Database, settings: Settings, team: Team
) -> None:
    async def guess(pin: str) -> str:
        try:
            await service.identify(db, settings.key, place=place, proof=Pin(team.olga.id, pin))
        except WrongPin:
            return "answered"
        except PinLocked:
            return "locked"
        return "in"

    place = new_id()
    outcomes = await asyncio.gather(*(guess(f"{n:04}") for n in range(12)))
    assert outcomes.count("answered") <= 5
    assert "in" not in outcomes


async def test_an_unknown_person_is_refused_like_a_wrong_pin(
    phone: httpx.AsyncClient, team: Team
) -> None:
    body = {"user_id": str(new_id()), "pin": "1111"}
    assert (await phone.post("/api/access/unlock", json=body)).json()["code"] == "wrong_pin"


async def test_old_misses_are_swept_out(db: Database) -> None:
    await tries.count_try(db, "password:a stranger's invention")
    with clock.freeze(clock.now() + tries.FORGET + timedelta(seconds=1)):
        await tries.count_try(db, "password:another")
    async with db.read() as session:
        subjects = (await session.exec(select(UnlockFailure.subject))).all()
    assert subjects == ["password:another"]


async def test_a_shift_ends_after_twelve_hours_and_an_unused_one_after_four(
    unlock: Unlock, phone: httpx.AsyncClient
) -> None:
    await unlock("BDG:OLGA-12345")
    start = clock.now()
    for hours in (3, 6, 9, 11.9):
        with clock.freeze(start + timedelta(hours=hours)):
            assert (await phone.get("/api/access/me")).status_code == 200
    with clock.freeze(start + timedelta(hours=12, seconds=1)):
        assert (await phone.get("/api/access/me")).status_code == 401
    await unlock("BDG:OLGA-12345")
    with clock.freeze(clock.now() + timedelta(hours=4, seconds=1)):
        assert (await phone.get("/api/access/me")).status_code == 401


async def test_use_is_remembered_once_a_minute(db: Database, manager: httpx.AsyncClient) -> None:
    async def last_seen() -> object:
        async with db.read() as session:
            return (await session.exec(select(AuthSession.last_seen_at))).one()

    first = await last_seen()
    await manager.get("/api/access/me")
    assert await last_seen() == first
    later = clock.now() + timedelta(seconds=61)
    with clock.freeze(later):
        await manager.get("/api/access/me")
    assert await last_seen() == later


async def test_a_deactivated_person_is_out_at_once(
    unlock: Unlock, phone: httpx.AsyncClient, manager: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    path = f"/api/people/{team.olga.id}"
    assert (await manager.patch(path, json={"active": False})).status_code == 200
    assert (await phone.get("/api/access/me")).json()["code"] == "not_signed_in"
    assert (await unlock("BDG:OLGA-12345")).json()["code"] == "unknown_badge"
