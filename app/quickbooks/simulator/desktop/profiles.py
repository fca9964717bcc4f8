"""Which QuickBooks Desktop stands at the customer's: edition, release, and what it can do.

Reference §9 rule 31; releases and their qbXML versions: reference §1.4.
"""

from dataclasses import dataclass

_UP_TO_13 = (
    *("1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "4.1", "5.0"),
    *("6.0", "7.0", "8.0", "9.0", "10.0", "11.0", "12.0", "13.0"),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One installed QuickBooks. ``tracked`` is "none", "lot" or "serial": a company file has one.

    ``versions`` are the qbXML versions it understands, oldest first.
    """

    name: str
    product: str
    edition: str
    year: int
    versions: tuple[str, ...]
    advanced_inventory: bool = False
    sites: bool = False
    tracked: str = "none"
    barcodes: bool = False
    sales_orders: bool = True

    @property
    def version(self) -> str:
        """The highest qbXML version it understands."""
        return self.versions[-1]


PRO_2021 = Profile(
    "pro-2021",
    "QuickBooks Pro 2021",
    "Pro",
    2021,
    (*_UP_TO_13, "14.0"),
    sales_orders=False,
)
PREMIER_2023 = Profile(
    "premier-2023",
    "QuickBooks Premier 2023",
    "Premier",
    2023,
    (*_UP_TO_13, "14.0", "15.0", "16.0"),
)
ENTERPRISE_24 = Profile(
    "enterprise-24",
    "QuickBooks Enterprise Solutions 24.0",
    "Enterprise",
    2024,
    (*_UP_TO_13, "14.0", "15.0", "16.0"),
    advanced_inventory=True,
    sites=True,
    tracked="lot",
    barcodes=True,
)
ENTERPRISE_24_SERIALS = Profile(
    "enterprise-24-serials",
    "QuickBooks Enterprise Solutions 24.0",
    "Enterprise",
    2024,
    (*_UP_TO_13, "14.0", "15.0", "16.0"),
    advanced_inventory=True,
    sites=True,
    tracked="serial",
    barcodes=True,
)

PROFILES = {
    profile.name: profile
    for profile in (PRO_2021, PREMIER_2023, ENTERPRISE_24, ENTERPRISE_24_SERIALS)
}
