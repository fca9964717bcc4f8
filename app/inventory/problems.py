"""What the ledger and the floor refuse, in words for the person who holds the scanner."""

from app.core.errors import FloorProblem, Problem


class UnknownBarcode(FloorProblem):
    code = "unknown_barcode"
    status = 404
    title = "Unknown barcode"
    action = "Check the label, or ask a manager to add this barcode to an item."


class InsufficientStock(FloorProblem):
    code = "insufficient_stock"
    title = "Not enough here"
    action = "Count what is there, or take less and report the rest short."


class WrongLocation(FloorProblem):
    code = "wrong_location"
    title = "Wrong bin"


class WrongItem(FloorProblem):
    code = "wrong_item"
    title = "Wrong item"


class WrongLot(FloorProblem):
    code = "wrong_lot"
    title = "Wrong lot"


class LotHeld(FloorProblem):
    code = "lot_held"
    title = "Lot on hold"
    action = "Leave it in place. A supervisor can release the lot."


class LotExpired(FloorProblem):
    code = "lot_expired"
    title = "Expired"
    action = "Do not ship it. Move it to quarantine and take the next lot."


class LotExpiryDiffers(FloorProblem):
    code = "lot_expiry_differs"
    title = "Other expiry date than before"
    action = "Check the label. If the label is right, ask a supervisor to correct the lot."


class SerialTaken(FloorProblem):
    code = "serial_taken"
    title = "Serial number is elsewhere"
    action = "Check the number on the unit; look it up to see where it should be."


class SerialUnknown(FloorProblem):
    code = "serial_unknown"
    status = 404
    title = "Serial number not known"
    action = "Check the label; this unit was never received."


class DocumentClosed(FloorProblem):
    code = "document_closed"
    title = "Already finished"
    action = "Open another one for what is left."


class MoveReversed(FloorProblem):
    code = "move_reversed"
    title = "Already taken back"
    action = "Nothing is left to undo here."


class StockMoveInvalid(Problem):
    """A move that makes no sense; a bug in the caller, never a person's fault."""

    code = "stock_move_invalid"
    status = 422
    title = "This movement is not possible"
