"""Take the README's picture: start the demonstration and photograph its page (`make picture`)."""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from copbot import logs
from copbot.bootstrap.demo import demonstrating

_WIDTH, _HEIGHT = 1120, 940
_QUIETLY = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


async def take(to: Path, chromium: str) -> None:
    """Photograph the page as the facilitator sees it."""
    async with demonstrating(port=0, database=None) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(_QUIETLY))
        page = await browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        await page.goto(address)
        chart = page.get_by_role("img", name="A bar chart").last
        await chart.wait_for()
        recap = page.get_by_text("What we did: Teaching with data").last
        await recap.evaluate("heading => heading.scrollIntoView({block: 'start'})")
        await page.wait_for_timeout(500)
        await page.screenshot(path=to)
        await browser.close()


def main() -> None:
    """Run from the command line."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No chromium is installed: the picture is taken with it.")
    logs.set_up("warning", "text")
    asyncio.run(take(Path("docs/demo.png"), chromium))


if __name__ == "__main__":
    main()
