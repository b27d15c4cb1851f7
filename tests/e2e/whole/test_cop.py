"""The community on every platform: set up in four pages, a home, help that is never silence, old buttons."""

from tests.e2e.whole.door import Door, People, Pick, Room


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


async def test_a_member_says_where_they_live_and_when_they_want_quiet_from_their_home(door: Door) -> None:
    home = await door.home("bob")
    opened = await door.press("bob", home, "Quiet hours")
    await door.submit("bob", opened, {"Quiet from": Pick("20:00"), "Quiet until": Pick("07:00")})
    zone = await door.command("bob", "cop zone", "Nairobi", zone="Nairobi")

    home = await door.home("bob")

    assert "Nothing unasked reaches you between 20:00 and 7:00 your time." in home.text
    platform_knows = "your profile here says Europe/" in zone.text
    assert ("Your zone is Africa/Nairobi." in home.text) != platform_knows


async def test_who_leaves_is_left_alone_and_who_is_forgotten_begins_anew(door: Door) -> None:
    await door.command("ann", "kudos give", "@bob for his map", to=People(("bob",)), reason="his map")
    await door.press("bob", await door.command("bob", "cop leave"), "Leave")
    message = await door.say("carla", "I drew the histogram anew for everybody")
    await door.react("bob", message, "🙌")
    assert "Not yet. It will come." in (await door.command("carla", "kudos mine")).text
    await door.press("bob", await door.command("bob", "cop leave"), "Come back")

    data = await door.command("bob", "cop mydata", "export", what="export")
    files = [name for shown in (data, *door.private("bob")) for name in shown.files]
    gone = await door.press("bob", await door.command("bob", "cop mydata", "erase", what="erase"), "Erase everything")

    assert "This is everything I hold about you." in data.text
    assert set(files) == {"my-data.json"}
    assert gone.text == "You are forgotten. If you use me again, we begin anew."
    assert "Not yet. It will come." in (await door.command("bob", "kudos mine")).text


async def test_facilitators_name_each_other_and_the_audit_tells_who_did(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @ann", action=Pick("add"), member=People(("ann",)))
    await door.command("ann", "cop facilitators", "add @carla", action=Pick("add"), member=People(("carla",)))
    await door.command("carla", "cop facilitators", "remove @ann", action=Pick("remove"), member=People(("ann",)))

    last = await door.command(
        "carla", "cop facilitators", "remove @carla", action=Pick("remove"), member=People(("carla",))
    )
    audit = await door.command("carla", "cop audit")

    assert last.text == "You cannot remove the last facilitator. Add another first."
    assert "a facilitator" in audit.text
    assert "off the facilitators" in audit.text
