"""Stock moves are immutable: the database itself refuses UPDATE and DELETE

Revision ID: a1f0c2d4e6b8
Revises: 5d32297dce60
Create Date: 2026-11-22 10:55:00
"""

from alembic import op

revision = "a1f0c2d4e6b8"
down_revision = "5d32297dce60"
branch_labels = None
depends_on = None

MESSAGE = "stock moves are never changed; post a reversal"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER stock_move_no_{verb.lower()} BEFORE {verb} ON stock_move "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION stock_move_is_immutable() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    op.execute(
        "CREATE TRIGGER stock_move_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_move "
        "FOR EACH STATEMENT EXECUTE FUNCTION stock_move_is_immutable()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER stock_move_no_update")
        op.execute("DROP TRIGGER stock_move_no_delete")
        return
    op.execute("DROP TRIGGER stock_move_immutable ON stock_move")
    op.execute("DROP FUNCTION stock_move_is_immutable")
