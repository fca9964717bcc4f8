"""What a scanned text says, before anybody looks in the catalogue. Pure; the phone does the same.

The order of interpretation is fixed: own labels, Digital Link, EAN/UPC symbols, bracketed GS1 text,
GS1 element string, GTIN, plain text. The raw text is kept for good; a `Parsed` may be made anew
from it after an upgrade.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from biip import BiipException
from biip.upc import Upc

from app.scanning.ai_table import rule_at
from app.scanning.gs1 import (
    GS,
    Elements,
    is_gtin,
    read_bracketed,
    read_date,
    read_digital_link,
    read_element_string,
)
from app.scanning.parsed import Kind, Parsed, ParseWarning, Scheme, WarningCode, Weight
from app.scanning.problems import InvalidBarcode, Reason

__all__ = ["CAMERA", "DEFAULT", "Kind", "Parsed", "ScannerSettings", "Scheme", "parse"]

MAX_RAW = 1024
"""Characters; the longest GS1 label in use has some 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """What the set-up page learnt about one scanner."""

    prefix: str = ""
    suffix: str = ""
    separators: tuple[str, ...] = ()
    """What it types instead of GS, such as "|" or "{GS}"."""
    sends_separator: bool = False
    """It has shown that separators arrive, so a missing one is not to be feared."""


