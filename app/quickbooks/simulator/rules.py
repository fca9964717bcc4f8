"""The register of QuickBooks Online rules that the simulator enforces.

Each enforcing function carries ``@rule(number, source)``: the number is the rule's place in our
list of what a faithful simulator must do, the source is where Intuit (or the field) says so. The
list is readable at ``GET /admin/rules`` and a test compares it with the tests that prove each rule.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

RULES: dict[int, str] = {
    1: "Authorisation redirects with code, state and realmId; a code works once",
    2: "An access token dies after an hour and is refused in the gateway's own envelope",
    3: "Refresh tokens rotate daily, idle out after about 100 days and end after 5 years",
    4: "A token is bound to its company and environment",
    5: "Revoking ends both tokens",
    6: "Answers are XML unless JSON is asked for; throttling may come as XML regardless",
    7: "Every answer carries intuit_tid",
    8: "Rate limits per company answer 429 and then keep refusing for a minute",
    9: "Transport faults can be provoked, also after the write has happened",
    10: "Minor versions below 75 behave as 75",
    11: "A repeated requestid gets the first answer and writes nothing",
    12: "Each write raises SyncToken; an old token is refused with 5010",
    13: "A full update clears what it omits, a sparse one keeps it; lines are replaced, ids stay",
    14: "Unknown names, wrong types, missing and overlong values are refused",
    15: "Names are unique across customers, vendors and employees, and among items",
    16: "Document numbers are unique per kind, or assigned by the company",
    17: "References must exist and be active",
    18: "Nothing is written into a closed period",
    19: "Stock cannot move before its item's start date",
    20: "Amount equals quantity times price, to the cent",
    21: "Totals, balance, subtotal line and missing date come from the server",
    22: "A company whose subscription ended can be read, not written",
    23: "Editions and countries lack purchase orders, inventory or adjustments",
    24: "Quantity on hand follows from documents and nothing else",
    25: "Two inventory writes at the same time: the later one is refused",
    26: "A bill links to purchase-order lines only by the full triple, else silently not at all",
    27: "One invoice per estimate, and linking closes the estimate",
    28: "Linked documents cannot be deleted; names are made inactive and renamed",
    29: "Sales documents can be voided, the others only deleted",
    30: "A deposited receipt is frozen",
    31: "The query language, its escapes, limits and active-only default",
    32: "Changes reach back 30 days, 1000 objects, deleted ones last",
    33: "At most 30 items in a batch, each for itself",
    34: "Webhooks: signed, repeated, reordered, retried",
    35: "Messages may be in the company's language; codes never change",
    36: "Reads count against a monthly budget",
}


@dataclass(frozen=True, slots=True)
class Enforcement:
    """One place that enforces a rule. ``source`` names Intuit's page or the report it rests on."""

    number: int
    source: str
    where: str


_enforced: dict[int, list[Enforcement]] = defaultdict(list)


def rule(number: int, source: str) -> Callable[[F], F]:
    """Mark a function as enforcing rule ``number``, stated by ``source``."""
    if number not in RULES:
        raise KeyError(number)

    def mark(function: F) -> F:
        where = f"{function.__module__}.{function.__qualname__}"
        _enforced[number].append(Enforcement(number, source, where))
        return function

    return mark


def enforced() -> dict[int, list[Enforcement]]:
    """Every rule that some function enforces, by number."""
    return {number: list(_enforced[number]) for number in sorted(_enforced)}
