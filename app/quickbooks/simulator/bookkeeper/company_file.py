"""What the owner of the company decides: closed books, preferences, plan, which apps may in."""

from typing import Any

from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.company import SimulatedCompany

# names of companies that a connection must cope with, and what makes them so
VARIANTS: dict[str, dict[str, Any]] = {
    "plus": {},
    "advanced": {"edition": "Advanced"},
    "essentials": {"edition": "Essentials"},
    "simple_start": {"edition": "SimpleStart"},
    "canada": {"country": "CA", "time_zone": "America/Toronto"},
    "quebec": {"country": "CA", "time_zone": "America/Toronto", "language": "fr"},
    "class_per_transaction": {"class_tracking": "transaction"},
    "class_off": {"class_tracking": "off"},
    "location_off": {"track_departments": False},
    "own_numbers_off": {"custom_txn_numbers": False, "custom_purchase_numbers": False},
    "inventory_off": {"quantity_on_hand": False},
    "no_negative_stock": {"negative_stock": False},
    "expired": {"subscription_status": "EXPIRED"},
}
_OURS = ("company_name", "environment")


def close_books(company: SimulatedCompany, through: str, *, password: bool = False) -> None:
    """Close the period through this day (YYYY-MM-DD), with or without a closing password."""
    company.books.configure({"book_close_date": through, "closing_password": password})


def reopen_books(company: SimulatedCompany) -> None:
    company.books.configure({"book_close_date": None, "closing_password": False})


def prefer(company: SimulatedCompany, **settings: Any) -> None:
    """Change preferences, such as ``class_tracking`` or ``custom_txn_numbers`` (see Behaviour)."""
    company.books.configure(settings)


def become(company: SimulatedCompany, variant: str) -> None:
    """Turn into one of VARIANTS: its settings, and the usual ones for the rest."""
    if variant not in VARIANTS:
        raise ValueError(f"A company is one of {', '.join(VARIANTS)}.")
    usual = Behaviour().as_dict()
    same = {name: getattr(company.books.behaviour, name) for name in _OURS}
    company.books.configure({**usual, **same, **VARIANTS[variant]})


def end_subscription(company: SimulatedCompany, status: str = "EXPIRED") -> None:
    """The company can be read and not written: EXPIRED, RESTRICTED, SUSPENDED or CANCELED."""
    company.books.configure({"subscription_status": status})


def renew_subscription(company: SimulatedCompany) -> None:
    company.books.configure({"subscription_status": "SUBSCRIBED"})


def disconnect_app(company: SimulatedCompany) -> None:
    """Disconnect our app inside QuickBooks: every token it has is refused from now on."""
    company.oauth.disconnect()
