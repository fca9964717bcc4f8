"""The register of rules: every enforced rule is proven by a test that carries its number."""

import re
from pathlib import Path

from app.quickbooks.simulator.rules import RULES, enforced
from tests.quickbooks.simulator.driver import Sim


def proven() -> set[int]:
    folder = Path(__file__).parent
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    return {int(number) for text in texts for number in re.findall(r"def test_rule_(\d+)_", text)}


def test_every_rule_is_enforced_and_proven() -> None:
    assert set(enforced()) == set(RULES)
    assert proven() == set(RULES)


async def test_rules_are_listed_with_source_and_place(sim: Sim) -> None:
    listed = (await sim.http.get("/admin/rules")).json()["rules"]
    assert len(listed) == 36
    (place,) = listed[18]["enforced"]
    assert place["number"] == 19
    assert place["source"]
    assert place["where"].startswith("app.quickbooks.simulator.")
