"""What goes wrong on every platform: a sentence that says what to do, nothing changed, and the next command works."""

import pytest

from tests.e2e.whole.door import ATTIC, LOUNGE, Door, People, Pick, Room, facts, forward, said, told

LINK = "https://theory.example/chance"
QUESTION = "What did you learn from a mistake?"
ODD = "שלום! 👩‍👩‍👧‍👦 \u202etfel\u202c <!channel> @everyone *not bold* `x` [a](https://b.example) ~~"
"""Right to left, a family of one emoji, a text turned round, and everything that might ping or format."""


async def _nothing_came_of(door: Door, before: object) -> None:
    """Hold that nothing changed and that the next command works."""
    assert await facts(door) == before
    assert "/kudos" in (await door.command("bob", "cop help")).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("kudos bogus", "I do not know “kudos bogus”. Did you mean"),
        ("prompt bogus", "I do not know “prompt bogus”. Did you mean"),
        ("recap preview next", "I could not place “next”. /recap preview takes no more words."),
        ("cop zone Mars/Olympus", "I know no time zone Mars/Olympus. Write it like Europe/Berlin"),
        ("recap schedule", "Only facilitators can do that."),
        ("library add the book on my desk", "That is no web link. It has to look like https://example.org/page."),
        ("library find data since:someday", "I cannot read “someday” as a day that is over. Write it like 2026-01-31"),
        ("library find data kind:poem", "kind must be one of tool, website, research"),
        ("library show zzz", "The library has nothing on “zzz”. /library find looks further."),
        ("cop mydata everything", "Say “export” to get everything, or “erase” to be forgotten."),
        ("cop audit", "Only facilitators can do that."),
    ],
)
async def test_what_cannot_be_read_or_done_is_answered_with_what_can(door: Door, typed: str, sentence: str) -> None:
    await door.command("bob", "cop help")
    before = await facts(door)

    answer = await door.write("bob", typed)

    assert answer.text.replace("`", "").startswith(sentence)
    await _nothing_came_of(door, before)


async def test_what_is_missing_is_asked_for(door: Door) -> None:
    await door.command("bob", "cop help")
    before = await facts(door)

    asked = await door.write("bob", "cop zone")

    opened, offered = asked.form is not None, "Press the button to open the form." in asked.text
    assert opened or offered or asked.text == "Please use `/cop zone`: it asks for what is missing."
    await _nothing_came_of(door, before)


async def test_a_text_of_forty_thousand_characters_is_refused_with_what_would_do(door: Door) -> None:
    await door.command("bob", "cop help")
    before = await facts(door)

    answer = await door.write("bob", "prompt suggest " + "What " * 8000)

    assert "characters" in answer.text
    assert len(answer.text) < 200
    await _nothing_came_of(door, before)


async def test_odd_words_stay_as_they_are_and_call_nobody(door: Door) -> None:
    await door.command("ann", "prompt add", ODD, text=ODD)
    await door.command("ann", "prompt now")
    await door.command("carla", "kudos give", f"@bob for {ODD}", to=People(("bob",)), reason=ODD)
    await forward(door, minutes=1)
    await door.command("ann", "recap now")

    prompt, thanks, recap = door.posts()

    for post in (prompt, thanks, recap):
        assert "שלום! 👩‍👩‍👧‍👦" in post.text
        bare = post.text.replace("\u2060", "").replace("\u200b", "")
        assert "<!channel> @everyone *not bold* `x` [a](https://b.example) ~~" in bare
    assert [post.pings for post in (prompt, thanks, recap)] == [frozenset(), frozenset({"bob"}), frozenset()]


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [("timeout", "The page took too long to answer."), ("too_big", "The page is too big to look into.")],
)
async def test_a_page_that_cannot_be_read_is_kept_without_its_title_and_said(
    door: Door, trouble: str, sentence: str
) -> None:
    door.pages.trouble[LINK] = trouble

    saved = await door.command("bob", "library add", LINK, link=LINK)

    assert saved.text.startswith("Saved to the library")
    await told(door, "bob", sentence)
    assert "theory.example" in (await door.command("eve", "library recent")).text


