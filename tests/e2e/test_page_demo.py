"""The whole bot in its local chat page, as `make demo` shows it: what people do there first."""

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


def messages(page: Page) -> Locator:
    return page.locator("#stream article")


def answers(page: Page) -> Locator:
    return page.locator("#stream article.ephemeral")


async def says(page: Page, text: str) -> None:
    await page.locator("#composing textarea").fill(text)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


async def test_the_first_minute_shows_prompts_resources_thanks_and_a_recap(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=eve") as page:
        await expect(messages(page).filter(has_text="thanks").first).to_be_attached()
        await expect(messages(page).filter(has_text="answer in the thread").first).to_be_attached()
        chart = page.get_by_role("img").first
        await expect(chart).to_have_attribute("alt", re.compile(r"\d"))
        await expect(chart).to_have_js_property("complete", value=True)
        assert await chart.evaluate("image => image.naturalWidth") > 600
        await page.get_by_role("link", name="resources").click()
        await expect(messages(page).first.get_by_role("link")).to_have_attribute("href", re.compile("^https://"))
        assert await faults(page) == []


async def test_a_newcomers_first_five_minutes(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=eve") as page:
        await says(page, "@copbot what can I do here?")
        await expect(answers(page)).to_contain_text("/kudos give")
        await says(page, "/kudos give @bob for the warm welcome")
        await expect(answers(page)).to_have_count(2)
        await expect(messages(page).filter(has_text="@Eve thanks @Bob: the warm welcome")).to_be_visible()
        await page.get_by_role("link", name="resources").click()
        await messages(page).first.hover()
        await page.get_by_role("button", name="React").click()
        await page.get_by_role("button", name="books", exact=True).click()
        await expect(messages(page).first.get_by_role("button", name=re.compile("📚.*you"))).to_be_visible()
        await says(page, "/library find data")
        await expect(answers(page).last).to_be_visible()
        await page.get_by_role("link", name="Home", exact=True).click()
        await expect(page.get_by_role("heading", name="Coming up")).to_be_visible()
        await expect(page.get_by_role("button", name="Quiet hours")).to_be_visible()


async def test_a_facilitators_set_up(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=ann#random") as page:
        await says(page, "/cop setup")
        for _ in range(2):
            await answers(page).last.get_by_role("button", name="Fill in").click()
            form = page.get_by_role("dialog")
            await expect(form.get_by_role("heading")).to_be_visible()
            await form.get_by_role("button").last.click()
            await expect(form).to_be_hidden()
        await answers(page).last.get_by_role("button", name="Finish").click()
        await says(page, "/cop next")
        await expect(answers(page).last).to_contain_text("09:30")


async def test_members_are_kept_from_what_only_facilitators_may_do(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=eve#random") as page:
        await page.locator("#composing textarea").fill("/cop au")
        await expect(page.get_by_role("option")).to_have_count(0)
        await says(page, "/cop audit")
        await expect(answers(page)).to_contain_text("Only facilitators can do that.")


async def test_a_week_moved_forward_brings_prompts_and_a_recap(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=ann") as page:
        prompts = messages(page).filter(has_text="answer in the thread")
        recaps = messages(page).filter(has_text="What we did")
        await expect(recaps.first).to_be_attached()
        before, told = await prompts.count(), await recaps.count()
        now = page.locator(".clock .now")
        began = await now.text_content()
        assert began is not None
        await says(page, "/kudos give @carla for the index of our worksheets")
        await expect(answers(page)).to_have_count(1)
        await page.get_by_role("button", name="+1 week").click()
        await expect(now).not_to_contain_text(began.split(",")[0])
        await expect(page.get_by_role("progressbar")).to_be_hidden()
        await expect(prompts).to_have_count(before + 2)
        await expect(recaps).to_have_count(told + 1)


async def test_a_form_that_asks_for_people_is_left_by_escape(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=ann#random") as page:
        await says(page, "/kudos give")
        form = page.get_by_role("dialog", name="/kudos give")
        await expect(form.get_by_role("option").first).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(form.get_by_role("option")).to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(form).to_have_count(0)
        await page.keyboard.type("/")
        await expect(page.locator("#composing textarea")).to_have_value("/")
        await expect(page.locator("#composing").get_by_role("option")).to_have_count(25)
        assert await faults(page) == []


async def test_at_a_phones_width_one_begins_at_the_newest_message(address: str, browser: Browser) -> None:
    async with window(browser, f"{address}/?as=ann", width=390) as page:
        await expect(page.get_by_role("img").last).to_have_js_property("complete", value=True)
        await expect(messages(page).last).to_be_in_viewport()
        await expect(page.get_by_role("button", name="Newest messages")).to_be_hidden()
