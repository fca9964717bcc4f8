"""The register of QuickBooks Desktop rules that the simulator's two halves enforce: Web Connector
(1 to 10) and the company (11 to 31).

Each enforcing function carries ``@rule(number, source, evidence)``: the number is the rule's place
in reference §9, the source says where the rule stands, the evidence whether Intuit documents it,
people in the field report it, or we assume it. A test compares the register with the tests.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

F = TypeVar("F", bound=Callable[..., object])
Evidence = Literal["documented", "field-reported", "assumed"]

RULES: dict[int, str] = {
    1: "Web Connector calls in one order, and a service may turn a build away",
    2: "A sign-in that brings no work, is refused or put off goes no further",
    3: "When QuickBooks cannot be opened, the service says which file to try, or that it is done",
    4: "Only the first request brings what QuickBooks says of itself",
    5: "No request: the service is asked why, and waited for or left",
    6: "The percentage decides: go on, finish, or ask what went wrong",
    7: "An answer keeps the contract to the letter or is none",
    8: "Updates run at intervals, one at a time",
    9: "Who waits too long gives up and closes nothing",
    10: "Calls and answers get lost, arrive twice, come late; Web Connector dies between any two",
    11: "A document needs its declaration, a supported qbXML version and onError",
    12: "One wrong element, order or length and the whole document is refused, nothing said",
    13: "Raw characters beyond ASCII and control characters are refused",
    14: "After an error the later requests are not processed, or each stands alone",
    15: "A repeated message set is answered from memory and writes nothing",
    16: "requestID comes back; one that is too long is refused",
    17: "An iterator lives in one session, for one query and the same filters",
    18: "MaxReturned, active records only, inclusive dates in the computer's own time",
    19: "A name or ID that is missing warns in queries and is refused in writes",
    20: "IDs never change, an EditSequence does with every edit; an old one is refused",
    21: "Names are unique, however capitalised, and hold no colon",
    22: "References must exist, and be active to be used anew",
    23: "Lines link to open order lines, only when added, in the order's own sequence",
    24: "Stock and average cost follow from documents and nothing else",
    25: "Nothing is written, changed or deleted on or before the closing date",
    26: "Editions and preferences lack sales orders, sites, lots, barcodes, expiry dates",
    27: "Stock is adjusted in single-user mode only, unless there is Advanced Inventory",
    28: "A record that a person has open cannot be written",
    29: "Deleted records are told of for 90 days",
    30: "A person works in the same books: edits, closes, restores, switches, is in the way",
    31: "What QuickBooks is installed decides what it says of itself",
}


@dataclass(frozen=True, slots=True)
class Enforcement:
    """One place that enforces a rule."""

    number: int
    source: str
    evidence: Evidence
    where: str


_enforced: dict[int, list[Enforcement]] = defaultdict(list)


def rule(number: int, source: str, evidence: Evidence) -> Callable[[F], F]:
    """Mark a function as enforcing rule ``number``, stated by ``source``."""
    if number not in RULES:
        raise KeyError(number)

    def mark(function: F) -> F:
        where = f"{function.__module__}.{function.__qualname__}"
        _enforced[number].append(Enforcement(number, source, evidence, where))
        return function

    return mark


def enforced() -> dict[int, list[Enforcement]]:
    """Every rule that some function enforces, by number."""
    return {number: list(_enforced[number]) for number in sorted(_enforced)}
