"""What the Connection page of a Desktop company shows, put together from what is stored."""

import re
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.quickbooks.desktop import companies
from app.quickbooks.desktop.connect import NoPublicAddress, check_address
from app.quickbooks.desktop.filesize import file_size
from app.quickbooks.desktop.models import DesktopLine, DesktopMessage, DesktopSession
from app.quickbooks.desktop.routes import PATH
from app.quickbooks.desktop.schemas import (
    DesktopCompanyOut,
    DesktopFactsOut,
    DesktopPage,
    VisitingOut,
    VisitOut,
)
from app.quickbooks.gateway import Gateway
from app.quickbooks.parts import news_of, other_companies, switched_off
from app.quickbooks.using import unsent
from app.sync import computer
from app.sync.facts import Facts
from app.sync.models import QuickBooksConnection
from app.sync.schemas import SyncProblemOut
from app.sync.settings import ConnectionSettings

LAST_VISITS = 10
GONE = timedelta(minutes=13)
"""QuickBooks may work on one request for minutes; a visit silent for longer has broken off."""

_visit, _message = table_of(DesktopSession).c, table_of(DesktopMessage).c
_REQUEST = re.compile(r"<(\w+)(Add|Mod|Query|Void|Del)Rq\b")


async def desktop_page(gateway: Gateway, *, base: str) -> DesktopPage:
    """The page as it is now; `base` is where people, and so Web Connector, reach this server."""
    problem = _address_problem(base)
    async with gateway.db.read() as session:
        found = await companies.in_use(session)
        return DesktopPage(
            company=found and await _company(session, *found),
            others=await other_companies(session, gateway.vault),
            address=base + PATH,
            address_problem=problem.detail if problem else "",
            address_action=problem.what_to_do if problem else "",
        )


def _address_problem(base: str) -> NoPublicAddress | None:
    try:
        check_address(base)
    except NoPublicAddress as problem:
        return problem
    return None


async def _company(
    session: AsyncSession, connection: QuickBooksConnection, line: DesktopLine
) -> DesktopCompanyOut:
    settings = ConnectionSettings.of(connection.settings)
    visits = await _visits(session, connection)
    return DesktopCompanyOut(
        id=connection.id,
        name=connection.company_name,
        state=connection.state,
        problem=connection.problem and SyncProblemOut.model_validate(connection.problem),
        unsent=await unsent(session, connection.id),
        user_name=line.user_name,
        has_password=bool(line.password_hash),
        password_set_at=line.password_set_at,
        app_name=line.app_name,
        company_file=line.company_file,
        client_version=line.client_version,
        called_at=connection.called_at,
        met_at=line.met_at,
        probed_at=connection.probed_at,
        silent=computer.silence(connection) is not None,
        seconds=settings.calls_every_seconds,
        purchase_document=settings.purchase_document,
        orders_from=list(settings.orders_from),
        facts=_facts(Facts.of(connection.facts)),
        news=news_of(connection),
        visiting=await _visiting(session, visits[0]) if visits else None,
        visits=[_visit_out(one) for one in visits],
        file_size=file_size(line.file_mb),
    )


def _facts(facts: Facts) -> DesktopFactsOut:
    return DesktopFactsOut(
        product=facts.product,
        edition=facts.edition,
        country=facts.country,
        qbxml=facts.qbxml,
        single_user=facts.single_user,
        sites=facts.sites,
        tracked=facts.tracked,
        expiry=facts.expiry,
        closed_through=facts.closed_through,
        off=switched_off(facts),
    )


async def _visits(session: AsyncSession, connection: QuickBooksConnection) -> list[DesktopSession]:
    """The last ones, the newest first."""
    found = await session.execute(
        sa.select(DesktopSession)
        .where(_visit.connection_id == connection.id)
        .order_by(_visit.id.desc())
        .limit(LAST_VISITS)
    )
    return list(found.scalars())


def _visit_out(visit: DesktopSession) -> VisitOut:
    until = visit.closed_at or visit.seen_at
    return VisitOut(
        id=visit.id,
        opened_at=visit.opened_at,
        closed_at=visit.closed_at,
        seconds=max(0, round((until - visit.opened_at).total_seconds())),
        sent=visit.sent,
        read=visit.read,
        said=visit.said,
        trouble=visit.trouble and SyncProblemOut.model_validate(visit.trouble),
    )


async def _visiting(session: AsyncSession, visit: DesktopSession) -> VisitingOut | None:
    """The visit that goes on now, if one does."""
    if visit.closed_at is not None or visit.seen_at < clock.now() - GONE:
        return None
    found = await session.execute(
        sa.select(_message.body)
        .where(
            _message.session_id == visit.id,
            _message.handed_at.is_not(None),
            _message.answered_at.is_(None),
        )
        .limit(1)
    )
    body: str | None = found.scalars().first()
    return VisitingOut(
        since=visit.opened_at, doing=doing(body, visit), sent=visit.sent, read=visit.read
    )


def doing(body: str | None, visit: DesktopSession) -> str:
    """What happens in a visit, in words; `body` is the request QuickBooks works on, if any."""
    if body is not None:
        asked = _REQUEST.search(body)
        what = _spaced(asked[1]) if asked else "request"
        match asked[2] if asked else "":
            case "Add":
                return f"QuickBooks is entering our {what}."
            case "Query":
                return f"QuickBooks is looking up its {what} records."
            case "Mod" | "Void" | "Del":
                return f"QuickBooks is changing our {what}."
        return "QuickBooks is working on a request."
    if not visit.asked:
        return "Web Connector is opening the company file."
    return "Web Connector is here and waits for work."


def _spaced(name: str) -> str:
    """ "ItemReceipt" → "item receipt"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
