"""What a bookkeeper chooses for a connection; stored as JSON on the connection row."""

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


class Accounts(Choices):
    """QuickBooks ids of the accounts we must name; empty where none is chosen yet.

    `adjustment_by_reason` overrides `adjustment` for a reason such as "damaged".
    """

    accounts_payable: str = ""
    adjustment: str = ""
    deposit_to: str = ""
    adjustment_by_reason: dict[str, str] = Field(default_factory=dict)


SalesDocument = Literal["invoice", "sales_receipt"]
OrderSourceChoice = Literal["estimate", "invoice"]


class ConnectionSettings(Choices):
    """All choices of one connection, with the defaults of a new one.

    `orders_from` says what stands in for the sales order that QuickBooks Online lacks.
    `custom_numbers` is QuickBooks' own preference as last read: when it is off, QuickBooks numbers
    sales forms itself and ours cannot be found again by number.
    """

    posting: PostingChoice = PostingChoice()
    sales_document: SalesDocument = "invoice"
    orders_from: tuple[OrderSourceChoice, ...] = ("estimate",)
    accounts: Accounts = Accounts()
    custom_numbers: bool = True

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "ConnectionSettings":
        """The choices as stored on a connection."""
        return cls.model_validate(stored)

    def stored(self) -> dict[str, Any]:
        """JSON for the connection row."""
        return self.model_dump(mode="json")
