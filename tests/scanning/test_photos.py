"""The decoder as the server uses it: real worker processes, real time limits."""

import asyncio
import os
import threading
from collections.abc import Iterator

import psutil
import pytest
from PIL import Image

from app.scanning.photos import PhotoDecoder
from app.scanning.problems import (
    NotAPhoto,
    NothingRead,
    PhotoBusy,
    PhotoProblem,
    PhotoTimeout,
    PhotoTooLarge,
)
from app.scanning.views import MAX_BYTES
from tests.scanning.pictures import F, code, file, label

PHOTO = file(label(code("BIN:A-01", F.QRCode)), "JPEG")
PATIENT = 60.0
"""Seconds: a busy test machine must not look like a hostile picture."""


def workers() -> list[psutil.Process]:
    children = psutil.Process(os.getpid()).children()
    return [one for one in children if "app.scanning.photo_worker" in " ".join(one.cmdline())]


@pytest.fixture
def decoder() -> Iterator[PhotoDecoder]:
    decoder = PhotoDecoder(seconds=PATIENT)
    yield decoder
    decoder.close()
    assert workers() == []


async def test_photos_are_read_by_one_worker_that_starts_when_needed(decoder: PhotoDecoder) -> None:
    assert workers() == []
    for _ in range(3):
        (found,) = await decoder.decode(PHOTO)
        assert found.text == "BIN:A-01"
    assert len(workers()) == 1


async def test_photos_at_the_same_time_are_read_one_after_another(decoder: PhotoDecoder) -> None:
    answers = await asyncio.gather(*(decoder.decode(PHOTO) for _ in range(5)))
    assert [[one.text for one in answer] for answer in answers] == [["BIN:A-01"]] * 5


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"no picture", NotAPhoto),
        (b"", NotAPhoto),
        (b"\0" * (MAX_BYTES + 1), PhotoTooLarge),
        (file(Image.new("L", (600, 400), 220)), NothingRead),
    ],
    ids=["no picture", "nothing", "too large", "blank"],
)
async def test_problems_come_back_and_the_worker_stays(
    decoder: PhotoDecoder, data: bytes, problem: type[PhotoProblem]
) -> None:
    with pytest.raises(problem) as told:
        await decoder.decode(data)
    assert told.value.as_dict()["detail"]
    assert await decoder.decode(PHOTO)


async def test_hints_come_back_from_the_worker(decoder: PhotoDecoder) -> None:
    with pytest.raises(NothingRead) as told:
        await decoder.decode(file(Image.new("L", (600, 400), 220)))
    assert told.value.params == {"hints": ["pale"]}


async def test_a_picture_that_takes_too_long_costs_its_worker_and_nothing_else() -> None:
    hurried = PhotoDecoder(seconds=0.001)
    try:
        for _ in range(2):
            with pytest.raises(PhotoTimeout):
                await hurried.decode(file(Image.effect_noise((3000, 2000), 90), "JPEG"))
            assert workers() == []
    finally:
        hurried.close()


async def test_a_worker_that_dies_is_replaced(decoder: PhotoDecoder) -> None:
    await decoder.decode(PHOTO)
    (worker,) = workers()
    worker.kill()
    worker.wait()
    with pytest.raises(NotAPhoto):
        await decoder.decode(PHOTO)
    assert await decoder.decode(PHOTO)


async def test_more_photos_than_may_wait_are_turned_away() -> None:
    decoder = PhotoDecoder(waiting=2, seconds=PATIENT)
    try:
        answers = await asyncio.gather(
            *(decoder.decode(PHOTO) for _ in range(4)), return_exceptions=True
        )
    finally:
        decoder.close()
    assert [type(answer) for answer in answers] == [list, list, PhotoBusy, PhotoBusy]


async def test_our_secrets_stay_out_of_the_worker(
    decoder: PhotoDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCANPOST_SECRET_KEY", "hush")
    await decoder.decode(PHOTO)
    (worker,) = workers()
    assert not [name for name in worker.environ() if name.startswith("SCANPOST")]


def test_it_works_under_uvloop() -> None:
    uvloop = pytest.importorskip("uvloop")

    async def read() -> str:
        decoder = PhotoDecoder(seconds=PATIENT)
        try:
            (found,) = await decoder.decode(PHOTO)
        finally:
            decoder.close()
        return found.text

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(read()) == "BIN:A-01"


async def test_closing_leaves_no_thread_behind() -> None:
    decoder = PhotoDecoder(seconds=PATIENT)
    await decoder.decode(PHOTO)
    decoder.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("photo")]
