"""What the orders refuse."""

from app.core.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "No such order"


class OrderProgressInvalid(Conflict):
    """A counter would leave its bounds: someone was faster, or the line changed meanwhile."""

    code = "order_progress_invalid"
    title = "This order changed meanwhile"
    action = "Open the order again and look at what is left."
