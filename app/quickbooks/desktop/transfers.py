"""Goods that went from one warehouse to another: a transfer between two sites (reference §3.9)."""

from app.quickbooks.desktop.adjustments import in_brackets
from app.quickbooks.desktop.entities import named
from app.quickbooks.desktop.lines import Form, FormLine, Said, bin_of, item_of, split, told
from app.quickbooks.desktop.tracked import Part, tracking
from app.sync import gaps
from app.sync.documents import DocumentLine, TransferDoc
from app.sync.port import CannotSay, NothingToSay, Refs
from app.sync.settings import PlaceLink


def transfer(document: TransferDoc, refs: Refs) -> Form:
    """What moved, by site. Raises NothingToSay where that is nothing to QuickBooks, CannotSay."""
    goes_from, goes_to = _site(refs, document.warehouse_id), _site(refs, document.to_warehouse_id)
    if not refs.facts.sites or goes_from == goes_to:
        raise NothingToSay  # the company keeps its stock in one place
    reason = refs.facts.why_off("transfers")
    if reason is not None:
        raise CannotSay(gaps.not_offered(document, "transfers", reason))
    if not goes_from or not goes_to:
        raise CannotSay(gaps.no_site(document))
    head = {"FromInventorySiteRef": named(goes_from), "ToInventorySiteRef": named(goes_to)}
    lines = tuple(
        FormLine(line.line_key, _line(document, line, part, refs))
        for line in told(document.lines)
        for part in split(document, line, refs)
    )
    return Form(head, lines, in_brackets(document.lines, refs))


def _site(refs: Refs, warehouse_id: object) -> str:
    return (refs.settings.places.get(str(warehouse_id)) or PlaceLink()).location_id


def _line(document: TransferDoc, line: DocumentLine, part: Part, refs: Refs) -> Said:
    item = item_of(document, line, refs)
    # A transfer has no expiry date: the stock that moves has it already.
    lot = tracking(part, refs.facts)
    lot.pop("ExpirationDateForSerialLotNumber", None)
    return {
        "ItemRef": named(item.external_id),
        **bin_of(part, "FromInventorySiteLocationRef"),
        "QuantityToTransfer": part.qty,
        **lot,
    }
