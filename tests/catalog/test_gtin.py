import pytest

from app.catalog.gtin import check_digit, is_gtin, to_gtin14


@pytest.mark.parametrize(
    "gtin", ["96385074", "036000291452", "4006381333931", "9501101530003", "19501101530000"]
)
def test_gtins_of_every_length_are_recognised(gtin: str) -> None:
    assert is_gtin(gtin)
    assert check_digit(gtin[:-1]) == int(gtin[-1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "4006381333932",
        "0000000000000",
        "400638133393",
        "40063813339３１",
        "4006381333931 ",
    ],
)
def test_what_is_no_gtin_is_not_taken_for_one(text: str) -> None:
    assert not is_gtin(text)


def test_one_item_is_one_text_whatever_the_length() -> None:
    assert to_gtin14("036000291452") == to_gtin14("0036000291452") == "00036000291452"
