"""Whether the computer that QuickBooks Desktop runs on is heard of: it calls us, we cannot call it.

Its Web Connector calls every few seconds, but only while the computer is on, a person is signed in
to Windows there and Web Connector runs by itself (reference §5.2). Silence is no fault of any
document: all of them wait, and are sent when it calls again.
"""

from datetime import datetime, timedelta

from app.core import clock
from app.sync.models import ConnectionKind, QuickBooksConnection
from app.sync.port import SyncProblem
from app.sync.settings import ConnectionSettings

AWAITED = "Waiting for the QuickBooks computer"
SHORTEST_PATIENCE = timedelta(seconds=90)
MISSED_CALLS = 3
"""So many calls in a row have to be missing: one is lost whenever Windows is busy."""


def patience(connection: QuickBooksConnection) -> timedelta:
    """How long the computer may be silent before it is said."""
    every = ConnectionSettings.of(connection.settings).calls_every_seconds
    return max(SHORTEST_PATIENCE, timedelta(seconds=MISSED_CALLS * every))


def silence(connection: QuickBooksConnection) -> SyncProblem | None:
    """Why nothing moves and what to do, while QuickBooks' computer does not call; None otherwise.

    QuickBooks Online is called by us: there is no such silence.
    """
    if connection.kind is not ConnectionKind.DESKTOP:
        return None
    called_at = connection.called_at
    if called_at is None:
        return NEVER_CALLED
    if called_at >= clock.now() - patience(connection):
        return None
    return SyncProblem(
        "computer_silent",
        AWAITED,
        f"The computer with QuickBooks was last heard of {how_long_ago(called_at)}.",
        "Turn it on, sign in to Windows there, and see that Web Connector is running with Auto-Run"
        " ticked. Scanning goes on meanwhile.",
        {"called_at": called_at.isoformat()},
    )


NEVER_CALLED = SyncProblem(
    "computer_never_called",
    AWAITED,
    "The computer with QuickBooks has not called yet.",
    "Add Scanpost to Web Connector there: QuickBooks, Connection leads through it step by step.",
)


def how_long_ago(at: datetime) -> str:
    """ "40 seconds ago", "5 minutes ago", "2 days ago"."""
    seconds = max(0, int((clock.now() - at).total_seconds()))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {word}{'' if number == 1 else 's'} ago"
    return f"{seconds} seconds ago"
