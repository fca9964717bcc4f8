"""Records that a person has open in a window refuse to be written (reference §9 rule 28)."""

from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.store import Books


def ensure_free(books: Books, id: str, *, related: bool = False) -> None:
    """Raise Refusal where a person has this record open.

    ``related``: the record is not itself written but the writing depends on it, such as the order
    behind a linked line; QuickBooks then says 3176 instead of 3175. A lock set to code 3180 says
    so only in its text, as QuickBooks sometimes does (reference §4.1).
    """
    lock = books.locks.get(id)
    if lock is None:
        return
    if lock.attempts is not None:
        lock.attempts -= 1
        if lock.attempts <= 0:
            del books.locks[id]
    if lock.code == 3180:
        raise Refusal(
            3180,
            "There was an error when saving the record. QuickBooks error message: "
            f"the record is locked, {lock.user} has it open.",
        )
    which = "A related object" if related else "The object"
    raise Refusal(3176 if related else 3175, f"{which} is in use: {lock.user} has it open.")
