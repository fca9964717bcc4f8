"""What a Desktop company file allows, told from what QuickBooks says of itself."""

from datetime import date

import pytest

from app.quickbooks.desktop.probe import (
    VERSIONS,
    edition_of,
    facts_from,
    file_id_of,
    is_complete,
    message,
)
from app.quickbooks.desktop.qbxml import Answer, parse
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.simulator.desktop.profiles import (
    ENTERPRISE_24,
    ENTERPRISE_24_SERIALS,
    PREMIER_2023,
    PRO_2021,
    PROFILES,
    Profile,
)
from app.sync.facts import FEATURES, Facts
from tests.quickbooks.simulator_desktop.desk import FILE, OWNER, Desk, opened


def told(desk: Desk) -> Facts:
    return facts_from(parse(desk.company.hcp()))[1]


def off(facts: Facts) -> dict[str, str]:
    return {one.feature: one.reason for one in facts.off}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_profile_is_recognised(profile: Profile) -> None:
    facts = told(opened(profile))
    assert (facts.dialect, facts.product) == ("desktop", profile.product)
    assert (facts.edition, facts.qbxml) == (profile.edition, profile.version)
    assert facts.sales_orders is profile.sales_orders
    assert facts.tracked == profile.tracked
    assert facts.barcodes is profile.barcodes
    assert facts.sites is facts.location_tracking is profile.sites
    assert facts.advanced_inventory is profile.advanced_inventory
    assert (facts.number_length, facts.name_length, facts.party_name_length) == (11, 31, 41)
    assert facts.links_at_creation
    assert facts.unique_bill_numbers is False
    assert set(off(facts)) <= set(FEATURES)


def test_the_company_is_named_and_its_mark_is_read() -> None:
    desk = opened(PREMIER_2023)
    answer = parse(desk.company.hcp())
    assert facts_from(answer)[0] == desk.books.company_name
    assert file_id_of(answer, OWNER) == FILE
    assert file_id_of(answer, OWNER.lower()) == FILE
    assert file_id_of(answer, OWNER_ID) is None


def test_a_lock_of_web_connector_is_no_mark() -> None:
    answer = hello(
        company="<DataExtRet><OwnerID>{A}</OwnerID><DataExtName>AppLock</DataExtName>"
        "<DataExtType>STR255TYPE</DataExtType><DataExtValue>LOCKED:PC:1</DataExtValue></DataExtRet>"
    )
    assert file_id_of(answer, "{A}") is None


def test_the_closing_date_classes_and_the_mode_are_read() -> None:
    desk = opened(PREMIER_2023)
    desk.person.close_period(date(2025, 12, 31))
    desk.person.prefer(IsUsingClassTracking=True)
    desk.person.single_user()
    facts = told(desk)
    assert facts.closed_through == date(2025, 12, 31)
    assert facts.class_tracking == "line"
    assert facts.single_user is True
    assert facts.open_since(date(2026, 2, 3)) == date(2026, 1, 1)


def test_adjustments_wait_for_single_user_mode_without_advanced_inventory() -> None:
    desk = opened(PREMIER_2023)
    desk.person.multi_user()
    facts = told(desk)
    assert "single-user" in off(facts)["adjustments"]
    assert facts.adjustments, "they wait, and are not impossible"
    desk.person.single_user()
    assert "adjustments" not in off(told(desk))
    enterprise = opened(ENTERPRISE_24)
    enterprise.person.multi_user()
    assert "adjustments" not in off(told(enterprise))


def test_what_an_edition_lacks_is_said_with_its_reason() -> None:
    pro = off(told(opened(PRO_2021)))
    assert pro["sales_orders"].startswith("QuickBooks Pro has no sales orders")
    assert "Enterprise with Advanced Inventory" in pro["locations"]
    assert "Enterprise with Advanced Inventory" in pro["tracking"]
    assert "transfers" in pro
    serials = off(told(opened(ENTERPRISE_24_SERIALS)))
    assert not serials.keys() & {"sales_orders", "locations", "transfers", "tracking"}


