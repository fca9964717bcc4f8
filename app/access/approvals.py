"""Approvals: a supervisor consents to one exception, at the operator's device, for five minutes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Approval, Role, User
from app.access.problems import ApprovalInvalid, NotASupervisor
from app.core import clock
from app.core.security import digest, new_token
from app.core.upsert import table_of

LASTS = timedelta(minutes=5)

_approvals = table_of(Approval)


@dataclass(frozen=True, slots=True)
class NewApproval:
    """The one-use token that goes with the next scan, and who gave it."""

    token: str
    approver: User


async def create_approval(
    session: AsyncSession, *, approver: User, requested_by: UUID, purpose: str
) -> NewApproval:
    """Record the consent of `approver`, who has just proved who they are. Raises NotASupervisor."""
    if approver.role.rank < Role.SUPERVISOR.rank:
        raise NotASupervisor(f"{approver.name} is an {approver.role}.", person=approver.name)
    token, token_digest = new_token()
    session.add(
        Approval(
            token_digest=token_digest,
            purpose=purpose,
            approved_by=approver.id,
            requested_by=requested_by,
            expires_at=clock.now() + LASTS,
        )
    )
    await session.flush()
    return NewApproval(token, approver)


@dataclass(frozen=True, slots=True)
class Consent:
    """Who consented, and to what."""

    approved_by: UUID
    purpose: str


async def consume_approval(
    session: AsyncSession, token: str, *, requested_by: UUID, scan_id: UUID
) -> Consent:
    """Use an approval up for one scan of the person it was given to.

    The caller compares the purpose with what it needs. Raises ApprovalInvalid when the approval
    is unknown, somebody else's, used or too old.
    """
    now = clock.now()
    row = _approvals.c
    used = (
        sa.update(_approvals)
        .where(
            row.token_digest == digest(token),
            row.requested_by == requested_by,
            row.used_at.is_(None),
            row.expires_at > now,
        )
        .values(used_at=now, used_by_scan=scan_id)
        .returning(row.approved_by, row.purpose)
    )
    found = (await session.execute(used)).one_or_none()
    if found is None:
        raise ApprovalInvalid("The approval is not known here, used up or too old.")
    return Consent(found.approved_by, found.purpose)
