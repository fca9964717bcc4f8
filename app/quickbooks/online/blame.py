"""What a refusal of QuickBooks Online says of who is to blame.

It names records by id at the end of a localised sentence, and now and then by the field in
`element`; often it names nothing. What follows from it is in `app.quickbooks.blame`.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from app.quickbooks import blame
from app.quickbooks.blame import Blame, Clues, Suspect
from app.quickbooks.online.faults import QboError
from app.sync.documents import MappingKind
from app.sync.explanations import Explanation
from app.sync.port import Operation, Refs

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_TAKEN_BY = re.compile(r"\bId=(\d+)")
_ACCOUNT_OF = {
    "APAccountRef": "accounts_payable",
    "AdjustAccountRef": "adjustment",
    "DepositToAccountRef": "deposit_to",
    "AssetAccountRef": "asset",
    "IncomeAccountRef": "income",
    "ExpenseAccountRef": "cogs",
}
_KIND_OF = {
    "ItemRef": MappingKind.ITEM,
    "VendorRef": MappingKind.VENDOR,
    "CustomerRef": MappingKind.CUSTOMER,
}


def blamed(explanation: Explanation, error: QboError, op: Operation, refs: Refs) -> Blame:
    """Names, cause and ways out of a refusal; Try again and by hand are always among the last."""
    holder = _TAKEN_BY.search(error.detail)
    clues = Clues(
        guilty=_guilty(error, blame.suspects(op.document, refs)),
        account=blame.account_field(_ACCOUNT_OF.get(error.element, ""), op.document, refs),
        holder=holder[1] if holder else "",
        days=tuple(_days(error.detail)),
    )
    return blame.blamed(explanation, clues, op, refs)


def _guilty(error: QboError, suspects: tuple[Suspect, ...]) -> Suspect | None:
    """The record whose id is mentioned; ids stand at the end, so the last one counts."""
    wanted = _KIND_OF.get(error.element)
    for mentioned in error.ids():
        for one in suspects:
            if one.external_id == mentioned and wanted in (None, one.kind):
                return one
    return None


def _days(text: str) -> Iterator[date]:
    for found in _DAY.findall(text):
        with suppress(ValueError):
            yield date.fromisoformat(found)
