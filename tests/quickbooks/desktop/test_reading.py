"""Reading Desktop: all of it once, then changes and deletions; none skipped, whatever happens."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.quickbooks.desktop import pages, reading
from app.quickbooks.desktop.cursors import Cursor
from app.quickbooks.desktop.qbxml import parse
from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, PREMIER_2023, PRO_2021
from app.sync.documents import Deleted, ItemRecord, OrderRecord, PartyRecord, TransactionRecord
from app.sync.facts import Facts
from app.sync.port import Entity, Page, Rejected, Retry
from app.sync.settings import ConnectionSettings
from tests.quickbooks.desktop.reader import Reader
from tests.quickbooks.simulator_desktop.desk import Desk, opened

ENTERPRISE = Facts(dialect="desktop", qbxml="16.0", sites=True, location_tracking=True)
SETTINGS = ConnectionSettings(orders_from=("sales_order",))


@pytest.fixture
def desk() -> Desk:
    return opened(ENTERPRISE_24)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIST_PAGE", 3)
    monkeypatch.setattr(reading, "FORM_PAGE", 2)


def reader(desk: Desk, entity: Entity, **more: object) -> Reader:
    return Reader(desk, entity, **({"facts": ENTERPRISE} | more))  # type: ignore[arg-type]


def names(one: Reader) -> set[str]:
    return {record.name for record in one.known.values()}


@pytest.mark.parametrize("entity", Entity)
def test_everything_can_be_read_in_full_and_then_in_changes(
    desk: Desk, entity: Entity, small_pages: None
) -> None:
    one = reader(desk, entity)
    one.read()
    before = dict(one.known)
    desk.clock.forward(hours=20)
    one.read()
    assert one.known == before
    assert one.full_reads == 1


def test_a_list_comes_with_inactive_records_and_kinds(desk: Desk, small_pages: None) -> None:
    desk.person.add("ItemService", "Assembly fee")
    gone = desk.person.add("ItemInventory", "Old bolt")
    desk.person.inactivate("Item", "Old bolt")
    one = reader(desk, Entity.ITEM)
    one.read()
    items = {record.name: record for record in one.known.values()}
    assert items["Assembly fee"].stocked is False
    assert items["Old bolt"].active is False
    assert gone.list_id in one.known
    assert one.pages > 2


def test_what_changes_and_what_is_deleted_arrives(desk: Desk, small_pages: None) -> None:
    one = reader(desk, Entity.VENDOR)
    one.read()
    desk.clock.forward(minutes=5)
    desk.person.add("Vendor", "Fresh Foods")
    unused = desk.person.add("Vendor", "Never used")
    one.read()
    assert {"Fresh Foods", "Never used"} <= names(one)
    desk.clock.forward(minutes=5)
    desk.person.rename("Vendor", "Fresh Foods", "Fresher Foods")
    desk.person.delete("Vendor", "Never used")
    came = one.read()
    assert Deleted(external_id=unused.list_id, entity="Vendor") in came
    assert "Fresher Foods" in names(one)
    assert not {"Fresh Foods", "Never used"} & names(one)
    assert one.full_reads == 1


def test_a_change_during_a_read_is_met_by_the_next(desk: Desk, small_pages: None) -> None:
    """The page it stood on is passed already, and later changes are seen before the end."""
    one = reader(desk, Entity.VENDOR)
    first = next(row for row in desk.books.rows.values() if row.kind == "Vendor")

    def meddle(page: int) -> None:
        if page == 1:
            desk.person.rename("Vendor", first.list_id, "Renamed meanwhile")
            desk.clock.forward(minutes=90)
            desk.person.add("Vendor", "Zebra Supplies")

    one.before = meddle
    one.read()
    desk.clock.forward(minutes=90)
    one.before = lambda _: None
    one.read()
    desk.clock.forward(minutes=90)
    one.read()
    assert {"Renamed meanwhile", "Zebra Supplies"} <= names(one)


def test_a_change_during_a_read_of_changes_is_met_by_the_next(
    desk: Desk, small_pages: None
) -> None:
    one = reader(desk, Entity.VENDOR)
    one.read()
    desk.clock.forward(hours=20)
    one.read()
    desk.clock.forward(minutes=5)
    vendors = [row for row in desk.books.rows.values() if row.kind == "Vendor"]
    for row in vendors:
        desk.person.rename("Vendor", row.list_id, f"{row.name} A")
    page = one.step()
    assert not page.done
    desk.person.rename("Vendor", page.records[0].external_id, "Passed already")
    desk.clock.forward(minutes=5)
    for row in vendors:
        if row.list_id not in {record.external_id for record in page.records}:
            desk.person.rename("Vendor", row.list_id, f"{row.name} B")
    one.read()
    desk.clock.forward(minutes=5)
    one.read()
    assert "Passed already" in names(one)


def test_a_lost_session_begins_the_kind_again(desk: Desk, small_pages: None) -> None:
    one = reader(desk, Entity.CUSTOMER)
    one.step()
    assert Cursor.parse(one.cursor).iterator
    one.another_session()
    one.read()
    there = {row.list_id for row in desk.books.rows.values() if row.kind == "Customer"}
    assert set(one.known) == there
    assert one.full_reads == 1


def test_an_iterator_that_quickbooks_forgot_is_begun_again(desk: Desk, small_pages: None) -> None:
    """As above, but nobody told us that the session was another one."""
    one = reader(desk, Entity.CUSTOMER)
    one.step()
    one.desk.company.end()
    one.desk.company.begin("")
    one.read()
    there = {row.list_id for row in desk.books.rows.values() if row.kind == "Customer"}
    assert set(one.known) == there
    assert one.full_reads == 1


def test_a_place_that_is_lost_again_and_again_is_told(desk: Desk, small_pages: None) -> None:
    one = reader(desk, Entity.CUSTOMER)
    one.step()
    lost = Cursor.parse(one.cursor)
    lost = Cursor(**{name: getattr(lost, name) for name in lost.__slots__} | {"restarts": 3})
    desk.company.end()
    desk.company.begin("")
    message = reading.message(one.plan, lost.text(), "13.0")
    answer = parse(desk.company.process(message.body))
    assert isinstance(pages.page(one.entity, one.plan, lost.text(), answer), Rejected)


def test_who_was_away_for_longer_than_the_feeds_reach_reads_everything(desk: Desk) -> None:
    one = reader(desk, Entity.CLASS)
    one.facts = ENTERPRISE.model_copy(update={"class_tracking": "line"})
    desk.person.add("Class", "North")
    desk.person.add("Class", "South")
    one.read()
    desk.person.delete("Class", "South")
    desk.clock.forward(days=100)
    one.read()
    assert one.full_reads == 2
    assert "North" in names(one)
    assert "South" not in names(one)


def test_a_quiet_company_is_not_read_in_full_for_ever(desk: Desk) -> None:
    one = reader(desk, Entity.PURCHASE_ORDER)
    one.read()
    for _ in range(10):
        desk.clock.forward(days=30)
        one.read()
    assert one.full_reads == 1


def test_items_are_read_in_full_daily_for_their_stock() -> None:
    """Stock that moves does not change the item's own time."""
    desk = opened(PREMIER_2023)
    desk.person.single_user()
    one = Reader(desk, Entity.ITEM)
    one.read()
    item = next(record for record in one.known.values() if record.on_hand)
    loss = {"ItemRef": {"ListID": item.external_id}, "QuantityAdjustment": _lost("1")}
    shrinkage = desk.person.row("Account", "Inventory Shrinkage").ref()
    body = {"AccountRef": shrinkage, "InventoryAdjustmentLineAdd": [loss]}
    desk.record("InventoryAdjustmentAdd", body)
    desk.clock.forward(hours=23)
    one.read()
    desk.clock.forward(hours=2)
    one.read()
    assert one.full_reads == 2
    assert one.known[item.external_id].on_hand == item.on_hand - 1


