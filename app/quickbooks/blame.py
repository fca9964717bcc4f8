"""Who a refusal is about, by our names, and what one tap can do about it: in every dialect.

A dialect reads its clues out of a refusal: the record or the account that it names. What cannot be
told is not guessed: then all that the document refers to is offered. Causes and ways out:
`app.sync.ways_out`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.sync import ways_out
from app.sync.accounts import PURPOSES
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
    lines_of,
)
from app.sync.explanations import Explanation, party_of
from app.sync.facts import feature_cause
from app.sync.names import allowed
from app.sync.port import Fix, Operation, Refs

_MOST_SUSPECTS = 4


@dataclass(frozen=True, slots=True)
class Blame:
    """`names` for the sentence; `cause` is empty when only this document suffers."""

    names: str = ""
    cause: str = ""
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspect:
    """A record of ours that the document refers to."""

    kind: MappingKind
    local_id: UUID
    name: str
    external_id: str
    sku: str = ""

    @property
    def named(self) -> str:
        """As sentences name it."""
        return f"{self.name} ({self.sku})" if self.sku else self.name

    @property
    def cause(self) -> str:
        """What holds every document that refers to it."""
        return ways_out.record(self.kind, self.local_id)


@dataclass(frozen=True, slots=True)
class Clues:
    """What a refusal says: the record it names, or the account (its field in the settings).

    `holder` is the QuickBooks id of the record that has the name already, `days` are the dates in
    the text, `feature` what the company lacks. `names` says it where none of ours is to blame.
    """

    guilty: Suspect | None = None
    account: str = ""
    holder: str = ""
    days: tuple[date, ...] = ()
    feature: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One refusal of one document."""

    clues: Clues
    document: AnyDocument
    refs: Refs
    suspects: tuple[Suspect, ...]

    @property
    def amends(self) -> bool:
        """Is the document in QuickBooks already?"""
        return self.refs.own is not None


def blamed(explanation: Explanation, clues: Clues, op: Operation, refs: Refs) -> Blame:
    """Names, cause and ways out of a refusal; Try again and by hand are always among the last."""
    case = _Case(clues, op.document, refs, suspects(op.document, refs))
    blame = _WAYS.get(explanation.code, _only_names)(case)
    last = (ways_out.retry(), ways_out.by_hand())
    return Blame(blame.names, blame.cause, (*blame.fixes, *last))


def suspects(document: AnyDocument, refs: Refs) -> tuple[Suspect, ...]:
    """Everything the document refers to that QuickBooks knows, each once."""
    return tuple(_suspects(document, refs))


def account_field(field: str, document: AnyDocument, refs: Refs) -> str:
    """`field` of the settings' accounts, narrowed to what this document is booked to."""
    if isinstance(document, CustomerReturnDoc) and field == "deposit_to":
        return "refund_from"
    if isinstance(document, AdjustmentDoc) and field == "adjustment":
        own = refs.settings.accounts.adjustment_by_reason.get(document.reason)
        return f"adjustment:{document.reason}" if own else field
    return field


def _suspects(document: AnyDocument, refs: Refs) -> Iterator[Suspect]:
    seen = set()
    for line in lines_of(document):
        item = refs.get(MappingKind.ITEM, line.item_id)
        if item is not None and line.item_id not in seen:
            seen.add(line.item_id)
            yield Suspect(MappingKind.ITEM, line.item_id, line.name, item.external_id, line.sku)
    match document:
        case ReceiptDoc(vendor_id=party_id) | VendorReturnDoc(vendor_id=party_id):
            kind = MappingKind.VENDOR
        case ShipmentDoc(customer_id=party_id) | CustomerReturnDoc(customer_id=party_id):
            kind = MappingKind.CUSTOMER
        case _:
            return
    party = refs.get(kind, party_id)
    if party is not None:
        yield Suspect(kind, party_id, party_of(document), party.external_id)


def _inactive(case: _Case) -> Blame:
    guilty, account = case.clues.guilty, case.clues.account
    if guilty is not None:
        fixes = [
            ways_out.reactivate(guilty.kind, guilty.local_id, guilty.name),
            ways_out.link(guilty.kind, guilty.local_id),
            *_split(case, guilty),
        ]
        return Blame(guilty.named, guilty.cause, tuple(fixes))
    if account:
        return _by_account(account)
    if case.clues.names:
        return Blame(case.clues.names)
    some = case.suspects[:_MOST_SUSPECTS]
    return Blame(
        " or ".join(one.named for one in some),
        fixes=tuple(ways_out.reactivate(one.kind, one.local_id, one.name) for one in some),
    )


def _missing(case: _Case) -> Blame:
    guilty, account = case.clues.guilty, case.clues.account
    if guilty is None and account:
        return _by_account(account)
    if guilty is None:
        return _inactive(case)
    fixes = [
        ways_out.link(guilty.kind, guilty.local_id),
        ways_out.reactivate(guilty.kind, guilty.local_id, guilty.name),
        ways_out.create(guilty.kind, guilty.local_id, guilty.name),
        *_split(case, guilty),
    ]
    return Blame(guilty.named, guilty.cause, tuple(fixes))


def _split(case: _Case, guilty: Suspect) -> list[Fix]:
    """Only lines can wait."""
    if guilty.kind is not MappingKind.ITEM:
        return []
    return ways_out.split_off(case.document, guilty.local_id, guilty.name)


