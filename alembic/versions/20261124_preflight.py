"""What QuickBooks would refuse: foreseen per document, and found by the audit

Everything is read from QuickBooks once more, because mappings say more of each record from now on.

Revision ID: 77d390fd5bbd
Revises: 4be1c8d20a37
Create Date: 2026-11-24 20:28:04.015338
"""

import sqlalchemy as sa
from alembic import op

revision = '77d390fd5bbd'
down_revision = '4be1c8d20a37'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sync_finding',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('connection_id', sa.Uuid(), nullable=False),
        sa.Column('code', sa.String(length=60), nullable=False),
        sa.Column('subject', sa.String(length=120), nullable=False),
        sa.Column('topic', sa.String(length=30), nullable=False),
        sa.Column('problem', sa.JSON(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['connection_id'],
            ['quickbooks_connection.id'],
            name=op.f('fk_sync_finding_connection_id_quickbooks_connection'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_finding')),
        sa.UniqueConstraint('connection_id', 'code', 'subject', name='uq_sync_finding_subject'),
    )
    op.create_index(
        'ix_external_transaction_number', 'external_transaction', ['connection_id', 'number']
    )
    op.create_index('ix_mapping_local_id', 'mapping', ['local_id'])
    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('audited_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('sync_operation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('foreseen', sa.JSON(), nullable=True))
    op.execute("UPDATE sync_cursor SET position = ''")


def downgrade() -> None:
    with op.batch_alter_table('sync_operation', schema=None) as batch_op:
        batch_op.drop_column('foreseen')
    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.drop_column('audited_at')
    op.drop_index('ix_mapping_local_id', table_name='mapping')
    op.drop_index('ix_external_transaction_number', table_name='external_transaction')
    op.drop_table('sync_finding')
