"""What Desktop's wire wants of numbers, texts and identities (reference §2.2, §2.3, §2.6)."""

import hashlib
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from uuid import UUID, uuid5

MESSAGE_SET_LENGTH = 20
# our own name space: the same document and version has the same GUID on every machine, always
_GUIDS = UUID("6f1c3f0e-6f0e-5a4e-9d0b-3c1f5d1f7a51")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?")

_LOOKALIKES = dict(
    zip(
        "‐‑‒–—―‘’‚‛“”„‟•…‹›⁄−™€ŒœŁłĐđıŸŠšŽž№",
        (
            *("-", "-", "-", "-", "-", "-", "'", "'", "'", "'", '"', '"', '"', '"', "*", "..."),
            *("<", ">", "/", "-", "TM", "EUR", "OE", "oe", "L", "l", "D", "d", "i", "Y", "S", "s"),
            *("Z", "z", "No."),
        ),
        strict=True,
    )
)
_ROMANISED = (
    "а=a б=b в=v г=h ґ=g д=d е=e є=ie ё=io ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r"
    " с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=iu я=ia"
)
_CYRILLIC = dict(pair.split("=") for pair in _ROMANISED.split())


def message_set_id(key: str) -> str:
    """The message set of an outbox key: 20 hex characters, always the same for the same key.

    QuickBooks takes at most 23, so the key itself does not fit (reference §2.3).
    """
    return hashlib.sha256(key.encode()).hexdigest()[:MESSAGE_SET_LENGTH]


def guid_of(document_id: UUID, version: int) -> str:
    """The ExternalGUID of one version of a document, with the braces qbXML wants."""
    return f"{{{uuid5(_GUIDS, f'{document_id}/{version}')}}}"


def amount(value: Decimal) -> str:
    """Money as qbXML wants it: always two decimals, rounded half up. Raises ValueError."""
    return _digits(value, Decimal("0.01"), 13)


def quantity(value: Decimal) -> str:
    """A quantity, price or percentage: at most five decimals, none that say nothing.

    Raises ValueError for a number qbXML has no room for (reference §2.2).
    """
    text = _digits(value, Decimal("0.00001"), 10)
    return text.rstrip("0").rstrip(".")


def _digits(value: Decimal, step: Decimal, most: int) -> str:
    if not value.is_finite():
        raise ValueError("it is no number")
    room = Decimal(10) ** most
    if abs(value) >= room or abs(rounded := _EXACT.quantize(value, step)) >= room:
        raise ValueError(f"it has more than {most} digits before the point")
    return f"{rounded:f}" if rounded else f"{abs(rounded):f}"


def clean(text: str, *, multiline: bool = False) -> str:
    """Text that QuickBooks Desktop can keep: Latin-1, no control characters, single spaces.

    What Latin-1 lacks is written with similar letters where there are any and left out otherwise,
    as emoji are (reference §2.6). ``multiline`` keeps line breaks.
    """
    latin = "".join(_latin(one) for one in unicodedata.normalize("NFC", _CONTROL.sub("", text)))
    if not multiline:
        return _SPACES.sub(" ", latin).strip()
    lines = _LINE_ENDS.sub("\n", latin).split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip("\n")


def fit(text: str, length: int, *, multiline: bool = False) -> str:
    """Clean text of at most ``length`` characters, cut at the end where it is longer."""
    return clean(text, multiline=multiline)[:length].rstrip()


def _latin(letter: str) -> str:
    if letter <= "\u00ff":
        return letter
    if letter in _LOOKALIKES:
        return _LOOKALIKES[letter]
    if (small := letter.lower()) in _CYRILLIC:
        said = _CYRILLIC[small]
        return said if small == letter else said.capitalize()
    if letter.isspace():
        return " "
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in apart if one <= "\u00ff" and not unicodedata.combining(one))
