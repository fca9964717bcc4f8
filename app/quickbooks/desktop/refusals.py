"""Web Connector was not let in: said on the connection, because only its person can type anew."""

from datetime import timedelta

from app.core import clock
from app.quickbooks.desktop.visits import Known
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.port import SyncProblem

WRONG_PASSWORD = SyncProblem(
    "wrong_password",
    "Web Connector has a wrong password",
    "Web Connector called with Scanpost's user name, but with another password.",
    "Type the password into Web Connector again. If you no longer have it, make a new one under"
    " QuickBooks, Connection.",
)
WELL = timedelta(minutes=2)
"""Whose Web Connector was let in so lately is well: it was somebody else who mistyped."""


def note_wrong_password(known: Known) -> bool:
    """Say it on the connection and wait for the right one; False where that would harm."""
    connection = known.connection
    called_at = connection.called_at
    well = called_at is not None and called_at > clock.now() - WELL
    if well or connection.state is not ConnectionState.ACTIVE or not known.line.password_hash:
        return False
    connection.state = ConnectionState.PAUSED
    connection.problem = WRONG_PASSWORD.as_dict()
    connection.resume_at = None
    return True


def forgive(connection: QuickBooksConnection) -> None:
    """It came with the right one."""
    if (connection.problem or {}).get("code") == WRONG_PASSWORD.code:
        connection.problem = None
        if connection.state is ConnectionState.PAUSED:
            connection.state = ConnectionState.ACTIVE
