"""What receiving refuses, beside what the whole floor does."""

from app.core.errors import FloorProblem, NotFound


class ReceiptNotFound(NotFound):
    code = "receipt_not_found"
    title = "No such receipt"


class ReceiptRequired(FloorProblem):
    code = "receipt_required"
    title = "What is being received?"
    action = "Scan the purchase order first, or choose it or a vendor on the screen."


class NothingCounted(FloorProblem):
    code = "nothing_counted"
    title = "Nothing counted yet"
    action = "Scan what arrived first."


class NotForReceiving(FloorProblem):
    code = "not_for_receiving"
    title = "Not for receiving"


class OneUnitPerSerial(FloorProblem):
    code = "one_unit_per_serial"
    title = "One serial number, one unit"
    action = "Scan each unit's own serial number."
