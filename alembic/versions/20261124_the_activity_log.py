"""The activity log: what each exchange was about, reads too, and what people did

Revision ID: 4be1c8d20a37
Revises: 5d2b4d7df8f4
Create Date: 2026-11-24 20:40:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '4be1c8d20a37'
down_revision = '5d2b4d7df8f4'
branch_labels = None
depends_on = None

_INDEXES = {
    'ix_sync_attempt_log': ['reading', 'id'],
    'ix_sync_attempt_log_outcome': ['reading', 'outcome', 'id'],
    'ix_sync_attempt_log_kind': ['reading', 'kind', 'id'],
    'ix_sync_attempt_log_code': ['reading', 'code', 'id'],
    'ix_sync_attempt_log_quickbooks_code': ['reading', 'quickbooks_code', 'id'],
    'ix_sync_attempt_operation': ['operation_id', 'id'],
    'ix_sync_attempt_number': ['number', 'id'],
    'ix_sync_attempt_external_number': ['external_number', 'id'],
    'ix_sync_attempt_trace': ['trace_id', 'id'],
}


def upgrade() -> None:
    op.create_table('sync_subject',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('operation_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['sync_operation.id'], name=op.f('fk_sync_subject_operation_id_sync_operation')),
    sa.PrimaryKeyConstraint('subject_id', 'operation_id', name=op.f('pk_sync_subject'))
    )
    op.create_index(op.f('ix_sync_subject_operation_id'), 'sync_subject', ['operation_id'], unique=False)
    op.create_table('sync_deed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('operation_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('what', sa.String(length=30), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['sync_operation.id'], name=op.f('fk_sync_deed_operation_id_sync_operation')),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_sync_deed_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_deed'))
    )
    op.create_index(op.f('ix_sync_deed_operation_id'), 'sync_deed', ['operation_id'], unique=False)
    with op.batch_alter_table('sync_attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('connection_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('reading', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('kind', sa.String(length=30), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('number', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('external_number', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('code', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('quickbooks_code', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('records', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('repeats', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('emptied', sa.Boolean(), nullable=False, server_default=sa.false()))
    _name_what_is_there()
    with op.batch_alter_table('sync_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_sync_attempt_operation_id')
        batch_op.alter_column('operation_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column('connection_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(
            op.f('fk_sync_attempt_connection_id_quickbooks_connection'),
            'quickbooks_connection', ['connection_id'], ['id'],
        )
        for name, columns in _INDEXES.items():
            batch_op.create_index(name, columns, unique=False)


def _name_what_is_there() -> None:
    """Rows of before are found by what they were about, like new ones."""
    code, said = (
        ("problem->>'code'", "problem->'params'->>'quickbooks_code'")
        if op.get_bind().dialect.name == 'postgresql'
        else ("json_extract(problem, '$.code')", "json_extract(problem, '$.params.quickbooks_code')")
    )
    about = 'SELECT {} FROM sync_operation o WHERE o.id = sync_attempt.operation_id'
    op.execute(
        'UPDATE sync_attempt SET'
        f" connection_id = ({about.format('o.connection_id')}),"
        f" kind = ({about.format('o.document_type')}),"
        f" number = ({about.format('o.document_number')}),"
        f" code = coalesce(substr({code}, 1, 60), ''),"
        f" quickbooks_code = coalesce(substr(CAST({said} AS VARCHAR(20)), 1, 20), '')"
    )


def downgrade() -> None:
    op.execute('DELETE FROM sync_attempt WHERE operation_id IS NULL')
    with op.batch_alter_table('sync_attempt', schema=None) as batch_op:
        for name in _INDEXES:
            batch_op.drop_index(name)
        batch_op.alter_column('operation_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_constraint(
            op.f('fk_sync_attempt_connection_id_quickbooks_connection'), type_='foreignkey'
        )
        for name in (
            'emptied', 'repeats', 'records', 'quickbooks_code', 'code', 'external_number', 'number',
            'kind', 'reading', 'connection_id',
        ):
            batch_op.drop_column(name)
        batch_op.create_index('ix_sync_attempt_operation_id', ['operation_id'], unique=False)
    op.drop_index(op.f('ix_sync_deed_operation_id'), table_name='sync_deed')
    op.drop_table('sync_deed')
    op.drop_index(op.f('ix_sync_subject_operation_id'), table_name='sync_subject')
    op.drop_table('sync_subject')
