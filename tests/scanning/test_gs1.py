from contextlib import suppress
from itertools import pairwise

import pytest
from biip.gs1_messages import GS1Message
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scanning.ai_table import RULES
from app.scanning.gs1 import GS, read_bracketed, read_element_string
from app.scanning.problems import InvalidBarcode, Reason
from scripts.gs1_ai_table import TARGET, render
from tests.scanning.gs1_labels import TODAY, checked_fields, element_string, labels

Label = list[tuple[str, str]]


def test_the_phones_table_of_identifiers_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == render()


def test_no_identifier_is_the_beginning_of_another() -> None:
    ais = sorted(RULES)
    assert not [(a, b) for a, b in pairwise(ais) if b.startswith(a)]


def test_identifiers_of_predefined_length_are_those_of_the_standard() -> None:
    """General Specifications 7.8.5: told by their first two digits."""
    starts = {"00", "01", "02", "03", "11", "12", "13", "15", "16", "17", "20"}
    starts |= {"31", "32", "33", "34", "35", "36", "41"}
    assert {ai for ai, rule in RULES.items() if rule.length} == {
        ai for ai in RULES if ai[:2] in starts
    }


@given(label=labels())
def test_every_label_reads_back_as_its_fields(label: Label) -> None:
    found = read_element_string(element_string(label), today=TODAY, separators_sent=True)
    assert (list(found.values.items()), found.doubt) == (label, None)


@given(label=labels())
def test_biip_reads_good_labels_the_same(label: Label) -> None:
    message = GS1Message.parse(element_string(label))
    assert [(one.ai.ai, one.value) for one in message.element_strings] == label


@given(label=labels())
def test_superfluous_separators_change_nothing(label: Label) -> None:
    text = "".join(f"{ai}{value}{GS}" for ai, value in label)
    assert list(read_element_string(text, today=TODAY).values.items()) == label


@given(label=labels())
def test_brackets_and_separators_say_the_same(label: Label) -> None:
    escaped = [(ai, value.replace("(", r"\(").replace(")", r"\)")) for ai, value in label]
    found = read_bracketed("".join(f"({ai}){value}" for ai, value in escaped), today=TODAY)
    assert found is not None
    assert list(found.values.items()) == label


@settings(max_examples=300)
@given(label=labels())
def test_lost_separators_never_give_another_answer_in_silence(label: Label) -> None:
    try:
        found = read_element_string(element_string(label, separator=""), today=TODAY)
    except InvalidBarcode:
        return
    truth = dict(label)
    assert found.values.items() <= truth.items()
    if found.doubt is None:
        assert found.values == truth
    else:
        assert truth[found.doubt.ai] in found.doubt.choices


@given(
    field=checked_fields(), at=st.integers(min_value=0), digit=st.integers(min_value=1, max_value=9)
)
def test_one_wrong_digit_in_a_checked_number_is_refused(
    field: tuple[str, str], at: int, digit: int
) -> None:
    ai, value = field
    where = at % RULES[ai].check
    wrong = str((int(value[where]) + digit) % 10)
    with pytest.raises(InvalidBarcode) as refusal:
        read_element_string(f"{ai}{value[:where]}{wrong}{value[where + 1 :]}", today=TODAY)
    assert refusal.value.params["reason"] == Reason.CHECK_DIGIT
    assert refusal.value.params["ai"] == ai


@given(text=st.text(alphabet=f"0123456789A{GS}(", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidBarcode):
        read_element_string(text, today=TODAY)
