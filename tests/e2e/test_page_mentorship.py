"""Mentorship in the local chat page: a facilitator's plan and publishing, and a member's path into a match's room."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from copbot.bootstrap.demo import demonstrating
from tests.e2e.browsing import browsing, faults, needs_chromium, window

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with demonstrating(port=0, database=None) as begun:
        yield begun


def answers(page: Page) -> Locator:
    return page.locator("#stream article.ephemeral")


async def says(page: Page, text: str) -> None:
    await page.locator("#composing textarea").fill(text)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


async def accepts(browser: Browser, address: str, who: str) -> None:
    async with window(browser, f"{address}/?as={who}") as page:
        proposal = answers(page).filter(has_text="I found somebody for you")
        await proposal.get_by_role("button", name="Accept").click()
        await expect(answers(page).filter(has_text="Thank you.").first).to_be_visible()


async def test_a_published_plan_becomes_a_room_for_two(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=ann") as page:
        await says(page, "/mentor match")
        plan = answers(page).filter(has_text="A plan for First steps with data")
        await expect(plan.get_by_role("listitem").filter(has_text="@Carla and @Eve")).to_contain_text("sampling")
        await expect(plan.get_by_role("listitem").filter(has_text="@Dev has no partner")).to_contain_text("notebooks")
        await plan.get_by_role("button", name="Publish").click()
        await expect(answers(page).filter(has_text="6 pairs were proposed")).to_be_visible()
    await accepts(browser, address, "carla")
    await accepts(browser, address, "eve")
    async with window(browser, f"{address}/?as=eve") as page:
        await page.get_by_role("link", name=re.compile("^Mentorship")).click()
        await expect(page.locator("#stream")).to_contain_text("Your first meeting")
        await page.get_by_role("button", name="Propose an agreement").click()
        form = page.get_by_role("dialog")
        await form.get_by_label("How often, how long, where").fill("every Tuesday")
        await form.get_by_label("What stays between us").fill("all of it")
        await form.get_by_label("The goal").fill("a class that collects its own data")
        await form.get_by_role("button", name="Propose").click()
        await expect(page.locator("#stream")).to_contain_text("waits for @Carla")
        assert await faults(page) == []
