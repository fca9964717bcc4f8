"""What a tester or the company's owner can switch: edition, preferences, doubtful behaviours."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The company's settings. Where Intuit's behaviour is unverified, both are offered."""

    company_name: str = "Harbor & Vale Supply Co."
    country: str = "US"
    time_zone: str = "America/New_York"
    language: str = "en"
    environment: str = "sandbox"
    edition: str = "Plus"
    subscription_status: str = "SUBSCRIBED"
    book_close_date: str | None = None
    closing_password: bool = False
    custom_txn_numbers: bool = True
    custom_purchase_numbers: bool = True
    warn_duplicate_bill_numbers: bool = True
    class_tracking: str = "line"
    track_departments: bool = True
    quantity_on_hand: bool = True
    negative_stock: bool = True
    purchase_order_closes: bool = True
    estimate_closes_to: str = "Closed"
    quantity_on_item_update: bool = False
    forbidden_character_code: int = 2040
    inventory_lock: bool = True
    requestid_replays_faults: bool = True
    throttled: bool = False
    monthly_reads: int | None = None
    automatic_consent: bool = True

    def changed(self, values: dict[str, Any]) -> "Behaviour":
        """These settings with some replaced; ValueError names a setting or value that is not."""
        known = {field.name: field for field in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"There is no setting {name!r}.")
            _check(name, value, getattr(Behaviour(), name))
        return replace(self, **values)

    @classmethod
    def restored(cls, values: dict[str, Any]) -> "Behaviour":
        """Settings as stored, perhaps by an older version that had others."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


_CHOICES = {
    "language": ("en", "fr"),
    "environment": ("sandbox", "production"),
    "edition": ("SimpleStart", "Essentials", "Plus", "Advanced"),
    "class_tracking": ("off", "line", "transaction"),
    "estimate_closes_to": ("Closed", "Converted"),
    "forbidden_character_code": (2040, 6000),
}


def _check(name: str, value: object, default: object) -> None:
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise ValueError(f"{name} is one of {', '.join(map(str, choices))}.")
    if name == "book_close_date":
        if value is not None and not _is_day(value):
            raise ValueError("book_close_date is a day such as 2026-01-31, or null.")
    elif name == "monthly_reads":
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise ValueError("monthly_reads is a whole number or null.")
    elif type(value) is not type(default):
        raise ValueError(f"{name} is a {type(default).__name__}.")


def _is_day(value: object) -> bool:
    try:
        return bool(date.fromisoformat(str(value)))
    except ValueError:
        return False
