"""Document numbers come from sequences on PostgreSQL, where a counter row makes writers queue

Revision ID: c3d9e1a7b542
Revises: a1f0c2d4e6b8
Create Date: 2026-11-24 20:00:00
"""

import sqlalchemy as sa

from alembic import op

revision = "c3d9e1a7b542"
down_revision = "a1f0c2d4e6b8"
branch_labels = None
depends_on = None

KINDS = ("R", "S", "C", "P")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for kind in KINDS:
        sequence = f"number_series_{kind.lower()}"
        op.execute(f"CREATE SEQUENCE {sequence}")
        last = op.get_bind().scalar(
            sa.text("SELECT last FROM number_series WHERE kind = :kind"), {"kind": kind}
        )
        if last:
            op.get_bind().execute(
                sa.text("SELECT setval(cast(:name AS regclass), :last)"),
                {"name": sequence, "last": last},
            )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for kind in KINDS:
        sequence = f"number_series_{kind.lower()}"
        last = op.get_bind().scalar(
            sa.text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        )
        op.get_bind().execute(
            sa.text(
                "INSERT INTO number_series (kind, last) VALUES (:kind, :last)"
                " ON CONFLICT (kind) DO UPDATE SET last = excluded.last"
            ),
            {"kind": kind, "last": last},
        )
        op.execute(f"DROP SEQUENCE {sequence}")
