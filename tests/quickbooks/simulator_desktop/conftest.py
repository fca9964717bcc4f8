"""The demo company, fresh for each test."""

import pytest

from tests.quickbooks.simulator_desktop.desk import Desk, opened


@pytest.fixture
def desk() -> Desk:
    return opened()
