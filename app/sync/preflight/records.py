"""What QuickBooks would refuse of an item, customer or vendor that we create or change there."""

from collections.abc import Iterator

from app.sync import explanations as why
from app.sync import gaps, names, ways_out
from app.sync.accounts_fit import check_account
from app.sync.documents import AnyRecord, ItemDoc, MappingKind
from app.sync.explanations import about_document, explained
from app.sync.facts import Facts
from app.sync.port import SyncProblem
from app.sync.preflight.known import Known

_PARTIES = (MappingKind.CUSTOMER, MappingKind.VENDOR)


def check_record(document: AnyRecord, known: Known) -> Iterator[SyncProblem]:
    """Names, and what a new item needs. Reference §3.1 and §3.2."""
    new = known.refs.get(document.kind, document.id) is None
    name = document.name or (document.number if new else None)
    if name is not None:
        yield from _name(document, name, known)
    if isinstance(document, ItemDoc):
        longest = _sku_length(known.refs.facts)
        if document.sku is not None and len(document.sku) > longest:
            said = f"the SKU has {len(document.sku)} characters, {longest} fit"
            yield _value(document, said)
        if new:
            yield from _new_item(document, known)
    elif document.email and not ("@" in document.email and "." in document.email):
        yield _value(document, f"{document.email} is no e-mail address")


def _name(document: AnyRecord, name: str, known: Known) -> Iterator[SyncProblem]:
    facts = known.refs.facts
    longest, latin = facts.longest_name(document.kind), facts.dialect == "desktop"
    refused = names.why_refused(name, longest, latin=latin)
    if refused:
        better = names.allowed(name, longest, latin=latin) or document.number
        said = f"the name {name!r} will not do, because {refused}"
        yield _value(document, said, better, longest)
        return
    own = known.refs.get(document.kind, document.id)
    for one in known.namesakes:
        is_own = own is not None and (one.kind, one.external_id) == (
            document.kind,
            own.external_id,
        )
        if not is_own and _one_space(document.kind, one.kind):
            suffix = "" if isinstance(document, ItemDoc) else f" ({document.kind})"
            ending = suffix or " 2"
            free = names.allowed(name, longest - len(ending)) + ending
            fixes = [ways_out.rename(document.kind, document.id, free, longest)]
            if one.kind == document.kind:
                fixes.insert(0, ways_out.link(document.kind, document.id))
            yield explained(
                why.NAME_IN_USE,
                about_document(document),
                said=f"the {one.kind} {one.name}",
                cause=ways_out.record(document.kind, document.id),
                fixes=fixes,
            )
            return


def _one_space(ours: str, theirs: str) -> bool:
    """Customers, vendors and employees share one list of names; items have their own."""
    return ours == theirs or (ours in _PARTIES and theirs in _PARTIES)


def _new_item(document: ItemDoc, known: Known) -> Iterator[SyncProblem]:
    facts = known.refs.facts
    if not facts.inventory:
        yield gaps.not_offered(document, "inventory", facts.why_off("inventory") or "")
    chosen = known.refs.settings.accounts
    for field in ("asset", "income", "cogs"):
        yield from check_account(document, known, field, getattr(chosen, field))


def _sku_length(facts: Facts) -> int:
    """Desktop knows items by their name, and by a part number that is no longer (its §3.13)."""
    return facts.name_length if facts.dialect == "desktop" else names.SKU


def _value(
    document: AnyRecord, said: str, better: str = "", longest: int | None = None
) -> SyncProblem:
    fixes = [ways_out.rename(document.kind, document.id, better, longest)] if better else []
    return explained(
        why.VALUE_REFUSED,
        about_document(document),
        said=said,
        cause=ways_out.record(document.kind, document.id),
        fixes=fixes,
    )
