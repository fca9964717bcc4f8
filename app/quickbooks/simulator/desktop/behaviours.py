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
    "forgotten_sets": Assumption(
        15,
        "unknown",
        ("known",),
        "A set beyond the capacity is carried out again, or known with no stored response (9002)",
    ),
    "unknown_set_check": Assumption(
        15, "600", ("9002",), "The status of a set that was asked after and never seen"
    ),
    "lost_iterator": Assumption(
        17, 3000, (3120, 1000), "The code for an iterator of another session, query or filter"
    ),
    "missing_ref_number": Assumption(
        19, 500, (1,), "The code of a query where one of the listed RefNumbers is not found"
    ),
    "colon_in_name": Assumption(21, 3090, (3210, 3070), "The code for a colon in a name"),
    "barcode_taken": Assumption(21, 3210, (3100,), "The code for a barcode that another item has"),
    "item_accounts_needed": Assumption(
        22, True, (False,), "An inventory item without its three accounts is refused (3270)"
    ),
    "closed_order": Assumption(
        23,
        "refused",
        ("unlinked",),
        "A line that links to a closed order: 570 and nothing saved, or saved without the link",
    ),
    "repeated_links": Assumption(
        23,
        True,
        (False,),
        "Several lines of a document may link to one line of an order, as lots of it must",
    ),
    "over_receipt": Assumption(
        23, True, (False,), "A linked line may have more than is left to receive or to invoice"
    ),
    "charges_sales_tax": Assumption(
        23, False, (True,), "The company charges sales tax: an invoiced order needs its tax item"
    ),
    "negative_stock": Assumption(
        24, True, (False,), "Stock without lot or serial may go below zero"
    ),
    "duplicate_serials": Assumption(
        24, False, (True,), "A serial number may come in that is on hand already"
    ),
    "multi_user_adjustment": Assumption(
        27, 3162, (3175, 3220, 3250), "The code for adjusting stock in multi-user mode"
    ),
    "wrong_dst_offsets": Assumption(
        18, True, (False,), "During summer time the answered UTC offset is the winter one"
    ),
}


def chosen(values: dict[str, Any]) -> dict[str, Any]:
    """These choices, if they are possible ones. Raises ValueError in plain words."""
    for name, value in values.items():
        if name not in BEHAVIOURS:
            raise ValueError(f"There is no behaviour {name!r}.")
        possible = (BEHAVIOURS[name].default, *BEHAVIOURS[name].others)
        if value not in possible:
            raise ValueError(f"{name} is one of {', '.join(map(str, possible))}.")
    return values