def _lost(qty: str) -> dict[str, Decimal]:
    return {"QuantityDifference": -Decimal(qty)}


def test_a_clock_that_is_ahead_does_not_hide_what_others_change(desk: Desk) -> None:
    one = reader(desk, Entity.VENDOR)
    one.read()
    ahead = desk.person.add("Vendor", "From tomorrow")
    ahead.modified += timedelta(days=2)
    one.read()
    for number in range(4):
        desk.clock.forward(minutes=10)
        desk.person.add("Vendor", f"Vendor {number}")
        one.read()
    assert {f"Vendor {number}" for number in range(4)} <= names(one)


def test_an_hour_that_comes_twice_hides_nothing_where_the_zone_is_known(desk: Desk) -> None:
    """In autumn the clock of the company's computer shows an hour twice."""
    zone = ENTERPRISE.model_copy(update={"zone": desk.books.zone})
    one = reader(desk, Entity.VENDOR, facts=zone)
    desk.clock.now = desk.clock.now.replace(month=11, day=1, hour=5, minute=50)  # 01:50, summer
    one.read()
    desk.person.add("Vendor", "Before")
    one.read()
    one.read()
    desk.clock.forward(minutes=20)  # 01:10, winter
    desk.person.add("Vendor", "After")
    one.read()
    one.read()
    assert {"Before", "After"} <= names(one)


