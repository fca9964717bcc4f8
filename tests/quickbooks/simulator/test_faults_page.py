"""The page on which a tester makes things go wrong, and what its forms do."""

import re

import pytest

from app.quickbooks.simulator.fault_words import TITLES
from app.quickbooks.simulator.faults import FaultKind
from tests.quickbooks.simulator.driver import Sim
from tests.quickbooks.simulator.test_webhooks import subscribe


async def page(sim: Sim, path: str = "/admin") -> str:
    answer = await sim.http.get(path)
    assert answer.status_code == 200
    return answer.text


async def send(sim: Sim, path: str, **values: str) -> str:
    """Post a form as the page does; what the page says when it comes back."""
    answer = await sim.http.post(path, data=values)
    assert answer.status_code == 303
    text = await page(sim, answer.headers["location"])
    said = re.search(r'role="status">([^<]*)<', text)
    assert said
    return said[1]


async def test_every_fault_there_is_has_a_switch_on_the_page(sim: Sim) -> None:
    assert set(TITLES) == set(FaultKind)
    text = await page(sim)
    for kind, title in TITLES.items():
        assert f'data-kind="{kind}"' in text
        assert title in text


@pytest.mark.parametrize("kind", FaultKind)
async def test_switch_of_the_page_makes_the_fault_wait_once(sim: Sim, kind: FaultKind) -> None:
    said = await send(sim, "/admin/faults/on", kind=kind, times="1")
    assert said.startswith(f"Switched on: {TITLES[kind]}, every call · ")
    assert said.endswith("once more · not happened yet.")
    (waiting,) = sim.company.faults.listed()
    assert (waiting["kind"], waiting["times"], waiting["entity"]) == (kind, 1, "")


async def test_fault_may_be_told_exactly_and_be_switched_off_again(sim: Sim) -> None:
    said = await send(
        sim,
        "/admin/faults/on",
        kind="fault",
        entity="bill",
        operation="create",
        times="always",
        code="6200",
        chance="1",
        seconds="",
    )
    assert said == (
        "Switched on: Refusal by code, bill, create · code 6200 · until switched off"
        " · not happened yet."
    )
    assert (await sim.refused("Bill", await sim.bill()))[0] == 6200
    assert "happened once" in await page(sim)
    (waiting,) = sim.company.faults.listed()
    assert await send(sim, "/admin/faults/off", id=str(waiting["id"])) == "Switched off."
    await sim.keep("Bill", await sim.bill())
    await send(sim, "/admin/faults/on", kind="drop_before", times="2")
    assert await send(sim, "/admin/faults/off") == "Switched off all faults."
    assert "Nothing. All is well." in await page(sim)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "earthquake"}, "kind is one of"),
        ({"kind": "latency", "times": "often"}, "times is a whole number."),
        ({"kind": "latency", "seconds": "long"}, "seconds is a number."),
        ({"kind": "fault", "code": "1"}, "code 1 is not in the catalogue."),
    ],
)
async def test_page_says_what_it_cannot_switch_on(
    sim: Sim, values: dict[str, str], said: str
) -> None:
    assert (await send(sim, "/admin/faults/on", **values)).startswith(said)
    assert sim.company.faults.listed() == []


async def test_behaviour_is_switched_on_the_page(sim: Sim) -> None:
    await send(sim, "/admin/set-up", language="fr", monthly_reads="500")
    await send(sim, "/admin/set-up", negative_stock="off")
    behaviour = sim.company.books.behaviour
    assert (behaviour.language, behaviour.monthly_reads) == ("fr", 500)
    assert behaviour.negative_stock is False
    await send(sim, "/admin/set-up", monthly_reads="")
    assert sim.company.books.behaviour.monthly_reads is None
    assert await send(sim, "/admin/set-up", monthly_reads="x") == "monthly_reads is a whole number."


async def test_page_shows_webhooks_and_what_became_of_them(sim: Sim) -> None:
    receiver = subscribe(sim.company.webhooks)
    receiver.answers = [500]
    said = await send(
        sim,
        "/admin/webhooks",
        url="https://app.example/hooks",
        shape="cloudevents",
        withhold="false",
    )
    assert said == "Webhooks go to https://app.example/hooks."
    assert sim.company.webhooks.withhold is False
    await sim.keep("Bill", await sim.bill())
    assert await send(sim, "/admin/webhooks/deliver") == "Still waiting: 1."
    text = await page(sim)
    assert "Answered 500" in text
    assert "Bill 11 created" in text


async def test_pages_lead_to_each_other(sim: Sim) -> None:
    for path in ("/books", "/admin", "/admin/bookkeeper"):
        text = await page(sim, path)
        assert f'href="{path}" aria-current="page"' in text
        for other in {"/books", "/admin", "/admin/bookkeeper"} - {path}:
            assert f'href="{other}"' in text


async def test_rule_9_answer_may_be_xml_despite_json(sim: Sim) -> None:
    sim.company.faults.switch_on("xml")
    answer = await sim.get("item/1")
    assert (answer.status_code, answer.text[:5]) == (200, "<?xml")


async def test_rule_9_gateway_may_throttle_with_403(sim: Sim) -> None:
    sim.company.faults.switch_on("gateway_403")
    answer = await sim.get("item/1")
    assert answer.status_code == 403
    assert answer.json()["Fault"]["Error"][0]["code"] == "3001"


async def test_rule_25_inventory_lock_can_be_provoked(sim: Sim) -> None:
    sim.company.faults.switch_on("inventory_lock", times=2)
    assert (await sim.refused("Bill", await sim.bill()))[0] == 6000
    assert (await sim.refused("Invoice", await sim.sale()))[0] == 6000
    await sim.keep("Customer", {"DisplayName": "Moves no stock"})
    await sim.keep("Bill", await sim.bill())
