"""What Scanpost needs accounts for, which account fits, and whether the chosen one still does.

QuickBooks refuses an account of the wrong type (6430) and one that is inactive (2500, 610); both
are seen here before a document says so. Types: reference §3.1 (items), §3.4 (accounts payable),
§3.6 (deposits and refunds), §3.7 (adjustments).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Invalid
from app.core.events import Event, Ring, announce
from app.core.upsert import table_of
from app.inventory.reasons import Destination, Direction, list_reasons
from app.sync import outbox
from app.sync.accounts import TYPES
from app.sync.documents import MappingKind
from app.sync.mapping.schemas import AccountOut, AccountsOut, AccountSuggestion, PurposeOut
from app.sync.models import ExternalAccount, QuickBooksConnection
from app.sync.settings import Accounts, ConnectionSettings

_account = table_of(ExternalAccount).c
COUNT = "count"
"""Counting's reason. The others are data (`app.inventory.reasons`); each may have an account."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an account is for. `fits` are (what to look for, why) in order of preference, each
    tried on lower-case name and on the subtype; `type_alone` suggests the only one of its type."""

    name: str
    title: str
    what: str
    types: tuple[str, ...]
    fits: tuple[tuple[str, str], ...] = ()
    type_alone: bool = False
    needed: Callable[[ConnectionSettings], bool] = field(default=lambda _: True)


PURPOSES = (
    Purpose(
        "accounts_payable",
        "Accounts payable",
        "What you owe vendors: every bill for received goods is booked here.",
        TYPES["accounts_payable"],
        (("accountspayable", "The account QuickBooks keeps for bills"),),
        type_alone=True,
    ),
    Purpose(
        "adjustment",
        "Inventory adjustments",
        "Where the value of stock that was lost or found goes.",
        TYPES["adjustment"],
        (
            ("inventory shrinkage", "QuickBooks' own account for shrinkage"),
            ("shrinkage", "Its name says so"),
            ("inventory adjustment", "Its name says so"),
        ),
    ),
    Purpose(
        "deposit_to",
        "Sales receipts",
        "Where money of shipments goes that are paid at once.",
        TYPES["deposit_to"],
        (("undepositedfunds", "Where QuickBooks collects payments before they are banked"),),
        needed=lambda settings: settings.sales_document == "sales_receipt",
    ),
    Purpose(
        "refund_from",
        "Refunds",
        "Which account refunds to customers are paid from.",
        TYPES["refund_from"],
        (("checking", "Your checking account"), ("bank", "A bank account")),
        needed=lambda _: False,
    ),
    Purpose(
        "asset",
        "Inventory asset",
        "What stock is worth; new items are made with it.",
        TYPES["asset"],
        (("inventory", "QuickBooks' own account for inventory"),),
        needed=lambda _: False,
    ),
    Purpose(
        "income",
        "Sales income",
        "What selling items earns; new items are made with it.",
        TYPES["income"],
        (("salesofproductincome", "QuickBooks' own account for sales of products"),),
        type_alone=True,
        needed=lambda _: False,
    ),
    Purpose(
        "cogs",
        "Cost of goods sold",
        "What sold items have cost; new items are made with it.",
        TYPES["cogs"],
        (
            ("suppliesmaterialscogs", "QuickBooks' own account for cost of goods"),
            ("cost of goods sold", "Its name says so"),
        ),
        needed=lambda _: False,
    ),
)
_BY_NAME = {one.name: one for one in PURPOSES}


async def overview(session: AsyncSession, connection: QuickBooksConnection) -> AccountsOut:
    """Every purpose with what is chosen, what is wrong with it and what would fit."""
    chart = await full_chart(session, connection.id)
    settings = ConnectionSettings.of(connection.settings)
    makes_items = await _makes_items(session, connection.id)
    lines = [
        _line(one, "", settings, chart, needed=one.needed(settings) or makes_items(one.name))
        for one in PURPOSES
    ]
    adjusting = _BY_NAME["adjustment"]
    names = dict.fromkeys(settings.accounts.adjustment_by_reason, "") | await _reasons(session)
    for reason, name in names.items():
        line = _line(adjusting, reason, settings, chart, needed=False)
        lines.append(line.model_copy(update={"title": name or line.title}))
    lines.sort(key=lambda one: not (one.problem or (one.required and one.chosen is None)))
    return AccountsOut(purposes=lines, chart=[_out(one) for one in chart if one.active])


def asking(overview: AccountsOut) -> int:
    """How many purposes need a person."""
    return sum(
        1 for one in overview.purposes if one.problem or (one.required and one.chosen is None)
    )


async def choose(
    session: AsyncSession,
    connection: QuickBooksConnection,
    purpose: str,
    account: str,
    *,
    reason: str = "",
) -> None:
    """Use this account from now on and send what waited for it. Raises Invalid with the reason."""
    check(purpose, reason, account, await full_chart(session, connection.id))
    settings = ConnectionSettings.of(connection.settings)
    chosen = changed(settings.accounts, purpose, account, reason)
    connection.settings = settings.model_copy(update={"accounts": chosen}).stored()
    session.add(connection)
    await outbox.release_cause(session, connection.id, f"account:{purpose}")
    announce(session, Event("sync.changed"), Ring(str(connection.id)))


def check(purpose: str, reason: str, account: str, chart: Sequence[ExternalAccount]) -> None:
    """Raises Invalid where QuickBooks would refuse this account for this purpose."""
    known = _BY_NAME.get(purpose)
    if known is None or (reason and purpose != "adjustment"):
        raise Invalid(f"There is no purpose called {purpose}.", purpose=purpose)
    if not account:
        return
    found = next((one for one in chart if one.external_id == account), None)
    if found is None:
        raise Invalid("This account is not in QuickBooks.", account=account)
    problem = _wrong(known, found)
    if problem:
        raise Invalid(problem, account=account, purpose=purpose)


def changed(accounts: Accounts, purpose: str, account: str, reason: str) -> Accounts:
    """The choices with this one made."""
    if not reason:
        return accounts.model_copy(update={purpose: account})
    others = {one: to for one, to in accounts.adjustment_by_reason.items() if one != reason}
    by_reason = others | ({reason: account} if account else {})
    return accounts.model_copy(update={"adjustment_by_reason": by_reason})


def chosen_for(accounts: Accounts, purpose: str, reason: str) -> str:
    """The account chosen; empty where none is."""
    if reason:
        return accounts.adjustment_by_reason.get(reason, "")
    return str(getattr(accounts, purpose))


def suggestion(purpose: Purpose, chart: Sequence[ExternalAccount]) -> AccountSuggestion | None:
    """The account that fits best, if one stands out."""
    fitting = [one for one in chart if not _wrong(purpose, one)]
    for words, why in purpose.fits:
        for one in fitting:
            if words == one.account_subtype.lower() or words in one.name.lower():
                return AccountSuggestion(account=_out(one), why=why)
    if purpose.type_alone and len(fitting) == 1:
        return AccountSuggestion(account=_out(fitting[0]), why="The only one of its type")
    return None


async def full_chart(session: AsyncSession, connection_id: UUID) -> list[ExternalAccount]:
    """Every account, also inactive ones, by type and name."""
    found = await session.execute(
        sa.select(ExternalAccount)
        .where(_account.connection_id == connection_id)
        .order_by(_account.account_type, _account.name)
    )
    return list(found.scalars())


async def _reasons(session: AsyncSession) -> dict[str, str]:
    """Why QuickBooks may hear of an adjustment: the code and what people call it."""
    told = [
        one
        for one in await list_reasons(session)
        if one.direction is not Direction.OUT or one.destination is Destination.WRITTEN_OFF
    ]
    return {COUNT: "Adjusted after a count"} | {one.code: one.name for one in told}


def _line(
    purpose: Purpose,
    reason: str,
    settings: ConnectionSettings,
    chart: Sequence[ExternalAccount],
    *,
    needed: bool,
) -> PurposeOut:
    wanted = chosen_for(settings.accounts, purpose.name, reason)
    chosen = next((one for one in chart if one.external_id == wanted), None)
    gone = wanted and chosen is None
    return PurposeOut(
        purpose=purpose.name,
        reason=reason,
        title=purpose.title,
        what=purpose.what,
        required=needed,
        types=list(purpose.types),
        chosen=_out(chosen) if chosen else None,
        problem="QuickBooks no longer has the account that was chosen."
        if gone
        else (_wrong(purpose, chosen) if chosen else ""),
        suggestion=None if reason else suggestion(purpose, chart),
    )


def _wrong(purpose: Purpose, account: ExternalAccount) -> str:
    """Why QuickBooks would refuse it for this purpose; empty if it would not."""
    if not account.active:
        return f"{account.name} is inactive in QuickBooks."
    if account.account_type not in purpose.types:
        wanted = " or ".join(purpose.types)
        return f"{account.name} is of type {account.account_type}; QuickBooks wants {wanted}."
    return ""


async def _makes_items(session: AsyncSession, connection_id: UUID) -> Callable[[str], bool]:
    """Items are being made in QuickBooks, which takes three accounts (2020 without them)."""
    waits = await outbox.any_of_kind(session, connection_id, MappingKind.ITEM)
    return lambda purpose: waits and purpose in ("asset", "income", "cogs")


def _out(account: ExternalAccount) -> AccountOut:
    return AccountOut(
        id=account.external_id,
        name=account.name,
        type=account.account_type,
        subtype=account.account_subtype,
        active=account.active,
    )
