"""The bundled Valkey outlives the Ctrl-C that stops us, until we stop it."""

import asyncio
import os
import signal
from pathlib import Path

import redis

from app.core.valkey import BundledValkey


async def test_ctrl_c_of_the_terminal_does_not_reach_valkey(tmp_path: Path) -> None:
    valkey = BundledValkey(tmp_path)
    await valkey.start()
    try:
        with redis.Redis.from_url(valkey.url) as client:
            os.kill(client.info("server")["process_id"], signal.SIGINT)
            await asyncio.sleep(0.5)  # it looks for signals ten times a second
            assert client.ping()
    finally:
        await valkey.stop()
