"""What is announced after a commit: news for screens, and a ring of the worker's doorbell.

Announcements are collected on the session and delivered only once the transaction is durable,
so nobody ever re-reads something that was rolled back. Delivery is best effort: screens re-read
on reconnect, the sweep finds what a lost ring missed.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

_KEY = "announcements"
DRAIN = "drain"


@dataclass(frozen=True, slots=True)
class Event:
    """Names what changed, never the data itself: permissions stay on the read routes."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ring:
    """Work is due for this QuickBooks connection: `drain` its outbox, or a `job` of another name.

    A job is a function of that name in `app.worker`, called with the connection's id. Only drains
    are made up for when a ring is lost; whatever else must happen is written down in the database.
    """

    connection_id: str
    job: str = DRAIN


Announcement = Event | Ring


def announce(session: AsyncSession, *announcements: Announcement) -> None:
    """Deliver `announcements` if and when this session's transaction commits; repeats merge."""
    waiting: list[Announcement] = session.info.setdefault(_KEY, [])
    waiting.extend(one for one in announcements if one not in waiting)


def take_announcements(session: AsyncSession) -> list[Announcement]:
    """What has been announced, emptied: called once by the transaction after its commit."""
    taken: list[Any] = session.info.pop(_KEY, [])
    return taken
