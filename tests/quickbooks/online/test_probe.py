"""What a probe finds in each kind of company, and what the product does about it."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.dashboard.needs import needs
from app.quickbooks.online.probe import facts_from
from app.quickbooks.simulator.faults import FaultKind
from app.sync.models import ConnectionState
from app.sync.news import News
from tests.quickbooks.online.world import World

BOTH_OFF = {"class_tracking": "off", "track_departments": False}


async def off(world: World) -> dict[str, str]:
    return {one.feature: one.reason for one in (await world.facts()).off}


async def probed(world: World, **behaviour: Any) -> dict[str, str]:
    world.company.books.configure(behaviour)
    await world.probe()
    return await off(world)


async def test_a_us_plus_company_with_everything_on_has_nothing_switched_off(world: World) -> None:
    facts = await world.facts()
    assert (facts.edition, facts.country, facts.zone) == ("Plus", "US", "America/New_York")
    assert (facts.currency, facts.subscription, facts.read_only) == ("USD", "SUBSCRIBED", False)
    assert (facts.class_tracking, facts.location_tracking) == ("line", True)
    assert (facts.closed_through, facts.custom_numbers) == (None, True)
    assert (facts.inventory, facts.adjustments, facts.purchase_orders) == (True, True, True)
    assert facts.off == ()
    connection = await world.connection()
    assert connection.company_name == "Harbor & Vale Supply Co."
    assert connection.probed_at == world.hour.now
    assert connection.news is None


async def test_essentials_counts_no_stock_and_has_no_orders(world: World) -> None:
    reasons = await probed(world, edition="Essentials")
    facts = await world.facts()
    assert (facts.inventory, facts.adjustments, facts.purchase_orders) == (False, False, False)
    assert list(reasons)[:3] == ["inventory", "adjustments", "purchase_orders"]
    assert "QuickBooks Online Essentials" in reasons["inventory"]


async def test_outside_the_us_counts_are_kept_for_entering_by_hand(world: World) -> None:
    reasons = await probed(world, country="CA")
    facts = await world.facts()
    assert (facts.inventory, facts.adjustments, facts.purchase_orders) == (True, False, True)
    assert "US companies only" in reasons["adjustments"]


@pytest.mark.parametrize(
    ("tracking", "fact"), [("line", "line"), ("transaction", "transaction"), ("off", "none")]
)
async def test_class_tracking_as_the_company_has_it(world: World, tracking: str, fact: str) -> None:
    reasons = await probed(world, class_tracking=tracking)
    assert (await world.facts()).class_tracking == fact
    assert ("classes" in reasons) is (fact == "none")


async def test_inventory_switched_off_says_what_to_switch_on(world: World) -> None:
    reasons = await probed(world, quantity_on_hand=False)
    assert "Track inventory quantity on hand" in reasons["inventory"]
    assert (await world.facts()).purchase_orders


async def test_closed_books_are_news_and_opening_them_releases_what_was_held(
    world: World,
) -> None:
    receipt = await world.receipt()
    closed = receipt.on + timedelta(days=1)
    world.company.books.configure({"book_close_date": closed.isoformat()})
    found = await world.probe()
    assert isinstance(found, list)
    assert [one.code for one in found] == ["period_closed"]
    assert (await world.facts()).closed_through == closed
    async with world.db.read() as session:
        cards = await needs(session, today=date(2026, 11, 20))
    assert [card.title for card in cards if card.kind == "sync_news"] == [
        f"The books are closed through {closed:%m/%d/%Y}"
    ]
    assert await world.probe() == []
    world.company.books.configure({"book_close_date": None})
    (opened,) = await world.probe()  # type: ignore[misc]
    assert isinstance(opened, News)
    assert opened.code == "period_opened"
    assert [one["code"] for one in (await world.connection()).news or []] == [
        "period_opened",
        "period_closed",
    ]


async def test_an_ended_subscription_is_seen_and_its_renewal_sends_what_waited(
    world: World,
) -> None:
    world.company.books.configure({"subscription_status": "EXPIRED"})
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    assert (await world.connection()).state is ConnectionState.PAUSED
    found = await world.probe()
    assert isinstance(found, list)
    assert [one.code for one in found] == ["subscription_ended"]
    assert (await world.facts()).read_only
    world.company.books.configure({"subscription_status": "SUBSCRIBED"})
    await world.probe()
    assert (await world.connection()).state is ConnectionState.ACTIVE
    await world.settle()
    assert (await world.operation(receipt)).state == "done"
    assert len(world.copies(receipt)) == 1


async def test_an_adjustment_a_company_cannot_take_is_held_and_sent_once_it_can(
    world: World,
) -> None:
    await probed(world, country="CA")
    count = await world.adjustment("OAT-1L", "-2")
    await world.want(count)
    await world.drain()
    held = await world.operation(count)
    assert held.problem is not None
    assert (held.state, held.problem["code"]) == ("held", "feature_off")
    assert (held.cause, held.attempts) == ("feature:adjustments", 0)
    assert "US companies only" in held.problem["detail"]
    await probed(world, country="US")
    await world.settle()
    assert (await world.operation(count)).state == "done"
    assert world.on_hand("OAT-1L") == 142


async def test_where_quickbooks_numbers_itself_that_is_a_fact(world: World) -> None:
    reasons = await probed(world, custom_txn_numbers=False)
    assert not (await world.facts()).custom_numbers
    assert "numbers invoices itself" in reasons["custom_numbers"]


async def test_a_probe_that_finds_nobody_home_changes_nothing(world: World) -> None:
    before = await world.connection()
    world.company.faults.switch_on(FaultKind.UNAVAILABLE)
    problem = await world.probe()
    assert not isinstance(problem, list)
    assert problem.code == "unreachable"
    after = await world.connection()
    assert (after.facts, after.probed_at, after.state) == (before.facts, before.probed_at, "active")


async def test_a_probe_without_access_pauses_the_company(world: World) -> None:
    world.company.oauth.revoke(next(iter(world.company.oauth._grants.values())).refresh)
    problem = await world.probe()
    assert not isinstance(problem, list)
    assert problem.code == "signed_out"
    assert (await world.connection()).state is ConnectionState.PAUSED


@pytest.mark.parametrize(("said", "month"), [("July", 7), ("January", 1), (None, 1), ("", 1)])
def test_the_month_in_which_the_fiscal_year_begins(said: str | None, month: int) -> None:
    assert facts_from({"FiscalYearStartMonth": said}, {}).year_starts == month


def test_what_a_company_does_not_say_is_allowed() -> None:
    facts = facts_from({}, {})
    assert (facts.inventory, facts.adjustments, facts.purchase_orders) == (True, True, True)
    assert (facts.country, facts.zone, facts.edition) == ("US", "", "")
    assert {one.feature for one in facts.off} == {"classes", "locations"}


@pytest.mark.parametrize(
    ("sku", "edition"),
    [
        ("QuickBooks Online Simple Start", "Simple Start"),
        ("QuickBooks Online Advanced", "Advanced"),
        ("QuickBooks Online Ledger", "Ledger"),
    ],
)
def test_the_edition_in_plain_words(sku: str, edition: str) -> None:
    company = {"NameValue": [{"Name": "OfferingSku", "Value": sku}], "DefaultTimeZone": "Nowhere"}
    assert facts_from(company, {}).edition == edition
