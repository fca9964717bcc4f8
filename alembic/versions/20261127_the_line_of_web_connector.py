"""The line of Web Connector

Revision ID: 55da59b84593
Revises: a9677a3d6eca
Create Date: 2026-11-27 12:22:35.129933
"""

import sqlalchemy as sa
from alembic import op

revision = "55da59b84593"
down_revision = "a9677a3d6eca"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desktop_line",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_name", sa.String(length=80), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=False),
        sa.Column("company_file", sa.String(length=500), nullable=False),
        sa.Column("client_version", sa.String(length=40), nullable=False),
        sa.Column("last_set", sa.String(length=24), nullable=False),
        sa.Column("reading_wanted", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_mb", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["quickbooks_connection.id"],
            name=op.f("fk_desktop_line_connection_id_quickbooks_connection"),
        ),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_desktop_line")),
        sa.UniqueConstraint("file_id", name=op.f("uq_desktop_line_file_id")),
        sa.UniqueConstraint("user_name", name=op.f("uq_desktop_line_user_name")),
    )
    op.create_table(
        "desktop_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_digest", sa.String(length=64), nullable=False),
        sa.Column("client_version", sa.String(length=40), nullable=False),
        sa.Column("company_file", sa.String(length=500), nullable=False),
        sa.Column("hello", sa.String(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("retried", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["quickbooks_connection.id"],
            name=op.f("fk_desktop_session_connection_id_quickbooks_connection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desktop_session")),
        sa.UniqueConstraint("ticket_digest", name=op.f("uq_desktop_session_ticket_digest")),
    )
    with op.batch_alter_table("desktop_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_desktop_session_open", ["connection_id", "closed_at"], unique=False
        )

    op.create_table(
        "desktop_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("small_talk", sa.Boolean(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("hresult", sa.String(length=20), nullable=False),
        sa.Column("complaint", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["desktop_session.id"],
            name=op.f("fk_desktop_message_session_id_desktop_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desktop_message")),
    )
    with op.batch_alter_table("desktop_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_desktop_message_waiting", ["session_id", "handed_at", "id"], unique=False
        )

    with op.batch_alter_table("quickbooks_connection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quickbooks_connection", schema=None) as batch_op:
        batch_op.drop_column("called_at")

    with op.batch_alter_table("desktop_message", schema=None) as batch_op:
        batch_op.drop_index("ix_desktop_message_waiting")

    op.drop_table("desktop_message")
    with op.batch_alter_table("desktop_session", schema=None) as batch_op:
        batch_op.drop_index("ix_desktop_session_open")

    op.drop_table("desktop_session")
    op.drop_table("desktop_line")
