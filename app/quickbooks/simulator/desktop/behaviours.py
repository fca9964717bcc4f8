"""What nobody has verified on a real QuickBooks: the assumption, and what else it could be.

A test or the demo flips one with ``books.assumed["replay_form"] = "recovery"``.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Assumption:
    """One doubtful habit: its rule's number, the value assumed, the others possible."""

    rule: int
    default: Any
    others: tuple[Any, ...]
    meaning: str


BEHAVIOURS: dict[str, Assumption] = {
    "refuse_non_ascii": Assumption(
        13, True, (False,), "A raw character beyond ASCII makes the whole document unreadable"
    ),
    "replay_form": Assumption(
        15,
        "full",
        ("recovery",),
        "A repeated message set is answered in full, or only with an ErrorRecovery",
    ),
    "message_sets_kept": Assumption(
        15, None, (1, 10, 100), "How many message sets are remembered; None: all until retired"
    ),
    "wrong_dst_offsets": Assumption(
        18, True, (False,), "During summer time the answered UTC offset is the winter one"
    ),
}
