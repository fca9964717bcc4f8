"""One trigger pull, and the answer it was given."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, json_field, reference, time_field
from app.core.types import enum_column


class ScanStatus(StrEnum):
    """The stored answer; `duplicate` is never stored, it is how a stored answer is repeated."""

    APPLIED = "applied"
    REJECTED = "rejected"
    NEEDS_INPUT = "needs_input"


class Scan(SQLModel, table=True):
    """The phone made the id; the payload hash proves that a repeat is the same scan."""

    __table_args__ = (sa.Index("ix_scan_received", "received_at"),)

    id: UUID = Field(primary_key=True)
    payload_hash: str = Field(max_length=64)
    raw: str = Field(max_length=4096)
    symbology: str = Field(default="", max_length=30)
    aim_id: str = Field(default="", max_length=3)
    source: str = Field(default="", max_length=10)
    task: str = Field(max_length=20)
    step: str = Field(max_length=20)
    document_id: UUID | None = Field(default=None, sa_type=sa.Uuid, index=True)
    user_id: UUID = reference("app_user.id")
    device_id: UUID | None = reference("device.id", nullable=True)
    device_seq: int = Field(default=0, sa_type=sa.BigInteger)
    status: ScanStatus | None = Field(
        default=None, sa_type=enum_column(ScanStatus, "scan_status"), nullable=True
    )
    outcome: dict[str, Any] | None = json_field()
    answers_to: UUID | None = Field(default=None, sa_type=sa.Uuid)
    recorded_at: datetime = time_field()
    received_at: datetime = created_field()
