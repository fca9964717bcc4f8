"""What QuickBooks would refuse, found before it says so. Pure: a document against what we know.

The knowledge is as old as the last read, so a finding is a warning and never stops anything: a
scan counts, and the document is sent all the same. Rules: reference §3, §4 and §9. Quantities
cannot have more than five decimals here, nor amounts differ from quantity times price: the types
and the connector see to that.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from app.sync import explanations as why
from app.sync import gaps, ways_out
from app.sync.accounts_fit import check_account
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    AnyTransaction,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.names import plain
from app.sync.preflight.desktop import check_mode, check_sites
from app.sync.preflight.finding import Finding, found, inactive
from app.sync.preflight.known import (
    BILLS,
    PURCHASES,
    REFUND,
    SALES_FORMS,
    SALES_RECEIPT,
    Known,
    form_of,
    places_of,
)
from app.sync.preflight.lines import check_lines
from app.sync.preflight.orders import check_invoice, check_order, order_of
from app.sync.preflight.records import check_record

VENDOR_NUMBER = 20
"""Desktop keeps this many characters of a vendor's number (its reference, §3.13)."""


def check(document: AnyDocument, known: Known) -> list[Finding]:
    """Everything that stands against `document`, the most general first; empty if nothing does."""
    if isinstance(document, ItemDoc | PartyDoc):
        return [*_company(document, known), *map(Finding, check_record(document, known))]
    if document.cancelled and known.refs.own is None:
        return []  # never told: there is nothing to take back
    return list(_transaction(document, known))


def _transaction(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    yield from _company(document, known)
    yield from _day(document, known)
    if document.cancelled:
        return
    if known.gone:
        yield found(why.GONE, document, ways_out.document(document), fixes=[ways_out.recreate()])
    if not document.lines:
        yield Finding(gaps.nothing_on_it(document))
        return
    if _is_invoiced(document):
        yield from check_invoice(document, known)
        return
    yield from _number(document, known)
    yield from _party(document, known)
    yield from _accounts(document, known)
    yield from _places(document, known)
    yield from check_lines(document, known)
    yield from check_order(document, known)


def _company(document: AnyDocument, known: Known) -> Iterator[Finding]:
    """A subscription that ended, a feature this company does not have."""
    facts = known.refs.facts
    if facts.read_only:
        said = facts.subscription or "it cannot be written to"
        yield found(why.READ_ONLY, document, ways_out.SUBSCRIPTION, said=said)
    if isinstance(document, AdjustmentDoc) and not facts.adjustments:
        reason = facts.why_off("adjustments") or ""
        yield Finding(gaps.not_offered(document, "adjustments", reason))
    elif isinstance(document, AdjustmentDoc):
        yield from check_mode(document, facts)


def _day(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    closed = known.refs.facts.closed_through
    on = _posted_on(document, known)
    if closed is not None and on <= closed:
        fixes = [ways_out.redate(closed + timedelta(days=1))] if on == document.on else []
        shown = {"on": f"{on:%m/%d/%Y}"}  # the invoice's day, where there was one first
        told = why.period_closed(known.refs.facts)
        yield found(told, document, ways_out.PERIOD, fixes=fixes, **shown)


def _posted_on(document: AnyTransaction, known: Known) -> date:
    """The day QuickBooks books it on: that of the invoice, where there was one first."""
    order = order_of(document, known) if _is_invoiced(document) else None
    stored = order.details.get("on") if order else None
    return date.fromisoformat(stored) if stored else document.on


def _is_invoiced(document: AnyTransaction) -> bool:
    return isinstance(document, ShipmentDoc) and document.order_source == "invoice"


def _number(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    """6140, where this company keeps our numbers and wants each once; Desktop never does."""
    facts, form = known.refs.facts, form_of(document, known.refs)
    desktop = facts.dialect == "desktop"
    longest = VENDOR_NUMBER if desktop and form in PURCHASES else facts.number_length
    if len(document.number) > longest:
        said = f"the number has {len(document.number)} characters, {longest} fit"
        yield found(why.VALUE_REFUSED, document, ways_out.document(document), said=said)
    if desktop:
        return
    if form in SALES_FORMS and not facts.custom_numbers:
        return
    if form in BILLS and not facts.unique_bill_numbers:
        return
    own = known.refs.own.external_id if known.refs.own else None
    for one in known.taken:
        if one.form == form and one.external_id != own:
            said = f"a {form} of {one.party}" if one.party else f"a {form}"
            fixes = [ways_out.renumber(document.number, facts.number_length)]
            yield found(
                why.NUMBER_IN_USE, document, ways_out.document(document), said=said, fixes=fixes
            )
            return


def _party(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    match document:
        case ReceiptDoc(vendor_id=local_id, vendor_name=name):
            kind = MappingKind.VENDOR
        case VendorReturnDoc(vendor_id=local_id, vendor_name=name):
            kind = MappingKind.VENDOR
        case ShipmentDoc(customer_id=local_id, customer_name=name):
            kind = MappingKind.CUSTOMER
        case CustomerReturnDoc(customer_id=local_id, customer_name=name):
            kind = MappingKind.CUSTOMER
        case _:
            return
    ref = known.refs.get(kind, local_id)
    if ref is None:
        yield Finding(gaps.not_linked(document, kind.value, name), f"{name} is not there")
    elif ref.details.get("active") is False:
        yield inactive(document, kind, local_id, name, name)


def _places(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    """The class and the location of the warehouse."""
    yield from check_sites(document, known.refs)
    for kind, external_id in places_of(document, known.refs.settings, known.refs.facts):
        name, active = known.places.get((kind, external_id), ("", False))
        if not active:
            names = f"the {kind} {plain(name)}" if name else f"a {kind} that is gone"
            cause = f"{kind}:{external_id}"
            yield found(why.RECORD_INACTIVE, document, cause, names=names)


def _accounts(document: AnyTransaction, known: Known) -> Iterator[Finding]:
    chosen = known.refs.settings.accounts
    match document:
        case ReceiptDoc() | VendorReturnDoc():
            if not chosen.accounts_payable and known.refs.facts.dialect == "desktop":
                return  # QuickBooks has a default of its own there
            field, account = "accounts_payable", chosen.accounts_payable
        case AdjustmentDoc(reason=reason):
            account = chosen.adjustment_by_reason.get(reason, "")
            field = f"adjustment:{reason}" if account else "adjustment"
            account = account or chosen.adjustment
        case CustomerReturnDoc() if form_of(document, known.refs) == REFUND:
            field, account = "refund_from", chosen.refund_from
        case ShipmentDoc() if form_of(document, known.refs) == SALES_RECEIPT:
            field, account = "deposit_to", chosen.deposit_to
            if not account:
                return  # QuickBooks has a default of its own
        case _:
            return
    yield from map(Finding, check_account(document, known, field, account))
