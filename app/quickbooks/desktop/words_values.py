"""Refusals of how a message was written: the document is right, the way it was said was not.

Reference §4.1, the codes marked BUG.
"""

from app.sync.explanations import Explanation

_REPORT = (
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered."
)


def _wrong(title: str, detail: str, code: str = "message_refused") -> Explanation:
    return Explanation(code, title, detail, _REPORT)


TOO_LONG = Explanation(
    "text_too_long",
    "A text is too long for QuickBooks",
    "A text on {number} has more characters than QuickBooks keeps: {said}",
    "Shorten it where it comes from, then press Try again.",
)
ELEMENT_MISSING = Explanation(
    "value_missing",
    "QuickBooks misses something on this document",
    "{number} was sent without something that QuickBooks needs: {said}",
    "If it is something about an item, a customer or a vendor, fill it in in QuickBooks, then press"
    " Try again. Otherwise please report this.",
)
_CONTRADICTS = _wrong(
    "The message contradicts itself",
    "{number} was sent with something that does not go together in QuickBooks: {said}",
)
_NUMBER = _wrong(
    "QuickBooks cannot read a number", "A number on {number} is not one for QuickBooks: {said}"
)
MACRO = _wrong(
    "The message contradicts itself",
    "{number} refers to itself in a way that QuickBooks does not understand: {said}",
)
BY_CODE: dict[int, Explanation] = {
    1060: _wrong(
        "QuickBooks does not take the message's name",
        "The message about {number} has a name that QuickBooks does not take: {said}",
    ),
    3010: _wrong(
        "QuickBooks cannot read a yes or no",
        "A yes or no on {number} is not one for QuickBooks: {said}",
    ),
    3020: _wrong(
        "QuickBooks cannot read a date", "A date on {number} is not one for QuickBooks: {said}"
    ),
    3030: _wrong(
        "QuickBooks cannot read a range of dates",
        "Scanpost asked about {number} for days that are the wrong way round: {said}",
    ),
    3031: _wrong(
        "QuickBooks cannot read a range",
        "Scanpost asked about {number} for a range that QuickBooks cannot read: {said}",
    ),
    3035: _wrong(
        "QuickBooks cannot read a length of time",
        "A length of time on {number} is not one for QuickBooks: {said}",
    ),
    3040: _wrong(
        "QuickBooks cannot read an amount",
        "An amount on {number} is not one for QuickBooks: {said}",
    ),
    3045: _wrong(
        "QuickBooks cannot read a price", "A price on {number} is not one for QuickBooks: {said}"
    ),
    3050: _wrong(
        "QuickBooks cannot read a percentage",
        "A percentage on {number} is not one for QuickBooks: {said}",
    ),
    3060: _wrong(
        "QuickBooks cannot read a quantity",
        "A quantity on {number} is not one for QuickBooks: {said}",
    ),
    3065: _wrong(
        "QuickBooks cannot read an identity",
        "{number} was sent with an identity that QuickBooks cannot read: {said}",
    ),
    3070: TOO_LONG,
    3080: _wrong(
        "QuickBooks cannot read a text", "A text on {number} is not one for QuickBooks: {said}"
    ),
    3085: _NUMBER,
    3090: Explanation(
        "characters_refused",
        "A name has characters that QuickBooks does not take",
        "QuickBooks does not save {number}: names may have no colon, tab or line break. {said}",
        "Send it with a cleaned name.",
    ),
    3110: _wrong(
        "QuickBooks does not know this choice",
        "{number} was sent with a choice that QuickBooks does not offer: {said}",
    ),
    3150: ELEMENT_MISSING,
    3151: _CONTRADICTS,
    3152: _CONTRADICTS,
    3153: Explanation(
        "value_out_of_range",
        "A value is out of range",
        "A value on {number} is smaller or larger than QuickBooks keeps: {said}",
        _REPORT,
    ),
    9100: MACRO,
}
