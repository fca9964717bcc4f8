"""What people decided on the way; whatever can be seen from the rest of the data is not stored."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.tables import created_field, reference


class OnboardingStep(SQLModel, table=True):
    """A step that a person finished, or left out (`skipped`), and what came of it in words."""

    __tablename__ = "onboarding_step"

    step: str = Field(primary_key=True, max_length=20)
    skipped: bool = False
    said: str = Field(default="", max_length=500)
    done_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    done_at: datetime = created_field()
