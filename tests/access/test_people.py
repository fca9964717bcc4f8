from datetime import timedelta
from typing import Any

import httpx

from app.core import clock
from tests.access.conftest import PASSWORD, NewClient, Team, Unlock


async def add(manager: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await manager.post("/api/people", json={"name": "Nina", "role": "operator"} | fields)


async def test_a_new_person_can_unlock_with_the_pin_they_were_given(
    manager: httpx.AsyncClient, phone: httpx.AsyncClient
) -> None:
    person = (await add(manager, pin="4321")).json()
    assert person["has_pin"]
    assert not person["has_badge"]
    body = {"user_id": person["id"], "pin": "4321"}
    assert (await phone.post("/api/access/unlock", json=body)).json()["user"]["name"] == "Nina"


async def test_a_made_badge_is_shown_once_and_works(
    manager: httpx.AsyncClient, unlock: Unlock
) -> None:
    person = (await add(manager, new_badge=True)).json()
    assert person["badge"].startswith("BDG:")
    assert (await unlock(person["badge"])).json()["user"]["name"] == "Nina"
    listed = (await manager.get("/api/people")).json()["items"]
    assert all(one["badge"] is None for one in listed)


async def test_people_are_listed_by_name(manager: httpx.AsyncClient) -> None:
    await add(manager)
    listed = (await manager.get("/api/people")).json()["items"]
    assert [one["name"] for one in listed] == ["Mara", "Nina", "Olga", "Sam"]


async def test_a_badge_or_address_is_never_shared(manager: httpx.AsyncClient, team: Team) -> None:
    badge = await add(manager, badge="olga-12345")
    assert badge.status_code == 409
    assert badge.json()["code"] == "badge_taken"
    assert "Olga" in badge.json()["detail"]
    email = await add(manager, email="MARA@example.com")
    assert email.json()["code"] == "email_taken"
    path = f"/api/people/{team.sam.id}"
    assert (await manager.patch(path, json={"badge": "olga-12345"})).status_code == 409


async def test_a_short_badge_is_refused(manager: httpx.AsyncClient) -> None:
    assert (await add(manager, badge="BDG:1")).json()["code"] == "badge_too_short"


async def test_a_short_password_is_refused(manager: httpx.AsyncClient) -> None:
    assert (await add(manager, password="1234567")).json()["code"] == "password_too_short"


async def test_a_manager_needs_address_and_password(manager: httpx.AsyncClient) -> None:
    assert (await add(manager, role="manager")).json()["code"] == "manager_needs_password"
    answer = await add(manager, role="manager", email="n@example.com", password="long enough")
    assert answer.status_code == 201


async def test_bad_fields_are_explained(manager: httpx.AsyncClient) -> None:
    for field, value in {
        "pin": "12a4",
        "email": "no address",
        "name": "  ",
        "role": "owner",
    }.items():
        answer = await add(manager, **{field: value})
        assert answer.status_code == 422, field
        assert answer.json()["params"]["fields"][0]["field"] == field


async def test_the_last_manager_cannot_be_lost(manager: httpx.AsyncClient, team: Team) -> None:
    path = f"/api/people/{team.mara.id}"
    for change in ({"active": False}, {"role": "operator"}):
        assert (await manager.patch(path, json=change)).json()["code"] == "last_manager"
    await add(manager, role="manager", email="n@example.com", password="long enough")
    assert (await manager.patch(path, json={"role": "operator"})).status_code == 200


async def test_a_changed_pin_ends_the_sessions_opened_with_the_old_one(
    manager: httpx.AsyncClient, unlock: Unlock, phone: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    path = f"/api/people/{team.olga.id}"
    await manager.patch(path, json={"name": "Olga B."})
    assert (await phone.get("/api/access/me")).json()["user"]["name"] == "Olga B."
    await manager.patch(path, json={"pin": "5678"})
    assert (await phone.get("/api/access/me")).status_code == 401


async def test_a_lost_badge_can_be_taken_away(
    manager: httpx.AsyncClient, unlock: Unlock, phone: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    path = f"/api/people/{team.olga.id}"
    assert not (await manager.patch(path, json={"badge": None})).json()["has_badge"]
    assert (await phone.get("/api/access/me")).status_code == 401
    assert (await unlock("BDG:OLGA-12345")).json()["code"] == "unknown_badge"


async def test_a_new_password_keeps_only_the_session_that_set_it(
    manager: httpx.AsyncClient, new_client: NewClient, team: Team
) -> None:
    other = new_client()
    body = {"email": "mara@example.com", "password": PASSWORD}
    await other.post("/api/access/sign-in", json=body)
    await manager.patch(f"/api/people/{team.mara.id}", json={"password": "another horse"})
    assert (await manager.get("/api/access/me")).status_code == 200
    assert (await other.get("/api/access/me")).status_code == 401


async def test_an_operator_may_not_manage(unlock: Unlock, phone: httpx.AsyncClient) -> None:
    await unlock("BDG:OLGA-12345")
    for path in ("/api/people", "/api/devices", "/api/sessions", "/api/tokens"):
        answer = await phone.get(path)
        assert answer.status_code == 403
        assert answer.json()["code"] == "forbidden"
        assert "Olga" in answer.json()["detail"]


async def test_a_device_is_enrolled_by_a_code_that_works_once(
    manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    shown = (await manager.post("/api/devices/enrolment")).json()
    assert shown["url"] == f"http://scanpost.test/enrol#code={shown['code']}"
    body = {"code": shown["code"].replace("-", " ").lower(), "device_name": "Scanner 7"}
    client = new_client()
    answer = await client.post("/api/access/enrol", json=body)
    assert answer.status_code == 201
    assert answer.json()["device"]["name"] == "Scanner 7"
    assert (await client.get("/api/access/device")).json()["device"]["name"] == "Scanner 7"
    again = await new_client().post("/api/access/enrol", json=body)
    assert again.status_code == 403
    assert again.json()["code"] == "enrolment_invalid"


async def test_an_enrolment_code_lasts_thirty_minutes(
    manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    shown = (await manager.post("/api/devices/enrolment")).json()
    body = {"code": shown["code"], "device_name": "Late"}
    with clock.freeze(clock.now() + timedelta(minutes=30, seconds=1)):
        answer = await new_client().post("/api/access/enrol", json=body)
    assert answer.json()["code"] == "enrolment_invalid"


async def test_guessing_enrolment_codes_locks_the_address(new_client: NewClient) -> None:
    client = new_client()
    body = {"code": "AAAAA-AAAAA", "device_name": "Thief"}
    codes = [(await client.post("/api/access/enrol", json=body)).json()["code"] for _ in range(6)]
    assert codes == ["enrolment_invalid"] * 5 + ["pin_locked"]


async def test_enrolling_again_retires_the_device_this_browser_was(
    manager: httpx.AsyncClient, phone: httpx.AsyncClient
) -> None:
    shown = (await manager.post("/api/devices/enrolment")).json()
    body = {"code": shown["code"], "device_name": "Phone 1, new"}
    assert (await phone.post("/api/access/enrol", json=body)).status_code == 201
    names = [one["name"] for one in (await manager.get("/api/devices")).json()["items"]]
    assert names == ["Phone 1, new"]


async def test_a_removed_device_is_out_with_all_its_sessions(
    manager: httpx.AsyncClient, unlock: Unlock, phone: httpx.AsyncClient
) -> None:
    device = (await unlock("BDG:OLGA-12345")).json()["device"]["id"]
    assert (await manager.delete(f"/api/devices/{device}")).status_code == 204
    assert (await phone.get("/api/access/me")).json()["code"] == "device_revoked"
    assert (await phone.get("/api/access/device")).json()["code"] == "device_revoked"
    assert (await unlock("BDG:OLGA-12345")).json()["code"] == "device_revoked"
    assert (await manager.delete(f"/api/devices/{device}")).status_code == 404


async def test_a_manager_sees_and_ends_sessions(
    manager: httpx.AsyncClient, unlock: Unlock, phone: httpx.AsyncClient
) -> None:
    await unlock("BDG:OLGA-12345")
    listed = (await manager.get("/api/sessions")).json()["items"]
    assert [(one["user"]["name"], one["current"]) for one in listed] == [
        ("Olga", False),
        ("Mara", True),
    ]
    path = f"/api/sessions/{listed[0]['id']}"
    assert (await manager.delete(path)).status_code == 204
    assert (await phone.get("/api/access/me")).status_code == 401
    assert (await manager.delete(path)).json()["code"] == "session_not_found"
