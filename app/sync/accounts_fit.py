"""Which accounts fit which purpose, and what stands against the chosen one. Pure."""

from collections.abc import Iterator

from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.documents import AnyDocument
from app.sync.explanations import about_document, explained
from app.sync.known import Account, Known
from app.sync.port import SyncProblem

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
    "deposit_to": ("Bank", "Other Current Asset"),
    "refund_from": ("Bank", "Other Current Asset"),
    "asset": ("Other Current Asset",),
    "income": ("Income", "Other Income"),
    "cogs": ("Cost of Goods Sold", "Expense", "Other Expense"),
}
"""The account types QuickBooks takes for each (reference §3.1, §3.4, §3.6); others: any."""
_ASSET_SUBTYPE = "Inventory"


def fits(field: str, account: Account) -> bool:
    """May this account be chosen for this purpose?"""
    if field == "asset" and account.subtype not in ("", _ASSET_SUBTYPE):
        return False
    return account.type in TYPES.get(field, (account.type,))


def check_account(
    document: AnyDocument, known: Known, field: str, chosen: str
) -> Iterator[SyncProblem]:
    """What stands against booking `document` to the account chosen for `field`."""
    cause, fixes = ways_out.account(field), (ways_out.choose_account(field),)
    about = about_document(document)
    if not chosen:
        yield ways_out.caused(gaps.no_account(document, PURPOSES[field]), cause, *fixes)
        return
    account = known.accounts.get(chosen)
    if account is None:
        return
    if not account.active:
        about["names"] = f"the account {account.name}"
        yield explained(why.RECORD_INACTIVE, about, cause=cause, fixes=fixes)
    elif not fits(field, account):
        said = f"{account.name} is of type {account.type}"
        yield explained(why.ACCOUNT_TYPE_WRONG, about, said=said, cause=cause, fixes=fixes)
