"""What stands in a document's way, by name, and what one tap can do about it.

A cause is the same string for every document that one fix releases: "item:<our id>",
"account:adjustment", "period". A fix's `params` are what `app.sync.fixing` needs to do it.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.sync.documents import AnyDocument, lines_of
from app.sync.port import Fix, FixKind, SyncProblem

PERIOD = "period"
SUBSCRIPTION = "subscription"
CONNECTION = "connection"
SINGLE_USER = "mode:single_user"  # what QuickBooks Desktop does only for one user at a time
NUMBER_LENGTH = 21
LONGEST = "longest"  # in a fix's params: how many characters fit there
_OWN_DIGITS = 4  # our own numbers end in more digits than any suffix


def record(kind: str, local_id: UUID) -> str:
    """A record of ours as a cause: an item, a customer, a vendor, an order."""
    return f"{kind}:{local_id}"


def account(field: str) -> str:
    """An account of the settings as a cause; `field` is its name there."""
    return f"account:{field}"


def feature(name: str) -> str:
    """Something this company's edition lacks."""
    return f"feature:{name}"


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


def link(kind: str, local_id: UUID, external_id: str = "") -> Fix:
    """Say which record there a record of ours is; `external_id` is the suggestion."""
    params = {"kind": kind, "id": str(local_id)}
    if external_id:
        return Fix(FixKind.LINK, "They are the same: link them", params | {"record": external_id})
    return Fix(FixKind.LINK, "Choose it in QuickBooks", params)


def rename(kind: str, local_id: UUID, name: str, longest: int | None = None) -> Fix:
    """Give a record of ours another name; `name` is the suggestion, `longest` what fits there."""
    params: dict[str, object] = {"kind": kind, "id": str(local_id), "name": name}
    return Fix(FixKind.RENAME, f"Name it {name}", params | _at_most(longest))


def choose_account(field: str) -> Fix:
    """Choose another account in settings."""
    return Fix(FixKind.CHOOSE_ACCOUNT, "Choose the account", {"account": field}, manager=True)


def redate(first: date | None) -> Fix:
    """Post on the first day that is possible; None where only a person knows it."""
    if first is None:
        return Fix(FixKind.REDATE, "Post on another day", manager=True)
    label = f"Post on {first:%m/%d/%Y}"
    return Fix(FixKind.REDATE, label, {"on": first.isoformat()}, manager=True)


def renumber(number: str, longest: int = NUMBER_LENGTH) -> Fix:
    """Send the document under its number with a suffix, the next one if it has one already."""
    other = next_number(number, longest)
    return Fix(FixKind.RENUMBER, f"Number it {other}", {"number": other} | _at_most(longest))


def _at_most(longest: int | None) -> dict[str, str]:
    """How long a person's own choice may be."""
    return {} if longest is None else {LONGEST: str(longest)}


def post_unlinked() -> Fix:
    """Send the document without its link to the order."""
    return Fix(FixKind.POST_UNLINKED, "Post without the order", manager=True)


def recreate() -> Fix:
    """Post again what was deleted there."""
    return Fix(FixKind.RECREATE, "Post it again")


def split_off(document: AnyDocument, item_id: UUID, name: str) -> list[Fix]:
    """Post the rest now; the lines of this item follow once what holds them is out of the way.

    Nothing to offer where it is the only item: QuickBooks takes no document without lines.
    """
    if {line.item_id for line in lines_of(document)} <= {item_id}:
        return []
    return [Fix(FixKind.SPLIT, f"Post the rest, {name} later", {"item": str(item_id)})]


def retry() -> Fix:
    """A person changed something in QuickBooks: try again."""
    return Fix(FixKind.RETRY, "Try again")


def reconnect() -> Fix:
    """Give Scanpost access to the company anew."""
    return Fix(FixKind.RECONNECT, "Connect again", manager=True)


def by_hand() -> Fix:
    """A person entered it there."""
    return Fix(FixKind.BY_HAND, "Mark as entered by hand", manager=True)


def next_number(number: str, longest: int = NUMBER_LENGTH) -> str:
    """The number with the next suffix: R-000001, R-000001-2, R-000001-3; `longest` fit there."""
    base, dash, suffix = number.rpartition("-")
    again = dash and suffix.isdigit() and len(suffix) < _OWN_DIGITS
    stem, turn = (base, int(suffix) + 1) if again else (number, 2)
    ending = f"-{turn}"
    return f"{stem[: longest - len(ending)]}{ending}"
