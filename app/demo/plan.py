"""The demo warehouse as plain data: people, bins, and how each item of the simulated company is
tracked, labelled and stored. Items, parties and orders themselves come from QuickBooks."""

from dataclasses import dataclass

from app.access.models import Role
from app.catalog.models import LocationUse, RemovalOrder, Tracking

COMPANY = "Harbor & Vale Supply Co."
ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A sign-in that is printed at start: only ever used in the demo."""

    name: str
    role: Role
    badge: str
    pin: str
    email: str | None = None
    password: str | None = None


PEOPLE = (
    DemoPerson(
        "Dana Whitfield",
        Role.MANAGER,
        "BDG:DEMO-DANA",
        "4004",
        "manager@demo.example",
        "demo-manager",
    ),
    DemoPerson("Sam Ortega", Role.SUPERVISOR, "BDG:DEMO-SAM", "3003"),
    DemoPerson("Rosa Lind", Role.OPERATOR, "BDG:DEMO-ROSA", "1001"),
    DemoPerson("Pete Kowal", Role.OPERATOR, "BDG:DEMO-PETE", "2002"),
)
RECEIVER, PICKER = PEOPLE[2], PEOPLE[3]

WAREHOUSE = "MAIN"
ZONES = (("A", "Ambient"), ("C", "Chilled"), ("S", "Supplies"))
SPECIAL_BINS = (
    ("QUAR", "Quarantine", LocationUse.QUARANTINE),
    ("DMG", "Damaged", LocationUse.DAMAGED),
)
TRUCK = "TRUCK"
TRUCK_BINS = ("T-01", "T-02")
TRUCK_LOAD = (("CUP-12", 24), ("NAP-500", 10), ("GLV-M", 5))
"""What the open transfer takes out to the truck: to be loaded, then unloaded by scan."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Opening stock in one bin: `lot` "" for untracked; `days` until it expires (None: never)."""

    bin: str
    qty: int
    lot: str = ""
    days: int | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How we handle one item. `reference` is the item's part of its demo GTIN."""

    sku: str
    reference: int
    stored: tuple[Stored, ...]
    case: int = 12
    tracking: Tracking = Tracking.NONE
    has_expiry: bool = False
    removal: RemovalOrder = RemovalOrder.FIFO


def _lots(sku: str, reference: int, *stored: Stored, case: int = 12) -> Plan:
    """An item told apart by lot, with an expiry: first expired, first out."""
    return Plan(sku, reference, stored, case, Tracking.LOT, True, RemovalOrder.FEFO)


def _plain(sku: str, reference: int, *stored: Stored, case: int = 12) -> Plan:
    return Plan(sku, reference, stored, case)


SCANNERS = tuple(f"SN24-{number:04d}" for number in range(1, 13))

PLANS = (
    _lots(
        "OAT-1L",
        101,
        Stored("C-01-1", 8, "L2211", 112),
        Stored("C-01-2", 96, "L2304", 170),
        Stored("C-03-1", 40, "L2318", 201),
    ),
    _lots("ALM-1L", 102, Stored("C-01-3", 96, "A771", 140)),
    _lots(
        "YOG-500",
        103,
        Stored("C-02-1", 20, "Y0901", 9),
        Stored("C-02-2", 40, "Y0915", 23),
        case=6,
    ),
    _lots("BUT-250", 104, Stored("C-02-3", 80, "B448", 65), case=20),
    _lots("CHD-200", 105, Stored("C-03-2", 48, "CH12", 90), case=10),
    _lots("EGG-12", 106, Stored("C-03-3", 72, "E331", 18), case=15),
    _plain("PEN-500", 107, Stored("A-01-1", 240), case=24),
    _plain("SPA-500", 108, Stored("A-01-2", 240), case=24),
    _plain("RIC-1K", 109, Stored("A-01-3", 120), case=10),
    _plain("TOM-400", 110, Stored("A-02-1", 200), Stored("A-04-1", 160), case=24),
    _plain("BEA-400", 111, Stored("A-02-2", 300), case=24),
    _plain("OLV-750", 112, Stored("A-02-3", 84), case=6),
    _plain("VIN-500", 113, Stored("A-03-1", 60)),
    _lots("HON-350", 114, Stored("A-03-2", 54, "H77", 500)),
    _lots(
        "COF-1K",
        115,
        Stored("A-03-3", 6, "KR-0819", 60),
        Stored("A-04-2", 60, "KR-1004", 210),
        case=6,
    ),
    _plain("TEA-50", 116, Stored("A-04-3", 90)),
    _lots("CHO-100", 117, Stored("A-05-1", 200, "DC9", 300), case=20),
    _lots("GRA-400", 118, Stored("A-05-2", 75, "G220", 150), case=10),
    _plain("CUP-12", 119, Stored("S-01-1", 130), case=20),
    _plain("LID-12", 120, Stored("S-01-2", 130), case=20),
    _plain("NAP-500", 121, Stored("S-01-3", 70), case=10),
    _plain("GLV-M", 122, Stored("S-02-1", 40), case=10),
    _plain("BAG-55", 123, Stored("S-02-2", 35), case=8),
    Plan(
        "SCN-2D",
        124,
        (Stored("S-02-3", 12, serials=SCANNERS),),
        case=1,
        tracking=Tracking.SERIAL,
    ),
)


def bins() -> list[str]:
    """Every storage bin of the plan in walk order: zone, aisle, level."""
    planned = {stored.bin for plan in PLANS for stored in plan.stored}
    return sorted(planned | {"A-05-3", "C-04-1"})
