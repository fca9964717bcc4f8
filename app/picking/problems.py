"""What picking refuses, and what to do instead."""

from app.core.errors import FloorProblem, NotFound


class PickTaskNotFound(NotFound):
    code = "pick_task_not_found"
    title = "No such pick task"


class StopNotFound(NotFound):
    code = "stop_not_found"
    title = "No such stop"
    action = "Reload the pick task."


class OrderNotOpen(FloorProblem):
    code = "order_not_open"
    title = "This order is not open"


class NothingToPick(FloorProblem):
    code = "nothing_to_pick"
    title = "Nothing to pick"


class NoStock(FloorProblem):
    """Not one unit of what the order still needs may be picked now."""

    code = "no_stock"
    title = "Nothing in stock"
    action = "Release the order again when goods have arrived."


class OverPick(FloorProblem):
    code = "over_pick"
    title = "More than needed"


class NoTaskYet(FloorProblem):
    code = "no_document"
    title = "No order opened"
    action = "Scan the number of the order or pick task first."


class TaskTaken(FloorProblem):
    code = "task_taken"
    title = "Someone else is picking this"
    action = "Choose another task, or take it over."


class NotForPicking(FloorProblem):
    code = "not_for_picking"
    title = "This cannot be picked"
    action = "Scan the bin, then the item."


class SerialNotHere(FloorProblem):
    code = "serial_not_here"
    title = "This unit should not be here"


class QuantityInvalid(FloorProblem):
    code = "quantity_invalid"
    status = 422
    title = "This quantity does not work"
