"""Where the simulated books survive a restart: one small SQLite file of JSON rows."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

# kind, key, JSON body; None as body removes the row
Row = tuple[str, str, str | None]


class Store:
    """Write-through key-value rows. Use from one thread (the event loop)."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # Survives a killed process, which is all a simulator promises; a power cut it need not.
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS row (kind TEXT, key TEXT, body TEXT NOT NULL,"
            " PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )

    def load(self) -> Iterator[tuple[str, str, str]]:
        """Every stored row, in order of kind and key."""
        yield from self._connection.execute("SELECT kind, key, body FROM row ORDER BY kind, key")

    def save(self, rows: Iterable[Row]) -> None:
        """Write the rows in one transaction."""
        with self._connection:
            self._connection.execute("BEGIN")
            for kind, key, body in rows:
                if body is None:
                    self._connection.execute(
                        "DELETE FROM row WHERE kind = ? AND key = ?", (kind, key)
                    )
                else:
                    self._connection.execute(
                        "INSERT INTO row VALUES (?, ?, ?)"
                        " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                        (kind, key, body),
                    )

    def close(self) -> None:
        self._connection.close()
