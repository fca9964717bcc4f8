"""The floor's rules as the settings have them."""

from app.inventory.floor import Policy
from app.settings import Settings


def floor_policy(settings: Settings) -> Policy:
    """What `FloorScan.policy` must be on a server with these settings."""
    return Policy(
        zone=settings.company_zone,
        over_receipt_tolerance_percent=settings.over_receipt_tolerance_percent,
        expiring_soon_days=settings.expiring_soon_days,
        bin_first=settings.bin_first,
    )
