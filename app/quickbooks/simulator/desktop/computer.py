"""The computer in the office as a person sits at it: QuickBooks, and Web Connector beside it.

Web Connector has one application, ours, added with a .qwc file and a password. It runs by itself
every few seconds (Auto-Run) or when somebody presses its button, and what it did is kept to be
looked at. A tester breaks its next calls here.
"""

import asyncio
import json
from collections import deque
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import httpx

from app.quickbooks.simulator.desktop.bookkeeper import Bookkeeper
from app.quickbooks.simulator.desktop.calling import CODES, OLD, Complaint, Fault, Habits
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.web_connector import Outcome, SimQBWC, Step, Update

RUNS_KEPT = 30
CURRENT = Habits()


@dataclass(slots=True)
class Application:
    """What Web Connector knows of us: from the .qwc file, and what a person chose in its window."""

    name: str = ""
    url: str = ""
    user_name: str = ""
    password: str = ""
    auto_run: bool = True
    old_build: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One run, and when it began and ended."""

    began: datetime
    ended: datetime
    update: Update


@dataclass(frozen=True, slots=True)
class Breakage:
    """What is to go wrong with the next call, or with the next call of one operation."""

    fault: Fault
    operation: str = ""


@dataclass
class Computer:
    """Web Connector calls `http` for this company; `seconds` is the least time between two runs.

    `own` is our company's file; a person may open another. The application is kept in `file`, as
    Windows keeps it, where one is given. `backups` are those a person made, by their time.
    """

    company: DesktopCompany
    http: httpx.AsyncClient
    seconds: float = 5.0
    file: Path | None = None
    application: Application = field(default_factory=Application)
    runs: deque[Run] = field(default_factory=lambda: deque(maxlen=RUNS_KEPT))
    breakages: list[Breakage] = field(default_factory=list)
    version: int = 0
    runs_since: datetime | None = None
    backups: dict[str, str] = field(default_factory=dict)
    own: Books = field(init=False)
    _connector: SimQBWC | None = None
    _pressed: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.own = self.company.books
        if self.file is not None and self.file.exists():
            self.application = Application(**json.loads(self.file.read_text()))

    @property
    def bookkeeper(self) -> Bookkeeper:
        """The person who works in QuickBooks."""
        return Bookkeeper(self.company)

    # ---- what a person does in Web Connector's window

    def add(self, *, name: str, url: str, user_name: str, password: str) -> None:
        """Add the application of a .qwc file and type its password."""
        self.application = replace(
            self.application, name=name, url=url, user_name=user_name, password=password
        )
        self._kept()

    def type_password(self, password: str) -> None:
        """Another password for the application."""
        self.application.password = password
        self._kept()

    def switch_auto_run(self, on: bool) -> None:
        """Let it run by itself, or only when somebody presses the button."""
        self.application.auto_run = on
        self._kept()

    def use_build(self, *, old: bool) -> None:
        """Have the habits of an old build, or of a current one."""
        self.application.old_build = old
        self._kept()

    def press_update(self) -> None:
        """“Update Selected”: run now, or at once after the run that goes on."""
        self._pressed = True
        self._changed.set()

    # ---- what a person does in QuickBooks besides the bookkeeper's work

    def open_file(self, books: Books) -> None:
        """Open a company file; the pages show it from now on."""
        self.bookkeeper.open_company(books)
        self.company.books = books

    # ---- what a tester does

    def break_next(self, fault: Fault, operation: str = "") -> Breakage:
        """Have the next call, or the next of this operation, go wrong. Raises ValueError."""
        if operation and operation not in CODES:
            raise ValueError(f"Web Connector has no call {operation!r}.")
        waiting = Breakage(fault, operation)
        self.breakages.append(waiting)
        self.version += 1
        return waiting

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self.breakages.clear()
        self.version += 1

    # ---- running

    async def work(self) -> None:
        """Be switched on, until cancelled."""
        try:
            while True:
                await self._until_due(await self.call() if self._due() else self.seconds)
        finally:
            if self._connector is not None:
                await self._connector.close()

    async def call(self) -> float:
        """One run; after how many seconds the next one is due."""
        connector = self._connector or self._made()
        began = self.runs_since = self.company.clock()
        self._connector, self._pressed = connector, False
        self.version += 1
        try:
            update = await connector.run()
        except Complaint as complaint:
            update = Update(0, Outcome.BROKEN, code=complaint.code, said=str(complaint))
        finally:
            self.runs_since = None
        self.runs.appendleft(Run(began, self.company.clock(), update))
        self.version += 1
        return connector.pause(self.seconds, update)

    def _due(self) -> bool:
        return bool(self.application.user_name) and (self.application.auto_run or self._pressed)

    async def _until_due(self, seconds: float) -> None:
        """So many seconds with Auto-Run on; else until somebody does something."""
        ends = asyncio.get_running_loop().time() + seconds
        while not self._pressed:
            self._changed.clear()
            try:
                async with asyncio.timeout_at(ends if self.application.auto_run else None):
                    await self._changed.wait()
            except TimeoutError:
                return

    def _made(self) -> SimQBWC:
        mine = self.application
        return SimQBWC(
            self.http,
            self.company,
            url=mine.url,
            user_name=mine.user_name,
            password=mine.password,
            company_file=self.company.books.path,
            habits=OLD if mine.old_build else CURRENT,
            faults=self._fault,
        )

    def _fault(self, step: Step) -> Fault | None:
        for one in self.breakages:
            if one.operation in ("", step.operation):
                self.breakages.remove(one)
                self.version += 1
                return one.fault
        return None

    def _kept(self) -> None:
        """What was changed counts from the next run on, and after a restart."""
        self._connector = None
        if self.file is not None:
            self.file.touch(mode=0o600)
            self.file.write_text(json.dumps(asdict(self.application)))
        self.version += 1
        self._changed.set()
