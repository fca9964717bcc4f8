"""Screenshots of every screen of a fresh demo, into screens/: phone and desk, light and dark.

python -m scripts.screens                          every page
python -m scripts.screens /receive /desk/stock     only these
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from app.demo.plan import PEOPLE
from scripts.browser import CHOSEN
from scripts.shell import ROOT, say
from tests.e2e.demo import Demo

OUT = ROOT / "screens"
SIGNED_OUT = "/sign-in"  # any page shows the sign-in there; this one only names the file
PAGES = [
    "/",
    "/receive",
    "/pick",
    "/pack",
    "/lookup",
    "/desk",
    "/desk/stock",
    "/desk/orders",
    "/desk/quickbooks",
    "/desk/people",
    "/print/barcodes",
    "/simulator/quickbooks-online/books",
]
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLE_MS = 900  # live events keep the network busy for ever: there is no "idle" to wait for


def shoot(browser: Browser, address: str, pages: list[str]) -> None:
    """Every page at both sizes in both schemes, signed out for the first, then as the manager."""
    manager = PEOPLE[0]
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=address, viewport=viewport, color_scheme=scheme, device_scale_factor=2
            )
            page = context.new_page()
            for path in pages:
                if path != SIGNED_OUT and not context.cookies():
                    context.request.post(
                        "/api/access/sign-in",
                        data={"email": manager.email, "password": manager.password},
                        headers={"Origin": address},
                        fail_on_status_code=True,
                    )
                page.goto(path)
                page.wait_for_timeout(SETTLE_MS)
                name = path.strip("/").replace("/", "-") or "home"
                page.screenshot(path=OUT / f"{name}-{size}-{scheme}.png")
            context.close()


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """The address of a demo server of our own, with its data in `folder`."""
    demo = Demo(folder / "data")
    try:
        demo.start()
        yield demo.url
    finally:
        demo.process.kill()


def main(arguments: list[str]) -> None:
    """Start a demo, take the pictures, stop it."""
    OUT.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="scanpost-") as folder,
        running_demo(Path(folder)) as address,
        sync_playwright() as playwright,
        # Root has no sandbox to offer, in containers least of all.
        playwright.chromium.launch(
            executable_path=CHOSEN.read_text(), args=["--no-sandbox", "--disable-gpu"]
        ) as browser,
    ):
        shoot(browser, address, arguments or [SIGNED_OUT, *PAGES])
    say(f"wrote {len(list(OUT.glob('*.png')))} pictures to {OUT.relative_to(ROOT)}/")


if __name__ == "__main__":
    main(sys.argv[1:])
