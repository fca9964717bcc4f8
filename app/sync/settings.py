"""What a bookkeeper chooses for a connection; stored as JSON on the connection row."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Posting(StrEnum):
    """When a document goes to QuickBooks: after each scan, or quietly once it is finished."""

    EACH_SCAN = "each_scan"
    ON_COMPLETION = "on_completion"


class Choices(BaseModel):
    """Base of stored choices: what an older release wrote and this one dropped is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PostingChoice(Choices):
    """Per kind of document."""

    receipt: Posting = Posting.EACH_SCAN
    shipment: Posting = Posting.EACH_SCAN
    adjustment: Posting = Posting.EACH_SCAN
    customer_return: Posting = Posting.EACH_SCAN
    vendor_return: Posting = Posting.EACH_SCAN
    transfer: Posting = Posting.EACH_SCAN


class Accounts(Choices):
    """QuickBooks ids of the accounts we must name; empty where none is chosen yet.

    `adjustment_by_reason` overrides `adjustment` for a reason such as "damaged". `asset`, `income`
    and `cogs` are what a new item is made with; refunds are paid from `refund_from`.
    """

    accounts_payable: str = ""
    adjustment: str = ""
    deposit_to: str = ""
    refund_from: str = ""
    asset: str = ""
    income: str = ""
    cogs: str = ""
    adjustment_by_reason: dict[str, str] = Field(default_factory=dict)


class PlaceLink(Choices):
    """The QuickBooks class and location that a warehouse stands for; empty: none.

    A location is a department in QuickBooks Online, an inventory site in Desktop. `bins` are that
    site's bins in QuickBooks, by the codes they have here; the others are not told.
    """

    class_id: str = ""
    location_id: str = ""
    bins: dict[str, str] = Field(default_factory=dict)


SalesDocument = Literal["invoice", "sales_receipt"]
PurchaseDocument = Literal["item_receipt", "bill"]
OrderSourceChoice = Literal["sales_order", "estimate", "invoice"]


class ConnectionSettings(Choices):
    """All choices of one connection, with the defaults of a new one.

    `places` links warehouses (by our id) to classes and locations. `orders_from` says what is
    picked: sales orders, or what stands in for them where QuickBooks has none (Online, and Desktop
    Pro). `purchase_document` is what a receipt becomes in Desktop; Online has bills only.
    `read_budget` is how many reads a month Intuit gives the app (reference §2, metering).
    `transactions_since` is the day from which transactions are read; None: a few days before the
    company was connected. `calls_every_seconds` is how often Desktop's Web Connector is asked to
    call.
    """

    posting: PostingChoice = PostingChoice()
    sales_document: SalesDocument = "invoice"
    purchase_document: PurchaseDocument = "item_receipt"
    orders_from: tuple[OrderSourceChoice, ...] = ("estimate",)
    accounts: Accounts = Accounts()
    places: dict[str, PlaceLink] = Field(default_factory=dict)
    read_budget: int = Field(default=500_000, ge=1_000)
    transactions_since: date | None = None
    calls_every_seconds: int = Field(default=10, ge=1)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "ConnectionSettings":
        """The choices as stored on a connection."""
        return cls.model_validate(stored)

    def stored(self) -> dict[str, Any]:
        """JSON for the connection row."""
        return self.model_dump(mode="json")
