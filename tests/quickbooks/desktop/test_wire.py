"""Numbers, texts and identities as Desktop's wire wants them."""

import re
from decimal import Decimal
from uuid import UUID

import pytest

from app.quickbooks.desktop.wire import amount, clean, fit, guid_of, message_set_id, quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5.00"),
        ("0", "0.00"),
        ("-0.001", "0.00"),
        ("2.345", "2.35"),
        ("-2.345", "-2.35"),
        ("1E+3", "1000.00"),
        ("1E-9", "0.00"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
def test_money_has_two_decimals(value: str, text: str) -> None:
    assert amount(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        ("5.000", "5"),
        ("1200", "1200"),
        ("1E+3", "1000"),
        ("0", "0"),
        ("-0", "0"),
        ("0.50", "0.5"),
        ("0.123456", "0.12346"),
        ("-0.000001", "0"),
        ("9999999999", "9999999999"),
    ],
)
def test_quantities_have_five_decimals_at_most(value: str, text: str) -> None:
    assert quantity(Decimal(value)) == text


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "1E+99", "10000000000000", "9999999999999.995"]
)
def test_money_without_room_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="it "):
        amount(Decimal(value))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Décor  “Nº 5” – 3 €", 'Décor "Nº 5" - 3 EUR'),
        ("Őry\tŁódź\r\nČapek", "Ory Lódz Capek"),
        ("Щедрик Юля", "Shchedryk Iulia"),
        ("mug 😀 日本", "mug"),
        ("\x00a\x07b\ud800", "ab"),
    ],
)
def test_text_is_cleaned_for_a_windows_program(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_line_breaks_stay_where_they_are_wanted() -> None:
    assert clean(" a \r\n\tb\rc\n", multiline=True) == "a\nb\nc"
    assert clean("a\nb") == "a b"


def test_text_is_fitted_to_a_field() -> None:
    assert fit("Blue mug, large", 9) == "Blue mug,"
    assert fit("Blue mug, large", 5) == "Blue"
    assert len(fit("№" * 40, 31)) == 31


def test_identities_are_the_same_every_time() -> None:
    document = UUID("8a1b4f20-0c4e-4e0b-9c1d-2f6a7b8c9d03")

    assert message_set_id("o-1") == message_set_id("o-1") != message_set_id("o-2")
    assert re.fullmatch(r"[0-9a-f]{20}", message_set_id("o-1"))
    assert guid_of(document, 1) == "{d2451cbb-6851-5487-acbc-9301ec69d325}"
    assert guid_of(document, 1) != guid_of(document, 2)
