"""What is done in Web Connector's window, and what a tester does to its calls.

Each deed takes plain values as JSON or a form brings them, and tells in one sentence what was done.
"""

from collections.abc import Callable

from lxml import etree
from starlette.datastructures import UploadFile

from app.quickbooks.simulator.bookkeeper import reading
from app.quickbooks.simulator.bookkeeper.reading import Values
from app.quickbooks.simulator.desktop.calling import Fault
from app.quickbooks.simulator.desktop.computer import Breakage, Computer

FAULTS = {
    Fault.DROP_REPLY: ("Lost answer", "Scanpost did it, its answer never arrives."),
    Fault.DROP_REQUEST: ("Lost call", "The call never arrives."),
    Fault.TWICE: ("Twice", "The call arrives twice, the first answer counts."),
    Fault.AGAIN: ("Tried again", "The call arrives twice, the second answer counts."),
    Fault.LATE_COPY: ("Late copy", "The call arrives once more just before the next one."),
    Fault.CRASH_BEFORE: ("Killed before", "Web Connector dies before the call."),
    Fault.CRASH_AFTER: ("Killed after", "Web Connector dies with the answer in its hands."),
    Fault.STALE_TICKET: ("Old ticket", "The call carries the ticket of an earlier session."),
}
Command = Callable[[Computer, Values], str]


def run(computer: Computer, name: str, values: Values) -> str:
    """Do it and say so. Raises ValueError."""
    if name not in COMMANDS:
        raise ValueError(f"There is nothing called {name!r} to do.")
    return COMMANDS[name](computer, values)


def _update(computer: Computer, _: Values) -> str:
    computer.press_update()
    return "Web Connector runs now."


def _auto_run(computer: Computer, values: Values) -> str:
    on = reading.flag(values, "on")
    computer.switch_auto_run(on)
    return f"Auto-Run is {'on' if on else 'off'}."


def _add(computer: Computer, values: Values) -> str:
    """The double click on a .qwc file; the file itself from a page, its text from a program."""
    given = values.get("qwc")
    if isinstance(given, UploadFile):
        with given.file as file:
            content = file.read()
    else:
        content = str(given or "").encode()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        told = {str(one.tag): one.text or "" for one in etree.fromstring(content, parser).iter()}
        name, url, user = told["AppName"], told["AppURL"], told["UserName"]
        computer.company.register(told["OwnerID"], told["FileID"])
    except (etree.XMLSyntaxError, KeyError):
        raise ValueError("Choose a .qwc file, as Scanpost gives it.") from None
    password = reading.text(values, "password")
    computer.add(name=name, url=url, user_name=user, password=password)
    return f"Added {name}, and marked the company file."


def _password(computer: Computer, values: Values) -> str:
    computer.type_password(reading.text(values, "password"))
    return "The password is typed; it counts from the next run on."


def _build(computer: Computer, values: Values) -> str:
    old = reading.flag(values, "old")
    computer.use_build(old=old)
    return f"From the next run on it is {'an old' if old else 'a current'} build."


def _break(computer: Computer, values: Values) -> str:
    fault = reading.text(values, "fault")
    if fault not in list(Fault):
        raise ValueError(f"There is no fault {fault!r}.")
    waiting = computer.break_next(Fault(fault), reading.optional(values, "operation") or "")
    return f"It waits for {waits_for(waiting)}: {FAULTS[waiting.fault][0].lower()}."


def _mend(computer: Computer, _: Values) -> str:
    computer.mend()
    return "Nothing goes wrong any more."


COMMANDS: dict[str, Command] = {
    "update": _update,
    "auto-run": _auto_run,
    "add": _add,
    "password": _password,
    "build": _build,
    "break": _break,
    "mend": _mend,
}


def waits_for(one: Breakage) -> str:
    """When it will happen."""
    return f"the next {one.operation}" if one.operation else "the next call"
