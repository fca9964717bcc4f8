"""Counting: plans, counts, who counted what and what was decided

Revision ID: c7d1f0a2b394
Revises: eb75dd7d7d4a
Create Date: 2026-11-27 13:02:11.402118
"""

import sqlalchemy as sa

from alembic import op

revision = "c7d1f0a2b394"
down_revision = "eb75dd7d7d4a"
branch_labels = None
depends_on = None

SEQUENCE = "number_series_cc"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"CREATE SEQUENCE {SEQUENCE}")
    op.create_table(
        "count_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recount_percent", sa.Integer(), nullable=True),
        sa.Column("recount_units", sa.BigInteger(), nullable=True),
        sa.Column("recount_value", sa.BigInteger(), nullable=True),
        sa.Column("recount_by_other", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_rules")),
    )
    op.create_table(
        "count_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "abc_value",
                "abc_movement",
                "every_bin",
                "empty_bins",
                name="count_plan_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("days_a", sa.Integer(), nullable=False),
        sa.Column("days_b", sa.Integer(), nullable=False),
        sa.Column("days_c", sa.Integer(), nullable=False),
        sa.Column("max_bins", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "days_a > 0 AND days_b > 0 AND days_c > 0", name=op.f("ck_count_plan_days_positive")
        ),
        sa.CheckConstraint("max_bins > 0", name=op.f("ck_count_plan_max_bins_positive")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_count_plan_location_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_plan")),
    )
    op.create_table(
        "count_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=11), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "counted",
                "completed",
                "cancelled",
                name="count_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "plan",
                "ad_hoc",
                "manager",
                "short_pick",
                name="count_origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_count_session_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["app_user.id"], name=op.f("fk_count_session_opened_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["count_plan.id"], name=op.f("fk_count_session_plan_id_count_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_session")),
        sa.UniqueConstraint("number", name=op.f("uq_count_session_number")),
    )
    with op.batch_alter_table("count_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_count_session_completed_at"), ["completed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_count_session_state"), ["state"], unique=False)

    op.create_table(
        "count_bin",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "counting",
                "counted",
                "replaced",
                name="count_bin_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["app_user.id"], name=op.f("fk_count_bin_counter_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_count_bin_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["count_session.id"], name=op.f("fk_count_bin_session_id_count_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_bin")),
        sa.UniqueConstraint("session_id", "location_id", "round", name="uq_count_bin_round"),
    )
    with op.batch_alter_table("count_bin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_bin_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_count_bin_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            "uq_count_bin_live",
            ["location_id"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )

    op.create_table(
        "count_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bin_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("serial_number", sa.String(length=40), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("counted_by", sa.Uuid(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("qty > 0", name=op.f("ck_count_entry_qty_positive")),
        sa.ForeignKeyConstraint(
            ["bin_id"], ["count_bin.id"], name=op.f("fk_count_entry_bin_id_count_bin")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["app_user.id"], name=op.f("fk_count_entry_counted_by_app_user")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_count_entry_item_id_item")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_entry_lot_id_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_entry")),
    )
    with op.batch_alter_table("count_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_entry_bin_id"), ["bin_id"], unique=False)

    op.create_table(
        "count_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bin_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "open",
                "agreed",
                "approved",
                "rejected",
                name="count_decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bin_id"], ["count_bin.id"], name=op.f("fk_count_line_bin_id_count_bin")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_count_line_decided_by_app_user")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_count_line_item_id_item")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_line_lot_id_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sa.UniqueConstraint("bin_id", "lot_id", name="uq_count_line_lot"),
    )
    with op.batch_alter_table("count_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_line_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_count_line_decision"), ["decision"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("count_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_line_decision"))
        batch_op.drop_index(batch_op.f("ix_count_line_decided_at"))

    op.drop_table("count_line")
    with op.batch_alter_table("count_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_entry_bin_id"))

    op.drop_table("count_entry")
    with op.batch_alter_table("count_bin", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_count_bin_live", sqlite_where=sa.text("live"), postgresql_where=sa.text("live")
        )
        batch_op.drop_index(batch_op.f("ix_count_bin_session_id"))
        batch_op.drop_index(batch_op.f("ix_count_bin_location_id"))

    op.drop_table("count_bin")
    with op.batch_alter_table("count_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_session_state"))
        batch_op.drop_index(batch_op.f("ix_count_session_completed_at"))

    op.drop_table("count_session")
    op.drop_table("count_plan")
    op.drop_table("count_rules")
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"DROP SEQUENCE {SEQUENCE}")
