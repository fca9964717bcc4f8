"""How places and lots are called to people: never a virtual location, never an implicit lot."""

from app.catalog.models import Location, LocationLevel, LocationUse

_COUNTERPARTY = {
    LocationUse.VENDOR: "Vendor",
    LocationUse.CUSTOMER: "Customer",
    LocationUse.ADJUSTMENT: "Adjustment",
    LocationUse.TRANSIT: "In transit",
}


def place_label(location: Location) -> str:
    """A bin by its code; a virtual counterparty by what it stands for."""
    return label_of(location.code, location.level, location.use)


def label_of(code: str, level: LocationLevel, use: LocationUse) -> str:
    """`place_label` for the columns of a joined row."""
    if level is LocationLevel.VIRTUAL:
        return _COUNTERPARTY[use]
    return code