def test_pro_has_no_sales_orders_and_no_sites(desk: Desk) -> None:
    pro = opened(PRO_2021)
    facts = Facts(dialect="desktop", qbxml="14.0", edition="Pro")
    for entity in (Entity.SALES_ORDER, Entity.LOCATION):
        one = Reader(pro, entity, facts=facts)
        assert one.read() == []


def test_orders_are_read_from_what_settings_choose(desk: Desk) -> None:
    one = reader(desk, Entity.SALES_ORDER)
    one.read()
    assert {record.source for record in one.known.values()} == {"sales_order"}
    chosen = ConnectionSettings(orders_from=("sales_order", "estimate", "invoice"))
    plan = reading.plan(Entity.SALES_ORDER, ENTERPRISE, chosen)
    assert plan.kinds == ("SalesOrder", "Estimate", "Invoice")
    assert all(isinstance(record, OrderRecord) for record in one.known.values())


def test_transactions_come_kind_by_kind_with_lines_from_the_first_day_on(
    desk: Desk, small_pages: None
) -> None:
    one = reader(desk, Entity.TRANSACTION)
    one.read()
    assert all(isinstance(record, TransactionRecord) for record in one.known.values())
    late = reader(desk, Entity.TRANSACTION, since=desk.clock() + timedelta(days=2))
    assert late.read() == []


def test_some_records_are_read_by_id(desk: Desk) -> None:
    one = reader(desk, Entity.VENDOR)
    one.read()
    ids = (*list(one.known)[:2], "80000FFF-1700000000")
    message = reading.some(one.plan, "Vendor", ids, "16.0")
    found = pages.found(one.entity, one.plan, parse(desk.company.process(message.body)))
    assert isinstance(found, Page)
    assert [record.external_id for record in found.records] == list(ids[:2])
    assert all(isinstance(record, PartyRecord) for record in found.records)


def test_nothing_found_by_id_is_an_empty_page(desk: Desk) -> None:
    plan = reading.plan(Entity.PURCHASE_ORDER, ENTERPRISE, SETTINGS)
    message = reading.some(plan, "PurchaseOrder", ("FFFF-1700000000",), "16.0")
    found = pages.found(Entity.PURCHASE_ORDER, plan, parse(desk.company.process(message.body)))
    assert isinstance(found, Page)
    assert found.records == []


