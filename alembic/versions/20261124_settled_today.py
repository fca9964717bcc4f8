"""Documents settled today are counted without looking at all of them

Revision ID: 7c2e9f40b1d8
Revises: 5d1f0a7c9e24
Create Date: 2026-11-24 20:58:00.000000
"""

from alembic import op

revision = '7c2e9f40b1d8'
down_revision = '5d1f0a7c9e24'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_sync_operation_settled', 'sync_operation', ['connection_id', 'settled_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_sync_operation_settled', table_name='sync_operation')
