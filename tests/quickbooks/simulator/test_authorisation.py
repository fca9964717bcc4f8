"""Rules 1 to 5: codes, tokens, companies."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.quickbooks.simulator.driver import Sim, TestClock

CALLBACK = "https://warehouse.example/quickbooks/callback"


async def consent(sim: Sim, **changes: str) -> dict[str, str]:
    """Parameters of the redirect back from the authorisation page."""
    oauth = sim.company.oauth
    params = {
        "client_id": oauth.client_id,
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": CALLBACK,
        "state": "s1",
        **changes,
    }
    answer = await sim.http.get("/connect/oauth2", params=params)
    assert answer.status_code == 302, answer.text
    location = answer.headers["location"]
    assert location.startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def tokens(sim: Sim, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
    oauth = sim.company.oauth
    return await sim.http.post(
        "/oauth2/v1/tokens/bearer",
        data=form,
        auth=httpx.BasicAuth(oauth.client_id, oauth.client_secret),
        headers=headers,
    )


async def exchanged(sim: Sim) -> dict[str, str]:
    code = (await consent(sim))["code"]
    answer = await tokens(sim, grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
    assert answer.status_code == 200, answer.text
    body: dict[str, str] = answer.json()
    return body


async def call(sim: Sim, token: str, realm: str = "") -> httpx.Response:
    path = f"/v3/company/{realm or sim.company.realm}/item/1"
    return await sim.http.get(path, headers={"authorization": f"Bearer {token}"})


async def test_rule_1_consent_redirects_with_code_state_and_realm(sim: Sim) -> None:
    back = await consent(sim)
    assert back["state"] == "s1"
    assert back["realmId"] == sim.company.realm
    assert (await call(sim, (await exchanged(sim))["access_token"])).status_code == 200


async def test_rule_1_second_exchange_of_a_code_kills_the_first_tokens(sim: Sim) -> None:
    code = (await consent(sim))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    first = (await tokens(sim, None, **form)).json()
    again = await tokens(sim, None, **form)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await call(sim, first["access_token"])).status_code == 401


async def test_rule_1_unknown_scope_and_refusal_come_back_as_errors(sim: Sim) -> None:
    assert (await consent(sim, scope="payroll"))["error"] == "invalid_scope"
    sim.company.books.configure({"automatic_consent": False})
    form = {"redirect_uri": CALLBACK, "state": "s1", "decision": "cancel"}
    refused = await sim.http.post("/connect/oauth2", data=form)
    assert "error=access_denied" in refused.headers["location"]


async def test_rule_1_wrong_client_secret_is_refused(sim: Sim) -> None:
    answer = await sim.http.post(
        "/oauth2/v1/tokens/bearer", data={"grant_type": "refresh_token"}, auth=("me", "guess")
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_rule_2_access_token_dies_after_an_hour(sim: Sim) -> None:
    token = (await exchanged(sim))["access_token"]
    sim.clock.pass_time(seconds=3599)
    assert (await call(sim, token)).status_code == 200
    sim.clock.pass_time(seconds=1)
    answer = await call(sim, token)
    assert answer.status_code == 401
    error = answer.json()["fault"]["error"][0]
    assert (error["code"], error["detail"]) == ("3200", "Token expired")
    assert isinstance(answer.json()["time"], int)


async def refresh(sim: Sim, token: str, **headers: str) -> httpx.Response:
    return await tokens(sim, headers, grant_type="refresh_token", refresh_token=token)


async def test_rule_3_refresh_token_changes_after_a_day_and_the_old_one_dies(sim: Sim) -> None:
    first = (await exchanged(sim))["refresh_token"]
    assert (await refresh(sim, first)).json()["refresh_token"] == first
    sim.clock.pass_time(hours=24)
    second = (await refresh(sim, first)).json()["refresh_token"]
    assert second != first
    assert (await refresh(sim, first)).json()["refresh_token"] == second
    sim.clock.pass_time(hours=24)
    assert (await refresh(sim, first)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("days", [102, 5 * 365 + 1])
async def test_rule_3_refresh_token_dies_idle_or_of_age(sim: Sim, days: int) -> None:
    token = (await exchanged(sim))["refresh_token"]
    if days > 1000:
        token = await kept_alive(sim.clock, sim, token, days)
    else:
        sim.clock.pass_time(days=days)
    answer = await refresh(sim, token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def kept_alive(clock: TestClock, sim: Sim, token: str, days: int) -> str:
    """Refresh every 90 days, as a live connection does; the last value."""
    passed = 0
    while passed + 90 < days:
        clock.pass_time(days=90)
        passed += 90
        token = (await refresh(sim, token)).json()["refresh_token"]
    clock.pass_time(days=days - passed)
    return token


async def test_rule_3_hard_expiry_is_told_only_when_asked(sim: Sim) -> None:
    token = (await exchanged(sim))["refresh_token"]
    assert "x_refresh_token_hard_expires_in" not in (await refresh(sim, token)).json()
    asked = await refresh(sim, token, **{"x-include-refresh-token-hard-expires-in": "true"})
    assert asked.json()["x_refresh_token_hard_expires_in"] == 5 * 365 * 86400


async def test_rule_4_token_of_another_company_or_environment_is_refused(sim: Sim) -> None:
    token = (await exchanged(sim))["access_token"]
    answer = await call(sim, token, realm="1234")
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")
    sim.company.books.configure({"environment": "production"})
    assert (await call(sim, token)).status_code == 403


async def test_rule_5_revoking_ends_both_tokens(sim: Sim) -> None:
    given = await exchanged(sim)
    oauth = sim.company.oauth
    revoked = await sim.http.post(
        "/v2/oauth2/tokens/revoke",
        json={"token": given["refresh_token"]},
        auth=httpx.BasicAuth(oauth.client_id, oauth.client_secret),
    )
    assert revoked.status_code == 200
    assert (await call(sim, given["access_token"])).status_code == 401
    assert (await refresh(sim, given["refresh_token"])).status_code == 400


async def test_discovery_names_endpoints_of_this_server(sim: Sim) -> None:
    found = (await sim.http.get("/.well-known/openid_sandbox_configuration/")).json()
    assert found["token_endpoint"] == "http://simulator/oauth2/v1/tokens/bearer"
    assert found["authorization_endpoint"] == "http://simulator/connect/oauth2"


async def test_the_token_endpoint_can_be_throttled_too(sim: Sim) -> None:
    sim.company.faults.switch_on("throttle")
    response = await sim.http.post("/oauth2/v1/tokens/bearer", data={"grant_type": "none"})
    assert response.status_code == 429
