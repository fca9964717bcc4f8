"""Which accounts fit which purpose, and what stands against the chosen one. Pure."""

from collections.abc import Iterator

from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.accounts import PURPOSES, TYPES
from app.sync.documents import AnyDocument
from app.sync.explanations import about_document, explained
from app.sync.names import plain
from app.sync.port import SyncProblem
from app.sync.preflight.known import Account, Known

_ASSET_SUBTYPE = "Inventory"
_NAMED_BY_INTUIT = TYPES.keys() - {"adjustment"}  # other types are unusual there, not refused


def fits(field: str, account: Account) -> bool:
    """May this account be chosen for this purpose?"""
    if field == "asset" and account.subtype not in ("", _ASSET_SUBTYPE):
        return False
    return field not in TYPES or account.type in TYPES[field]


def check_account(
    document: AnyDocument, known: Known, field: str, chosen: str
) -> Iterator[SyncProblem]:
    """What stands against booking `document` to the account chosen for `field`.

    `field` may name a reason: "adjustment:damaged".
    """
    words = PURPOSES[field.partition(":")[0]]
    if not chosen:
        yield gaps.no_account(document, words)
        return
    cause, fixes = ways_out.account(field), (ways_out.choose_account(field),)
    about = about_document(document) | {"names": words}
    account = known.accounts.get(chosen)
    if account is None:
        return
    if not account.active:
        about["names"] = f"the account {plain(account.name)}"
        yield explained(why.RECORD_INACTIVE, about, cause=cause, fixes=fixes)
    elif field in _NAMED_BY_INTUIT and not fits(field, account):
        said = f"{account.name} is of type {account.type}"
        yield explained(why.ACCOUNT_TYPE_WRONG, about, said=said, cause=cause, fixes=fixes)
