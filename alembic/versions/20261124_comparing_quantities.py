"""Comparing quantities with QuickBooks: runs, lines, and since when they are to agree

Revision ID: d6b960008bf9
Revises: 5d2b4d7df8f4
Create Date: 2026-11-24 20:37:37.999407
"""

import sqlalchemy as sa
from alembic import op

revision = 'd6b960008bf9'
down_revision = '8e2c41b7d905'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE SEQUENCE number_series_a')  # inventory adjustments

    op.create_table('reconcile_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('differing', sa.Integer(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('problem', sa.JSON(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['app_user.id'], name=op.f('fk_reconcile_run_asked_by_app_user')),
    sa.ForeignKeyConstraint(['connection_id'], ['quickbooks_connection.id'], name=op.f('fk_reconcile_run_connection_id_quickbooks_connection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconcile_run'))
    )
    with op.batch_alter_table('reconcile_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reconcile_run_connection_id'), ['connection_id'], unique=False)

    op.create_table('reconcile_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('external_id', sa.String(length=40), nullable=False),
    sa.Column('ours', sa.BigInteger(), nullable=False),
    sa.Column('theirs', sa.BigInteger(), nullable=False),
    sa.Column('difference', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('causes', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('open', 'adopted', 'adjusted', 'reversed', 'even', name='reconcile_line_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('resolved_by', sa.Uuid(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_reconcile_line_item_id_item')),
    sa.ForeignKeyConstraint(['resolved_by'], ['app_user.id'], name=op.f('fk_reconcile_line_resolved_by_app_user')),
    sa.ForeignKeyConstraint(['run_id'], ['reconcile_run.id'], name=op.f('fk_reconcile_line_run_id_reconcile_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconcile_line')),
    sa.UniqueConstraint('run_id', 'item_id', name='uq_reconcile_line_item')
    )
    with op.batch_alter_table('reconcile_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reconcile_line_item_id'), ['item_id'], unique=False)

    with op.batch_alter_table('external_transaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reckoned', sa.JSON(), nullable=True))

    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reckoned_from', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP SEQUENCE number_series_a')

    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.drop_column('reckoned_from')

    with op.batch_alter_table('external_transaction', schema=None) as batch_op:
        batch_op.drop_column('reckoned')

    with op.batch_alter_table('reconcile_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reconcile_line_item_id'))

    op.drop_table('reconcile_line')
    with op.batch_alter_table('reconcile_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reconcile_run_connection_id'))

    op.drop_table('reconcile_run')
