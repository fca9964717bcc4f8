"""The floor's rules as the settings have them."""

from app.inventory.floor import HouseRules
from app.settings import Settings


def floor_policy(settings: Settings) -> HouseRules:
    """What `FloorScan.rules` must be on a server with these settings."""
    return HouseRules(
        zone=settings.company_zone,
        over_receipt_tolerance_percent=settings.over_receipt_tolerance_percent,
        expiring_soon_days=settings.expiring_soon_days,
        bin_first=settings.bin_first,
    )
