"""Every setting in one place, each with a safe default for a first run.

Values come from the environment (`SCANPOST_…`) or `.env`. A first embedded run writes a random
server key to the data folder; production refuses to start without one of its own.
"""

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this server runs. `environment` is `embedded` (one process) or `production`."""

    model_config = SettingsConfigDict(env_prefix="SCANPOST_", env_file=".env", extra="ignore")

    environment: str = Field(default="embedded", pattern="^(embedded|production)$")
    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    web_dist: Path = Path("web/dist")
    server_key: str = ""
    demo: bool = False
    demo_connection: str = "online"
    embedded_worker: bool = True

    company_name: str = "My company"
    company_zone: str = "America/New_York"

    over_receipt_tolerance_percent: int = Field(default=0, ge=0, le=100)
    expiring_soon_days: int = Field(default=30, ge=0)
    bin_first: bool = True
    keep_messages_days: int = Field(default=400, ge=30)

    photo_seconds: float = Field(default=2.0, gt=0)
    log_json: bool = False
    log_level: str = "INFO"

    @field_validator("company_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("demo_connection")
    @classmethod
    def _known_connection(cls, value: str) -> str:
        if value not in ("online", "desktop"):
            raise ValueError(f"CONNECTION is online or desktop, not {value!r}.")
        return value

    @model_validator(mode="after")
    def _production_needs_its_own(self) -> Self:
        if self.environment == "production":
            missing = [
                f"SCANPOST_{name.upper()}"
                for name in ("server_key", "database_url", "redis_url", "public_url")
                if not getattr(self, name)
            ]
            if missing:
                raise ValueError(f"production needs {', '.join(missing)}")
            if len(self.server_key) < 32 or "change" in self.server_key.lower():
                raise ValueError("SCANPOST_SERVER_KEY must be 32 or more random characters")
        return self

    @cached_property
    def database(self) -> str:
        """SQLAlchemy URL of the database; SQLite in the data folder unless set."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'scanpost.db'}"
        return self.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)

    @cached_property
    def key(self) -> str:
        """The server key that seals stored secrets; made once per data folder if not given."""
        return self.server_key or _key_file(self.data_dir / "server.key")

    @property
    def url(self) -> str:
        """Where people reach us, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def _key_file(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
