"""What moving refuses, and what to do instead."""

from app.core.errors import Conflict, FloorProblem, NotFound


class TransferNotFound(NotFound):
    code = "transfer_not_found"
    title = "No such transfer"


class AdjustmentNotFound(NotFound):
    code = "adjustment_not_found"
    title = "No such adjustment"


class NotForMoving(FloorProblem):
    code = "not_for_moving"
    title = "This cannot be moved"
    action = "Scan a bin or an item."


class NothingInHand(FloorProblem):
    code = "nothing_in_hand"
    title = "Nothing in your hands"
    action = "Scan the bin you take from, then the item."


class NothingHere(FloorProblem):
    code = "nothing_here"
    title = "This bin is empty"
    action = "Scan another bin. If goods are in it, count it."


class ReservedForOrders(FloorProblem):
    code = "reserved_for_orders"
    title = "Reserved for orders"


class OtherWarehouse(FloorProblem):
    code = "other_warehouse"
    title = "Another warehouse"


class NothingToUndo(FloorProblem):
    code = "nothing_to_undo"
    title = "Nothing to undo"


class TransferRequired(FloorProblem):
    code = "transfer_required"
    title = "Which transfer?"
    action = "Scan the number of the transfer first, or choose it on the screen."


class NothingLoaded(FloorProblem):
    code = "nothing_loaded"
    title = "Nothing loaded yet"
    action = "Scan what goes on the way first."


class NothingMissing(Conflict):
    code = "nothing_missing"
    title = "Nothing is missing"


class CannotTakeBack(Conflict):
    code = "cannot_take_back"
    title = "This cannot be taken back"


class ReasonRequired(FloorProblem):
    code = "reason_required"
    title = "Why?"
    action = "Choose a reason on the screen first."


class NothingAdjusted(FloorProblem):
    code = "nothing_adjusted"
    title = "Nothing adjusted yet"
    action = "Scan what is to be adjusted first."


class OneUnitPerSerial(FloorProblem):
    code = "one_unit_per_serial"
    title = "One serial number, one unit"
    action = "Scan each unit's own serial number."
