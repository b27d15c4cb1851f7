"""The community on every platform: set up in four pages, a home, help that is never silence, old buttons."""

from tests.e2e.whole.door import Door, Pick, Room


async def test_a_facilitator_sets_the_community_up_page_by_page(door: Door) -> None:
    card = await door.command("ann", "cop setup")
    opened = await door.press("ann", card, "Fill in")
    about = {"Name of the community": "Teaching with data", "What unites you?": "Statistics in schools"}
    card = await door.submit("ann", opened, about)
    opened = await door.press("ann", card, "Fill in")
    card = await door.submit("ann", opened, {"Starter pack": Pick("Education")})
    opened = await door.press("ann", card, "Fill in")
    card = await door.submit("ann", opened, {"Home": Room("general"), "Prompts": Room("general")})
    opened = await door.press("ann", card, "Fill in")
    card = await door.submit("ann", opened, {})
    assert card.text.lstrip("# ").startswith("Ready")
    assert "Statistics in schools" in card.text
    done = await door.press("ann", card, "Finish")
    assert "Teaching with data is set up" in done.text


async def test_home_shows_everybody_what_concerns_them(door: Door) -> None:
    home = await door.command("bob", "cop home")

    assert "Coming up" in home.text
    assert "Your settings" in home.text
    assert "What you may do" in home.text


async def test_a_mention_and_a_direct_message_are_answered_with_help(door: Door) -> None:
    mentioned = await door.mention("bob")
    written = await door.write("bob", "hello?")

    assert "/kudos" in mentioned.text
    assert "/kudos" in written.text


async def test_only_facilitators_change_settings(door: Door) -> None:
    refused = await door.command("bob", "cop setup")

    assert "Only facilitators can do that" in refused.text


async def test_an_option_suggests_as_one_types(door: Door) -> None:
    await door.command("ann", "library add", "https://theory.example/chance", link="https://theory.example/chance")

    shown = await door.suggestions("ann", "library show", "entry", "Entry", "theo")

    assert any("Seeing Theory" in one for one in shown)
