"""What counting refuses, beside what the whole floor does."""

from app.core.errors import Conflict, FloorProblem, NotFound


class CountNotFound(NotFound):
    code = "count_not_found"
    title = "No such count"


class CountPlanNotFound(NotFound):
    code = "count_plan_not_found"
    title = "No such count plan"


class NothingToCount(FloorProblem):
    code = "nothing_to_count"
    title = "Nothing to count"


class AlreadyCounting(FloorProblem):
    code = "already_counting"
    title = "This is being counted already"
    action = "Go on with the count that is open."


class CountedByYou(FloorProblem):
    code = "counted_by_you"
    title = "Somebody else counts this"
    action = "Leave it to a colleague and go on with another bin."


class NotForCounting(FloorProblem):
    code = "not_for_counting"
    title = "Not for counting"
    action = "Scan a bin, then what lies in it."


class NotCounted(FloorProblem):
    code = "not_counted"
    title = "Nothing counted yet"
    action = "Scan what lies here, or say that the bin is empty."


class BinNotEmpty(FloorProblem):
    code = "bin_not_empty"
    title = "You counted something here"
    action = "Finish the bin, or remove what you counted first."


class SerialCounted(FloorProblem):
    code = "serial_counted"
    title = "Already counted"
    action = "Put it with the counted ones and scan the next."


class OneSerialOneUnit(FloorProblem):
    code = "one_unit_per_serial"
    title = "One serial number, one unit"
    action = "Scan each unit's own serial number."


class CountTouchesPicks(Conflict):
    """Less is there than pickers were promised. `picks` names them, the least urgent first."""

    code = "count_touches_picks"
    title = "Pickers were promised this stock"
    action = "Approve it together with taking it off these picks."


class CountOutdated(Conflict):
    code = "count_outdated"
    title = "This count is out of date"
    action = "Have it counted again."


class CountNotDecidable(Conflict):
    code = "count_not_decidable"
    title = "There is nothing to decide here"
    action = "Look at the count again."
