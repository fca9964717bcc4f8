"""A demo server and a browser of its own for each file of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import chromium, require_built_web
from tests.e2e.demo import Demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A running demo; the tests of one file share it, so each uses orders of its own."""
    server = Demo(tmp_path_factory.mktemp("demo") / "data")
    try:
        server.start()
        yield server
    finally:
        server.process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a camera, on the screens as they are built."""
    require_built_web()
    with chromium() as started:
        yield started
