"""A browser for the page's stories: Debian's chromium, driven by playwright; nothing is downloaded."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed; `apt-get install chromium`")
PATIENCE = 10_000
"""Milliseconds to wait for what should come at once, on a busy machine."""


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Run a browser for the length of a `with`."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(browser: Browser, address: str, *, width: int = 1280, dark: bool = False) -> AsyncIterator[Page]:
    """Open the page in a window of its own; what it reports as an error, or asks of elsewhere, fails the story."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    troubles: list[str] = []
    home = address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if _is_fault(said) else None)
    page.on("request", lambda asked: None if asked.url.startswith(home) else troubles.append(f"asked {asked.url}"))
    await page.goto(address)
    await page.locator("#place h1").wait_for()
    try:
        yield page
    finally:
        await context.close()
    assert troubles == []


def _is_fault(said: ConsoleMessage) -> bool:
    """Tell a fault of the page's from a request that was refused with a sentence, which the browser writes down too."""
    return said.type == "error" and "status of 400" not in said.text


async def faults(page: Page) -> list[dict[str, Any]]:
    """List what axe finds wrong with the page as it stands."""
    found = await Axe().run(page)
    violations: list[dict[str, Any]] = found.response["violations"]
    return [{"rule": one["id"], "where": [node["html"][:120] for node in one["nodes"]]} for one in violations]
