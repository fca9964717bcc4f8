"""A real Chromium as a phone or a desk: signed in, watched for errors and for strange hosts."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Awaitable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.e2e.processes import ROOT

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE_MS = 20_000
GS = "\x1d"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",  # root has no sandbox to offer, in containers least of all
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
]
_ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
_SEPARATOR = {"key": "]", "code": "BracketRight", "modifiers": 2}
_OFFLINE = "ERR_INTERNET_DISCONNECTED"  # only a test that cuts the connection sees it
# Who is signed in, and whether this device is enrolled, is found out by asking.
_ASKING = re.compile(r"/api/access/(me|device)$")


def chromium_path() -> str:
    """The browser that `make test` settled on, else the machine's own."""
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, (
        "The browser tests need Chromium. Run: .venv/bin/python -m scripts.browser chromium"
    )
    return found


def require_built_web() -> None:
    """The screens are tested as they are built."""
    built = (ROOT / "web" / "dist" / "index.html").exists()
    assert built, "web/dist is missing. Build the screens first: make web"


@contextlib.contextmanager
def chromium(*, camera: Path | None = None) -> Iterator[Browser]:
    """A browser; `camera` is the film that its only camera shows."""
    flags = list(_FLAGS)
    if camera is not None:
        flags += [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = _launch(playwright, flags)
        yield browser
        browser.close()


def _launch(playwright: Playwright, flags: list[str]) -> Browser:
    return playwright.chromium.launch(executable_path=chromium_path(), args=flags)


def film(path: Path, text: str) -> Path:
    """A film for a fake camera: a GS1 DataMatrix held still before a grey wall, as y4m."""
    kind = zxingcpp.BarcodeFormat.DataMatrix
    barcode = zxingcpp.create_barcode(text, kind, gs1=True, force_square=True)
    drawn = np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=7, add_quiet_zones=True))
    picture = Image.new("L", (640, 480), 210)
    code = Image.fromarray(drawn)
    picture.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    colourless = bytes([128]) * (320 * 240 * 2)
    frame = b"FRAME\n" + picture.tobytes() + colourless
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 3)
    return path


class Watch:
    """What a browser asked for and complained about."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._strangers: list[str] = []
        self._complaints: list[str] = []
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda one: self._complaints.append(str(one.error)))

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._host:
            self._strangers.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        expected = _OFFLINE in message.text or (
            "401" in message.text and _ASKING.search(urlsplit(address).path)
        )
        if message.type in ("error", "warning") and not expected:
            self._complaints.append(f"{message.text} ({address})")

    def nothing_strange(self) -> None:
        """No host but ours was asked, and the console stayed clean."""
        assert self._strangers == []
        assert self._complaints == []

    @property
    def words(self) -> str:
        """All of it, for whoever reads a failed test."""
        return "\n".join(
            ["The browser's console and strange hosts:", *self._complaints, *self._strangers]
        )


@contextlib.contextmanager
def visit(browser: Browser, url: str, *, size: ViewportSize = PHONE) -> Iterator[Page]:
    """A page in a profile of its own: a phone's, or a desk's if it is wide."""
    phone = size is PHONE
    context = browser.new_context(
        base_url=url,
        viewport=size,
        is_mobile=phone,
        has_touch=phone,
        timezone_id="America/New_York",
        locale="en-US",
    )
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(context, url)
    page = context.new_page()
    try:
        yield page
        watch.nothing_strange()
    except BaseException as error:
        error.add_note(watch.words)
        raise
    finally:
        context.close()


def scan(page: Page, text: str) -> None:
    """What a hand scanner that acts as a keyboard types: fast, the separator as Ctrl+], Enter.

    All keys are handed over at once. Playwright's own typing waits for each, and on a busy machine
    that is as slow as a person, which the app rightly takes for one.
    """
    keys = [_SEPARATOR if char == GS else _key(char) for char in text]
    session = page.context.new_cdp_session(page)
    strokes = [
        session._impl_obj.send("Input.dispatchKeyEvent", {"type": kind, **key}, PATIENCE_MS)
        for key in [*keys, _ENTER]
        for kind in ("keyDown", "keyUp")
    ]
    session._sync(_all(strokes))
    session.detach()


def _key(char: str) -> dict[str, Any]:
    return {"key": char, "text": char}


async def _all(strokes: Sequence[Awaitable[Any]]) -> None:
    await asyncio.gather(*strokes)


def last(page: Page, words: str) -> Locator:
    """The strip that shows the answer to the last scan, once it says `words`."""
    strip = page.get_by_role("button", name=re.compile(words))
    expect(strip).to_be_visible()
    return strip


def in_quickbooks(page: Page) -> None:
    """Wait until the finished document's badge says, by itself, that QuickBooks has it."""
    expect(page.get_by_role("status").get_by_text("In QuickBooks")).to_be_visible()
