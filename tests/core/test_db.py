"""The write discipline: commit on leaving, nothing on an exception, news only after the commit."""

import pytest

from app.core.db import Database, NetworkInsideWrite, forbid_network_inside_write
from app.core.events import Announcement, Event, announce
from app.core.numbering import NumberSeries, next_number


async def test_write_commits_on_leaving_and_then_announces(db: Database) -> None:
    heard: list[Announcement] = []

    async def announcer(news: list[Announcement]) -> None:
        heard.extend(news)

    db.announcer = announcer
    async with db.write() as session:
        first = await next_number(session, "R")
        announce(session, Event("document.changed", {"id": "1"}))
        assert heard == []
    assert heard == [Event("document.changed", {"id": "1"})]
    async with db.write() as session:
        assert [first, await next_number(session, "R")] == ["R-000001", "R-000002"]


async def test_an_exception_leaves_nothing_behind_and_announces_nothing(db: Database) -> None:
    heard: list[Announcement] = []

    async def announcer(news: list[Announcement]) -> None:
        heard.extend(news)

    db.announcer = announcer

    async def fail() -> None:
        async with db.write() as session:
            session.add(NumberSeries(kind="X", last=7))
            await session.flush()
            announce(session, Event("document.changed"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await fail()
    assert heard == []
    async with db.read() as session:
        assert await session.get(NumberSeries, "X") is None


async def test_the_network_is_forbidden_inside_a_write(db: Database) -> None:
    async with db.write():
        with pytest.raises(NetworkInsideWrite):
            forbid_network_inside_write()
    forbid_network_inside_write()
