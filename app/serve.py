"""Starts the server: checks first, then uvicorn, then one friendly word on where to go."""

import asyncio
import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from app.core.instance import CannotStart, check_port, only_instance
from app.core.logging import configure_logging
from app.core.tls import local_address, self_signed
from app.demo.welcome import demo_welcome
from app.main import create_app, demo_of, runtime_of
from app.settings import Settings

GRACE_SECONDS = 3


class _Server(uvicorn.Server):
    """uvicorn that says where it is once it really listens."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app
        self._welcome: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            gc.collect()
            gc.freeze()  # what is loaded by now stays: not looked through again while scans wait
            self._welcome = asyncio.create_task(self._say())

    async def _say(self) -> None:
        runtime = runtime_of(self._app)
        word = f"Scanpost is running: {runtime.settings.url}  (Ctrl-C stops it)"
        demo = demo_of(self._app)
        if demo is not None:
            word = await demo_welcome(runtime, demo)
        print(word, flush=True)  # noqa: T201 - meant for the terminal


def serve(settings: Settings, *, tls: bool) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises CannotStart with one clear line."""
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    with _held(settings):
        check_port(settings.host, settings.port)
        if tls:
            settings = _with_tls_address(settings)
        certificate, key = _certificate(settings, tls=tls)
        app = create_app(settings)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            proxy_headers=settings.environment == "production",
            forwarded_allow_ips="*" if settings.environment == "production" else None,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        server = _Server(config, app)
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn repeats the Ctrl-C that ended it
            server.run()
        gc.unfreeze()  # so that what was loaded can be taken apart quietly at exit
        if not server.started:
            raise CannotStart("Scanpost could not start; the lines above say why.")


@contextlib.contextmanager
def _held(settings: Settings) -> Iterator[None]:
    if settings.environment == "production":  # many processes share one database there
        yield
        return
    with only_instance(settings.data_dir):
        yield


def _with_tls_address(settings: Settings) -> Settings:
    if settings.public_url:
        return settings
    return settings.model_copy(update={"public_url": f"https://{local_address()}:{settings.port}"})


def _certificate(settings: Settings, *, tls: bool) -> tuple[Path | None, Path | None]:
    return self_signed(settings.data_dir / "tls", local_address()) if tls else (None, None)
