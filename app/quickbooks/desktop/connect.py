"""A company's line for Web Connector: made with a password of its own, which is shown once.

Nothing can be called here: the connection exists as soon as it is made, and works from the first
visit on. Until then it is the one that is being set up, and beginning again takes it up again.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, NotFound
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import table_of
from app.quickbooks.desktop import access
from app.quickbooks.desktop.models import DesktopLine
from app.quickbooks.desktop.qwc import Unsuitable, qwc
from app.quickbooks.desktop.routes import PATH
from app.quickbooks.using import use
from app.sync import outbox
from app.sync.engine import locked_connection
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.settings import ConnectionSettings

SUPPORT_PATH = f"{PATH}/support"
COMPANY_LENGTH = 40
"""Of the company's name in the app's name: QuickBooks shows it in a narrow list."""
_connection, _line = table_of(QuickBooksConnection).c, table_of(DesktopLine).c


class NoPublicAddress(Conflict):
    code = "no_public_address"
    title = "Web Connector cannot reach this address"
    action = (
        "Give this server a name with https and start it with SCANPOST_PUBLIC_URL set to it, for"
        " example https://scanpost.example.com. If QuickBooks is on this very computer, open"
        " Scanpost as http://localhost instead."
    )


class LineUnknown(NotFound):
    code = "company_unknown"
    title = "This company is not connected"
    action = "Reload the page."


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password that exists nowhere else: only its hash is kept."""

    connection_id: UUID
    password: str


async def connect_desktop(
    db: Database, *, public_url: str, company: str, live: bool = False
) -> NewPassword:
    """A line for a company file, in use at once, and its password.

    `public_url` is where Web Connector reaches this server, `company` the name until QuickBooks
    tells its own. Nothing is sent before the set-up is finished, unless it is `live` at once. A
    line that was made before and never used is taken up again. The company that was in use keeps
    its queue. Raises NoPublicAddress.
    """
    check_address(public_url)
    password = access.make_password()
    hashed = await access.hash_password(password)

    async def work(session: AsyncSession) -> UUID:
        connection, line = await _unused(session) or await _new(session, company)
        _set_password(line, connection, hashed)
        await access.forgive(session, line.user_name)
        await use(session, connection)
        if live:
            await session.flush()
            await outbox.go_live(session, connection.id)
        return connection.id

    return NewPassword(await db.transact(work), password)


async def new_password(db: Database, connection_id: UUID) -> NewPassword:
    """Another password; the old one is worth nothing from now on. Raises LineUnknown.

    A company that was disconnected, or that a wrong password keeps waiting, goes on with it.
    """
    password = access.make_password()
    hashed = await access.hash_password(password)

    async def work(session: AsyncSession) -> None:
        line = await session.get(DesktopLine, connection_id)
        connection = await locked_connection(session, connection_id)
        if line is None or connection is None:
            raise LineUnknown("There is no such company.", id=connection_id)
        _set_password(line, connection, hashed)
        await access.forgive(session, line.user_name)
        announce(session, Event("sync.changed", {"connection_id": str(connection_id)}))

    await db.transact(work)
    return NewPassword(connection_id, password)


def _set_password(line: DesktopLine, connection: QuickBooksConnection, hashed: str) -> None:
    line.password_hash = hashed
    line.password_set_at = clock.now()
    if (connection.problem or {}).get("code") in ("disconnected", "wrong_password"):
        connection.problem = connection.resume_at = None
        if connection.is_active:
            connection.state = ConnectionState.ACTIVE


def qwc_file(line: DesktopLine, public_url: str, *, seconds: int) -> str:
    """The file that adds this company to Web Connector, which then calls every so many `seconds`.

    Raises NoPublicAddress.
    """
    try:
        return qwc(
            line.app_name,
            public_url + PATH,
            public_url + SUPPORT_PATH,
            line.user_name,
            line.file_id,
            seconds=seconds,
            unique_name=line.app_name,
        )
    except Unsuitable as reason:
        raise NoPublicAddress(str(reason), address=public_url) from reason


def check_address(public_url: str) -> None:
    """Raises NoPublicAddress where Web Connector would refuse a file with this address (§1.1)."""
    nobody = DesktopLine(
        connection_id=new_id(), user_name="-", password_hash="", app_name="-", file_id="-"
    )
    qwc_file(nobody, public_url, seconds=10)


async def _unused(session: AsyncSession) -> tuple[QuickBooksConnection, DesktopLine] | None:
    """A line that was made and that no Web Connector has called on yet."""
    found = await session.execute(
        sa.select(QuickBooksConnection, DesktopLine)
        .join(DesktopLine, _line.connection_id == _connection.id)
        .where(_connection.called_at.is_(None))
        .order_by(_connection.created_at.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def _new(session: AsyncSession, company: str) -> tuple[QuickBooksConnection, DesktopLine]:
    connection = QuickBooksConnection(
        id=new_id(),
        kind=ConnectionKind.DESKTOP,
        is_active=False,
        state=ConnectionState.DISCONNECTED,
        company_name=company,
        endpoints={},
        settings=ConnectionSettings(orders_from=("sales_order",)).stored(),
        live_at=None,
    )
    session.add(connection)
    await session.flush()
    line = DesktopLine(
        connection_id=connection.id,
        user_name=access.make_user_name(),
        password_hash="",
        app_name=await _app_name(session, company),
        file_id=f"{{{str(uuid4()).upper()}}}",
    )
    session.add(line)
    return connection, line


async def _app_name(session: AsyncSession, company: str) -> str:
    """What QuickBooks authorises and Web Connector lists: another one for each company (§1.5)."""
    name = f"Scanpost - {company[:COMPANY_LENGTH].strip()}"
    taken = set((await session.execute(sa.select(_line.app_name))).scalars())
    return name if name not in taken else f"{name} {secrets.token_hex(2)}"
