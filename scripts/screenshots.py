"""
Take the pictures of the documentation from a running demo: docs/images/case-summary.png, household.png, record.png.

    python scripts/screenshots.py [--demo DIR] [--person ID] [--images DIR]

The demo is the one of `make borough` (var/demo); a refresh is run if none has been published there. Everyone on the
pictures is made up. It starts its own server on a free port, and stops it.
"""

import argparse
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
AS_OF = "2026-11-01"
WIDTH = 1280
TALLEST = 1500  # pixels: what a reader sees of a case before they would scroll twice
LARGEST = 500_000  # bytes
MOST_CASES = 15  # looked through for the one with the most to show
# The sandbox needs rights that a container lacks; no name is looked up.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip


def main() -> None:
    """Take the three pictures."""
    asked = argparse.ArgumentParser(description="Take the pictures of the documentation from a running demo.")
    asked.add_argument("--demo", type=Path, default=ROOT / "var/demo", help="folder with larkmere/ and home/")
    asked.add_argument("--person", default="ruth", help="id of the demo person to sign in as")
    asked.add_argument("--images", type=Path, default=ROOT / "docs/images")
    said = asked.parse_args()
    council, home = said.demo / "larkmere/council", said.demo / "home"
    if not council.is_dir():
        fail("demo-not-ready", f"there is no borough in {said.demo}.", "Run `make borough` first.")
    if not (home / "CURRENT").exists():
        refresh = ["refresh", "--extracts", str(said.demo / "larkmere/extracts"), "--home", str(home), "--as-of", AS_OF]
        if subprocess.run(command(council, *refresh), cwd=ROOT, check=False).returncode:
            fail("demo-not-ready", "the refresh failed.", "What it said stands above.")
    said.images.mkdir(parents=True, exist_ok=True)
    with serving(council, home) as url, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, reduced_motion="reduce")
        page.goto(f"{url}/sign-in")
        page.click(f"button[value={said.person}]")
        page.goto(url + fullest_case(page, url))
        case_summary(page, said.images / "case-summary.png")
        household(page, said.images / "household.png")
        page.get_by_role("link", name="Show the record").first.click()
        page.wait_for_url("**/records/**", wait_until="load")
        whole(page, said.images / "record.png", TALLEST)
        browser.close()
    for picture in sorted(said.images.glob("*.png")):
        size = picture.stat().st_size
        sys.stdout.write(f"{picture.name}: {size // 1000} kB\n")
        if size > LARGEST:
            sys.exit(f"{picture.name} is larger than {LARGEST // 1000} kB: make TALLEST smaller.")


def fullest_case(page: Any, url: str) -> str:
    """Give the address of the case that fills the most of what a summary has, with a household that fits a picture."""
    page.goto(url + "/")
    cases = page.locator("main table a[href^='/residents/']")
    links = cases.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    if not links:
        fail("demo-not-ready", "this person of the demo has no case.", "Give another by --person.")
    best, most = links[0], (-1, False, -1)
    for link in links[:MOST_CASES]:
        page.goto(url + link)
        sections = page.locator("section.pv-section:has(article), section#household table").count()
        members = page.locator("section#household tbody tr").count()
        has = (sections, 1 < members < 6, page.locator("[data-statement]").count())
        if has > most:
            best, most = link, has
    return str(best)


def case_summary(page: Any, to: Path) -> None:
    """Take the page from its top, cut below a whole sentence."""
    bottoms = page.locator("[data-statement], article, section.pv-section").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().bottom + window.scrollY)"
    )
    fitting = [bottom for bottom in bottoms if bottom < TALLEST - 24]
    whole(page, to, int(max(fitting, default=TALLEST)) + 16)


def household(page: Any, to: Path) -> None:
    """Take the household with a margin."""
    box = page.locator("section#household").bounding_box()
    margin = 24
    clip = {"x": box["x"] - margin, "y": box["y"] - margin,
            "width": box["width"] + 2 * margin, "height": box["height"] + 2 * margin}  # fmt: skip
    page.screenshot(path=to, full_page=True, clip=clip)


def whole(page: Any, to: Path, tallest: int) -> None:
    """Take a page in full width, from its top to at most that height."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(path=to, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": min(height, tallest)})


def command(council: Path, *arguments: str) -> list[str]:
    """Give a command of the product."""
    return [sys.executable, "-m", "plainview", "--council", str(council), *arguments]


@contextmanager
def serving(council: Path, home: Path) -> Iterator[str]:
    """Start bridge and web on a free port, wait until a page comes, and stop what was started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    serve = command(council, "serve", "--home", str(home), "--demo", "--port", str(port), "--workers", "1")
    process = subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(240):
            if process.poll() is not None:
                fail("demo-not-ready", "the server ended before it answered.", "What it said stands above.")
            try:
                urlopen(f"{url}/how-it-works", timeout=5).close()  # noqa: S310 - our own address
                break
            except (URLError, TimeoutError):
                time.sleep(0.25)
        else:
            fail("demo-not-ready", "the server did not answer within a minute.", "What it said stands above.")
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def fail(slug: str, what: str, do: str) -> None:
    """Say what is wrong and what to do, and stop."""
    sys.exit(f"{slug}: {what}\n  {do}")


if __name__ == "__main__":
    main()
