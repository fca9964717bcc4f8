"""Finding out what a company allows: who it is, its preferences, and what its edition can do.

Reads CompanyInfo and Preferences (reference §3.8) and asks for the two records that editions lack
(§3.7): a harmless count that an edition without them refuses. Four reads, at connecting and daily.
"""

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.db import Database
from app.quickbooks.online.decode import pull_outcome
from app.quickbooks.online.encode import query
from app.quickbooks.online.faults import Answer, understand
from app.quickbooks.online.wire import Json
from app.sync.facts import ClassTracking, Facts, FeatureOff
from app.sync.news import News, learn
from app.sync.port import (
    Channel,
    Entity,
    Message,
    Outcome,
    Rejected,
    SyncProblem,
    Unauthorised,
    Unreachable,
)

READ_ONLY_STATES = frozenset({"EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"})
_EDITIONS = {
    "simplestart": "Simple Start",
    "essentials": "Essentials",
    "plus": "Plus",
    "advanced": "Advanced",
}
_WITHOUT_INVENTORY = frozenset({"Simple Start", "Essentials"})
_ASKED = ("PurchaseOrder", "InventoryAdjustment")


class ProbeRefused(Exception):
    """QuickBooks does not let us in: only a person can change that."""

    def __init__(self, problem: SyncProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


async def probe(db: Database, channel: Channel, connection_id: UUID) -> list[News]:
    """Read what the company allows, store it, and return what changed since the last time.

    Raises ProbeRefused, Unreachable.
    """
    name, facts = await look(channel)
    return await learn(db, connection_id, name, facts)


async def look(channel: Channel) -> tuple[str, Facts]:
    """The company's name and what it allows. Raises ProbeRefused, Unreachable."""
    company = await _one(channel, "CompanyInfo")
    preferences = await _one(channel, "Preferences")
    refused = frozenset([entity for entity in _ASKED if not await _offered(channel, entity)])
    name = str(company.get("CompanyName") or "")[:200]
    return name, facts_from(company, preferences, refused)


def facts_from(company: Json, preferences: Json, refused: frozenset[str] = frozenset()) -> Facts:
    """What CompanyInfo and Preferences say; `refused` are the records the edition does not have."""
    named = {one.get("Name"): str(one.get("Value") or "") for one in company.get("NameValue") or []}
    accounting = preferences.get("AccountingInfoPrefs") or {}
    sales = preferences.get("SalesFormsPrefs") or {}
    money = preferences.get("CurrencyPrefs") or {}
    country = str(company.get("Country") or "US").upper()
    facts = Facts(
        country="US" if country == "USA" else country,
        zone=_zone(company.get("DefaultTimeZone")),
        currency=str((money.get("HomeCurrency") or {}).get("value") or "USD"),
        multi_currency=money.get("MultiCurrencyEnabled") is True,
        subscription=named.get("SubscriptionStatus", ""),
        edition=_edition(named.get("OfferingSku", "")),
        read_only=named.get("SubscriptionStatus", "") in READ_ONLY_STATES,
        closed_through=_day(accounting.get("BookCloseDate")),
        year_starts=_month(company.get("FiscalYearStartMonth")),
        custom_numbers=sales.get("CustomTxnNumbers") is not False,
        unique_bill_numbers=_other(preferences, "WarnDuplicateCheckNumber") != "false",
        class_tracking=_class_tracking(accounting),
        location_tracking=accounting.get("TrackDepartments") is True,
        estimates=sales.get("AllowEstimates") is not False,
        shipping_fields=sales.get("AllowShipping") is not False,
        sales_tax=(preferences.get("TaxPrefs") or {}).get("UsingSalesTax") is not False,
    )
    off = tuple(_off(facts, preferences.get("ProductAndServicesPrefs") or {}, refused))
    names = {one.feature for one in off}
    return facts.model_copy(
        update={
            "inventory": "inventory" not in names,
            "adjustments": "adjustments" not in names,
            "purchase_orders": "purchase_orders" not in names,
            "off": off,
        }
    )


def _other(preferences: Json, name: str) -> str | None:
    """One of the preferences that QuickBooks keeps as a list of names and values."""
    listed = (preferences.get("OtherPrefs") or {}).get("NameValue") or []
    return next((str(one.get("Value")) for one in listed if one.get("Name") == name), None)


def _off(facts: Facts, products: Json, refused: frozenset[str]) -> Iterator[FeatureOff]:
    """What cannot be used, the gravest first, and what a person can do about it."""
    plan = f"QuickBooks Online {facts.edition}" if facts.edition else "This QuickBooks plan"
    if facts.read_only:
        yield FeatureOff(
            feature="posting",
            reason=f"The QuickBooks subscription has ended ({facts.subscription.lower()}). Renew"
            " it: until then everything is kept here.",
        )
    small = facts.edition in _WITHOUT_INVENTORY
    if small:
        yield FeatureOff(
            feature="inventory",
            reason=f"{plan} does not count stock. Change to Plus or Advanced in QuickBooks.",
        )
    elif missing := _switched_off(products):
        yield FeatureOff(
            feature="inventory",
            reason=f"Switch on in QuickBooks, under Account and settings, Sales, Products and"
            f" services: {', '.join(missing)}.",
        )
    if small or "InventoryAdjustment" in refused or facts.country != "US":
        yield FeatureOff(feature="adjustments", reason=_no_adjustments(facts, plan, small))
    if small or "PurchaseOrder" in refused:
        yield FeatureOff(
            feature="purchase_orders",
            reason=f"{plan} has no purchase orders. Goods are received without them.",
        )
    if not facts.estimates:
        yield FeatureOff(
            feature="estimates",
            reason="Estimates are switched off in QuickBooks, under Account and settings, Sales."
            " Orders to pick are read from estimates.",
        )
    if not facts.shipping_fields:
        yield FeatureOff(
            feature="shipping_fields",
            reason="Shipping is switched off in QuickBooks, under Account and settings, Sales,"
            " Sales form content: ship dates and tracking numbers are not kept there.",
        )
    if not facts.custom_numbers:
        yield FeatureOff(
            feature="custom_numbers",
            reason="Custom transaction numbers are switched off in QuickBooks, under Account and"
            " settings, Sales: QuickBooks numbers invoices itself.",
        )
    if facts.class_tracking == "none":
        yield FeatureOff(feature="classes", reason=_untracked("Class", "classes"))
    if not facts.location_tracking:
        yield FeatureOff(feature="locations", reason=_untracked("Location", "locations"))


def _no_adjustments(facts: Facts, plan: str, small: bool) -> str:
    if small:
        return f"{plan} has no stock adjustments. Counts are held here."
    if facts.country != "US":
        return (
            "QuickBooks lets programs adjust stock in US companies only. Counts are held here:"
            " enter them in QuickBooks under New, Inventory qty adjustment, and mark them as"
            " entered."
        )
    return f"{plan} does not let Scanpost adjust stock. Counts are held here to enter by hand."


def _untracked(word: str, things: str) -> str:
    return (
        f"{word} tracking is switched off in QuickBooks, under Account and settings, Advanced,"
        f" Categories: warehouses are not posted as {things}."
    )


def _switched_off(products: Json) -> list[str]:
    """The switches that inventory needs and that are off, as QuickBooks calls them (§3.8)."""
    labels = {
        "ForSales": "Show Product/Service column on sales forms",
        "ForPurchase": "Show Items table on expense and purchase forms",
        "QuantityWithPriceAndRate": "Track quantity and price/rate",
        "QuantityOnHand": "Track inventory quantity on hand",
    }
    return [label for name, label in labels.items() if products.get(name) is False]


def _edition(sku: str) -> str:
    """ "QuickBooks Online Plus" → "Plus"; a plan we do not know stays as QuickBooks calls it."""
    folded = sku.lower().replace(" ", "")
    for word, edition in _EDITIONS.items():
        if word in folded:
            return edition
    return sku.removeprefix("QuickBooks Online").strip()[:60]


def _class_tracking(accounting: Json) -> ClassTracking:
    if accounting.get("ClassTrackingPerTxnLine") is True:
        return "line"
    return "transaction" if accounting.get("ClassTrackingPerTxn") is True else "none"


def _zone(value: Any) -> str:
    """A zone the server knows, or nothing: documents are then dated in the server's own setting."""
    try:
        return ZoneInfo(str(value)).key if value else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _month(name: Any) -> int:
    """The number of a month as Intuit names it, in English; January where it does not say."""
    months = list(calendar.month_name)
    return months.index(name) if name in months[1:] else 1


async def _one(channel: Channel, entity: str) -> dict[str, Any]:
    """The one record of its kind: as a query, which needs no id."""
    answer = await _answer(channel, query(f"select * from {entity}"))  # noqa: S608 - our own words
    rows = ((answer.body or {}).get("QueryResponse") or {}).get(entity) or [{}]
    return dict(rows[0])


async def _offered(channel: Channel, entity: str) -> bool:
    """Does the edition know this record? Any refusal of the question means no."""
    counting = query(f"select count(*) from {entity}")  # noqa: S608 - our own words
    return (await _answer(channel, counting, may_refuse=True)).body is not None


async def _answer(channel: Channel, message: Message, *, may_refuse: bool = False) -> Answer:
    """The answer, after renewing our access if it had to be."""
    answer, outcome = await _ask(channel, message)
    if isinstance(outcome, Unauthorised) and outcome.renewable:
        problem = await channel.renew()
        if problem is not None:
            raise ProbeRefused(problem)
        answer, outcome = await _ask(channel, message)
    if isinstance(outcome, Unauthorised):
        raise ProbeRefused(outcome.problem)
    if outcome is None or (may_refuse and isinstance(outcome, Rejected)):
        return answer
    raise Unreachable(type(outcome).__name__.lower())


async def _ask(channel: Channel, message: Message) -> tuple[Answer, Outcome | None]:
    """The answer, and what came of it instead of a success."""
    reply = await channel.send(message)
    if reply is None:
        raise Unreachable("no answer")
    answer = understand(reply)
    if reply.status == 200 and answer.body is not None:
        return answer, None
    return answer, pull_outcome(Entity.ACCOUNT, reply, answer)
