"""The register of rules: every rule is enforced, and proven by a test that carries its number."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import app.quickbooks.simulator.desktop as desktop
from app.quickbooks.simulator.desktop.behaviours import BEHAVIOURS, chosen
from app.quickbooks.simulator.desktop.rules import RULES, enforced, rule

for module in pkgutil.walk_packages(desktop.__path__, f"{desktop.__name__}."):
    importlib.import_module(module.name)


def proven() -> set[int]:
    folder = Path(__file__).parent
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    return {int(number) for text in texts for number in re.findall(r"def test_rule_(\d+)_", text)}


def test_every_rule_is_enforced_and_proven() -> None:
    assert set(RULES) == set(range(1, 32))
    assert set(enforced()) == set(RULES)
    assert proven() == set(RULES)


def test_every_rule_tells_its_source_and_place() -> None:
    for number, places in enforced().items():
        for place in places:
            assert place.number == number
            assert place.source
            assert place.where.startswith("app.quickbooks.simulator.desktop.")
    with pytest.raises(KeyError):
        rule(99, "reference §9", "assumed")


def test_what_is_assumed_can_be_flipped_and_nothing_else() -> None:
    for name, assumption in BEHAVIOURS.items():
        assert assumption.rule in RULES
        assert assumption.others
        assert assumption.default not in assumption.others
        assert chosen({name: assumption.others[0]}) == {name: assumption.others[0]}
        with pytest.raises(ValueError, match=name):
            chosen({name: "something else"})
    with pytest.raises(ValueError, match="weather"):
        chosen({"weather": "fine"})
