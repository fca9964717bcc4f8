"""A password that a person can type, checked slowly, and guessed five times at most."""

import asyncio
import re
from datetime import timedelta

import pytest
import structlog

from app.core import clock
from app.core.db import Database
from app.quickbooks.desktop import access
from app.quickbooks.desktop.access import Entry

USER = "scanpost-k7m2p9qx"


@pytest.fixture(scope="module")
def password() -> str:
    return access.make_password()


@pytest.fixture(scope="module")
def stored(password: str) -> str:
    return asyncio.run(access.hash_password(password))


def test_a_password_is_readable_and_never_the_same() -> None:
    made = {access.make_password() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", one)


def test_a_user_name_fits_its_column_and_is_not_guessed() -> None:
    made = {access.make_user_name() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        assert re.fullmatch(r"scanpost-[a-hjkmnp-z2-9]{8}", one)


async def test_only_the_hash_is_stored(password: str, stored: str) -> None:
    assert stored.startswith("$argon2id$")
    assert password not in stored


async def test_a_typed_password_may_differ_in_what_carries_nothing(
    password: str, stored: str
) -> None:
    for typed in (
        password,
        password.upper(),
        password.replace("-", ""),
        f" {password.replace('-', ' ')}\t",
    ):
        assert await access.verify(stored, typed)
    for wrong in (password[:-1], f"{password}x", "", "-", password[::-1]):
        assert not await access.verify(stored, wrong)
    assert not await access.verify(None, password)


async def test_the_right_password_opens(db: Database, password: str, stored: str) -> None:
    for _ in range(7):
        found = await access.admit(db, user_name=USER, stored=stored, password=password)
        assert found is Entry.OPEN


async def test_the_fifth_wrong_password_locks_for_five_minutes(
    db: Database, password: str, stored: str
) -> None:
    now = clock.now()
    with clock.freeze(now):
        for _ in range(5):
            found = await access.admit(db, user_name=USER, stored=stored, password="guess")
            assert found is Entry.WRONG
        found = await access.admit(db, user_name=USER, stored=stored, password=password)
        assert found is Entry.LOCKED
        other = await access.admit(db, user_name="other", stored=stored, password=password)
        assert other is Entry.OPEN
    with clock.freeze(now + timedelta(minutes=5, seconds=1)):
        found = await access.admit(db, user_name=USER, stored=stored, password=password)
        assert found is Entry.OPEN


async def test_many_guesses_at_once_are_no_way_around(
    db: Database, password: str, stored: str
) -> None:
    found = await asyncio.gather(
        *(access.admit(db, user_name=USER, stored=stored, password=f"guess {n}") for n in range(12))
    )
    assert found.count(Entry.WRONG) == 5
    assert found.count(Entry.LOCKED) == 7


async def test_a_name_that_nobody_has_is_treated_alike(db: Database, password: str) -> None:
    found = [
        await access.admit(db, user_name="nobody", stored=None, password=password) for _ in range(6)
    ]
    assert found == [Entry.WRONG] * 5 + [Entry.LOCKED]


async def test_a_new_password_is_not_kept_waiting(db: Database, password: str, stored: str) -> None:
    for _ in range(5):
        await access.admit(db, user_name=USER, stored=stored, password="guess")
    async with db.write() as session:
        await access.forgive(session, USER)
    found = await access.admit(db, user_name=USER, stored=stored, password=password)
    assert found is Entry.OPEN


async def test_refusals_are_logged_without_what_was_typed(db: Database, stored: str) -> None:
    with structlog.testing.capture_logs() as log:
        await access.admit(db, user_name=USER, stored=stored, password="my bank PIN")
        await access.admit(db, user_name="my bank PIN", stored=None, password="my bank PIN")
        for _ in range(5):
            await access.admit(db, user_name=USER, stored=stored, password="my bank PIN")
    assert [one["event"] for one in log] == ["qbwc.sign_in_refused"] * 6 + ["qbwc.sign_in_locked"]
    assert log[0]["user"] == USER
    assert "PIN" not in str(log)
