"""What may stand in the way of a decision about the mapping."""

from app.core.errors import Conflict, Invalid, NotFound


class NoSuchRecord(NotFound):
    code = "no_such_record"
    title = "QuickBooks has no such record"
    action = "Read from QuickBooks, then choose again."


class RecordTaken(Conflict):
    code = "record_taken"
    title = "This record belongs to another one here"
    action = "Choose another, or take it over."


class AlreadyLinked(Conflict):
    code = "already_linked"
    title = "This is linked already"
    action = "Unlink it first."


class DocumentsInFlight(Conflict):
    code = "documents_in_flight"
    title = "Documents with it are on their way to QuickBooks"
    action = "Wait until they have arrived, then try again."


class NotStocked(Invalid):
    code = "not_stocked"
    title = "QuickBooks does not count this in stock"
    action = "Choose an item of type Inventory."
