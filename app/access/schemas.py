"""What signing in and the people pages send and receive."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.access.models import Role, SessionKind

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
]
Password = Annotated[str, StringConstraints(max_length=200)]
PinText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,6}$")]
BadgeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInIn(_In):
    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(max_length=200)]


class EnrolIn(_In):
    code: Annotated[str, Field(min_length=1, max_length=40)]
    device_name: Name


class ProofIn(_In):
    """A badge, or a person and their PIN."""

    badge: BadgeText | None = None
    user_id: UUID | None = None
    pin: Annotated[str, Field(max_length=20)] | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> Self:
        with_pin = self.user_id is not None and self.pin is not None
        without_pin = self.user_id is None and self.pin is None
        if not (with_pin if self.badge is None else without_pin):
            raise ValueError("give either a badge, or a person and their PIN")
        return self


class ApprovalIn(ProofIn):
    purpose: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class UserOut(BaseModel):
    id: UUID
    name: str
    role: Role


class DeviceRef(BaseModel):
    id: UUID
    name: str


class CompanyOut(BaseModel):
    name: str
    zone: str


class MeOut(BaseModel):
    """Who is signed in, where, and for which company."""

    user: UserOut
    session_id: UUID
    kind: SessionKind
    language: str
    device: DeviceRef | None
    company: CompanyOut
    demo: bool


class DevicePeopleOut(BaseModel):
    """An enrolled device and the people who may unlock it by PIN."""

    device: DeviceRef
    people: list[UserOut]


class EnrolledOut(BaseModel):
    device: DeviceRef


class ApprovalOut(BaseModel):
    """`approval` goes with the next scan, once, within five minutes."""

    approval: str
    approver: UserOut


class PersonOut(BaseModel):
    """A person. `badge` is only present in the answer that made a new one."""

    id: UUID
    name: str
    role: Role
    email: str | None
    language: str
    active: bool
    has_password: bool
    has_pin: bool
    has_badge: bool
    created_at: datetime
    badge: str | None = None


class PersonIn(_In):
    """`new_badge` makes a badge and answers its text once."""

    name: Name
    role: Role
    email: Email | None = None
    password: Password | None = None
    pin: PinText | None = None
    badge: BadgeText | None = None
    new_badge: bool = False
    language: Language = "en"


class PersonPatch(_In):
    """Only what is given changes; a PIN or badge given as null is taken away."""

    name: Name | None = None
    role: Role | None = None
    email: Email | None = None
    password: Password | None = None
    pin: PinText | None = None
    badge: BadgeText | None = None
    new_badge: bool = False
    language: Language | None = None
    active: bool | None = None


class DeviceOut(BaseModel):
    id: UUID
    name: str
    created_at: datetime
    last_seen_at: datetime | None


class EnrolmentOut(BaseModel):
    """`url` opens the enrolment page with the code filled in; shown as QR."""

    code: str
    url: str
    expires_at: datetime


class SessionOut(BaseModel):
    id: UUID
    kind: SessionKind
    user: UserOut
    device: DeviceRef | None
    created_at: datetime
    last_seen_at: datetime | None
    expires_at: datetime | None
    current: bool


class TokenIn(_In):
    """Without `user_id` the token acts as its maker."""

    label: Name
    user_id: UUID | None = None
    role: Role | None = None
    expires_at: datetime | None = None


class TokenOut(BaseModel):
    """`role` is what the token may do: its person's role, or less."""

    id: UUID
    label: str
    user: UserOut
    role: Role
    created_at: datetime
    last_seen_at: datetime | None
    expires_at: datetime | None


class NewTokenOut(BaseModel):
    """`token` is shown this once."""

    id: UUID
    token: str
