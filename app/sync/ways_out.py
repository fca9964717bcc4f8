"""What stands in a document's way, by name, and what one tap can do about it.

A cause is the same string for every document that one fix releases: "item:<our id>",
"account:adjustment", "period". A fix's `params` are what `app.sync.fixing` needs to do it.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.sync.documents import AnyDocument
from app.sync.port import Fix, FixKind, SyncProblem

PERIOD = "period"
SUBSCRIPTION = "subscription"
NUMBER_LENGTH = 21


def record(kind: str, local_id: UUID) -> str:
    """A record of ours as a cause: an item, a customer, a vendor, an order."""
    return f"{kind}:{local_id}"


def account(field: str) -> str:
    """An account of the settings as a cause; `field` is its name there."""
    return f"account:{field}"


def document(one: AnyDocument) -> str:
    """Something only this document suffers from."""
    return f"document:{one.id}"


def caused(problem: SyncProblem, cause: str, *fixes: Fix) -> SyncProblem:
    """The problem with its cause and its ways out, unless it brings its own."""
    return replace(problem, cause=problem.cause or cause, fixes=problem.fixes or fixes)


def reactivate(kind: str, local_id: UUID, name: str) -> Fix:
    """Make a record of ours active again in QuickBooks."""
    return Fix(FixKind.REACTIVATE, f"Make {name} active", {"kind": kind, "id": str(local_id)})


def create(kind: str, local_id: UUID, name: str) -> Fix:
    """Add a record of ours to QuickBooks."""
    return Fix(FixKind.CREATE, f"Add {name} to QuickBooks", {"kind": kind, "id": str(local_id)})


def link(kind: str, local_id: UUID) -> Fix:
    """Say which record there a record of ours is."""
    return Fix(FixKind.LINK, "Choose it in QuickBooks", {"kind": kind, "id": str(local_id)})


def rename(kind: str, local_id: UUID, name: str) -> Fix:
    """Give a record of ours another name; `name` is the suggestion."""
    params = {"kind": kind, "id": str(local_id), "name": name}
    return Fix(FixKind.RENAME, f"Name it {name}", params)


def choose_account(field: str) -> Fix:
    """Choose another account in settings."""
    return Fix(FixKind.CHOOSE_ACCOUNT, "Choose the account", {"account": field}, manager=True)


def redate(first: date) -> Fix:
    """Post on the first day that is possible."""
    label = f"Post on {first:%m/%d/%Y}"
    return Fix(FixKind.REDATE, label, {"on": first.isoformat()}, manager=True)


def renumber(number: str) -> Fix:
    """Send the document under its number with a suffix."""
    other = f"{number[: NUMBER_LENGTH - 2]}-2"
    return Fix(FixKind.RENUMBER, f"Number it {other}", {"number": other})


def post_unlinked() -> Fix:
    """Send the document without its link to the order."""
    return Fix(FixKind.POST_UNLINKED, "Post without the order", manager=True)


def recreate() -> Fix:
    """Post again what was deleted there."""
    return Fix(FixKind.RECREATE, "Post it again")


def by_hand() -> Fix:
    """A person enters it there."""
    return Fix(FixKind.BY_HAND, "Mark as entered by hand")
