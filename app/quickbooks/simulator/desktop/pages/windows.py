"""QuickBooks as a program on its computer: what is open in it, and who is let in."""

from collections.abc import Callable

from app.quickbooks.simulator.bookkeeper import reading
from app.quickbooks.simulator.bookkeeper.reading import Values
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.layout import choose, entry, field, form, hidden, row

HRESULTS = {
    "0x80040408": "0x80040408: QuickBooks could not be started",
    "0x8004040B": "0x8004040B: another mode was asked for",
    "0x80040410": "0x80040410: open in another mode",
    "0x80040424": "0x80040424: QuickBooks is starting",
    "0x8004041D": "0x8004041D: no automatic login",
    "0x80040305": "0x80040305: no access to the file",
    "0x80040402": "0x80040402: unexpected error",
}
_OTHER_COMPANY = "Copperfield Bakery"
_OTHER_PATH = r"C:\Users\Public\Documents\Intuit\QuickBooks\Company Files\Copperfield.qbw"


def _open_dialog(computer: Computer, _: Values) -> str:
    computer.bookkeeper.open_dialog()
    return "A window in QuickBooks waits for an answer: no program gets in."


def _close_dialog(computer: Computer, _: Values) -> str:
    computer.bookkeeper.close_dialog()
    return "The window is closed."


def _single_user(computer: Computer, _: Values) -> str:
    computer.bookkeeper.single_user()
    return "The company file is in single-user mode."


def _multi_user(computer: Computer, _: Values) -> str:
    computer.bookkeeper.multi_user()
    return "The company file is in multi-user mode."


def _close_quickbooks(computer: Computer, _: Values) -> str:
    computer.bookkeeper.close_quickbooks()
    return "QuickBooks is closed."


def _open_company(computer: Computer, _: Values) -> str:
    computer.open_file(computer.own)
    return f"{computer.own.company_name} is open in QuickBooks."


def _open_other(computer: Computer, _: Values) -> str:
    own = computer.own
    other = computer.company.door.file(_OTHER_PATH) or Books(
        own.clock, own.profile, company_name=_OTHER_COMPANY, path=_OTHER_PATH, zone=own.zone
    )
    computer.open_file(other)
    return f"{other.company_name} is open in QuickBooks, a company Scanpost does not know."


def _unattended(computer: Computer, values: Values) -> str:
    allowed = reading.flag(values, "allowed")
    computer.company.door.unattended = allowed
    if allowed:
        return "Programs may open the company file themselves."
    return "Programs may come in only while QuickBooks is open."


def _access(computer: Computer, values: Values) -> str:
    person, wanted = computer.bookkeeper, reading.text(values, "wanted")
    deeds: dict[str, tuple[Callable[[], None], str]] = {
        "granted": (person.grant_access, "Scanpost may come in."),
        "denied": (person.deny_access, "Scanpost is denied under Integrated Applications."),
        "removed": (person.remove_app, "Scanpost is removed from the company file."),
    }
    if wanted not in deeds:
        raise ValueError(f"{wanted!r} is not among granted, denied and removed.")
    deed, said = deeds[wanted]
    deed()
    return said


def _refuse(computer: Computer, values: Values) -> str:
    hresult, times = reading.text(values, "hresult"), reading.number(values, "times")
    said = HRESULTS.get(hresult, hresult).partition(": ")[2] or "QuickBooks failed"
    computer.bookkeeper.refuse_sessions(hresult, f"{said.capitalize()}.", int(times or 1))
    return f"The next session begins with {hresult}."


def _backup(computer: Computer, _: Values) -> str:
    name = f"{computer.own.clock():%m/%d/%Y %H:%M:%S} UTC"
    computer.backups[name] = computer.bookkeeper.backup()
    return f"Made a backup of {computer.company.books.company_name}."


def _restore(computer: Computer, values: Values) -> str:
    name = reading.text(values, "backup")
    if name not in computer.backups:
        raise ValueError(f"There is no backup {name!r}.")
    computer.open_file(computer.own)
    computer.bookkeeper.restore(computer.backups[name])
    return f"Restored the backup of {name}: what came later is gone."


COMMANDS = {
    "open-dialog": _open_dialog,
    "close-dialog": _close_dialog,
    "single-user": _single_user,
    "multi-user": _multi_user,
    "close-quickbooks": _close_quickbooks,
    "open-company": _open_company,
    "open-other": _open_other,
    "unattended": _unattended,
    "access": _access,
    "refuse": _refuse,
    "backup": _backup,
    "restore": _restore,
}


def section(computer: Computer, action: str) -> str:
    """The section of the bookkeeper's page about all this."""
    door = computer.company.door
    return (
        f"<section><h2>QuickBooks</h2>{_rows(computer, action)}"
        + form(
            f"{action}/refuse",
            field("Let the next session fail with", choose("hresult", HRESULTS)),
            field("How many times", entry("times", "1", inputmode="numeric")),
            button="Let it fail",
        )
        + (f'<p class="note">{len(door.faults)} waiting.</p>' if door.faults else "")
        + "</section>"
    )


def _rows(computer: Computer, action: str) -> str:
    door, books = computer.company.door, computer.company.books
    file = door.open_file.company_name if door.open_file else "closed"
    single = books.mode == "SingleUser"
    return "".join(
        (
            row(
                "A window that waits for an answer",
                "No program gets in while it is open (0x80040414).",
                _do(action, "close-dialog", "Answer it")
                if door.dialog
                else _do(action, "open-dialog", "Open one"),
                chip="Open" if door.dialog else "",
                mark="dialog",
            ),
            row(
                "Company file",
                "Another company's file carries no mark of ours, so nothing may be sent to it.",
                '<div class="pair">'
                + (
                    _do(action, "open-other", "Open another")
                    if door.open_file is computer.own
                    else _do(action, "open-company", "Open ours")
                )
                + (_do(action, "close-quickbooks", "Close QuickBooks") if door.open_file else "")
                + "</div>",
                chip=file,
                mark="file",
            ),
            row(
                "Mode",
                "In single-user mode nobody else may work in the file.",
                _do(action, "multi-user", "Multi-user")
                if single
                else _do(action, "single-user", "Single-user"),
                chip="Single-user" if single else "Multi-user",
                mark="mode",
            ),
            row(
                "While QuickBooks is closed",
                "Whether programs may open the company file themselves.",
                _do(action, "unattended", "Forbid it")
                if door.unattended
                else _do(action, "unattended", "Allow it", allowed="true"),
                chip="Allowed" if door.unattended else "Forbidden",
                mark="unattended",
            ),
            row(
                "Integrated Applications",
                "Removing takes our mark out of the company file as well.",
                '<div class="pair">'
                + (
                    _do(action, "access", "Deny", wanted="denied")
                    + _do(action, "access", "Remove", wanted="removed")
                    if door.access == "granted"
                    else _do(action, "access", "Allow", wanted="granted")
                )
                + "</div>",
                chip={"granted": "Allowed", "denied": "Denied"}.get(door.access, "Removed"),
                mark="access",
            ),
        )
    )


def _do(action: str, name: str, button: str, **values: str) -> str:
    return form(f"{action}/{name}", hidden(**values), button=button)
