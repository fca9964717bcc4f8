import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scanning.parse import CAMERA, Kind, ScannerSettings, parse
from app.scanning.problems import InvalidBarcode
from tests.scanning.gs1_labels import TODAY, element_string, labels

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = [
    pytest.param(case, id=f"{name}: {case['name']}")
    for name in ("gs1", "parse")
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
]


def _answer(case: dict[str, Any]) -> dict[str, Any]:
    chosen = dict(case.get("settings", {}))
    chosen["separators"] = tuple(chosen.get("separators", ()))
    try:
        parsed = parse(
            case["raw"],
            today=date.fromisoformat(case["today"]),
            symbology=case.get("symbology"),
            aim_id=case.get("aim_id"),
            settings=ScannerSettings(**chosen),
        )
    except InvalidBarcode as refusal:
        return {name: refusal.params[name] for name in ("ai", "reason")}
    return {name: value for name, value in parsed.as_dict().items() if value not in (None, {}, [])}


@pytest.mark.parametrize("case", CASES)
def test_golden_scans_mean_what_they_say(case: dict[str, Any]) -> None:
    expected = case.get("refuse") or {"raw": case["raw"], **case["expect"]}
    assert _answer(case) == expected


def test_vectors_have_names_of_their_own() -> None:
    names = [case.id for case in CASES]
    assert len(names) == len(set(names))


@given(label=labels())
def test_the_camera_is_believed(label: list[tuple[str, str]]) -> None:
    parsed = parse(element_string(label), aim_id="]d2", today=TODAY, settings=CAMERA)
    assert (parsed.kind, parsed.ais) == (Kind.GS1, dict(label))
    assert all(one.code != "separator_missing" for one in parsed.warnings)


@given(
    raw=st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
    | st.text(alphabet="0123456789]CdQ(:/\x1d\r ", max_size=40),
    symbology=st.sampled_from([None, "EAN13", "UPCE", "Code128"]),
    aim_id=st.sampled_from([None, "]C1", "]E0", "]E3", "]e0", "]Q1"]),
)
def test_any_text_is_understood_or_refused(
    raw: str, symbology: str | None, aim_id: str | None
) -> None:
    with suppress(InvalidBarcode):
        parsed = parse(raw, today=TODAY, symbology=symbology, aim_id=aim_id)
        assert json.loads(json.dumps(parsed.as_dict()))["raw"] == raw


@given(path=st.text(max_size=30), query=st.text(max_size=30))
def test_any_web_address_is_understood_or_refused(path: str, query: str) -> None:
    with suppress(InvalidBarcode):
        parse(f"https://example.com/01/09506000134352/{path}?{query}", today=TODAY)
