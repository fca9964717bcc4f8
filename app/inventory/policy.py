"""The house rules as the settings have them."""

from app.inventory.floor import HouseRules
from app.settings import Settings


def house_rules(settings: Settings) -> HouseRules:
    """What this company decided for its floor."""
    return HouseRules(
        zone=settings.company_zone,
        bin_first=settings.bin_first,
        over_receipt_tolerance_percent=settings.over_receipt_tolerance_percent,
        expiring_soon_days=settings.expiring_soon_days,
    )