def test_what_is_only_switched_off_is_said_with_the_switch() -> None:
    desk = opened(ENTERPRISE_24)
    desk.person.prefer(
        IsMultiLocationInventoryEnabled=False,
        IsTrackingSerialOrLotNumber="None",
        IsUsingInventory=False,
        IsUsingEstimates=False,
    )
    reasons = off(told(desk))
    for feature in ("inventory", "purchase_orders", "estimates", "locations", "tracking"):
        assert "Edit, Preferences" in reasons[feature]
    assert told(desk).inventory is False


def test_expiry_days_came_with_version_16() -> None:
    assert told(opened(ENTERPRISE_24)).expiry is True
    assert hello_facts(versions="14.0", tracked="LotNumber").expiry is False
    assert hello_facts(versions="16.0", tracked="LotNumber").expiry is True
    assert hello_facts(versions="16.0", tracked="None").expiry is False


def test_other_languages_and_newer_versions_are_left_alone() -> None:
    assert hello_facts(versions="CA3.0 13.0 UK8.0 9.0 17.0").qbxml == "13.0"
    assert hello_facts(versions="CA3.0").qbxml == VERSIONS[-1]


@pytest.mark.parametrize(
    ("product", "edition"),
    [
        ("QuickBooks Enterprise Solutions 24.0", "Enterprise"),
        ("QuickBooks Desktop Pro Plus 2022", "Pro"),
        ("QuickBooks Accountant Desktop 2023", "Premier"),
        ("QuickBooks Premier: Manufacturing Edition 2021", "Premier"),
        ("QuickBooks Simple Start", ""),
    ],
)
def test_editions_are_told_by_the_product(product: str, edition: str) -> None:
    assert edition_of(product) == edition


@pytest.mark.parametrize("version", VERSIONS)
def test_quickbooks_can_be_asked_in_every_version_we_try(version: str) -> None:
    desk = opened(PREMIER_2023)
    desk.company.register(OWNER_ID, FILE)
    answer = parse(desk.company.process(message(version).body))
    assert file_id_of(answer, OWNER_ID) == FILE
    assert facts_from(answer)[1].qbxml == "16.0"


def test_what_does_not_tell_all_is_asked_again() -> None:
    desk = opened(PREMIER_2023)
    assert is_complete(parse(desk.company.hcp()))
    old = parse(desk.company.process(message("5.0").body))
    assert not is_complete(old), "5.0 knows nothing of lots and barcodes, and 16.0 is spoken here"
    assert not is_complete(Answer((), {}))


def test_an_empty_hello_allows_everything_but_knows_nothing() -> None:
    name, facts = facts_from(Answer((), {}))
    assert (name, facts.product, facts.single_user) == ("", "", None)
    assert facts.closed_through is None


def hello(*, host: str = "", company: str = "", items: str = "") -> Answer:
    def one(kind: str, inside: str) -> str:
        return (
            f'<{kind}QueryRs requestID="1" statusCode="0" statusSeverity="Info"'
            f' statusMessage="OK"><{kind}Ret>{inside}</{kind}Ret></{kind}QueryRs>'
        )

    inside = one("Host", host) + one("Company", company) + one("Preferences", items)
    return parse(f'<?xml version="1.0"?><QBXML><QBXMLMsgsRs>{inside}</QBXMLMsgsRs></QBXML>')


def hello_facts(*, versions: str, tracked: str = "None") -> Facts:
    host = "".join(f"<SupportedQBXMLVersion>{v}</SupportedQBXMLVersion>" for v in versions.split())
    items = (
        "<ItemsAndInventoryPreferences><IsTrackingSerialOrLotNumber>"
        f"{tracked}</IsTrackingSerialOrLotNumber></ItemsAndInventoryPreferences>"
    )
    return facts_from(hello(host=host, items=items))[1]