async def test_a_link_that_leads_inwards_does_not_stay_and_says_why(door: Door) -> None:
    door.pages.trouble[LINK] = "inward"

    await door.command("bob", "library add", LINK, link=LINK)

    await told(door, "bob", "That link leads to a place I may not open.")
    assert (await door.command("eve", "library recent")).text.startswith("The library is still empty.")


async def test_a_channel_the_bot_cannot_post_in_is_named_with_its_fix_and_what_was_lost_is_told(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @ann", action=Pick("add"), member=People(("ann",)))
    await door.command("ann", "prompt add", QUESTION, text=QUESTION)
    typed = f"every day at 9:30 #{ATTIC}"
    shown = await door.command("ann", "prompt schedule", typed, when="every day at 9:30", channel=Room(ATTIC))
    await door.press("ann", shown, "Save")

    checking = await door.command("ann", "cop check")
    found = await door.press("ann", checking, "Show what you found")
    await forward(door, days=1)

    assert "To be mended" in found.text
    assert ATTIC in said([found]) or "channel" in found.text
    assert door.posts(ATTIC) == []
    heard = await told(door, "ann", "are paused: the channel is gone, archived, or closed to me.")
    assert "/prompt resume" in heard.text
    coming = await door.command("bob", "cop next")
    assert "9999" not in coming.text


async def test_a_channel_that_goes_stops_only_what_was_posted_there(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @ann", action=Pick("add"), member=People(("ann",)))
    await door.command("ann", "prompt import", f"{QUESTION}\nWhat else?", lines=f"{QUESTION}\nWhat else?")
    for room, typed in ((LOUNGE, "every day at 9:30"), ("general", "every day at 9:40")):
        shown = await door.command("ann", "prompt schedule", f"{typed} #{room}", when=typed, channel=Room(room))
        await door.press("ann", shown, "Save")

    await door.close(LOUNGE)
    await forward(door, days=1)

    await told(door, "ann", "are paused: the channel is gone")
    assert len(door.posts()) == 1


async def test_what_may_not_be_written_directly_waits_at_home(door: Door) -> None:
    await door.command("dev", "cop quiet")
    asked = await door.command("dev", "cop quiet")
    await door.press("dev", asked, "Allow direct messages")
    door.refuse_directs("dev")
    await forward(door, days=15)
    shown = await door.command("ann", "recap schedule", "every tuesday at 10:00", when="every tuesday at 10:00")
    await door.press("ann", shown, "Save")
    await door.command("ann", "kudos give", "@bob for his map", to=People(("bob",)), reason="his map")

    await forward(door, days=7)

    home = await door.home("dev")
    assert "While you were away" in home.text
    assert "I write you no direct messages" in home.text


async def test_a_button_whose_subject_is_gone_says_so(door: Door) -> None:
    await door.command("bob", "library add", LINK, link=LINK)
    found = await door.command("eve", "library find", "theory", words="theory")
    shown = await door.command("bob", "library show", "theory", entry="theory")
    await door.press("bob", shown, "Remove")
    before = await facts(door)

    pressed = await door.press("eve", found, "More")

    assert pressed.text == "That entry is no longer in the library."
    await _nothing_came_of(door, before)


async def test_buttons_and_forms_from_before_a_restart_do_what_they_say(door: Door) -> None:
    thanks = await door.command("ann", "kudos give", "@bob for his map", to=People(("bob",)), reason="his map")
    shown = await door.command("ann", "prompt schedule", "every day at 9:30", when="every day at 9:30")
    message = await door.say("bob", "I drew the histogram anew for everybody")
    form = await door.menu("carla", message, "Give kudos")

    await door.restart()

    undone = await door.press("ann", thanks, "Undo")
    saved = await door.press("ann", shown, "Save")
    given = await door.submit("carla", form, {"Whom to thank": People(("bob",)), "What they did": "drawing it anew"})
    assert undone.text.startswith("Taken back.")
    assert saved.text.startswith("Saved. Prompts in")
    assert given.text.startswith("Thank you. That is written down.")
    assert "his map" not in said(door.posts())
