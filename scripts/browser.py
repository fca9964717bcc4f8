"""Find or install what only the tests need from outside Python: Chromium and libzbar.

python -m scripts.browser chromium     writes the path it settled on to .cache/chromium
python -m scripts.browser zbar
"""

import ctypes.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.shell import CACHE, PYTHON, Failed, attempt, install_packages, say

CHOSEN = CACHE / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DOWNLOAD_SECONDS = 240  # about 180 MB; a machine that may not download says so in seconds
# Homebrew's libraries are not where a non-Homebrew Python looks.
HOMEBREW = {"DYLD_FALLBACK_LIBRARY_PATH": "/opt/homebrew/lib:/usr/local/lib:/usr/lib"}


def starts(path: Path) -> bool:
    """Whether this is a browser that runs here (Ubuntu's `chromium` may be an empty shell)."""
    return attempt([path, "--version"], timeout=30)[0]


def on_this_machine() -> Iterator[Path]:
    """Browsers already here, the one that was asked for first."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        yield Path(asked)
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    if MAC.exists():
        yield MAC
    yield from playwrights_own()


def playwrights_own() -> Iterator[Path]:
    """The browser of Playwright's own install, if it is complete."""
    program = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    succeeded, output = attempt([PYTHON, "-c", program], timeout=60)
    if succeeded and (path := Path(output.strip())).exists():
        yield path


def install_playwrights() -> Iterator[Path]:
    """Playwright's own install; as root also the system libraries that it needs."""
    say("installing Chromium with Playwright")
    patience = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "15000"}
    playwright = [str(PYTHON), "-m", "playwright"]
    attempt([*playwright, "install", "chromium"], env=patience, timeout=DOWNLOAD_SECONDS)
    for path in playwrights_own():
        if not starts(path) and os.geteuid() == 0:
            attempt([*playwright, "install-deps", "chromium"], timeout=DOWNLOAD_SECONDS)
        yield path


def install_distributions() -> Iterator[Path]:
    """The distribution's package, where this is root."""
    if install_packages("chromium"):
        yield from (Path(found) for name in NAMES if (found := shutil.which(name)))


def chromium() -> None:
    """Settle on a Chromium that starts, installing one if need be."""
    for source in (on_this_machine, install_playwrights, install_distributions):
        for path in source():
            if starts(path):
                CHOSEN.parent.mkdir(exist_ok=True)
                CHOSEN.write_text(str(path))
                say(f"browser: {path}")
                return
    raise Failed(
        "The browser tests need Chromium, which could not be installed."
        " Run: sudo apt-get install chromium"
        " (or: .venv/bin/python -m playwright install --with-deps chromium;"
        " or name one: CHROMIUM=/path/to/chromium make test)"
    )


def zbar() -> None:
    """libzbar, the second opinion on photos, where Python can load it."""
    if ctypes.util.find_library("zbar") or install_packages("libzbar0"):
        return
    if shutil.which("brew") and attempt(["brew", "install", "zbar"])[0]:
        return
    command = "brew install zbar" if sys.platform == "darwin" else "sudo apt-get install libzbar0"
    raise Failed(f"The decoding tests need libzbar, which could not be installed. Run: {command}")


def main(arguments: list[str]) -> None:
    """Install the named parts."""
    parts = {"chromium": chromium, "zbar": zbar}
    try:
        for name in arguments:
            parts[name]()
    except Failed as problem:
        sys.exit(f"scanpost: {problem}")


if __name__ == "__main__":
    main(sys.argv[1:])
