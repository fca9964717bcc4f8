"""Accounts and warehouses as files: the same rules as `app.sync.mapping.sheet`, few rows.

An id chooses, "unlink" takes the choice away, an empty cell leaves it as it is.
"""

from collections.abc import Callable, Sequence
from typing import get_args

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Problem
from app.core.sheets import SheetRow, read_sheet, write_sheet
from app.sync import account_purposes
from app.sync.mapping import places as mapping_places
from app.sync.mapping.places import Dimension
from app.sync.mapping.schemas import PlaceOut, SheetChange, SheetProblem, SheetResult
from app.sync.mapping.sheet import UNLINK
from app.sync.models import QuickBooksConnection
from app.sync.settings import ConnectionSettings

ACCOUNTS_HEADER = ("purpose", "reason", "account_id", "account_name", "account_type")
PLACES_HEADER = ("id", "code", "name", "class_id", "class_name", "location_id", "location_name")


class _Result:
    """A file's result as it grows, row by row."""

    def __init__(self) -> None:
        self.changes: list[SheetChange] = []
        self.problems: list[SheetProblem] = []
        self.unchanged = 0

    def change(self, row: SheetRow, what: str, before: str, after: str) -> None:
        self.changes.append(SheetChange(row=row.number, what=what, before=before, after=after))

    def problem(self, row: SheetRow, said: str) -> None:
        self.problems.append(SheetProblem(row=row.number, problem=said))

    def out(self, *, applied: bool) -> SheetResult:
        return SheetResult(
            applied=applied,
            changes=self.changes,
            unchanged=self.unchanged,
            problems=self.problems,
        )


async def export_accounts(session: AsyncSession, connection: QuickBooksConnection) -> str:
    """Every purpose with its account, as CSV."""
    overview = await account_purposes.overview(session, connection)
    return write_sheet(
        ACCOUNTS_HEADER,
        [
            (
                one.purpose,
                one.reason,
                one.chosen.id if one.chosen else "",
                one.chosen.name if one.chosen else "",
                one.chosen.type if one.chosen else "",
            )
            for one in overview.purposes
        ],
    )


async def bring_in_accounts(
    session: AsyncSession, connection: QuickBooksConnection, data: bytes, *, apply: bool
) -> SheetResult:
    """What the file would choose, or with `apply` chooses, bad rows left out. Raises NotASheet."""
    rows = read_sheet(data, needs=("purpose", "account_id"))
    chart = await account_purposes.full_chart(session, connection.id)
    names = {one.external_id: one.name for one in chart}
    result = _Result()
    for row in rows:
        purpose, reason = row.get("purpose"), row.get("reason")
        cell = row.get("account_id")
        wanted = "" if cell == UNLINK else cell
        try:
            account_purposes.check(purpose, reason, wanted, chart)
        except Problem as problem:
            result.problem(row, problem.detail)
            continue
        accounts = ConnectionSettings.of(connection.settings).accounts
        before = account_purposes.chosen_for(accounts, purpose, reason)
        if not cell or before == wanted:
            result.unchanged += 1
            continue
        result.change(row, reason or purpose, names.get(before, before), names.get(wanted, ""))
        if apply:
            await account_purposes.choose(session, connection, purpose, wanted, reason=reason)
    return result.out(applied=apply)


async def export_places(session: AsyncSession, connection: QuickBooksConnection) -> str:
    """Every warehouse with its class and location, as CSV."""
    overview = await mapping_places.overview(session, connection)
    classes = {one.id: one.name for one in overview.classes}
    locations = {one.id: one.name for one in overview.locations}
    return write_sheet(
        PLACES_HEADER,
        [
            (
                str(one.id),
                one.code,
                one.name,
                one.class_id,
                classes.get(one.class_id, ""),
                one.location_id,
                locations.get(one.location_id, ""),
            )
            for one in overview.warehouses
        ],
    )


async def bring_in_places(
    session: AsyncSession, connection: QuickBooksConnection, data: bytes, *, apply: bool
) -> SheetResult:
    """What the file would choose, or with `apply` chooses, bad rows left out. Raises NotASheet."""
    rows = read_sheet(data, needs=("code",))
    overview = await mapping_places.overview(session, connection)
    result = _Result()
    for row in rows:
        warehouse = _warehouse(row, overview.warehouses)
        if warehouse is None:
            result.problem(row, "There is no warehouse here with this id or code.")
            continue
        try:
            chosen = await _chosen(session, connection, row, warehouse)
        except Problem as problem:
            result.problem(row, problem.detail)
            continue
        if not chosen:
            result.unchanged += 1
            continue
        before = ", ".join(filter(None, (warehouse.class_id, warehouse.location_id)))
        result.change(
            row, warehouse.code, before, ", ".join(one or UNLINK for one in chosen.values())
        )
        if apply:
            await mapping_places.choose(
                session,
                connection,
                warehouse.id,
                class_id=chosen.get("class"),
                location_id=chosen.get("location"),
            )
    return result.out(applied=apply)


def _warehouse(row: SheetRow, warehouses: Sequence[PlaceOut]) -> PlaceOut | None:
    wanted = row.get("id")
    same: Callable[[PlaceOut], bool] = lambda one: (  # noqa: E731 - two ways to be meant
        str(one.id) == wanted if wanted else one.code == row.get("code")
    )
    return next((one for one in warehouses if same(one)), None)


async def _chosen(
    session: AsyncSession,
    connection: QuickBooksConnection,
    row: SheetRow,
    warehouse: PlaceOut,
) -> dict[Dimension, str]:
    """What the row chooses anew. Raises Invalid."""
    now: dict[Dimension, str] = {"class": warehouse.class_id, "location": warehouse.location_id}
    chosen: dict[Dimension, str] = {}
    for dimension in get_args(Dimension):
        cell = row.get(f"{dimension}_id")
        wanted = "" if cell == UNLINK else cell
        if not cell or wanted == now[dimension]:
            continue
        if wanted:
            await mapping_places.check(session, connection, dimension, wanted)
        chosen[dimension] = wanted
    return chosen
