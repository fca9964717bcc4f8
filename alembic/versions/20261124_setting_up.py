"""Setting up: what people decided on the way, and that nothing is sent before going live

Revision ID: a9677a3d6eca
Revises: d6b960008bf9
Create Date: 2026-11-24 21:15:55.329628
"""

import sqlalchemy as sa
from alembic import op

revision = 'a9677a3d6eca'
down_revision = 'd6b960008bf9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('onboarding_step',
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('skipped', sa.Boolean(), nullable=False),
    sa.Column('said', sa.String(length=500), nullable=False),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['done_by'], ['app_user.id'], name=op.f('fk_onboarding_step_done_by_app_user')),
    sa.PrimaryKeyConstraint('step', name=op.f('pk_onboarding_step'))
    )
    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('live_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('sync_cursor', schema=None) as batch_op:
        batch_op.add_column(sa.Column('complete_at', sa.DateTime(timezone=True), nullable=True))

    op.execute('UPDATE quickbooks_connection SET live_at = created_at')
    op.execute("UPDATE sync_cursor SET complete_at = updated_at WHERE position <> ''")



def downgrade() -> None:
    with op.batch_alter_table('sync_cursor', schema=None) as batch_op:
        batch_op.drop_column('complete_at')

    with op.batch_alter_table('quickbooks_connection', schema=None) as batch_op:
        batch_op.drop_column('live_at')

    op.drop_table('onboarding_step')