DEFAULT = ScannerSettings()
CAMERA = ScannerSettings(sends_separator=True)
"""Phone camera and photo: our own decoders never drop a separator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """The raw text without what the scanner added, and what the scanner said about it."""

    raw: str
    text: str
    aim: str | None
    symbology: str
    held_separator: bool
    settings: ScannerSettings
    today: date


_AIM = re.compile(r"\]([A-Za-z])([0-9A-Za-z])")
_OWN = re.compile(rf"({'|'.join(Scheme)}):(.*)", re.IGNORECASE | re.DOTALL)
_WEB = re.compile("https?://", re.IGNORECASE)
_ELEMENT_STRING_AIMS = frozenset({"]C1", "]e0", "]d2", "]d8", "]Q3", "]J1"})
_RETAIL = frozenset({"EAN13", "EAN8", "UPCA", "UPCE"})
_RETAIL_AIMS = frozenset({"]E0", "]E3", "]E4"})


def parse(
    raw: str,
    *,
    today: date,
    symbology: str | None = None,
    aim_id: str | None = None,
    settings: ScannerSettings = DEFAULT,
) -> Parsed:
    """Interpret one scan.

    `symbology` is a reader's name for the kind of code ("EAN13", "upc_e"); `aim_id` its AIM
    identifier, which may also lead the text. `today` decides the century of dates. Raises
    `InvalidBarcode` where the code claims to be GS1, EAN/UPC or ours and breaks the rules.
    """
    if len(raw) > MAX_RAW:
        raise InvalidBarcode.because(Reason.TOO_LONG, value=raw)
    framed = raw.rstrip("\r\n\t").removeprefix(settings.prefix).removesuffix(settings.suffix)
    text, aim = _cut_aim(framed.rstrip("\r\n\t"), aim_id)
    scan = _Scan(
        raw=raw,
        text=text.removeprefix(GS),
        aim=aim,
        symbology=re.sub("[^A-Z0-9]", "", (symbology or "").upper()),
        held_separator=GS in _with_separators(framed, settings),
        settings=settings,
        today=today,
    )
    if not scan.text.strip(" "):
        raise InvalidBarcode.because(Reason.EMPTY)
    for interpret in (_own_label, _digital_link, _retail, _bracketed, _element_string, _gtin):
        parsed = interpret(scan)
        if parsed:
            return parsed
    return Parsed(raw=raw, kind=Kind.TEXT, code=scan.text.strip(" "))


def _with_separators(text: str, settings: ScannerSettings) -> str:
    for typed in settings.separators:
        text = text.replace(typed, GS)
    return text


def _cut_aim(text: str, aim_id: str | None) -> tuple[str, str | None]:
    """Text and AIM identifier, the latter from the text if it leads with one."""
    bare = text.removeprefix(GS)
    lead = _AIM.match(bare)
    if lead and (aim_id is None or aim_id.lower() == lead[0].lower()):
        text, aim_id = bare[3:], lead[0]
    return text, _standard_case(aim_id, text.removeprefix(GS)) if aim_id else None


def _standard_case(aim_id: str, text: str) -> str:
    """The identifier as the standard writes it; a caps lock may have turned its letter round.

    ]E0 (EAN) and ]e0 (GS1 DataBar) differ by case alone, so the data decides: a DataBar holds an
    application identifier and at least 14 digits, an EAN 13 digits.
    """
    letter, modifier = aim_id[1:2].upper(), aim_id[2:]
    if letter == "E" and modifier == "0":
        return "]e0" if len(text) >= 16 and rule_at(text) else "]E0"
    return f"]{'d' if letter == 'D' else letter}{modifier}"


def _own_label(scan: _Scan) -> Parsed | None:
    match = _OWN.fullmatch(scan.text)
    if match is None:
        return None
    code = match[2].strip(" ")
    if not code:
        raise InvalidBarcode.because(Reason.EMPTY, value=scan.text)
    return Parsed(raw=scan.raw, kind=Kind.OWN, scheme=Scheme(match[1].upper()), code=code)


def _digital_link(scan: _Scan) -> Parsed | None:
    if scan.aim in _ELEMENT_STRING_AIMS or not _WEB.match(scan.text):
        return None
    link = read_digital_link(scan.text, today=scan.today)
    return _from_elements(scan, Kind.DIGITAL_LINK, link) if link else None


def _retail(scan: _Scan) -> Parsed | None:
    """An EAN or UPC symbol: nothing but a GTIN can be in it."""
    if scan.aim not in _RETAIL_AIMS and (scan.aim or scan.symbology not in _RETAIL):
        return None
    # ]E3: EAN-13 with the two or five digits of a magazine issue behind it
    text = scan.text[:13] if scan.aim == "]E3" else scan.text
    gtin = _expand_upc_e(text) if scan.symbology == "UPCE" and len(text) in (6, 7, 8) else text
    if len(gtin) not in (8, 12, 13, 14) or not (gtin.isascii() and gtin.isdecimal()):
        raise InvalidBarcode.because(Reason.FORMAT, value=text)
    if not is_gtin(gtin):
        raise InvalidBarcode.because(Reason.CHECK_DIGIT, value=text)
    return Parsed(raw=scan.raw, kind=Kind.GTIN, code=text, gtin14=gtin.zfill(14))


def _expand_upc_e(text: str) -> str:
    """UPC-E of 6 digits, 7 (with number system) or 8 (and check digit) as UPC-A."""
    try:
        return Upc.parse(text).as_upc_a()
    except BiipException:
        raise InvalidBarcode.because(Reason.CHECK_DIGIT, value=text) from None


def _bracketed(scan: _Scan) -> Parsed | None:
    elements = read_bracketed(scan.text, today=scan.today)
    return _from_elements(scan, Kind.GS1, elements) if elements else None


def _element_string(scan: _Scan) -> Parsed | None:
    """GS1 fields, if the text claims to be that.

    An AIM identifier decides alone. Without one a valid GTIN is a GTIN, a separator is a claim if
    a field starts the text, and 00, 01 or 02 at the start is one if everything fits.
    """
    text = _with_separators(scan.text, scan.settings).removeprefix(GS)
    if scan.aim and scan.aim not in _ELEMENT_STRING_AIMS:
        return None
    claimed = bool(scan.aim) or (scan.held_separator and rule_at(text) is not None)
    if not claimed and (is_gtin(text) or text[:2] not in ("00", "01", "02")):
        return None
    try:
        elements = read_element_string(
            text, today=scan.today, separators_sent=scan.settings.sends_separator
        )
    except InvalidBarcode:
        if claimed:
            raise
        return None
    return _from_elements(scan, Kind.GS1, elements)


def _gtin(scan: _Scan) -> Parsed | None:
    text = scan.text.strip(" ")
    if not is_gtin(text):
        return None
    return Parsed(raw=scan.raw, kind=Kind.GTIN, code=text, gtin14=text.zfill(14))


def _from_elements(scan: _Scan, kind: Kind, elements: Elements) -> Parsed:
    values = elements.values
    gtin14, sscc, content = (values.get(ai) for ai in ("01", "00", "02"))
    count = (values.get("37") if content else None) or values.get("30")

    def day(ai: str) -> date | None:
        return read_date(values[ai], today=scan.today) if ai in values else None

    return Parsed(
        raw=scan.raw,
        kind=kind,
        code=gtin14 or sscc or content or scan.text,
        gtin14=gtin14,
        lot=values.get("10"),
        serial=values.get("21"),
        expiry=day("17"),
        best_before=day("15"),
        production=day("11"),
        count=int(count) if count else None,
        weight=_weight(values),
        sscc=sscc,
        content_gtin14=content,
        ais=values,
        warnings=tuple(_warnings(elements)),
    )


def _weight(values: dict[str, str]) -> Weight | None:
    """Net weight: (310n) in kilograms, else (320n) in pounds, n digits behind the point."""
    for family, unit in (("310", "kg"), ("320", "lb")):
        for ai, digits in values.items():
            if ai.startswith(family):
                return Weight(Decimal(digits).scaleb(-int(ai[3])), unit)
    return None


def _warnings(elements: Elements) -> list[ParseWarning]:
    values, doubt = elements.values, elements.doubt
    found = []
    if doubt:
        found.append(ParseWarning(WarningCode.SEPARATOR_MISSING, doubt.ai, doubt.choices))
    if "37" in values and "02" not in values:
        found.append(ParseWarning(WarningCode.COUNT_WITHOUT_CONTENT, "37"))
    if "02" in values and "37" not in values and not doubt:
        found.append(ParseWarning(WarningCode.CONTENT_WITHOUT_COUNT, "02"))
    return found
