"""What packing and shipping refuse, and what to do instead."""

from app.core.errors import FloorProblem, NotFound


class CartonNotFound(NotFound):
    code = "carton_not_found"
    title = "No such carton"


class ShipmentNotFound(NotFound):
    code = "shipment_not_found"
    title = "No such shipment"


class NoOrderYet(FloorProblem):
    code = "no_document"
    title = "No order opened"
    action = "Scan the number of the order first."


class NotForPacking(FloorProblem):
    code = "not_for_packing"
    title = "This cannot be packed"
    action = "Scan an item, a carton or an order number."


class NotForShipping(FloorProblem):
    code = "not_for_shipping"
    title = "This cannot be shipped"
    action = "Scan a carton or an order number."


class OverPack(FloorProblem):
    code = "over_pack"
    title = "More than was picked"


class SerialNotPicked(FloorProblem):
    code = "serial_not_picked"
    title = "This unit was not picked"


class CartonClosed(FloorProblem):
    code = "carton_closed"
    title = "This carton is closed"
    action = "Open a new carton."


class WrongCarton(FloorProblem):
    code = "wrong_carton"
    title = "Carton of another order"


class CartonEmpty(FloorProblem):
    code = "carton_empty"
    title = "Nothing in this carton"
    action = "Pack something into it first."


class AlreadyShipped(FloorProblem):
    code = "already_shipped"
    title = "Already shipped"
    action = "Nothing is left to do here."


class NothingToShip(FloorProblem):
    code = "nothing_to_ship"
    title = "Nothing to ship"
    action = "Pick the order first."


class OrderCancelled(FloorProblem):
    code = "order_cancelled"
    title = "Order cancelled"
    action = "Put the goods back and tell your supervisor."
