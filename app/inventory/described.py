"""Lines of the floor's documents in people's words: a receipt's and an adjustment's read alike."""

from typing import Any

import sqlalchemy as sa

from app.access.models import User
from app.catalog.models import Item, Location
from app.core.upsert import table_of
from app.inventory.models import Lot, SerialNumber
from app.inventory.schemas import BinRef, ItemRef

_item, _bin, _user = table_of(Item), table_of(Location), table_of(User)
_lot, _serial = table_of(Lot), table_of(SerialNumber)


def described(line: sa.Table) -> sa.Select[Any]:
    """A document's lines with what item, lot, serial number, bin and approver are called, the
    newest first. `line` has the columns item_id, lot_id, serial_id, location_id, approved_by."""
    return (
        sa.select(
            line,
            _item.c.sku,
            _item.c.name,
            _item.c.base_unit,
            _item.c.tracking,
            _lot.c.number.label("lot_number"),
            sa.func.coalesce(_lot.c.expires_on, _lot.c.best_before).label("expires_on"),
            _serial.c.number.label("serial_number"),
            _bin.c.code,
            _bin.c.name.label("bin_name"),
            _bin.c.use,
            _user.c.name.label("approver"),
        )
        .join(_item, _item.c.id == line.c.item_id)
        .join(_lot, _lot.c.id == line.c.lot_id)
        .join(_bin, _bin.c.id == line.c.location_id)
        .outerjoin(_serial, _serial.c.id == line.c.serial_id)
        .outerjoin(_user, _user.c.id == line.c.approved_by)
        .order_by(line.c.created_at.desc(), line.c.id.desc())
    )


def description(row: Any) -> dict[str, Any]:
    """What such a row says, under the names of the wire types."""
    return {
        "id": row.id,
        "item": ItemRef(
            id=row.item_id,
            sku=row.sku,
            name=row.name,
            base_unit=row.base_unit,
            tracking=row.tracking,
        ),
        "lot_number": row.lot_number or None,
        "expires_on": row.expires_on,
        "serial_number": row.serial_number,
        "location": BinRef(id=row.location_id, code=row.code, name=row.bin_name, use=row.use),
        "qty": row.qty,
        "approved_by": row.approver,
        "created_at": row.created_at,
    }
