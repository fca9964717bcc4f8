"""What a probe found out about the QuickBooks company: what it allows, and why what it does not.

Read at connecting, daily, and when a refusal says that something changed. Stored as JSON on the
connection; unknown until the first probe, which is why everything is allowed by default.
"""

from datetime import date, timedelta
from typing import Any, Literal

from app.sync.settings import Choices

ClassTracking = Literal["none", "transaction", "line"]
Dialect = Literal["online", "desktop"]
TrackedBy = Literal["none", "lot", "serial"]


FEATURES = {
    "posting": "Posting to QuickBooks",
    "inventory": "Stock in QuickBooks",
    "adjustments": "Stock adjustments",
    "purchase_orders": "Purchase orders",
    "estimates": "Estimates",
    "sales_orders": "Sales orders",
    "shipping_fields": "Shipping fields",
    "custom_numbers": "Our own invoice numbers",
    "classes": "Classes",
    "locations": "Locations",
    "transfers": "Transfers between sites",
    "tracking": "Lot and serial numbers",
}
"""What may be switched off, the gravest first, as people call it."""


def feature_cause(feature: str) -> str:
    """What holds a document that needs a feature the company lacks (`SyncProblem.cause`)."""
    return f"feature:{feature}"


class FeatureOff(Choices):
    """A feature of ours that this company cannot use, and the reason in words.

    `feature` is a key of FEATURES.
    """

    feature: str
    reason: str


class Facts(Choices):
    """A company's own settings, as far as they decide what may be said to it.

    `unique_bill_numbers`: two bills may not have the same number (QuickBooks warns, and refuses).
    `closed_through`: nothing on or before this day may be posted. `number_length` is the longest
    document number it takes. `read_only`: the subscription ended. `year_starts` is the month in
    which its fiscal year begins. `custom_numbers`: when it is off, QuickBooks numbers sales forms
    itself and ours cannot be found again by number.

    QuickBooks Desktop (`dialect`; reference §1.4, §3.10, §3.12): `product` as it names itself,
    `qbxml` the version spoken, `single_user` how the company file was last open (None: not known),
    `sites` and `bins` whether stock is kept by them, `tracked` by what, `expiry` whether lots carry
    their day. `links_at_creation`: a document can be linked to its order only when it is made, so
    it is sent once it is finished or was left alone for a while.
    """

    dialect: Dialect = "online"
    product: str = ""
    qbxml: str = ""
    single_user: bool | None = None
    advanced_inventory: bool = False
    sites: bool = False
    bins: bool = False
    tracked: TrackedBy = "none"
    expiry: bool = False
    barcodes: bool = False
    sales_orders: bool = False
    links_at_creation: bool = False
    party_name_length: int = 500

    country: str = "US"
    zone: str = ""
    currency: str = "USD"
    multi_currency: bool = False
    subscription: str = ""
    edition: str = ""
    read_only: bool = False
    closed_through: date | None = None
    year_starts: int = 1
    custom_numbers: bool = True
    unique_bill_numbers: bool = True
    class_tracking: ClassTracking = "none"
    location_tracking: bool = False
    inventory: bool = True
    adjustments: bool = True
    purchase_orders: bool = True
    estimates: bool = True
    shipping_fields: bool = True
    sales_tax: bool = True
    number_length: int = 21
    name_length: int = 100
    off: tuple[FeatureOff, ...] = ()

    def longest_name(self, kind: str) -> int:
        """How many characters the name of an item, customer or vendor may have."""
        return self.name_length if kind == "item" else self.party_name_length

    def why_off(self, feature: str) -> str | None:
        """The reason why a feature cannot be used; None if it can."""
        return next((one.reason for one in self.off if one.feature == feature), None)

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> "Facts":
        """The facts as stored on a connection."""
        return cls.model_validate(stored or {})

    def stored(self) -> dict[str, Any]:
        """JSON for the connection row."""
        return self.model_dump(mode="json")

    def open_since(self, today: date) -> date:
        """The first day of the open period: after the closing date, else of this fiscal year."""
        if self.closed_through is not None:
            return self.closed_through + timedelta(days=1)
        begun = date(today.year, self.year_starts, 1)
        return begun if begun <= today else begun.replace(year=today.year - 1)
