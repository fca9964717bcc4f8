"""Finding out what a company file allows, from what QuickBooks says of itself.

Web Connector brings three answers with its first request: the host, the company and its preferences
(reference §1.4, §3.12); one that does not is made to ask. Nothing there says whether the edition
has Advanced Inventory, or sales orders: both are told by the product and by what is switched on.
"""

import calendar
from datetime import date

from app.quickbooks.desktop.grammar.fields import version_key
from app.quickbooks.desktop.qbxml import Answer, Node, Rq, Unreadable, build
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.desktop.switched_off import switched_off
from app.sync.facts import Facts, TrackedBy
from app.sync.port import Message

NEWEST = "16.0"
VERSIONS = ("13.0", "10.0", "5.0")
"""qbXML to ask in while it is not known what QuickBooks understands, one after the other."""
NUMBER_LENGTH, NAME_LENGTH, PARTY_NAME_LENGTH = 11, 31, 41  # reference §3.13
_FILE_ID = "FileID"  # the name under which Web Connector keeps it in the company file (§1.4)
_TELLS_ALL = "11.0"  # from this version on preferences tell of lots and barcodes
_TRACKED: dict[str, TrackedBy] = {"LotNumber": "lot", "SerialNumber": "serial"}
_CURRENCIES = {"CA": "CAD", "UK": "GBP", "AU": "AUD"}
_EDITIONS = (
    ("enterprise", "Enterprise"),
    ("premier", "Premier"),
    ("accountant", "Premier"),  # QuickBooks Accountant is Premier's
    ("pro", "Pro"),
)
_NONE = Node("")


def message(version: str) -> Message:
    """Ask for host, company (with our mark) and preferences."""
    requests = [
        Rq("HostQueryRq", {}, "host"),
        Rq("CompanyQueryRq", {"OwnerID": OWNER_ID}, "company"),
        Rq("PreferencesQueryRq", {}, "preferences"),
    ]
    text = build(requests, version=version, on_error="continueOnError")
    return Message("QBXML", "HostQueryRq", text, "text/xml")


def is_complete(answer: Answer) -> bool:
    """Does it tell everything that this QuickBooks can tell?"""
    kinds = ("Host", "Company", "Preferences")
    host, company, preferences = (_record(answer, kind) for kind in kinds)
    if _NONE in (host, company, preferences):
        return False
    tells_all = version_key(_version(host)) >= version_key(_TELLS_ALL)
    return not tells_all or preferences.one("ItemsAndInventoryPreferences") is not None


def file_id_of(answer: Answer, owner_id: str) -> str | None:
    """The mark that Web Connector left in the company file for `owner_id`; None without one."""
    for one in _record(answer, "Company").all("DataExtRet"):
        named = one.text("DataExtName") == _FILE_ID
        if named and one.text("OwnerID").lower() == owner_id.lower():
            return one.text("DataExtValue")
    return None


def facts_from(answer: Answer, *, zone: str = "") -> tuple[str, Facts]:
    """The company's name and what it allows. QuickBooks does not say where it is: `zone`."""
    host, company = _record(answer, "Host"), _record(answer, "Company")
    preferences = _record(answer, "Preferences")
    items = preferences.one("ItemsAndInventoryPreferences") or _NONE
    sites = preferences.one("MultiLocationInventoryPreferences") or _NONE
    buys = preferences.one("PurchasesAndVendorsPreferences") or _NONE
    product, version = host.text("ProductName").strip()[:100], _version(host)
    edition, country = edition_of(product), host.text("Country").strip().upper() or "US"
    tracked = _TRACKED.get(items.text("IsTrackingSerialOrLotNumber"), "none")
    has_sites = sites.flag("IsMultiLocationInventoryEnabled") is True
    inventory = buys.flag("IsUsingInventory") is not False
    facts = Facts(
        dialect="desktop",
        product=product,
        edition=edition,
        qbxml=version,
        single_user={"SingleUser": True, "MultiUser": False}.get(host.text("QBFileMode")),
        advanced_inventory=has_sites
        or tracked != "none"
        or sites.flag("IsMultiLocationInventoryAvailable") is True,
        sites=has_sites,
        bins=has_sites and items.flag("IsRSBEnabled") is True,
        tracked=tracked,
        expiry=tracked != "none" and version_key(version) >= version_key("16.0"),
        barcodes=items.flag("IsBarcodeEnabled") is True,
        sales_orders=edition != "Pro",
        links_at_creation=True,
        party_name_length=PARTY_NAME_LENGTH,
        country=country,
        zone=zone,
        currency=_CURRENCIES.get(country, "USD"),
        multi_currency=preferences.flag("MultiCurrencyPreferences/IsMultiCurrencyOn") is True,
        closed_through=_day(preferences, "AccountingPreferences/ClosingDate"),
        year_starts=_month(company.text("FirstMonthFiscalYear")),
        unique_bill_numbers=False,
        class_tracking="line"
        if preferences.flag("AccountingPreferences/IsUsingClassTracking")
        else "none",
        location_tracking=has_sites,
        inventory=inventory,
        adjustments=inventory,
        purchase_orders=inventory,
        estimates=preferences.flag("JobsAndEstimatesPreferences/IsUsingEstimates") is not False,
        sales_tax=preferences.one("SalesTaxPreferences") is not None,
        number_length=NUMBER_LENGTH,
        name_length=NAME_LENGTH,
    )
    name = company.text("CompanyName").strip()[:200]
    return name, facts.model_copy(update={"off": tuple(switched_off(facts))})


def edition_of(product: str) -> str:
    """ "QuickBooks Enterprise Solutions 24.0" is Enterprise; empty for one we do not know."""
    folded = product.lower()
    return next((edition for word, edition in _EDITIONS if word in folded), "")


def _record(answer: Answer, kind: str) -> Node:
    """What QuickBooks said of its host, company or preferences; an empty one if nothing."""
    for rs in answer.responses:
        if rs.name == f"{kind}QueryRs" and rs.records:
            return rs.records[0]
    return _NONE


def _version(host: Node) -> str:
    """The newest qbXML both sides speak; "CA3.0" and the like are other languages (§1.4)."""
    known = [one.value.strip() for one in host.all("SupportedQBXMLVersion")]
    plain = [one for one in known if one.replace(".", "", 1).isdecimal()]
    spoken = [one for one in plain if version_key(one) <= version_key(NEWEST)]
    return max(spoken, key=version_key, default=VERSIONS[-1])


def _day(node: Node, path: str) -> date | None:
    try:
        return node.day(path)
    except Unreadable:
        return None


def _month(name: str) -> int:
    """The number of a month as QuickBooks names it; January where it does not say."""
    months = list(calendar.month_name)
    return months.index(name) if name in months[1:] else 1
