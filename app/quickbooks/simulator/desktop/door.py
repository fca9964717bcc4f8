"""Whether an application gets into QuickBooks, and into which company file (reference §4.2)."""

from dataclasses import dataclass, field

from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

_REFUSED = {
    "denied": ("0x80040420", "The user has denied access to this application."),
    "unknown": ("0x80040418", "This application has not been authorised for this company file."),
}


@dataclass(slots=True)
class Fault:
    """An HRESULT that the next ``times`` sessions begin with, for causes nobody models."""

    hresult: str
    message: str
    times: int = 1


@dataclass(slots=True)
class Door:
    """The state of QuickBooks itself on its computer.

    ``open_file`` is the company file a person has open, None where QuickBooks is closed.
    ``access`` is "granted", "denied" or "unknown" (never authorised, or removed again).
    ``unattended``: the application may open the file itself while QuickBooks is closed.
    ``files`` are the company files on this computer by their path.
    """

    first: Books
    open_file: Books | None = None
    running: bool = True
    access: str = "granted"
    dialog: bool = False
    unattended: bool = True
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, Books] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open_file = self.first
        self.files[_folded(self.first.path)] = self.first

    def put(self, books: Books) -> None:
        """Another company file on this computer."""
        self.files[_folded(books.path)] = books

    def file(self, path: str) -> Books | None:
        """The company file at this path, if there is one."""
        return self.files.get(_folded(path))

    @rule(30, "reference §4.2", "documented")
    def enter(self, path: str) -> Books:
        """The books a session with this path works on. Raises Crash."""
        self._fail_as_told()
        books = self._file(path)
        if self.access in _REFUSED:
            raise Crash(*_REFUSED[self.access])
        if self.dialog:
            raise Crash("0x80040414", "A modal dialog box is open in QuickBooks.")
        self.running = True
        return books

    def _file(self, path: str) -> Books:
        if self.open_file is not None:
            if path and _folded(path) != _folded(self.open_file.path):
                raise Crash("0x8004040A", "A different company file is open in QuickBooks.")
            return self.open_file
        if not path:
            raise Crash("0x80040416", "QuickBooks is not running and no company file was named.")
        if not self.unattended:
            raise Crash("0x80040408", "QuickBooks could not be started.")
        books = self.file(path)
        if books is None:
            raise Crash("0x80040403", "The company file could not be opened.")
        return books

    def _fail_as_told(self) -> None:
        if self.faults:
            fault = self.faults[0]
            fault.times -= 1
            if fault.times <= 0:
                self.faults.pop(0)
            raise Crash(fault.hresult, fault.message)


def _folded(path: str) -> str:
    return path.replace("/", "\\").casefold()
