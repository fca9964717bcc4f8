"""Refusals of how a message was written: the document is right, the way it was said was not."""

from app.sync.explanations import Explanation

_REPORT = (
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered."
)


def _wrong(title: str, detail: str, code: str = "message_refused") -> Explanation:
    return Explanation(code, title, detail, _REPORT)


REQUIRED = _wrong(
    "QuickBooks misses something on this document",
    "{number} was sent without something that QuickBooks needs: {said}",
    "value_missing",
)
_RANGE = _wrong(
    "A value is out of range",
    "A value on {number} is smaller or larger than QuickBooks keeps: {said}",
    "value_out_of_range",
)
BY_CODE: dict[int, Explanation] = {
    400: _wrong(
        "QuickBooks could not read the message",
        "The message about {number} was damaged or malformed: {said}",
    ),
    1040: _wrong(
        "Too many messages in one",
        "{number} was sent together with more messages than QuickBooks takes at once: {said}",
    ),
    2000: _wrong(
        "QuickBooks does not know this kind of record",
        "{number} was sent as something that QuickBooks does not have: {said}",
    ),
    2010: _wrong(
        "QuickBooks does not know a field that was sent",
        "{number} was sent with a field that QuickBooks does not have: {said}",
    ),
    2020: REQUIRED,
    2030: _wrong(
        "An id is not one of QuickBooks",
        "{number} names a record by an id that QuickBooks does not take: {said}",
    ),
    2060: _wrong(
        "QuickBooks cannot read a date", "A date on {number} is not one for QuickBooks: {said}"
    ),
    2070: _wrong(
        "QuickBooks cannot read a number", "A number on {number} is not one for QuickBooks: {said}"
    ),
    2080: _wrong(
        "QuickBooks cannot read a number", "A number on {number} is not one for QuickBooks: {said}"
    ),
    2090: _wrong(
        "QuickBooks cannot read a decimal number",
        "A decimal number on {number} is not one for QuickBooks: {said}",
    ),
    2100: _wrong(
        "QuickBooks cannot read an amount",
        "An amount on {number} is not one for QuickBooks: {said}",
    ),
    2110: _wrong(
        "A quantity is not allowed", "A quantity on {number} is not allowed in QuickBooks: {said}"
    ),
    2140: _RANGE,
    2150: _RANGE,
    2160: _RANGE,
    2170: _wrong(
        "QuickBooks does not know this choice",
        "{number} was sent with a choice that QuickBooks does not offer: {said}",
    ),
    2190: _wrong(
        "A value is not what QuickBooks allows",
        "A value on {number} is not one that QuickBooks takes: {said}",
        "value_refused",
    ),
    2600: _wrong(
        "The message contradicts itself",
        "{number} was sent with two things that exclude each other: {said}",
    ),
    4000: _wrong(
        "QuickBooks could not read a search",
        "Scanpost looked for {number} in words that QuickBooks cannot read: {said}",
    ),
    4001: _wrong(
        "QuickBooks cannot search by this",
        "Scanpost looked for {number} by something QuickBooks does not search by: {said}",
    ),
    4002: _wrong(
        "QuickBooks could not do a search", "The search for {number} was not carried out: {said}"
    ),
    6070: _wrong(
        "An amount does not equal quantity times price",
        "On a line of {number} the amount is not the quantity times the price: {said}",
        "amount_wrong",
    ),
    6520: _wrong(
        "A line has no quantity",
        "{number} has a line of a counted item without its quantity: {said}",
        "quantity_missing",
    ),
}