def _list_record_gone(case: _Case) -> Blame:
    one = case.document
    name = party_of(one) if isinstance(one, PartyDoc) else one.number
    return Blame(
        name,
        ways_out.record(one.kind, one.id),
        (ways_out.link(one.kind, one.id), ways_out.create(one.kind, one.id, name)),
    )


def _name_taken(case: _Case) -> Blame:
    one = case.document
    if not isinstance(one, ItemDoc | PartyDoc):
        return _only_names(case)
    name = one.name or one.number
    longest = case.refs.facts.longest_name(one.kind)
    free = _with_suffix(name, one.number if isinstance(one, ItemDoc) else one.kind, longest)
    return Blame(
        name,
        ways_out.record(one.kind, one.id),
        (
            ways_out.link(one.kind, one.id, case.clues.holder),
            ways_out.rename(one.kind, one.id, free, longest),
        ),
    )


def _with_suffix(name: str, what: str, longest: int) -> str:
    """A name that is most likely free: with the SKU, or with what the party is to us."""
    suffix = f" ({what})" if f"({what})" not in name and what != name else " 2"
    if len(suffix) >= longest:
        suffix = " 2"
    return allowed(name, longest - len(suffix)) + allowed(f"x{suffix}", longest)[1:]


def _name_unclean(case: _Case) -> Blame:
    one = case.document
    if not isinstance(one, ItemDoc | PartyDoc):
        return _only_names(case)
    longest = case.refs.facts.longest_name(one.kind)
    better = allowed(one.name or one.number, longest)
    cause = ways_out.record(one.kind, one.id)
    return Blame(one.number, cause, (ways_out.rename(one.kind, one.id, better, longest),))


def _number_taken(case: _Case) -> Blame:
    longest = case.refs.facts.number_length
    return Blame(fixes=(ways_out.renumber(case.document.number, longest),))


def _closed(case: _Case) -> Blame:
    """What is in the closed period already cannot leave it either: no other day helps then."""
    if case.amends or isinstance(case.document, ItemDoc | PartyDoc):
        return Blame(cause=ways_out.PERIOD)
    through = case.refs.facts.closed_through
    first = None
    if through is not None and case.document.on <= through:
        first = through + timedelta(days=1)
    return Blame(cause=ways_out.PERIOD, fixes=(ways_out.redate(first),))


def _too_early(case: _Case) -> Blame:
    if isinstance(case.document, ItemDoc | PartyDoc):
        return _only_names(case)
    later = [day for day in case.clues.days if day > case.document.on]
    items = [one for one in case.suspects if one.kind is MappingKind.ITEM]
    names = ", ".join(one.named for one in items[:_MOST_SUSPECTS])
    first = max(later) if later else None
    return Blame(names or "an item", fixes=(ways_out.redate(first),))


def _wrong_account(case: _Case) -> Blame:
    by_kind = {
        "receipt": "accounts_payable",
        "vendor_return": "accounts_payable",
        "adjustment": "adjustment",
        "customer_return": "refund_from",
        "shipment": "deposit_to",
        "item": "asset",
    }
    return _by_account(case.clues.account or by_kind.get(case.document.kind, "accounts_payable"))


def _by_account(field: str) -> Blame:
    words = PURPOSES[field.partition(":")[0]]
    return Blame(words, ways_out.account(field), (ways_out.choose_account(field),))


def _required(case: _Case) -> Blame:
    account = case.clues.account
    return _by_account(account) if account else _only_names(case)


def _party(case: _Case) -> Blame:
    for one in case.suspects:
        if one.kind is not MappingKind.ITEM:
            return Blame(one.named, one.cause, (ways_out.link(one.kind, one.local_id),))
    return _only_names(case)


def _feature(case: _Case) -> Blame:
    adjusts = isinstance(case.document, AdjustmentDoc)
    missing = case.clues.feature or ("adjustments" if adjusts else "inventory")
    return Blame(cause=feature_cause(missing))


def _only_names(case: _Case) -> Blame:
    if case.clues.guilty is not None:
        return Blame(case.clues.guilty.named)
    items = [one.named for one in case.suspects if one.kind is MappingKind.ITEM]
    names = case.clues.names or ", ".join(items[:_MOST_SUSPECTS])
    return Blame(names or party_of(case.document))


_WAYS: dict[str, Callable[[_Case], Blame]] = {
    "record_inactive": _inactive,
    "record_missing": _missing,
    "list_record_gone": _list_record_gone,
    "name_in_use": _name_taken,
    "already_there": _name_taken,
    "characters_refused": _name_unclean,
    "text_too_long": _name_unclean,
    "number_in_use": _number_taken,
    "not_ours": _number_taken,
    "period_closed": _closed,
    "before_start_date": _too_early,
    "account_type_wrong": _wrong_account,
    "value_missing": _required,
    "customer_invalid": _party,
    "customer_missing": _party,
    "order_not_linkable": lambda _: Blame(fixes=(ways_out.post_unlinked(),)),
    "lines_refused": lambda _: Blame(fixes=(ways_out.post_unlinked(),)),
    "feature_missing": _feature,
    "gone_in_quickbooks": lambda _: Blame(fixes=(ways_out.recreate(),)),
}
