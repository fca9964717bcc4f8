"""Who may do what, on which device: people, devices, sessions and their limits.

Secrets are never stored: passwords, PINs and badges as argon2 or keyed digests, tokens as SHA-256
digests of random values.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, reference, time_field
from app.core.types import enum_column


class Role(StrEnum):
    """What a person may do; each role includes the ones before it."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {role: rank for rank, role in enumerate(Role)}


class SessionKind(StrEnum):
    """How a session came to be: password, badge or PIN on a device, or a token for a program."""

    PASSWORD = "password"  # noqa: S105
    FLOOR = "floor"
    TOKEN = "token"  # noqa: S105


class User(SQLModel, table=True):
    """A person. Managers sign in by e-mail; operators by badge or PIN on an enrolled device."""

    __tablename__ = "app_user"  # "user" is a reserved word in PostgreSQL

    id: UUID = id_field()
    name: str = Field(max_length=100)
    email: str | None = Field(default=None, max_length=254, unique=True)
    role: Role = Field(sa_type=enum_column(Role, "role"))
    password_hash: str | None = None
    pin_hash: str | None = None
    badge_digest: str | None = Field(default=None, unique=True, max_length=64)
    language: str = Field(default="en", max_length=8)
    active: bool = True
    created_at: datetime = created_field()


class Device(SQLModel, table=True):
    """A phone or handheld that a manager enrolled once; its cookie holds a random token."""

    id: UUID = id_field()
    name: str = Field(max_length=100)
    token_digest: str = Field(unique=True, max_length=64)
    enrolled_by: UUID = reference("app_user.id")
    created_at: datetime = created_field()
    last_seen_at: datetime | None = time_field(nullable=True)
    revoked_at: datetime | None = time_field(nullable=True)


class Enrolment(SQLModel, table=True):
    """A short-lived, one-use code that turns a browser into an enrolled device."""

    id: UUID = id_field()
    code_digest: str = Field(unique=True, max_length=64)
    created_by: UUID = reference("app_user.id")
    expires_at: datetime = time_field()
    used_at: datetime | None = time_field(nullable=True)


class AuthSession(SQLModel, table=True):
    """An opaque, revocable session: a signed-in person, or an API token (kind `token`).

    `role` caps what a token may do below its person's own role; None means no cap.
    """

    id: UUID = id_field()
    kind: SessionKind = Field(sa_type=enum_column(SessionKind, "session_kind"))
    token_digest: str = Field(unique=True, max_length=64)
    user_id: UUID = reference("app_user.id")
    device_id: UUID | None = reference("device.id", nullable=True)
    role: Role | None = Field(
        default=None, sa_type=enum_column(Role, "session_role"), nullable=True
    )
    label: str = Field(default="", max_length=100)
    created_at: datetime = created_field()
    last_seen_at: datetime | None = time_field(nullable=True)
    expires_at: datetime | None = time_field(nullable=True)
    revoked_at: datetime | None = time_field(nullable=True)


class UnlockFailure(SQLModel, table=True):
    """Wrong PINs, badges and passwords in a row, per subject; the fifth locks for five minutes."""

    __tablename__ = "unlock_failure"

    subject: str = Field(primary_key=True, max_length=200)
    count: int = 0
    last_at: datetime = created_field()
    locked_until: datetime | None = time_field(nullable=True)


class Approval(SQLModel, table=True):
    """A supervisor's consent to one exception; used once, by one scan, within minutes."""

    id: UUID = id_field()
    token_digest: str = Field(unique=True, max_length=64)
    purpose: str = Field(max_length=60)
    approved_by: UUID = reference("app_user.id")
    requested_by: UUID = reference("app_user.id")
    created_at: datetime = created_field()
    expires_at: datetime = time_field()
    used_at: datetime | None = time_field(nullable=True)
    used_by_scan: UUID | None = Field(default=None, sa_type=sa.Uuid)
