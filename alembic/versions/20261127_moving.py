"""Moving: goods in hands, transfers between warehouses, adjustments with their reasons

Revision ID: eb75dd7d7d4a
Revises: 55da59b84593
Create Date: 2026-11-27 12:58:38.148835
"""

from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "eb75dd7d7d4a"
down_revision = "55da59b84593"
branch_labels = None
depends_on = None

SERIES = ("number_series_tf", "number_series_ad")
LIMIT = 100 * 10**7
"""In ten-millionths: what one person may write off alone, until a manager decides otherwise."""
# code, name, direction, destination, limit, needs a note; account_purposes knows the codes as well
REASONS = (
    ("damaged", "Damaged, write off", "out", "written_off", LIMIT, False),
    ("set_aside", "Damaged, set aside", "out", "damaged", None, False),
    ("expired", "Expired", "out", "written_off", LIMIT, False),
    ("scrap", "Scrapped", "out", "written_off", LIMIT, False),
    ("lost", "Lost", "out", "written_off", LIMIT, False),
    ("found", "Found", "in", "written_off", LIMIT, False),
    ("sample", "Given as a sample", "out", "written_off", LIMIT, False),
    ("other", "Another reason", "both", "written_off", 0, True),
)


def upgrade() -> None:
    op.create_table(
        "adjustment_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "out",
                "in",
                "both",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "destination",
            sa.Enum(
                "written_off",
                "damaged",
                "quarantine",
                name="destination",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("supervisor_above", sa.BigInteger(), nullable=True),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_adjustment_reason_code")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=11), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "shipped",
                "short",
                "completed",
                "cancelled",
                name="transfer_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfer_two_warehouses")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["location.id"], name=op.f("fk_transfer_from_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["app_user.id"], name=op.f("fk_transfer_opened_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["location.id"], name=op.f("fk_transfer_to_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("number", name=op.f("uq_transfer_number")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_state"), ["state"], unique=False)

    op.create_table(
        "adjustment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=11), nullable=False),
        sa.Column("reason_id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "out",
                "in",
                "both",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "completed",
                "cancelled",
                name="adjustment_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["app_user.id"], name=op.f("fk_adjustment_opened_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"],
            ["adjustment_reason.id"],
            name=op.f("fk_adjustment_reason_id_adjustment_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["adjustment.id"], name=op.f("fk_adjustment_reverses_adjustment")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_adjustment_transfer_id_transfer")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["location.id"], name=op.f("fk_adjustment_warehouse_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint("number", name=op.f("uq_adjustment_number")),
        sa.UniqueConstraint("reverses", name=op.f("uq_adjustment_reverses")),
    )
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustment_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_adjustment_transfer_id"), ["transfer_id"], unique=False
        )

    op.create_table(
        "transfer_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_transfer_line_qty_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_transfer_line_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_line_transfer_id_transfer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint("transfer_id", "item_id", name="uq_transfer_line_item"),
    )
    op.create_table(
        "carried",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("serial_id", sa.Uuid(), nullable=True),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("promised_qty", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "promised_qty >= 0 AND promised_qty <= qty", name=op.f("ck_carried_promised_within")
        ),
        sa.CheckConstraint("qty > 0", name=op.f("ck_carried_qty_positive")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["location.id"], name=op.f("fk_carried_from_id_location")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_carried_item_id_item")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_carried_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["serial_id"], ["serial_number.id"], name=op.f("fk_carried_serial_id_serial_number")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_carried_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried")),
    )
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carried_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_carried_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_carried_serial_id"), ["serial_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_carried_user_id"), ["user_id"], unique=False)

    op.create_table(
        "transfer_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "leg",
            sa.Enum(
                "out",
                "in",
                "lost",
                "back",
                name="leg",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("serial_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("exception", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_transfer_part_qty_positive")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["app_user.id"], name=op.f("fk_transfer_part_approved_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_transfer_part_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_transfer_part_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_transfer_part_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["serial_id"],
            ["serial_number.id"],
            name=op.f("fk_transfer_part_serial_id_serial_number"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_part_transfer_id_transfer")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_transfer_part_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_part")),
    )
    with op.batch_alter_table("transfer_part", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transfer_part_transfer_id"), ["transfer_id"], unique=False
        )

    op.create_table(
        "adjustment_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("adjustment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("serial_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("qty <> 0", name=op.f("ck_adjustment_line_qty_not_zero")),
        sa.ForeignKeyConstraint(
            ["adjustment_id"],
            ["adjustment.id"],
            name=op.f("fk_adjustment_line_adjustment_id_adjustment"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["app_user.id"], name=op.f("fk_adjustment_line_approved_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_adjustment_line_item_id_item")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_adjustment_line_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_adjustment_line_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["move_id"], ["stock_move.id"], name=op.f("fk_adjustment_line_move_id_stock_move")
        ),
        sa.ForeignKeyConstraint(
            ["serial_id"],
            ["serial_number.id"],
            name=op.f("fk_adjustment_line_serial_id_serial_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_line")),
    )
    with op.batch_alter_table("adjustment_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_adjustment_line_adjustment_id"), ["adjustment_id"], unique=False
        )

    reasons = sa.table(
        "adjustment_reason",
        *(
            sa.column(name, kind)
            for name, kind in (
                ("id", sa.Uuid()),
                ("code", sa.String()),
                ("name", sa.String()),
                ("direction", sa.String()),
                ("destination", sa.String()),
                ("supervisor_above", sa.BigInteger()),
                ("needs_note", sa.Boolean()),
                ("position", sa.Integer()),
                ("active", sa.Boolean()),
            )
        ),
    )
    op.bulk_insert(
        reasons,
        [
            {
                "id": uuid5(NAMESPACE_OID, f"scanpost adjustment reason {code}"),
                "code": code,
                "name": name,
                "direction": direction,
                "destination": destination,
                "supervisor_above": limit,
                "needs_note": needs_note,
                "position": 10 * place,
                "active": True,
            }
            for place, (code, name, direction, destination, limit, needs_note) in enumerate(
                REASONS, start=1
            )
        ],
    )
    if op.get_bind().dialect.name == "postgresql":
        for sequence in SERIES:
            op.execute(f"CREATE SEQUENCE {sequence}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for sequence in SERIES:
            op.execute(f"DROP SEQUENCE {sequence}")
    with op.batch_alter_table("adjustment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjustment_line_adjustment_id"))

    op.drop_table("adjustment_line")
    with op.batch_alter_table("transfer_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_part_transfer_id"))

    op.drop_table("transfer_part")
    with op.batch_alter_table("carried", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carried_user_id"))
        batch_op.drop_index(batch_op.f("ix_carried_serial_id"))
        batch_op.drop_index(batch_op.f("ix_carried_lot_id"))
        batch_op.drop_index(batch_op.f("ix_carried_from_id"))

    op.drop_table("carried")
    op.drop_table("transfer_line")
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjustment_transfer_id"))
        batch_op.drop_index(batch_op.f("ix_adjustment_state"))

    op.drop_table("adjustment")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_state"))

    op.drop_table("transfer")
    op.drop_table("adjustment_reason")
