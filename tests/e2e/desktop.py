"""A Scanpost that nobody has set up yet, and the Windows computer with QuickBooks Desktop."""

import asyncio
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from lxml import etree

from app.core import clock
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, Profile
from app.quickbooks.simulator.desktop.seed import seed_desktop_demo
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.web_connector import SimQBWC, Update
from tests.e2e.demo import MANAGER
from tests.e2e.processes import ROOT, Process, clean_env, free_port


class Fresh:
    """A server without any data but its first manager, reached as http://localhost."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.env = {
            "SCANPOST_DATA_DIR": str(folder),
            "SCANPOST_PUBLIC_URL": self.url,
            "SCANPOST_COMPANY_NAME": "Harbor & Vale Supply Co.",
            "SCANPOST_LOG_LEVEL": "WARNING",
        }
        self._health = f"http://127.0.0.1:{port}/health/ready"
        log = folder.with_suffix(".log")
        self.process = Process("fresh", ["app", "serve", "--port", str(port)], self.env, log)

    def start(self) -> None:
        """Start it and let the demo's manager sign in."""
        self.process.start()
        self.process.wait_until_answering(self._health)
        subprocess.run(
            [sys.executable, "-m", "app", "create-manager", MANAGER.email or "", "--name", "Mara"],
            cwd=ROOT,
            env=clean_env(self.env),
            input=f"{MANAGER.password}\n",
            text=True,
            timeout=60,
            check=True,
            capture_output=True,
        )


class Computer:
    """QuickBooks with its company file, and the Web Connector beside it."""

    def __init__(self, profile: Profile = ENTERPRISE_24) -> None:
        self.company = DesktopCompany(Books(clock.now, profile))
        seed_desktop_demo(self.company, profile)
        self.password = ""
        self._told: dict[str, str] = {}

    def open_file(self, qwc: str) -> None:
        """The double click: Web Connector lists the app, QuickBooks marks its company file."""
        self._told = {one.tag: one.text or "" for one in etree.fromstring(qwc.encode()).iter()}
        assert re.fullmatch(r"http://localhost:\d+/qbwc", self._told["AppURL"])
        self.company.register(self._told["OwnerID"], self._told["FileID"])

    def call(self) -> Update:
        """Web Connector runs once, as by Update Selected."""
        with ThreadPoolExecutor(1) as another:  # Playwright has a loop in this thread
            return another.submit(asyncio.run, self._call()).result(timeout=120)

    async def _call(self) -> Update:
        async with httpx.AsyncClient() as http:
            connector = SimQBWC(
                http,
                self.company,
                url=self._told["AppURL"],
                user_name=self._told["UserName"],
                password=self.password,
                company_file=self.company.books.path,
                patience=30.0,
            )
            update = await connector.run()
            await connector.close()
            return update
