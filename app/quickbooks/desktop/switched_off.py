"""What a Desktop company cannot use, and what a person can do about it, in words."""

from collections.abc import Iterator

from app.sync.facts import Facts, FeatureOff

_PREFERENCES = "in QuickBooks, under Edit, Preferences, {page}, Company Preferences"
_ITEMS = _PREFERENCES.format(page="Items & Inventory")
_ADVANCED = "QuickBooks Enterprise with Advanced Inventory"


def switched_off(facts: Facts) -> Iterator[FeatureOff]:
    """What is off, the gravest first; editions: reference §3.3, §3.8, §3.9, §3.10."""
    name = f"QuickBooks {facts.edition}" if facts.edition else "This QuickBooks"
    if not facts.inventory:
        reason = f"Inventory and purchase orders are switched off {_ITEMS}: nothing is counted."
        yield FeatureOff(feature="inventory", reason=reason)
    if waits_for_single_user(facts):
        yield FeatureOff(
            feature="adjustments",
            reason="QuickBooks adjusts stock only in single-user mode, and the company file is open"
            " for several users. Counts wait here until it is opened in single-user mode.",
        )
    if not facts.purchase_orders:
        reason = f"Purchase orders are switched off {_ITEMS}. Goods are received without them."
        yield FeatureOff(feature="purchase_orders", reason=reason)
    if not facts.estimates:
        page = _PREFERENCES.format(page="Jobs & Estimates")
        reason = f"Estimates are switched off {page}: no orders to pick are read from them."
        yield FeatureOff(feature="estimates", reason=reason)
    if not facts.sales_orders:
        yield FeatureOff(
            feature="sales_orders",
            reason=f"{name} has no sales orders. Orders to pick are read from estimates or"
            " invoices.",
        )
    if facts.class_tracking == "none":
        page = _PREFERENCES.format(page="Accounting")
        reason = f"Class tracking is switched off {page}: warehouses are not posted as classes."
        yield FeatureOff(feature="classes", reason=reason)
    if not facts.sites:
        yield from _without_sites(facts, name)
    if facts.tracked == "none":
        yield FeatureOff(feature="tracking", reason=_untracked(facts, name))


def waits_for_single_user(facts: Facts) -> bool:
    """Does QuickBooks refuse to adjust stock as it is open now (reference §3.8)?"""
    return facts.inventory and facts.single_user is False and not facts.advanced_inventory


def _without_sites(facts: Facts, name: str) -> Iterator[FeatureOff]:
    if facts.advanced_inventory:
        why = f"Inventory sites are switched off {_ITEMS}, Advanced Inventory Settings"
    else:
        why = f"{name} keeps one stock for the whole company; sites need {_ADVANCED}"
    yield FeatureOff(
        feature="locations", reason=f"{why}: warehouses are not posted as inventory sites."
    )
    yield FeatureOff(
        feature="transfers", reason=f"{why}: what moves between warehouses is not posted."
    )


def _untracked(facts: Facts, name: str) -> str:
    kept = "Scanpost keeps lot and serial numbers and writes them into the memo."
    if facts.advanced_inventory:
        return f"Lot and serial numbers are switched off {_ITEMS}. {kept}"
    return f"{name} keeps no lot or serial numbers; they need {_ADVANCED}. {kept}"
