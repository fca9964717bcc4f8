"""What the catalogue refuses, with the names a person needs to put it right."""

from app.core.errors import Conflict, Invalid, NotFound


class ItemNotFound(NotFound):
    code = "item_not_found"
    title = "No such item"


class LocationNotFound(NotFound):
    code = "location_not_found"
    title = "No such place"


class BarcodeNotFound(NotFound):
    code = "barcode_not_found"
    title = "No such barcode"


class PlaceMissing(NotFound):
    """The warehouse lacks a place every workflow needs: a dock, a packing bin, a virtual one."""

    code = "place_missing"
    title = "The warehouse is not set up yet"
    action = "Ask a manager to add a warehouse; its dock and packing bin come with it."


class SkuTaken(Conflict):
    code = "sku_taken"
    title = "This SKU is in use"
    action = "Choose another SKU, or edit the item that has it."


class BarcodeTaken(Conflict):
    code = "barcode_taken"
    title = "This barcode belongs to something else"
    action = "Remove it there first, or scan another code."


class LocationCodeTaken(Conflict):
    code = "location_code_taken"
    title = "This place exists already"
    action = "Choose another code."


class NameTaken(Conflict):
    code = "name_taken"
    title = "This name is in use"
    action = "Choose another name, or use the one that exists."


class InvalidGtin(Invalid):
    code = "invalid_gtin"
    title = "This is not a valid barcode number"
    action = "Type all digits under the bars, the small outer ones too."


class ReservedPrefix(Invalid):
    code = "reserved_prefix"
    title = "This barcode cannot be an item's"
    action = "BIN:, BDG:, DOC:, CTN: and TOTE: are for our own labels."


class PackOfSerials(Invalid):
    code = "pack_of_serials"
    title = "A serial number stands for one unit"
    action = "Leave the pack quantity at 1."


class WrongParent(Invalid):
    code = "wrong_parent"
    title = "This does not belong there"
    action = "Warehouses hold zones, zones hold bins."


class WrongUse(Invalid):
    code = "wrong_use"
    title = "A place cannot be used like that"


class StillUsed(Conflict):
    code = "still_used"
    title = "Still in use"
