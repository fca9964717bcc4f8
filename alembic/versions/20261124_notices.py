"""What QuickBooks tells us by itself: notices, kept until they are applied

Revision ID: 8e2c41b7d905
Revises: 7c2e9f40b1d8
Create Date: 2026-11-24 20:58:00
"""

import sqlalchemy as sa
from alembic import op

revision = '8e2c41b7d905'
down_revision = '7c2e9f40b1d8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('change_notice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('notice_id', sa.String(length=100), nullable=False),
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('external_id', sa.String(length=40), nullable=False),
    sa.Column('change', sa.Enum('changed', 'deleted', 'merged', name='notice_change', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('merged_id', sa.String(length=40), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['connection_id'], ['quickbooks_connection.id'], name=op.f('fk_change_notice_connection_id_quickbooks_connection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_notice')),
    sa.UniqueConstraint('connection_id', 'notice_id', name='uq_change_notice')
    )
    with op.batch_alter_table('change_notice', schema=None) as batch_op:
        batch_op.create_index('ix_change_notice_waiting', ['connection_id', 'handled_at'], unique=False)

    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.drop_column('heard_at')
    op.drop_table('change_notice')
