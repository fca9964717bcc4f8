"""The mailbox between the worker and Web Connector: all SQL on DesktopMessage is here.

The worker puts a request in and waits; Web Connector fetches it at its next `sendRequestXML` and
brings the answer with `receiveResponseXML`. The bytes are stored before they are handed out, and
the raw answer before it is acknowledged, so neither side can lose what the other was told
(reference §1.4, §2.3).
"""

import re
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import new_id
from app.core.upsert import affected, table_of
from app.quickbooks.desktop.models import DesktopMessage, DesktopSession

LOST = "lost"
"""In place of an HRESULT: handed out, and its session ended before an answer came."""

_REQUEST_ID = re.compile(r'\brequestID\s*=\s*["\']([^"\']*)["\']')
_message = table_of(DesktopMessage).c
_session = table_of(DesktopSession).c


@dataclass(frozen=True, slots=True)
class State:
    """How far a request has got, and whether the session it was put in still goes on."""

    handed: bool
    answered: bool
    answer: str
    hresult: str
    complaint: str
    over: bool


async def put(
    session: AsyncSession, visit_id: UUID, body: str, *, small_talk: bool = False
) -> UUID:
    """A request for Web Connector's next turn. Nobody waits for the answer to `small_talk`.

    Whoever says something new has read the answers to what was said before: they go.
    """
    await clear(session, visit_id)
    row = DesktopMessage(id=new_id(), session_id=visit_id, body=body, small_talk=small_talk)
    session.add(row)
    await session.flush()
    return row.id


async def waiting(session: AsyncSession, visit_id: UUID) -> bool:
    """Is there a request to fetch?"""
    found = sa.select(_message.id).where(*_to_fetch(visit_id))
    return await session.scalar(found.limit(1)) is not None


async def unanswered(session: AsyncSession, visit_id: UUID) -> bool:
    """Is there a request that was handed out and not answered?"""
    found = sa.select(_message.id).where(*_unanswered(visit_id))
    return await session.scalar(found.limit(1)) is not None


async def fetch(session: AsyncSession, visit_id: UUID) -> str | None:
    """Hand out the oldest request, once; None if there is none."""
    oldest = sa.select(_message.id).where(*_to_fetch(visit_id)).order_by(_message.id).limit(1)
    taken = await session.execute(
        sa.update(DesktopMessage)
        .where(_message.id == oldest.scalar_subquery(), _message.handed_at.is_(None))
        .values(handed_at=clock.now())
        .returning(_message.body)
    )
    return taken.scalar_one_or_none()


async def bring(
    session: AsyncSession, visit_id: UUID, *, response: str, hresult: str, complaint: str
) -> bool:
    """Store the answer to what was handed out, as it came; False if nothing waits for this one.

    An answer that was delivered twice may come while the next request is out: its request's id says
    whose it is (reference §2.5).
    """
    out = await session.execute(
        sa.select(_message.id, _message.body, _message.small_talk).where(*_unanswered(visit_id))
    )
    row = out.first()
    if row is None or (response and not _answers(response, row.body)):
        return False
    if row.small_talk:
        await session.execute(sa.delete(DesktopMessage).where(_message.id == row.id))
        return True
    stored = await affected(
        session,
        sa.update(DesktopMessage)
        .where(*_unanswered(visit_id))
        .values(
            answered_at=clock.now(),
            answer=response,
            hresult=hresult[:20],
            complaint=complaint[:500],
        ),
    )
    return stored > 0


def _answers(response: str, body: str) -> bool:
    asked, answered = _REQUEST_ID.findall(body), _REQUEST_ID.findall(response)
    return not answered or not asked or asked[0] == answered[0]


async def lose(session: AsyncSession, visit_id: UUID) -> int:
    """The session is over: what was handed out gets no answer, what was not is taken back.

    Returns how many answers are lost.
    """
    await session.execute(sa.delete(DesktopMessage).where(*_to_fetch(visit_id)))
    return await affected(
        session,
        sa.update(DesktopMessage)
        .where(*_unanswered(visit_id))
        .values(answered_at=clock.now(), hresult=LOST),
    )


async def look(session: AsyncSession, message_id: UUID) -> State | None:
    """How it stands; None once it was taken back."""
    found = await session.execute(
        sa.select(
            _message.handed_at,
            _message.answered_at,
            _message.answer,
            _message.hresult,
            _message.complaint,
            _session.closed_at,
        )
        .join(DesktopSession, _session.id == _message.session_id)
        .where(_message.id == message_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return State(
        handed=row.handed_at is not None,
        answered=row.answered_at is not None,
        answer=row.answer or "",
        hresult=row.hresult,
        complaint=row.complaint,
        over=row.closed_at is not None,
    )


async def withdraw(session: AsyncSession, message_id: UUID) -> bool:
    """Take a request back that was not handed out yet; False if it was."""
    taken = sa.delete(DesktopMessage).where(_message.id == message_id, _message.handed_at.is_(None))
    return await affected(session, taken) > 0


async def clear(session: AsyncSession, visit_id: UUID) -> None:
    """The answers of this visit were read."""
    await session.execute(
        sa.delete(DesktopMessage).where(
            _message.session_id == visit_id, _message.answered_at.is_not(None)
        )
    )


def _to_fetch(visit_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return _message.session_id == visit_id, _message.handed_at.is_(None)


def _unanswered(visit_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _message.session_id == visit_id,
        _message.handed_at.is_not(None),
        _message.answered_at.is_(None),
    )
