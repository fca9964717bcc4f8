"""What stands against a document in QuickBooks Desktop only: its mode, its sites, its lots."""

from collections.abc import Iterator
from decimal import Decimal

from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.documents import AdjustmentDoc, AnyTransaction, DocumentLine, TransferDoc
from app.sync.facts import Facts
from app.sync.port import Refs
from app.sync.preflight.finding import Finding, found

_WORDS = {"lot": "lot numbers", "serial": "serial numbers"}


def check_mode(document: AdjustmentDoc, facts: Facts) -> Iterator[Finding]:
    """Without Advanced Inventory, stock is adjusted in single-user mode only (§3.8)."""
    if facts.single_user is False and not facts.advanced_inventory:
        yield found(why.SINGLE_USER_NEEDED, document, ways_out.SINGLE_USER)


def check_sites(document: AnyTransaction, refs: Refs) -> Iterator[Finding]:
    """Where stock is kept by site, a warehouse without one is QuickBooks' default site (§3.9)."""
    if not refs.facts.sites:
        return
    if isinstance(document, TransferDoc):
        ends = [_site(refs, one) for one in (document.warehouse_id, document.to_warehouse_id)]
        if ends[0] != ends[1] and not all(ends):
            yield Finding(gaps.no_site(document))
    elif not _site(refs, document.warehouse_id):
        cause = f"warehouse:{document.warehouse_id}"
        yield found(why.SITE_UNLINKED, document, cause)


def check_tracking(document: AnyTransaction, line: DocumentLine, facts: Facts) -> Iterator[Finding]:
    """A line of which only some units say their lot or serial number (§3.10)."""
    if facts.tracked == "none" or not line.tracked:
        return
    by_lot = facts.tracked == "lot"
    told = [one for one in line.tracked if (one.lot if by_lot else one.serial)]
    if sum((abs(one.qty) for one in told), Decimal(0)) < abs(line.qty):
        named = f"{line.name} ({line.sku})"
        cause = ways_out.document(document)
        yield found(why.UNTRACKED, document, cause, names=named, lots=_WORDS[facts.tracked])


def _site(refs: Refs, warehouse_id: object) -> str:
    link = refs.settings.places.get(str(warehouse_id))
    return link.location_id if link else ""
