"""Stock found or lost: QuickBooks' inventory adjustment, by differences only (reference §3.8).

A difference goes together with sales that are entered meanwhile; a new quantity would undo them.
"""

from app.quickbooks.desktop.entities import named
from app.quickbooks.desktop.lines import (
    Form,
    FormLine,
    Said,
    bin_of,
    form_class,
    item_of,
    site,
    split,
    told,
)
from app.quickbooks.desktop.tracked import Part, in_words, tracking
from app.sync import gaps
from app.sync.documents import AdjustmentDoc, AnyTransaction, DocumentLine
from app.sync.explanations import SINGLE_USER_NEEDED, about_document, explained
from app.sync.facts import Facts
from app.sync.port import CannotSay, Refs
from app.sync.ways_out import SINGLE_USER, by_hand, retry


def adjustment(document: AdjustmentDoc, refs: Refs, *, anew: bool) -> Form:
    """The difference, booked to the account of its reason. Raises CannotSay."""
    reason = refs.facts.why_off("adjustments")
    if reason is not None:
        raise CannotSay(gaps.not_offered(document, "adjustments", reason))
    accounts = refs.settings.accounts
    account = accounts.adjustment_by_reason.get(document.reason) or accounts.adjustment
    if not account:
        raise CannotSay(gaps.no_account(document, "inventory adjustments"))
    head = {
        "AccountRef": named(account),
        **site(document, refs),
        **form_class(document, refs, only_whole=False),
    }
    lines = tuple(
        FormLine(line.line_key, _line(document, line, part, refs, anew=anew))
        for line in told(document.lines)
        for part in split(document, line, refs)
    )
    return Form(head, lines, in_brackets(document.lines, refs))


def wait_for_single_user(document: AdjustmentDoc, refs: Refs) -> None:
    """QuickBooks adjusts stock in single-user mode only, unless it has Advanced Inventory (§3.8).

    What waits for it goes by itself once the file is open that way. Raises CannotSay.
    """
    if refs.facts.single_user is not False or refs.facts.advanced_inventory:
        return
    about = about_document(document)
    fixes = (retry(), by_hand())
    raise CannotSay(explained(SINGLE_USER_NEEDED, about, cause=SINGLE_USER, fixes=fixes))


def is_tracked(document: AnyTransaction, facts: Facts) -> bool:
    """Does it adjust lots or serial numbers? Those are not amended: what a Mod does to the lots of
    a line is told nowhere."""
    told_so = facts.tracked != "none" and isinstance(document, AdjustmentDoc)
    return told_so and any(line.tracked for line in document.lines)


def in_brackets(lines: tuple[DocumentLine, ...], refs: Refs) -> str:
    """Lots and serial numbers for the memo, where lines have no description."""
    words = [f"{line.sku} {text}" for line in lines if (text := in_words(line, refs.facts))]
    return f"Lots: {'; '.join(words)}".replace("]", ")") if words else ""


def _line(
    document: AdjustmentDoc, line: DocumentLine, part: Part, refs: Refs, *, anew: bool
) -> Said:
    item = item_of(document, line, refs)
    where = bin_of(part)
    reference: Said = {"ItemRef": named(item.external_id)}
    if not anew:
        return {**reference, **where, "QuantityDifference": part.qty}
    # What QuickBooks calls an adjustment of serial or lot numbers moves no stock.
    lot = tracking(part, refs.facts)
    return {**reference, "QuantityAdjustment": {"QuantityDifference": part.qty, **lot, **where}}
