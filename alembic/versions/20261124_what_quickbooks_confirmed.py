"""What QuickBooks confirmed last of a document, to tell edits made there from our own words

Revision ID: f715a74cbde6
Revises: 0c5c935534b5
Create Date: 2026-11-24 20:16:37.296138
"""

import sqlalchemy as sa
from alembic import op

revision = 'f715a74cbde6'
down_revision = '0c5c935534b5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sync_operation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_snapshot', sa.JSON(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('sync_operation', schema=None) as batch_op:
        batch_op.drop_column('sent_snapshot')

