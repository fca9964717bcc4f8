from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.access.approvals import consume_approval
from app.access.problems import ApprovalInvalid
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from tests.access.conftest import NewClient, Team, Unlock


async def make_token(manager: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await manager.post("/api/tokens", json={"label": "Handheld app"} | fields)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_acts_for_its_person_until_it_is_revoked(
    manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    made = (await make_token(manager)).json()
    program = new_client()
    me = await program.get("/api/access/me", headers=bearer(made["token"]))
    assert me.json()["user"] == (await manager.get("/api/access/me")).json()["user"]
    assert me.json()["kind"] == "token"
    listed = (await manager.get("/api/tokens")).json()["items"]
    assert [(one["label"], one["role"]) for one in listed] == [("Handheld app", "manager")]
    assert made["token"] not in str(listed)
    assert (await manager.delete(f"/api/tokens/{made['id']}")).status_code == 204
    refused = await program.get("/api/access/me", headers=bearer(made["token"]))
    assert refused.status_code == 401


async def test_a_token_may_do_less_than_its_person_but_not_more(
    manager: httpx.AsyncClient, new_client: NewClient, team: Team
) -> None:
    made = (await make_token(manager, role="operator")).json()
    program = new_client()
    headers = bearer(made["token"])
    assert (await program.get("/api/access/me", headers=headers)).json()["user"]["role"] == (
        "operator"
    )
    assert (await program.get("/api/people", headers=headers)).status_code == 403
    more = await make_token(manager, user_id=str(team.olga.id), role="manager")
    assert more.json()["code"] == "token_role_too_high"


async def test_a_token_ends_with_its_person_and_at_its_date(
    manager: httpx.AsyncClient, new_client: NewClient, team: Team
) -> None:
    end = clock.now() + timedelta(days=40)
    made = (await make_token(manager, user_id=str(team.olga.id), expires_at=end.isoformat())).json()
    program = new_client()
    headers = bearer(made["token"])
    with clock.freeze(end - timedelta(minutes=1)):
        assert (await program.get("/api/access/me", headers=headers)).status_code == 200
    with clock.freeze(end):
        assert (await program.get("/api/access/me", headers=headers)).status_code == 401
    await manager.patch(f"/api/people/{team.olga.id}", json={"active": False})
    assert (await program.get("/api/access/me", headers=headers)).status_code == 401


async def test_a_session_is_not_listed_or_revoked_as_a_token(manager: httpx.AsyncClient) -> None:
    me = (await manager.get("/api/access/me")).json()
    assert (await manager.delete(f"/api/tokens/{me['session_id']}")).status_code == 404
    assert (await manager.get("/api/tokens")).json()["items"] == []


async def test_another_website_cannot_use_our_cookie(manager: httpx.AsyncClient) -> None:
    async def from_origin(origin: str, **headers: str) -> int:
        answer = await manager.post("/api/devices/enrolment", headers={"Origin": origin} | headers)
        if answer.status_code == 403:
            assert answer.json()["code"] == "wrong_origin"
        return answer.status_code

    assert await from_origin("http://scanpost.test") == 201
    assert await from_origin("https://evil.example") == 403
    assert await from_origin("http://scanpost.test:8001") == 403
    assert await from_origin("null") == 403
    answer = await manager.post("/api/devices/enrolment", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await manager.get("/api/people", headers={"Origin": "https://evil.example"})).is_success


async def test_another_website_cannot_sign_us_in_as_someone_else(
    new_client: NewClient, team: Team
) -> None:
    answer = await new_client().post(
        "/api/access/sign-in",
        json={"email": "mara@example.com", "password": "correct horse"},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.json()["code"] == "wrong_origin"


async def test_a_token_needs_no_origin(manager: httpx.AsyncClient, new_client: NewClient) -> None:
    made = (await make_token(manager)).json()
    answer = await new_client().post(
        "/api/devices/enrolment",
        headers=bearer(made["token"]) | {"Origin": "https://integration.example"},
    )
    assert answer.status_code == 201


async def ask(phone: httpx.AsyncClient, **proof: str) -> httpx.Response:
    return await phone.post("/api/access/approvals", json={"purpose": "over_receipt"} | proof)


async def test_a_supervisor_approves_at_the_operators_device_once(
    db: Database, unlock: Unlock, phone: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    given = await ask(phone, badge="BDG:SAM-99999")
    assert given.status_code == 201
    assert given.json()["approver"]["name"] == "Sam"
    assert (await phone.get("/api/access/me")).json()["user"]["name"] == "Olga"
    token, scan_id = given.json()["approval"], new_id()
    async with db.write() as session:
        consent = await consume_approval(session, token, requested_by=team.olga.id, scan_id=scan_id)
    assert (consent.approved_by, consent.purpose) == (team.sam.id, "over_receipt")
    with pytest.raises(ApprovalInvalid):
        async with db.write() as session:
            await consume_approval(session, token, requested_by=team.olga.id, scan_id=scan_id)


async def test_an_approval_lasts_five_minutes_and_is_for_one_person(
    db: Database, unlock: Unlock, phone: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    token = (await ask(phone, user_id=str(team.sam.id), pin="2222")).json()["approval"]
    with pytest.raises(ApprovalInvalid):
        async with db.write() as session:
            await consume_approval(session, token, requested_by=team.mara.id, scan_id=new_id())
    with clock.freeze(clock.now() + timedelta(minutes=5)), pytest.raises(ApprovalInvalid):
        async with db.write() as session:
            await consume_approval(session, token, requested_by=team.olga.id, scan_id=new_id())


async def test_an_operator_cannot_approve(unlock: Unlock, phone: httpx.AsyncClient) -> None:
    await unlock("BDG:OLGA-12345")
    answer = await ask(phone, badge="BDG:OLGA-12345")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_a_supervisor"


async def test_guessing_a_supervisors_pin_for_an_approval_locks_it(
    unlock: Unlock, phone: httpx.AsyncClient, team: Team
) -> None:
    await unlock("BDG:OLGA-12345")
    codes = [
        (await ask(phone, user_id=str(team.sam.id), pin="0000")).json()["code"] for _ in range(5)
    ]
    assert codes == ["wrong_pin"] * 4 + ["pin_locked"]
    body = {"user_id": str(team.sam.id), "pin": "2222"}
    assert (await phone.post("/api/access/unlock", json=body)).json()["code"] == "pin_locked"


async def test_a_proof_is_a_badge_or_a_pin_not_both(phone: httpx.AsyncClient, team: Team) -> None:
    for body in (
        {},
        {"pin": "1111"},
        {"user_id": str(team.olga.id)},
        {"badge": "BDG:OLGA-12345", "user_id": str(team.olga.id), "pin": "1111"},
    ):
        assert (await phone.post("/api/access/unlock", json=body)).status_code == 422
