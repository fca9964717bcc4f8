"""What people did about documents on their way, for the timeline and the log's search."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.sync.activity import subjects
from app.sync.models import SyncDeed

WORDS_LENGTH = 300


async def note_deed(
    session: AsyncSession, operation_id: UUID, *, user_id: UUID | None, what: str, words: str = ""
) -> None:
    """Remember that a person did `what` ("retry", "by_hand", a fix's kind) about an operation.

    `words` is what the timeline says of it, without the person's name: "Linked to Hex bolt M8".
    """
    session.add(
        SyncDeed(operation_id=operation_id, user_id=user_id, what=what, words=words[:WORDS_LENGTH])
    )
    if user_id is not None:
        await subjects.add(session, operation_id, {user_id})
