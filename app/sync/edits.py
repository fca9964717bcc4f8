"""Changes that people make in QuickBooks to documents of ours: told in words, never undone.

What QuickBooks showed right after we wrote it is compared with what it shows now, so nothing that
QuickBooks itself adds or rounds counts as an edit. Memo, class, terms, attachments and payments are
the bookkeeper's own and no conflict. Pure.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.core.types import decimal_text
from app.sync.documents import TransactionLine, TransactionRecord
from app.sync.port import Fix, FixKind, SyncProblem

EDITED, DELETED, VOIDED = (
    "edited_in_quickbooks",
    "deleted_in_quickbooks",
    "voided_in_quickbooks",
)
EDIT_CODES = (EDITED, DELETED, VOIDED)
DUPLICATE = "duplicate_in_quickbooks"
WATCHED = (*EDIT_CODES, DUPLICATE)
"""Warnings that come from watching QuickBooks, not from an answer to what we said."""
_KEEP = Fix(FixKind.KEEP_THEIRS, "Keep it as it is in QuickBooks")
_FIXES = {
    EDITED: (Fix(FixKind.SEND_OURS, "Make it as it is in Scanpost"), _KEEP),
    VOIDED: (Fix(FixKind.SEND_OURS, "Make it as it is in Scanpost"), _KEEP),
    DELETED: (Fix(FixKind.RECREATE, "Post it again"), _KEEP),
}


def changes(sent: TransactionRecord, shown: TransactionRecord) -> tuple[str, ...]:
    """What matters and differs, each in a few words ("Quantity of Oat milk 12 → 10")."""
    found = [*_head(sent, shown), *_lines(sent.lines, shown.lines)]
    if not found and sent.total != shown.total:
        found.append(f"Total {_money(sent.total)} → {_money(shown.total)}")
    return tuple(found)


def conflict(
    document_number: str,
    sent: TransactionRecord,
    shown: TransactionRecord,
    *,
    deleted: bool,
) -> SyncProblem | None:
    """What somebody did to our record in QuickBooks; None if nothing that matters."""
    what = WORDS.get(sent.entity, "record")
    there = f"{what} {shown.number or sent.number or document_number}"
    if deleted:
        return _problem(
            DELETED,
            "Deleted in QuickBooks",
            f"The {there} that Scanpost posted for {document_number} was deleted in QuickBooks.",
            document_number,
            shown,
        )
    who = f" by QuickBooks user {shown.changed_by}" if shown.changed_by else ""
    if shown.voided and not sent.voided:
        return _problem(
            VOIDED,
            "Voided in QuickBooks",
            f"The {there} that Scanpost posted for {document_number} was voided in"
            f" QuickBooks{who}.",
            document_number,
            shown,
        )
    found = changes(sent, shown)
    if not found:
        return None
    return _problem(
        EDITED,
        "Changed in QuickBooks",
        f"The {there} that Scanpost posted for {document_number} was changed in"
        f" QuickBooks{who}: {'; '.join(found)}.",
        document_number,
        shown,
        found,
    )


def _problem(
    code: str,
    title: str,
    detail: str,
    number: str,
    shown: TransactionRecord,
    found: tuple[str, ...] = (),
) -> SyncProblem:
    return SyncProblem(
        code,
        title,
        detail,
        "Choose which of the two counts. Until then Scanpost does not touch it in QuickBooks.",
        {
            "number": number,
            "entity": shown.entity,
            "external_id": shown.external_id,
            "external_number": shown.number,
            "changed_by": shown.changed_by,
            "changes": list(found),
        },
        fixes=_FIXES[code],
    )


def _head(sent: TransactionRecord, shown: TransactionRecord) -> Iterable[str]:
    if sent.party_external_id != shown.party_external_id:
        yield f"{_party_word(sent)} {sent.party or 'none'} → {shown.party or 'none'}"
    if sent.on != shown.on:
        yield f"Date {_day(sent.on)} → {_day(shown.on)}"
    if sent.number != shown.number:
        yield f"Number {sent.number or 'none'} → {shown.number or 'none'}"


def _lines(sent: tuple[TransactionLine, ...], shown: tuple[TransactionLine, ...]) -> Iterable[str]:
    """By item, not by line: QuickBooks' screens may renumber lines."""
    ours, theirs = _by_item(sent), _by_item(shown)
    for item, was in ours.items():
        now = theirs.get(item)
        name = was[0].item_name or f"item {item}"
        if now is None:
            yield f"{name} ({_quantity(was)}) was removed"
        elif _sum(was) != _sum(now):
            yield f"Quantity of {name} {_quantity(was)} → {_quantity(now)}"
        elif _prices(was) != _prices(now):
            yield f"Price of {name} {_price_words(was)} → {_price_words(now)}"
    for item, now in theirs.items():
        if item not in ours:
            yield f"{now[0].item_name or f'item {item}'} ({_quantity(now)}) was added"


def _by_item(lines: tuple[TransactionLine, ...]) -> dict[str, list[TransactionLine]]:
    found: dict[str, list[TransactionLine]] = {}
    for line in lines:
        found.setdefault(line.item_external_id, []).append(line)
    return found


def _sum(lines: list[TransactionLine]) -> Decimal:
    return sum((line.qty for line in lines), Decimal())


def _quantity(lines: list[TransactionLine]) -> str:
    """As people wrote it: sales lower stock by a positive quantity. Adjustments have no price."""
    total = _sum(lines)
    counted = any(line.unit_amount is None for line in lines)
    return decimal_text(total if counted else abs(total))


def _prices(lines: list[TransactionLine]) -> list[tuple[Decimal, Decimal]]:
    return sorted((line.unit_amount or Decimal(), abs(line.qty)) for line in lines)


def _price_words(lines: list[TransactionLine]) -> str:
    return " and ".join(dict.fromkeys(_money(line.unit_amount) for line in lines))


def _money(amount: Decimal | None) -> str:
    if amount is None:
        return "none"
    exact = decimal_text(amount)
    places = max(2, len(exact.partition(".")[2]))
    return f"${amount:,.{places}f}"


def _day(day: date | None) -> str:
    return "none" if day is None else f"{day:%m/%d/%Y}"


def _party_word(record: TransactionRecord) -> str:
    return "Vendor" if record.entity in ("Bill", "VendorCredit", "Purchase") else "Customer"


WORDS = {
    "Bill": "bill",
    "VendorCredit": "vendor credit",
    "Purchase": "expense",
    "Invoice": "invoice",
    "SalesReceipt": "sales receipt",
    "CreditMemo": "credit memo",
    "RefundReceipt": "refund receipt",
    "InventoryAdjustment": "inventory adjustment",
}
