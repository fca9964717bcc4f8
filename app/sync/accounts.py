"""Which QuickBooks accounts to begin with: a suggestion where the chart leaves little doubt."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.upsert import table_of
from app.sync.models import ExternalAccount, QuickBooksConnection
from app.sync.settings import ConnectionSettings

PURPOSES = {
    "accounts_payable": "accounts payable",
    "adjustment": "inventory adjustments",
    "deposit_to": "deposits",
    "refund_from": "refunds",
    "asset": "inventory assets",
    "income": "sales income",
    "cogs": "cost of goods sold",
}
"""The fields of `app.sync.settings.Accounts`, in words."""
TYPES = {
    "accounts_payable": ("Accounts Payable",),
    "adjustment": (
        "Cost of Goods Sold",
        "Expense",
        "Other Expense",
        "Income",
        "Other Income",
        "Equity",
    ),
    "deposit_to": ("Bank", "Other Current Asset"),
    "refund_from": ("Bank", "Other Current Asset"),
    "asset": ("Other Current Asset",),
    "income": ("Income", "Other Income"),
    "cogs": ("Cost of Goods Sold", "Expense", "Other Expense"),
}
"""The account types QuickBooks takes for each (reference §3.1, §3.4, §3.6, §3.7)."""
_account = table_of(ExternalAccount).c
_PAYABLE = "Accounts Payable"
_SHRINKAGE = "inventory shrinkage"  # the name QuickBooks itself gives it in an English company
_SHRINKAGE_TYPES = ("Cost of Goods Sold", "Expense", "Other Expense")


async def list_accounts(session: AsyncSession, connection_id: UUID) -> list[ExternalAccount]:
    """The active accounts, by type and name."""
    found = await session.execute(
        sa.select(ExternalAccount)
        .where(_account.connection_id == connection_id, _account.active)
        .order_by(_account.account_type, _account.name)
    )
    return list(found.scalars())


async def suggest_accounts(session: AsyncSession, connection: QuickBooksConnection) -> None:
    """Fill in what nobody has chosen yet; leaves empty what only a bookkeeper can know."""
    chart = await list_accounts(session, connection.id)
    settings = ConnectionSettings.of(connection.settings)
    chosen = settings.accounts
    suggested = chosen.model_copy(
        update={
            "accounts_payable": chosen.accounts_payable or suggest("accounts_payable", chart),
            "adjustment": chosen.adjustment or suggest("adjustment", chart),
        }
    )
    connection.settings = settings.model_copy(update={"accounts": suggested}).stored()


def suggest(purpose: str, chart: list[ExternalAccount]) -> str:
    """The QuickBooks id of the account most likely meant for a purpose; empty where none is."""
    match purpose:
        case "accounts_payable":
            return _payable(chart)
        case "adjustment":
            return _shrinkage(chart)
        case _:
            kinds = TYPES[purpose]
            return next((one.external_id for one in chart if one.account_type in kinds), "")


def _payable(chart: list[ExternalAccount]) -> str:
    """The first accounts-payable account; nearly every company has exactly one."""
    return next((one.external_id for one in chart if one.account_type == _PAYABLE), "")


def _shrinkage(chart: list[ExternalAccount]) -> str:
    named = (
        one.external_id
        for one in chart
        if one.account_type in _SHRINKAGE_TYPES and _SHRINKAGE in one.name.lower()
    )
    return next(named, "")
