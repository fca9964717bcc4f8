"""Demo GTINs under 0614141, the company prefix GS1 uses in its own examples."""

from app.catalog.gtin import check_digit

PREFIX = "0614141"


def unit_gtin(reference: int) -> str:
    """The 14-digit GTIN of one unit; its last 13 digits are the EAN-13 on the label."""
    body = f"0{PREFIX}{reference:05d}"
    return f"{body}{check_digit(body)}"


def case_gtin(reference: int) -> str:
    """The 14-digit GTIN of a case (indicator digit 1)."""
    body = f"1{PREFIX}{reference:05d}"
    return f"{body}{check_digit(body)}"