def test_a_busy_quickbooks_is_asked_again_from_the_same_place() -> None:
    plan = reading.plan(Entity.VENDOR, ENTERPRISE, SETTINGS)
    busy = parse(
        '<?xml version="1.0"?><QBXML><QBXMLMsgsRs><VendorQueryRs requestID="page"'
        ' statusCode="3176" statusSeverity="Error" statusMessage="In use."/></QBXMLMsgsRs></QBXML>'
    )
    assert isinstance(pages.page(Entity.VENDOR, plan, "", busy), Retry)


def test_units_of_measure_come_with_the_items() -> None:
    plan = reading.plan(Entity.ITEM, ENTERPRISE, SETTINGS)
    assert "UnitOfMeasureSetQueryRq" in reading.message(plan, "", "13.0").body
    answer = parse(
        '<?xml version="1.0"?><QBXML><QBXMLMsgsRs>'
        '<UnitOfMeasureSetQueryRs requestID="units" statusCode="0" statusSeverity="Info"'
        ' statusMessage="OK"><UnitOfMeasureSetRet><ListID>80000001-1700000000</ListID>'
        "<Name>By the case</Name><BaseUnit><Name>Each</Name><Abbreviation>ea</Abbreviation>"
        "</BaseUnit><RelatedUnit><Name>Case</Name><Abbreviation>cs</Abbreviation>"
        "<ConversionRatio>12</ConversionRatio></RelatedUnit></UnitOfMeasureSetRet>"
        '</UnitOfMeasureSetQueryRs><ItemQueryRs requestID="page" statusCode="0"'
        ' statusSeverity="Info" statusMessage="OK"><ItemInventoryRet>'
        "<ListID>80000031-1700000000</ListID><EditSequence>1700000001</EditSequence>"
        "<Name>MUG</Name><FullName>MUG</FullName><UnitOfMeasureSetRef>"
        "<ListID>80000001-1700000000</ListID></UnitOfMeasureSetRef>"
        "<QuantityOnHand>24</QuantityOnHand></ItemInventoryRet></ItemQueryRs>"
        "</QBXMLMsgsRs></QBXML>"
    )
    read = pages.page(Entity.ITEM, plan, "", answer)
    assert isinstance(read, Page)
    (item,) = read.records
    assert isinstance(item, ItemRecord)
    assert item.units == {"each": 1, "ea": 1, "case": Decimal(12), "cs": Decimal(12)}


ACTS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 9)),
    st.tuples(st.just("rename"), st.integers(0, 40)),
    st.tuples(st.just("delete"), st.integers(0, 40)),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 30, 59, 61, 4000, 90_000, 9_000_000])),
    st.tuples(st.just("step"), st.integers(1, 3)),
    st.tuples(st.just("leave"), st.just(0)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, max_size=40))
def test_whatever_people_do_meanwhile_nothing_is_skipped(acts: list[tuple[str, int]]) -> None:
    desk = opened(PREMIER_2023)
    one = Reader(desk, Entity.VENDOR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "LIST_PAGE", 3)
        for turn, (act, which) in enumerate(acts):
            vendors = [row for row in desk.books.rows.values() if row.kind == "Vendor"]
            match act:
                case "add":
                    desk.person.add("Vendor", f"Vendor {turn}")
                case "rename":
                    chosen = vendors[which % len(vendors)]
                    desk.person.rename("Vendor", chosen.list_id, f"Renamed {turn}")
                case "delete":
                    with suppress(Refusal):
                        desk.person.delete("Vendor", vendors[which % len(vendors)].list_id)
                case "wait":
                    desk.clock.forward(seconds=which)
                case "step":
                    for _ in range(which):
                        one.step()
                case _:
                    one.another_session()
        for _ in range(2):  # the read that is under way may have passed a change already
            desk.clock.forward(seconds=1)
            one.read()
    there = {row.list_id: row.name for row in desk.books.rows.values() if row.kind == "Vendor"}
    assert {id: record.name for id, record in one.known.items()} == there
