"""What counts as the same name, and how much each sign of a match is worth."""

import pytest

from app.core.types import new_id
from app.sync.mapping.candidates import Pool, decide
from app.sync.mapping.matching import (
    LIKELY,
    LOWEST,
    SURE,
    How,
    Side,
    name_likeness,
    normalised,
    score,
)

GTIN = "00614141007349"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Juniper Street Café", "JUNIPER  street cafe"),
        ("Acme, Inc.", "Acme"),
        ("Acme Ltd", "acme LLC"),
        ("Joe’s & Sons", "Joes and Sons"),
        ("Hex bolt M8", "Hex bolt M8 (deleted)"),
        ("Oat milk 1 L", "Oat Milk 1L"),
        ("U.S. Steel Co.", "US Steel"),
    ],
)
def test_the_same_name_written_otherwise_is_sure(ours: str, theirs: str) -> None:
    assert normalised(ours) == normalised(theirs)
    assert name_likeness(ours, theirs) >= SURE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Nitrile gloves M, box of 100", "Nitrile gloves L, box of 100"),
        ("Olive oil 750 ml", "Olive oil 500 ml"),
        ("Oat milk 1.5 L", "Oat milk 15 L"),
    ],
)
def test_another_size_is_another_thing(ours: str, theirs: str) -> None:
    assert name_likeness(ours, theirs) < LIKELY


def test_a_name_that_is_nearly_the_same_is_likely_and_never_sure() -> None:
    assert LIKELY < name_likeness("Northgate Grocers", "Northgate Grocer") < SURE
    assert name_likeness("Northgate Grocers", "Harborview Hotel") < LOWEST
    assert name_likeness("", "…") == 0


def test_a_code_says_more_than_a_name_and_less_under_another_name() -> None:
    bolt = Side("Hex bolt M8", "BOLT-M8", (GTIN,))
    assert score(bolt, Side("Hex bolt M8", "bolt-m8")).percent == 100
    other = score(bolt, Side("Wall paint", "BOLT-M8"))
    assert (other.how, LIKELY <= other.score < SURE) == (How.SKU, True)
    by_barcode = score(bolt, Side("Hex bolt, M8", "614141007349"))
    assert (by_barcode.how, by_barcode.score >= SURE) == (How.BARCODE, True)
    same_name = score(bolt, Side("Hex bolt M8", "HB-8"))
    assert (same_name.how, same_name.score < SURE) == (How.NAME, True)


def test_only_what_has_no_rival_is_linked() -> None:
    a, b = new_id(), new_id()
    ours = {a: Side("Oat milk 1 L", "OAT-1L"), b: Side("Northgate Grocers")}
    sure = decide(ours, {"1": Side("Oat milk", "OAT-1L"), "9": Side("Something else")})
    assert {one: to.local_id for one, to in sure.links.items()} == {"1": a}
    assert sure.doubtful == set()
    twins = decide(ours, {"1": Side("Oat milk", "OAT-1L"), "2": Side("Oat milk", "OAT-1L")})
    assert (twins.links, twins.doubtful) == ({}, {"1", "2"})
    alike = decide(ours, {"3": Side("Northgate Grocer")})
    assert (alike.links, alike.doubtful) == ({}, {"3"})
    both = decide({a: Side("Acme Inc"), b: Side("Acme LLC")}, {"4": Side("Acme")})
    assert (both.links, both.doubtful) == ({}, {"4"})


def test_the_better_claim_wins_and_the_other_waits() -> None:
    mine = new_id()
    found = decide(
        {mine: Side("Oat milk 1 L", "OAT-1L")},
        {"1": Side("Oat milk 1 L", "OAT-1L"), "2": Side("OAT MILK 1L")},
    )
    assert set(found.links) == {"1"}
    assert found.doubtful == {"2"}


def test_a_pool_compares_with_few_of_many() -> None:
    sides = {n: Side(f"Widget {n} blue", f"W-{n}") for n in range(5_000)}
    near = Pool(sides).near(Side("Widget 77 blue", "w-78"))
    assert {77, 78} <= near.keys()
    assert len(near) < 20
