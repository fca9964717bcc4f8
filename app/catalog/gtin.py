"""Global Trade Item Numbers: 8, 12, 13 or 14 digits, kept as 14 so that one item is one text.

GS1 General Specifications 7.9 (check digit) and 3.3 (leading zeros do not make another number).
"""

LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> int:
    """The GS1 check digit that belongs behind `digits`: weights 3 and 1 from the right."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return -total % 10


def looks_like_gtin(text: str) -> bool:
    """ASCII digits of a GTIN's length, whatever the check digit says."""
    return len(text) in LENGTHS and text.isascii() and text.isdecimal()


def is_gtin(text: str) -> bool:
    """A GTIN with a right check digit, not all zeros."""
    return (
        looks_like_gtin(text) and text.strip("0") != "" and check_digit(text[:-1]) == int(text[-1])
    )


def to_gtin14(text: str) -> str:
    """The 14 digits under which a GTIN is stored; `text` must be one (see `is_gtin`)."""
    return text.zfill(14)
