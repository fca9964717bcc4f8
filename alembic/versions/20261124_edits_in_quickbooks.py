"""What QuickBooks showed after we wrote it, and what it shows now: to tell edits made there

Revision ID: 5d1f0a7c9e24
Revises: 77d390fd5bbd
Create Date: 2026-11-24 20:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = '5d1f0a7c9e24'
down_revision = '77d390fd5bbd'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('external_transaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('record', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('sent', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('external_transaction', schema=None) as batch_op:
        batch_op.drop_column('sent')
        batch_op.drop_column('record')
