"""One demo server for all tests that do not stop it."""

from collections.abc import Iterator

import pytest

from tests.e2e.demo import Demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A running demo; tests share it, so each uses orders of its own."""
    server = Demo(tmp_path_factory.mktemp("demo") / "data")
    try:
        server.start()
        yield server
    finally:
        server.process.kill()
