"""Receiving's decisions with plain values."""

from datetime import date
from decimal import Decimal

import pytest

from app.access.models import Role
from app.core import clock
from app.core.types import new_id
from app.inventory.consent import Breach, Consent, consent
from app.inventory.floor import Actor, Answers, FloorScan, HouseRules, Need, Subject, SubjectKind
from app.receiving.rules import (
    OrderedLine,
    expired,
    expiring_soon,
    over_receipt,
    spread,
)

TODAY = date(2026, 11, 22)
OVER = Breach("over_receipt", "Two too many.")
OLD = Breach("expired_goods", "Expired.")


def line(qty: str, received: str = "0", *, closed: bool = False) -> OrderedLine:
    return OrderedLine(new_id(), Decimal(qty), Decimal(received), None, closed)


@pytest.mark.parametrize(
    ("lines", "qty", "shares"),
    [
        ([line("5")], "3", ["3"]),
        ([line("5"), line("5")], "3", ["3"]),
        ([line("5"), line("5")], "7", ["5", "2"]),
        ([line("5", "4"), line("5")], "3", ["1", "2"]),
        ([line("5", "5"), line("5")], "3", ["3"]),
        ([line("5"), line("5")], "12", ["5", "7"]),  # the excess goes on the last line
        ([line("5", "5"), line("5", "6")], "1", ["1"]),
        ([line("5", "0", closed=True), line("2")], "2", ["2"]),
        ([], "4", ["4"]),
    ],
)
def test_a_count_is_spread_over_the_lines_in_order(
    lines: list[OrderedLine], qty: str, shares: list[str]
) -> None:
    assert [part.qty for part in spread(lines, Decimal(qty))] == [Decimal(one) for one in shares]


@pytest.mark.parametrize(
    ("lines", "qty", "tolerance", "refused"),
    [
        ([line("10")], "10", 0, False),
        ([line("10")], "10.00001", 0, True),
        ([line("10", "8")], "3", 0, True),
        ([line("10", "8")], "3", 10, False),
        ([line("10", "8")], "4", 10, True),
        ([line("10", "11")], "1", 10, True),  # the tolerance is used up
        ([line("10", "10"), line("5")], "5", 0, False),
        ([line("10", closed=True)], "1", 0, True),
    ],
)
def test_more_than_ordered_is_a_breach_beyond_the_tolerance(
    lines: list[OrderedLine], qty: str, tolerance: int, refused: bool
) -> None:
    found = over_receipt(lines, Decimal(qty), sku="TEA", tolerance_percent=tolerance)
    assert (found is not None) == refused


def test_the_breach_names_all_figures() -> None:
    found = over_receipt([line("10", "8")], Decimal(3), sku="TEA", tolerance_percent=0)
    assert found is not None
    assert found.sentence == ("TEA: 10 ordered, 8 received so far, 3 more would be 1 too many.")


def test_goods_are_good_up_to_and_including_their_date() -> None:
    assert expired(date(2026, 11, 21), today=TODAY, sku="TEA") is not None
    assert expired(TODAY, today=TODAY, sku="TEA") is None
    assert expired(None, today=TODAY, sku="TEA") is None


def test_goods_that_will_not_last_are_worth_a_word() -> None:
    rules = HouseRules(expiring_soon_days=30)
    assert expiring_soon(TODAY, today=TODAY, rules=rules) is not None
    assert expiring_soon(date(2026, 12, 22), today=TODAY, rules=rules) is not None
    assert expiring_soon(date(2026, 12, 23), today=TODAY, rules=rules) is None
    assert expiring_soon(date(2026, 11, 1), today=TODAY, rules=rules) is None
    assert expiring_soon(None, today=TODAY, rules=rules) is None


def scan_by(role: Role, *, confirmed: str = "", approved: str = "") -> FloorScan:
    approver = {"approver_id": new_id(), "approved_purpose": approved} if approved else {}
    return FloorScan(
        id=new_id(),
        step="scan",
        subject=Subject(SubjectKind.NOTHING),
        actor=Actor(user_id=new_id(), name="Rita", role=role, **approver),  # type: ignore[arg-type]
        occurred_at=clock.now(),
        answers=Answers(confirmed=frozenset({confirmed} - {""})),
    )


def test_nothing_unusual_needs_no_consent() -> None:
    assert consent(scan_by(Role.OPERATOR), []) == Consent()


def test_an_operator_fetches_an_approval_for_the_very_purpose() -> None:
    asked = consent(scan_by(Role.OPERATOR), [OVER])
    assert isinstance(asked, Need)
    assert (asked.field, asked.code) == ("approval", "over_receipt")
    approved = scan_by(Role.OPERATOR, approved="over_receipt")
    assert consent(approved, [OVER]) == Consent("over_receipt", approved.actor.approver_id)
    assert isinstance(consent(approved, [OLD]), Need)
    assert isinstance(consent(scan_by(Role.OPERATOR, confirmed="over_receipt"), [OVER]), Need)


def test_a_supervisor_confirms() -> None:
    asked = consent(scan_by(Role.SUPERVISOR), [OLD])
    assert isinstance(asked, Need)
    assert (asked.field, asked.code) == ("confirm", "expired_goods")
    sure = scan_by(Role.MANAGER, confirmed="expired_goods")
    assert consent(sure, [OLD]) == Consent("expired_goods", sure.actor.user_id)


def test_two_breaches_are_asked_at_once_for_one_approval_covers_one_scan() -> None:
    asked = consent(scan_by(Role.OPERATOR), [OLD, OVER])
    assert isinstance(asked, Need)
    assert asked.code == "expired_goods_and_over_receipt"
    assert "Expired. Two too many." in asked.prompt
    both = scan_by(Role.OPERATOR, approved="expired_goods_and_over_receipt")
    assert isinstance(consent(both, [OLD, OVER]), Consent)
