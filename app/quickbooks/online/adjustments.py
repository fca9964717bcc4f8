"""Stock found or lost: QuickBooks' inventory adjustment, quantities only (§3.7)."""

from app.quickbooks.online.entities import DETAIL, INVENTORY_ADJUSTMENT
from app.quickbooks.online.form_lines import base_line, form_place, item_of, line_class
from app.quickbooks.online.wire import Json
from app.sync import gaps
from app.sync.documents import AdjustmentDoc, DocumentLine
from app.sync.port import CannotSay, Refs


def adjustment(document: AdjustmentDoc, refs: Refs) -> Json:
    """The difference, booked to the account of its reason."""
    reason = refs.facts.why_off("adjustments")
    if reason is not None:
        raise CannotSay(gaps.not_offered(document, "adjustments", reason))
    accounts = refs.settings.accounts
    account = accounts.adjustment_by_reason.get(document.reason) or accounts.adjustment
    if not account:
        raise CannotSay(gaps.no_account(document, "inventory adjustments"))
    body: Json = {
        "AdjustAccountRef": {"value": account},
        **form_place(document, refs, INVENTORY_ADJUSTMENT),
        "Line": [_line(document, line, refs) for line in document.lines],
    }
    # QuickBooks refuses to move an adjustment to another day.
    return body if refs.own else body | {"TxnDate": document.on.isoformat()}


def _line(document: AdjustmentDoc, line: DocumentLine, refs: Refs) -> Json:
    item = item_of(document, line, refs)
    detail: Json = {"ItemRef": {"value": item.external_id}, "QtyDiff": line.qty}
    detail |= line_class(document, refs, INVENTORY_ADJUSTMENT)
    return base_line(line, refs, INVENTORY_ADJUSTMENT) | {DETAIL[INVENTORY_ADJUSTMENT]: detail}
