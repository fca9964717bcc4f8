"""The line that Web Connector calls on: who may call, its sessions, and the mailbox between it and
the worker."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, json_field, reference, time_field


class DesktopLine(SQLModel, table=True):
    """One company file's Web Connector: its own user and password, and what is known of it.

    `file_id` marks the company file: Web Connector stores it there when the .qwc is added, and a
    file without it is another company's (reference §1.4). `company_file` is the path it last
    worked with, `met_at` when QuickBooks itself last answered (when Web Connector last called
    stands on the connection, how often it should among its settings). `last_set` is the message set
    that the next write retires. At `read_at` reading was last begun; `reading_wanted`: a person
    asked to read from QuickBooks, which the next visit does. `file_mb` is the company file's size
    as a person told us: no program can ask for it.
    """

    __tablename__ = "desktop_line"

    connection_id: UUID = Field(foreign_key="quickbooks_connection.id", primary_key=True)
    user_name: str = Field(unique=True, max_length=40)
    password_hash: str = Field(max_length=200)
    password_set_at: datetime = created_field()
    app_name: str = Field(max_length=80)
    file_id: str = Field(unique=True, max_length=40)
    company_file: str = Field(default="", max_length=500)
    client_version: str = Field(default="", max_length=40)
    last_set: str = Field(default="", max_length=24)
    reading_wanted: bool = False
    read_at: datetime | None = time_field(nullable=True)
    met_at: datetime | None = time_field(nullable=True)
    file_mb: int | None = None


class DesktopSession(SQLModel, table=True):
    """One visit of Web Connector, from `authenticate` to `closeConnection` or to the next visit.

    Its ticket is stored as a digest. `ends_at`: the worker has nothing more to say, Web Connector
    is told so at the next turn. `served_until` is the lease of whoever works for this session.
    `hello` is what QuickBooks said of itself at the first request (host, company, preferences).
    `trouble` is what went wrong, `said` the closing sentence.
    """

    __tablename__ = "desktop_session"
    __table_args__ = (sa.Index("ix_desktop_session_open", "connection_id", "closed_at"),)

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    ticket_digest: str = Field(unique=True, max_length=64)
    client_version: str = Field(default="", max_length=40)
    company_file: str = Field(default="", max_length=500)
    hello: str | None = None
    asked: bool = False
    retried: bool = False
    sent: int = 0
    read: int = 0
    turns: int = 0
    opened_at: datetime = created_field()
    seen_at: datetime = created_field()
    ends_at: datetime | None = time_field(nullable=True)
    closed_at: datetime | None = time_field(nullable=True)
    served_until: datetime | None = time_field(nullable=True)
    trouble: dict[str, Any] | None = json_field()
    said: str = Field(default="", max_length=500)


class DesktopMessage(SQLModel, table=True):
    """One request in the mailbox: put there by the worker, fetched and answered by Web Connector.

    The bytes are stored before they are handed out, the raw answer before it is acknowledged. The
    worker takes the row away once it has read the answer; of what was said, the journal keeps what
    concerns documents.
    """

    __tablename__ = "desktop_message"
    __table_args__ = (sa.Index("ix_desktop_message_waiting", "session_id", "handed_at", "id"),)

    id: UUID = id_field()
    session_id: UUID = reference("desktop_session.id", index=False)
    body: str
    small_talk: bool = False
    put_at: datetime = created_field()
    handed_at: datetime | None = time_field(nullable=True)
    answered_at: datetime | None = time_field(nullable=True)
    answer: str | None = None
    hresult: str = Field(default="", max_length=20)
    complaint: str = Field(default="", max_length=500)
