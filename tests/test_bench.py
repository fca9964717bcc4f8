"""The benchmark works and loses nothing. How fast it is depends on the machine: not tested."""

import pytest

from bench import books, decoding, preflight, scans
from bench.engines import ENGINES


@pytest.mark.parametrize("engine", ENGINES)
async def test_scans_are_measured_beside_the_same_rows_in_plain_sql(engine: str) -> None:
    measured = await scans.measure(engine, scans.TINY)
    assert [(one.task, one.clients) for one in measured] == [
        ("receive", 1),
        ("receive", 2),
        ("pick", 1),
        ("pick", 2),
        ("ship", 1),
        ("ship", 2),
    ]
    assert all(one.product.p50 > 0 and one.raw.p50 > 0 for one in measured)


@pytest.mark.parametrize("engine", ENGINES)
async def test_scans_are_measured_with_and_without_foreseeing(engine: str) -> None:
    rows = await preflight.measure(engine, 2)
    assert [row[0] for row in rows] == ["receive", "ship"]


async def test_scans_are_followed_to_the_books() -> None:
    received, shipped = await books.measure("sqlite", books.WARM_UP + 2)
    assert (len(received.seconds), len(shipped.seconds)) == (2, 2)


@pytest.mark.parametrize("code", decoding.CODES, ids=lambda code: code.name)
@pytest.mark.parametrize("spoilt", decoding.SPOILT)
def test_every_rendered_photo_is_read(code: decoding.Code, spoilt: str) -> None:
    photo = decoding.photo(code, decoding.SIZES["1.5 MP"], spoilt)
    assert decoding.reads(photo, code)
