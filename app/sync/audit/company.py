"""What stands against everything: the company, its closing date, accounts, classes, our access."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.sync import ways_out
from app.sync.accounts import PURPOSES
from app.sync.accounts_fit import fits
from app.sync.audit.words import Found, found, inactive
from app.sync.facts import FEATURES, Facts, feature_cause
from app.sync.models import (
    ExternalAccount,
    ExternalRecord,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.names import plain
from app.sync.port import Entity
from app.sync.preflight.known import Account
from app.sync.settings import Accounts, ConnectionSettings

ENDS_SOON = timedelta(days=30)
_NEEDED = ("accounts_payable", "adjustment")
_account, _record = table_of(ExternalAccount).c, table_of(ExternalRecord).c
_op = table_of(SyncOperation).c


async def look(session: AsyncSession, connection: QuickBooksConnection) -> list[Found]:
    """Settings of the company first, then what a bookkeeper chose here."""
    facts, settings = Facts.of(connection.facts), ConnectionSettings.of(connection.settings)
    return [
        *_features(facts),
        *_access(connection),
        *await _period(session, connection, facts),
        *await _accounts(session, connection, settings.accounts),
        *await _places(session, connection, settings, facts),
    ]


def _features(facts: Facts) -> Iterator[Found]:
    """What cannot be used, with the reason the probe found; classes and such are no trouble."""
    for one in facts.off:
        if one.feature in _TROUBLE:
            yield found(
                *("company", "feature_off", feature_cause(one.feature)),
                f"{FEATURES[one.feature]} cannot be used",
                one.reason,
                "After changing it in QuickBooks, press Check now.",
            )


_TROUBLE = ("posting", "inventory", "adjustments", "custom_numbers")


def _access(connection: QuickBooksConnection) -> Iterator[Found]:
    ends = connection.access_ends_at
    if ends is not None and ends - clock.now() < ENDS_SOON:
        yield found(
            *("company", "access_ends", ways_out.CONNECTION),
            "Scanpost's access to QuickBooks ends soon",
            f"QuickBooks lets Scanpost in until {ends:%m/%d/%Y}. Afterwards nothing is sent.",
            "Connect again: it takes a minute and nothing is lost.",
            ways_out.reconnect(),
        )


async def _period(
    session: AsyncSession, connection: QuickBooksConnection, facts: Facts
) -> list[Found]:
    """The closing date was moved over documents that are still to be sent."""
    closed = facts.closed_through
    if closed is None:
        return []
    rows = await session.execute(
        sa.select(_op.document_number, _op.snapshot, _op.decisions)
        .where(_op.connection_id == connection.id, _op.state != OperationState.DONE)
        .order_by(_op.document_number)
    )
    numbers = [row.document_number for row in rows if _day(row) and _day(row) <= closed]
    if not numbers:
        return []
    some = ", ".join(numbers[:5]) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")
    return [
        found(
            *("documents", "period_closed", ways_out.PERIOD),
            "The books were closed over documents that are not sent yet",
            f"QuickBooks takes nothing dated on or before {closed:%m/%d/%Y} any more: {some}.",
            "Post them on the first open day, with your accountant's consent, or have the closing"
            " date moved in QuickBooks.",
            names=some,
        )
    ]


def _day(row: Any) -> Any:
    """The day a stored document is to be posted on; None for records."""
    stored = (row.decisions or {}).get("on") or row.snapshot.get("on")
    return date.fromisoformat(stored) if stored else None


async def _accounts(
    session: AsyncSession, connection: QuickBooksConnection, chosen: Accounts
) -> list[Found]:
    rows = await session.execute(
        sa.select(ExternalAccount).where(_account.connection_id == connection.id)
    )
    chart = {
        one.external_id: Account(one.name, one.account_type, one.account_subtype, one.active)
        for one in rows.scalars()
    }
    named = {field: getattr(chosen, field) for field in PURPOSES}
    named |= {f"adjustment:{reason}": id for reason, id in chosen.adjustment_by_reason.items()}
    return [one for field, id in named.items() for one in _account_found(field, id, chart)]


def _account_found(field: str, chosen: str, chart: dict[str, Account]) -> Iterator[Found]:
    cause, fix = ways_out.account(field), ways_out.choose_account(field)
    purpose, _, reason = field.partition(":")
    words = PURPOSES[purpose] + (f" ({reason})" if reason else "")
    account = chart.get(chosen)
    if not chosen:
        if field in _NEEDED:
            yield found(
                *("accounts", "account_missing", cause),
                f"No account is chosen for {words}",
                f"Documents that need the QuickBooks account for {words} will be held.",
                "Choose it: it counts from now on.",
                fix,
                names=words,
            )
    elif account is None:
        if chart:
            yield found(
                *("accounts", "account_missing", cause),
                f"The account for {words} is gone",
                f"The account chosen for {words} is not in QuickBooks any more.",
                "Choose another one.",
                fix,
                names=words,
            )
    elif not account.active:
        yield inactive("accounts", cause, plain(account.name), f"is chosen for {words}", [fix])
    elif not fits(purpose, account):
        yield found(
            *("accounts", "account_type_wrong", cause),
            f"The account for {words} is of the wrong type",
            f"{account.name} is of type {account.type}, which does not fit {words}.",
            "Choose another account.",
            fix,
            names=account.name,
        )


async def _places(
    session: AsyncSession,
    connection: QuickBooksConnection,
    settings: ConnectionSettings,
    facts: Facts,
) -> list[Found]:
    """Classes and locations that warehouses stand for."""
    rows = await session.execute(
        sa.select(_record.kind, _record.external_id, _record.name, _record.active).where(
            _record.connection_id == connection.id,
            _record.kind.in_([Entity.CLASS, Entity.LOCATION]),
        )
    )
    there = {(row.kind, row.external_id): row for row in rows}
    wanted = {
        (kind, external_id)
        for link in settings.places.values()
        for kind, external_id in (
            (Entity.CLASS, link.class_id if facts.class_tracking != "none" else ""),
            (Entity.LOCATION, link.location_id if facts.location_tracking else ""),
        )
        if external_id
    }
    return [
        _place_found(kind, external_id, there.get((kind, external_id)))
        for kind, external_id in sorted(wanted)
        if not getattr(there.get((kind, external_id)), "active", False)
    ]


def _place_found(kind: str, external_id: str, row: Any) -> Found:
    cause = f"{kind}:{external_id}"
    name = plain(row.name) if row is not None else f"A {kind}"
    return inactive("company", cause, name, "stands for a warehouse of ours", [])
