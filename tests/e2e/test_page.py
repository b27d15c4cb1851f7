"""The simulator's page in a real browser, with a small practice behind it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.adapters.simulator.stage import Stage, staged
from tests.e2e.browsing import browsing, faults, needs_chromium, window
from tests.support.clock import StoppedClock

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path / "demo.db", real=StoppedClock(), settling=True) as made:
        yield made


def writing(page: Page) -> Locator:
    return page.locator("#composing textarea")


def messages(page: Page) -> Locator:
    return page.locator("#stream article")


async def said(stage: Stage, text: str, who: str = "bob", channel: str = "general", thread: str | None = None) -> str:
    outcome = await stage.acts.say(who, channel, text, thread=thread)
    assert outcome.message is not None
    return outcome.message.id


async def test_a_thank_you_is_given_without_touching_the_mouse(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.keyboard.type("/try th")
        await expect(page.get_by_role("option", name="/try thank")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.type("@b")
        await expect(page.get_by_role("option", name="@bob")).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.type("for reading along value:pat")
        await expect(page.get_by_role("option", name="patience")).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(messages(page).get_by_text("Only visible to you")).to_be_visible()
        await expect(page.locator(".card")).to_contain_text("Thank you, @Bob")
        await expect(writing(page)).to_have_value("")
        await expect(writing(page)).to_be_focused()


async def test_a_list_that_is_put_away_takes_no_key(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await writing(page).fill("/try loo")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("option")).to_have_count(0)
        await writing(page).fill("/nonsense")
        await page.keyboard.press("Enter")
        await expect(messages(page).get_by_text("I do not know “nonsense”")).to_be_visible()


async def test_the_last_line_is_recalled_by_the_arrow(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await writing(page).fill("a line worth repeating")
        await page.keyboard.press("Enter")
        await expect(messages(page)).to_have_count(1)
        await page.keyboard.press("ArrowUp")
        await expect(writing(page)).to_have_value("a line worth repeating")


async def test_what_one_says_the_other_sees_at_once_and_in_their_own_time(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=bob") as bob, window(browser, f"{stage.address}/?as=hana") as hana:
        await writing(bob).fill("Good morning @hana")
        await bob.keyboard.press("Enter")
        await expect(messages(hana)).to_contain_text("Good morning @Hana")
        await expect(messages(hana).locator("time.at")).to_have_text("18:00")
        await expect(messages(bob).locator("time.at")).to_have_text("09:00")
        await expect(hana.locator("#live")).to_contain_text("Bob: Good morning @hana")


async def test_what_members_write_stays_words(stage: Stage, browser: Browser) -> None:
    hostile = "<img src=x onerror=alert(1)> </p><script>alert(2)</script> javascript:alert(3) \u202eevil"
    async with window(browser, f"{stage.address}/?as=eve") as page:
        page.on("dialog", lambda dialog: pytest.fail("something of a member's was run"))
        await said(stage, hostile)
        await expect(messages(page).locator("p")).to_have_text(hostile)
        assert await messages(page).locator("img, script, a").count() == 0


async def test_news_elsewhere_is_counted_until_one_looks(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await expect(page.get_by_role("link", name="help", exact=True)).to_be_visible()
        await said(stage, "one", channel="help")
        await said(stage, "two for @eve", channel="help")
        link = page.get_by_role("link", name="help 2 new")
        await expect(link.locator(".news.pinged")).to_have_text(re.compile("2"))
        await expect(page).to_have_title(re.compile(r"^\(2\) general · Eve"))
        await link.click()
        await expect(page.get_by_role("link", name="help", exact=True)).to_have_attribute("aria-current", "page")
        await expect(page).to_have_title(re.compile("^help · Eve"))


async def test_a_thread_opens_beside_the_channel_and_closes_to_where_one_was(stage: Stage, browser: Browser) -> None:
    root = await said(stage, "Who has an idea?")
    await said(stage, "I have", "carla", thread=root)
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await page.get_by_role("button", name="1 reply").click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("I have")
        await page.keyboard.type("So do I")
        await page.keyboard.press("Enter")
        await expect(thread.locator("article")).to_have_count(3)
        await expect(page.get_by_role("button", name="2 replies")).to_be_visible()
        await expect(messages(page)).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(thread).to_be_hidden()
        await expect(messages(page)).to_be_focused()


async def test_messages_are_walked_through_and_acted_on_by_keys(stage: Stage, browser: Browser) -> None:
    await said(stage, "the first")
    await said(stage, "the second", "carla")
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await messages(page).last.focus()
        await page.keyboard.press("ArrowUp")
        await expect(messages(page).first).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="React")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.type("books")
        await expect(page.get_by_role("dialog", name="Choose an emoji").get_by_role("button").first).to_have_text("📚")
        await page.keyboard.press("Enter")
        reaction = messages(page).first.get_by_role("button", name="📚 1: you")
        await expect(reaction).to_have_attribute("aria-pressed", "true")
        await reaction.click()
        await expect(reaction).to_have_count(0)


async def test_a_shortcut_is_chosen_from_a_message(stage: Stage, browser: Browser) -> None:
    await said(stage, "a good idea")
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await messages(page).hover()
        await page.get_by_role("button", name="More").click()
        await expect(page.get_by_role("menuitem")).to_have_count(1)
        await page.get_by_role("menuitem", name="Save to library").click()
        await expect(messages(page).get_by_text("Saved: “a good idea”")).to_be_visible()


async def test_ones_own_message_is_deleted_and_its_thread_stays(stage: Stage, browser: Browser) -> None:
    root = await said(stage, "oops", "eve")
    await said(stage, "what?", thread=root)
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await messages(page).hover()
        await page.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Delete message").click()
        await expect(messages(page)).to_contain_text("This message was deleted.")
        await expect(messages(page)).to_contain_text("1 reply")


async def test_a_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_written(
    stage: Stage, browser: Browser
) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await writing(page).fill("/try form")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="Introduce yourself")
        await expect(form.get_by_label("What you want to learn")).to_be_focused()
        await form.get_by_label("What you can help with").fill("spreadsheets")
        await form.get_by_role("button", name="Send").click()
        await expect(form.get_by_text("Please fill this in.")).to_have_count(2)
        await expect(form.get_by_label("What you want to learn")).to_be_focused()
        await expect(form.get_by_label("What you can help with")).to_have_value("spreadsheets")
        await form.get_by_label("What you want to learn").fill("R?")
        await form.get_by_text("An hour a week").click()
        await form.get_by_label("Whom you know here").fill("ca")
        await page.keyboard.press("Enter")
        await form.get_by_label("Where you feel at home").select_option("#help")
        await form.get_by_role("button", name="Send").click()
        await expect(form.get_by_text("Say it without a question mark.")).to_be_visible()
        assert await faults(page) == []
        await form.get_by_label("What you want to learn").fill("R")
        await page.keyboard.press("Enter")
        await expect(form).to_be_hidden()
        await expect(messages(page).get_by_text("Welcome! You want to learn R.")).to_be_visible()
        await page.get_by_role("link", name="help 1 new").click()
        await expect(messages(page)).to_contain_text("Welcome! You want to learn R.")


async def test_buttons_menus_charts_and_files_work_where_they_stand(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await stage.acts.say("eve", "general", "/try post")
        await page.get_by_role("button", name="How did it go?").click()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(messages(page).get_by_text("It went so_so.")).to_be_visible()
        await page.get_by_role("button", name="Why this?").click()
        await expect(messages(page).get_by_text("You asked why: because you may.")).to_be_visible()
        await expect(messages(page).get_by_text("Thanks by week: Thanks by week: 3, 5, 2 and 8.")).to_be_visible()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="library.csv").click()
        assert (await download.value).suggested_filename == "library.csv"
        outward = page.get_by_role("link", name="Plotting on paper first")
        await expect(outward).to_have_attribute("rel", "noopener noreferrer")


async def test_a_prompt_falls_due_before_ones_eyes(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=ann") as page:
        clock = page.get_by_role("group", name="clock")
        await expect(clock).to_contain_text("Mon 23 Nov, 10:00")
        await expect(page.get_by_role("button", name="Next thing due")).to_be_disabled()
        await writing(page).fill("/try tomorrow")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        await expect(messages(page).get_by_text("A prompt comes")).to_be_visible()
        stage.hold.clear()
        await page.get_by_role("button", name="Next thing due").click()
        await expect(page.get_by_role("progressbar", name="Time is moving")).to_be_visible()
        await expect(page.get_by_role("button", name="+1 day")).to_be_disabled()
        await expect(page.get_by_role("button", name="Next thing due")).to_be_focused()
        stage.hold.set()
        await expect(page.get_by_role("heading", name="A question for today")).to_be_visible()
        await expect(clock).to_contain_text("Tue 24 Nov, 10:00")
        await expect(page.get_by_role("progressbar")).to_be_hidden()
        await page.get_by_role("button", name="+1 week").click()
        await expect(clock).to_contain_text("Tue 1 Dec, 10:00")


async def test_one_acts_as_somebody_else_in_the_same_window(stage: Stage, browser: Browser) -> None:
    await stage.acts.say("ann", "dm-copbot", "a secret of hers")
    async with window(browser, f"{stage.address}/?as=ann#dm-copbot") as page:
        await expect(messages(page).first).to_contain_text("a secret")
        await page.get_by_role("button", name="You act as Ann").click()
        await page.keyboard.type("e")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="You act as Eve")).to_be_visible()
        await expect(messages(page)).to_have_count(0)
        await page.go_back()
        await expect(messages(page).first).to_contain_text("a secret")


async def test_somebody_new_joins_and_is_who_one_acts_as(stage: Stage, browser: Browser) -> None:
    async with window(browser, stage.address) as page:
        await page.get_by_role("button", name="You act as Ann").click()
        await page.get_by_role("menuitemradio", name="Somebody new").click()
        form = page.get_by_role("dialog", name="Somebody new joins")
        await page.keyboard.type("Bob")
        await page.keyboard.press("Enter")
        await expect(form.get_by_role("alert")).to_contain_text("There is a Bob already.")
        await form.get_by_label("Name").fill("Zoë")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="You act as Zoë")).to_be_visible()


async def test_the_home_view_answers_where_one_presses(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve#home") as page:
        await expect(page.get_by_role("heading", name="What is planned")).to_be_visible()
        await page.get_by_role("button", name="Why this?").click()
        await expect(page.get_by_role("status").get_by_text("You asked why")).to_be_visible()
        await page.get_by_role("button", name="Introduce yourself").click()
        await expect(page.get_by_role("dialog", name="Introduce yourself")).to_be_visible()


async def test_a_link_to_a_message_leads_to_it_in_its_channel_or_thread(stage: Stage, browser: Browser) -> None:
    root = await said(stage, "the root")
    for number in range(30):
        await said(stage, f"something else {number}")
    answer = await said(stage, "the answer", "carla", thread=root)
    async with window(browser, f"{stage.address}/?as=eve#general/{root}") as page:
        await expect(messages(page).first).to_be_focused()
        await expect(messages(page).first).to_be_in_viewport()
        await page.goto(f"{stage.address}/?as=eve#general/{answer}")
        await expect(page.get_by_role("complementary", name="Thread")).to_contain_text("the answer")


async def test_a_long_history_is_shown_from_its_end_and_more_on_request(stage: Stage, browser: Browser) -> None:
    for number in range(150):
        await said(stage, f"number {number}")
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await expect(messages(page).last).to_be_in_viewport()
        await expect(messages(page)).to_have_count(120)
        await page.get_by_role("button", name="Show earlier messages").click()
        await expect(messages(page)).to_have_count(150)


async def test_what_does_not_work_is_said(stage: Stage, browser: Browser) -> None:
    async with window(browser, f"{stage.address}/?as=eve") as page:
        await writing(page).fill("x" * 5000)
        await page.evaluate("document.querySelector('#composing .send').click()")
        await expect(page.get_by_role("alert").get_by_text("at most 4,000 characters")).to_be_visible()
        await expect(writing(page)).to_have_value("x" * 5000)
        await page.get_by_role("button", name="Dismiss").click()
        await expect(page.locator(".toast")).to_have_count(0)


async def test_at_a_phones_width_everything_is_within_reach(stage: Stage, browser: Browser) -> None:
    root = await said(stage, "Averyveryverylongwordthatdoesnotbreakbyitself" * 3)
    await said(stage, "an answer", thread=root)
    await stage.acts.say("bob", "general", "/try post")
    async with window(browser, f"{stage.address}/?as=eve", width=360) as page:
        await expect(page.locator(".card")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        assert await page.evaluate("document.querySelector('#stream').scrollWidth") <= 360
        for name in ("+1 hour", "+1 day", "+1 week", "Next thing due", "You act as Eve"):
            await expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        await page.get_by_role("button", name="Places").click()
        await expect(page.get_by_role("link", name="general", exact=True)).to_be_focused()
        await page.get_by_role("link", name="help", exact=True).click()
        await expect(page.get_by_role("heading", name="help")).to_be_visible()
        await expect(page.get_by_role("link", name="help", exact=True)).to_be_hidden()
        await page.get_by_role("button", name="Places").click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Places")).to_be_focused()
        await page.goto(f"{stage.address}/?as=eve#general")
        await page.get_by_role("button", name="1 reply").click()
        await expect(page.get_by_role("complementary", name="Thread")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
async def test_axe_finds_nothing_wrong(stage: Stage, browser: Browser, width: int, *, dark: bool) -> None:
    root = await said(stage, "Who has an idea? @eve")
    await said(stage, "I have", "carla", thread=root)
    await stage.acts.react("carla", root, "📚")
    await stage.acts.say("eve", "general", "/try thank @bob for it")
    await stage.acts.say("eve", "general", "/try post")
    async with window(browser, f"{stage.address}/?as=eve", width=width, dark=dark) as page:
        await expect(page.get_by_role("button", name="Why this?")).to_be_visible()
        assert await faults(page) == []
        await messages(page).first.hover()
        await page.get_by_role("button", name="More").click()
        assert await faults(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="React").click()
        assert await faults(page) == []
        await page.keyboard.press("Escape")
        await writing(page).fill("/")
        await expect(page.get_by_role("option").first).to_be_visible()
        assert await faults(page) == []
        await writing(page).fill("")
        await page.get_by_role("button", name="1 reply").click()
        assert await faults(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="You act as").click()
        assert await faults(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="About this page").click()
        assert await faults(page) == []
        await page.goto(f"{stage.address}/?as=eve#home")
        await expect(page.get_by_role("heading", name="What is planned")).to_be_visible()
        assert await faults(page) == []
