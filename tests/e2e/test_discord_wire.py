"""The loopback Discord, driven by unmodified discord.py: what people ask, and what the bot says."""

import io
from collections.abc import AsyncIterator

import pytest

from tests.e2e.discord_wire import Answer, ChannelKind, DiscordWire, ImpossibleError
from tests.e2e.discord_wire.client import discord, running
from tests.e2e.discord_wire.probe import Panel, Scene
from tests.e2e.discord_wire.tree import Value


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with DiscordWire() as wire:
        wire.server.checks_itself = True
        scene = Scene(wire)
        async with running(wire, scene.probe):
            yield scene
        assert wire.violations == []


async def test_a_client_logs_in_and_finds_its_guild_with_channels_and_itself(scene: Scene) -> None:
    guild = scene.probe.get_guild(scene.guild.id)
    assert guild is not None
    assert [channel.name for channel in guild.channels] == ["general"]
    assert guild.me.id == scene.wire.bot.id
    assert [str(call) for call in scene.wire.calls("GET /users/@me")] == ["GET /users/@me -> 200"]


async def test_a_slash_command_is_answered_to_its_person_alone(scene: Scene) -> None:
    options: dict[str, Value] = {"to": scene.bob, "reason": "the review"}
    act = await (await scene.wire.slash(scene.ann, scene.general, "kudos give", options)).answered()
    assert act.answer is Answer.MESSAGE
    assert act.ephemeral
    assert act.text.startswith(f"{scene.ann.mention} thanks {scene.bob.mention} for the review (None, de)")
    assert scene.wire.messages(scene.general) == []
    assert [message.seen_by for message in scene.wire.ephemerals] == [scene.ann]


async def test_a_mention_pings_nobody_when_allowed_mentions_say_so(scene: Scene) -> None:
    await scene.place().send(f"{scene.ann.mention} @everyone")
    await scene.place().send(scene.ann.mention, allowed_mentions=discord.AllowedMentions(users=True))
    quiet, loud = scene.wire.messages(scene.general)
    assert not quiet.pings
    assert loud.pings.people == {scene.ann.id}


async def test_suggestions_follow_what_is_typed(scene: Scene) -> None:
    others = {"to": scene.bob}
    act = await scene.wire.autocomplete(scene.ann, scene.general, "kudos give", "value", "c", others=others)
    assert [name for name, _ in (await act.answered()).choices] == ["craft", "care", "courage"]
    act = await scene.wire.autocomplete(scene.ann, scene.general, "kudos give", "value", "cr")
    assert (await act.answered()).choices == [("craft", "craft")]


async def test_a_button_opens_a_form_and_the_form_is_answered(scene: Scene) -> None:
    act = await scene.wire.slash(scene.ann, scene.general, "kudos give", {"to": scene.bob, "reason": "x"})
    shown = (await act.answered()).original
    assert shown is not None
    opened = await (await scene.wire.press(scene.ann, shown, "More")).answered()
    assert opened.modal is not None
    assert opened.modal.controls == {"Topic": "topic", "What happened": "story", "Mood": "mood"}
    sent = await scene.wire.submit(scene.ann, opened.modal, {"Topic": "Tests", "story": "It ran", "Mood": ["Good"]})
    assert (await sent.answered()).text == "Tests: Tests, It ran, ['g']"


async def test_a_press_can_change_the_message_it_stands_on(scene: Scene) -> None:
    act = await scene.wire.slash(scene.ann, scene.general, "kudos give", {"to": scene.bob, "reason": "x"})
    shown = (await act.answered()).original
    assert shown is not None
    pressed = await (await scene.wire.press(scene.ann, shown, "Undo")).answered()
    assert pressed.answer is Answer.UPDATE
    assert (shown.content, shown.controls) == ("taken back", [])
    with pytest.raises(ImpossibleError, match="shows 0 of 'Undo'"):
        await scene.wire.press(scene.ann, shown, "Undo")


async def test_a_choice_and_a_deferred_press_reach_the_bot(scene: Scene) -> None:
    await scene.place().send("a panel", view=Panel(timeout=None))
    [shown] = scene.wire.messages(scene.general)
    chosen = await (await scene.wire.select(scene.bob, shown, "value", ["Craft"])).answered()
    assert chosen.text == "chose ['c']"
    slowly = await (await scene.wire.press(scene.bob, shown, "slowly")).answered()
    assert slowly.answer is Answer.DEFERRED_UPDATE
    assert shown.content == "done at last"


async def test_a_deferred_answer_is_waited_for_and_followed_up(scene: Scene) -> None:
    act = await scene.wire.slash(scene.ann, scene.general, "kudos slow", {"loud": True})
    await act.followed_up()
    assert act.answer is Answer.DEFERRED
    assert act.text == "here it is\nand more"
    assert [message.content for message in scene.wire.messages(scene.general)] == ["here it is"]
    assert [message.content for message in scene.wire.ephemerals] == ["and more"]


async def test_places_roles_numbers_and_choices_arrive_resolved(scene: Scene) -> None:
    curators = scene.wire.role(scene.guild, "Curators")
    options: dict[str, Value] = {"where": scene.general, "role": curators, "times": 2, "how": "loud"}
    act = await (await scene.wire.slash(scene.ann, scene.general, "kudos schedule", options)).answered()
    shown = act.original
    assert shown is not None
    assert shown.content == "general, Curators, 2, loud"
    picked = await scene.wire.select(scene.ann, shown, "Hosts", [scene.ann, scene.bob])
    await scene.probe.hears("interaction", 2)
    assert scene.probe.last("interaction").data["resolved"]["members"].keys() == {str(scene.ann.id), str(scene.bob.id)}
    assert picked.answer is None
    for wrong in (
        {"times": 4},
        {"how": "shrill"},
        {"where": scene.wire.channel(scene.guild, "x", kind=ChannelKind.VOICE)},
    ):
        with pytest.raises(ImpossibleError):
            await scene.wire.slash(scene.ann, scene.general, "kudos schedule", {**options, **wrong})


async def test_a_context_menu_carries_the_text_that_intents_hide(scene: Scene) -> None:
    link = await scene.wire.say(scene.bob, scene.general, "see https://example.org")
    assert (await scene.probe.hears("message")).content == ""
    act = await (await scene.wire.context_menu(scene.ann, "Save it", link)).answered()
    assert act.text == "saved 'see https://example.org'"


async def test_what_a_person_could_not_do_fails_loudly(scene: Scene) -> None:
    ask = scene.wire.slash
    with pytest.raises(ImpossibleError, match="'praise' is not registered"):
        await ask(scene.ann, scene.general, "praise")
    with pytest.raises(ImpossibleError, match=r"needs one of \['give', 'slow', 'schedule'\]"):
        await ask(scene.ann, scene.general, "kudos")
    with pytest.raises(ImpossibleError, match=r"needs \['reason'\]"):
        await ask(scene.ann, scene.general, "kudos give", {"to": scene.bob})
    with pytest.raises(ImpossibleError, match="no option 'why'"):
        await ask(scene.ann, scene.general, "kudos give", {"to": scene.bob, "reason": "x", "why": "y"})
    with pytest.raises(ImpossibleError, match="does not take 'bob'"):
        await ask(scene.ann, scene.general, "kudos give", {"to": "bob", "reason": "x"})
    with pytest.raises(ImpossibleError, match="not offered in direct messages"):
        await ask(scene.ann, scene.wire.dm(scene.ann), "kudos slow")
    with pytest.raises(ImpossibleError, match="suggests nothing"):
        await scene.wire.autocomplete(scene.ann, scene.general, "kudos give", "reason")


async def test_a_form_takes_only_what_discord_would_send(scene: Scene) -> None:
    await scene.place().send("a panel", view=Panel(timeout=None))
    [shown] = scene.wire.messages(scene.general)
    modal = (await (await scene.wire.press(scene.ann, shown, "More")).answered()).modal
    assert modal is not None
    assert "In a sentence or two" in modal.texts
    with pytest.raises(ImpossibleError, match="'Topic' has to be filled in"):
        await scene.wire.submit(scene.ann, modal, {"Mood": ["Good"]})
    with pytest.raises(ImpossibleError, match="takes 0 to 20 characters, not 21"):
        await scene.wire.submit(scene.ann, modal, {"Topic": "x" * 21, "Mood": ["Good"]})
    with pytest.raises(ImpossibleError, match="offers"):
        await scene.wire.submit(scene.ann, modal, {"Topic": "x", "Mood": ["Grand"]})
    with pytest.raises(ImpossibleError, match="opened for ann"):
        await scene.wire.submit(scene.bob, modal, {"Topic": "x", "Mood": ["Good"]})


async def test_an_ephemeral_message_is_nobody_elses(scene: Scene) -> None:
    act = await scene.wire.slash(scene.ann, scene.general, "kudos give", {"to": scene.bob, "reason": "x"})
    shown = (await act.answered()).original
    assert shown is not None
    with pytest.raises(ImpossibleError, match="only ann sees"):
        await scene.wire.press(scene.bob, shown, "Undo")
    with pytest.raises(discord.NotFound):
        await scene.place().fetch_message(shown.id)


async def test_permissions_are_enforced(scene: Scene) -> None:
    secret = scene.wire.channel(scene.guild, "secret")
    await scene.wire.forbid(scene.general, "send_messages")
    await scene.wire.forbid(secret, "view_channel")
    for channel, code in ((scene.general, 50013), (secret, 50001)):
        with pytest.raises(discord.Forbidden) as refused:
            await scene.place(channel).send("hello")
        assert refused.value.code == code
    await scene.wire.say(scene.ann, secret, "unheard")
    await scene.wire.say(scene.ann, scene.general, "heard")
    assert (await scene.probe.hears("message")).channel.id == scene.general.id
    assert scene.probe.names().count("message") == 1


async def test_a_thread_opens_on_a_message_once(scene: Scene) -> None:
    message = await scene.place().send("prompt of the day")
    guild = scene.probe.get_guild(scene.guild.id)
    assert guild is not None
    thread = await guild.get_channel(scene.general.id).get_partial_message(message.id).create_thread(name="answers")  # type: ignore[union-attr]
    [opened] = scene.wire.threads(scene.guild)
    assert (opened.id, opened.name, opened.owner) == (message.id, "answers", scene.wire.bot)
    await thread.send("go ahead")
    await scene.wire.say(scene.bob, opened, "my answer")
    assert [each.content for each in scene.wire.messages(opened)] == ["", "go ahead", "my answer"]
    assert opened.sent == 2
    scene.probe.heard.clear()
    with pytest.raises(discord.HTTPException) as refused:
        await scene.place().get_partial_message(message.id).create_thread(name="again")
    assert refused.value.code == 160004


async def test_a_private_thread_is_its_members_and_the_bots(scene: Scene) -> None:
    guild = scene.probe.get_guild(scene.guild.id)
    channel = guild.get_channel(scene.general.id) if guild else None
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="two of us", type=discord.ChannelType.private_thread, invitable=False)
    await thread.add_user(discord.Object(scene.ann.id))
    await thread.add_user(discord.Object(scene.bob.id))
    await thread.remove_user(discord.Object(scene.bob.id))
    [room] = scene.wire.threads(scene.guild)
    assert set(room.members) == {scene.wire.bot.id, scene.ann.id}
    assert not any(message.pings for message in scene.wire.messages(room))
    assert [member.id for member in await thread.fetch_members()] == [*room.members]
    await thread.edit(archived=True)
    assert room.archived


async def test_messages_are_edited_read_back_and_deleted(scene: Scene) -> None:
    sent = [await scene.place().send(f"number {number}") for number in range(4)]
    await sent[0].edit(content="number zero")
    newest = [message.content async for message in scene.place().history(limit=2)]
    later = [message.content async for message in scene.place().history(after=sent[1], oldest_first=True)]
    before = [message.content async for message in scene.place().history(before=sent[1])]
    assert newest == ["number 3", "number 2"]
    assert later == ["number 2", "number 3"]
    assert before == ["number zero"]
    await sent[3].delete()
    with pytest.raises(discord.NotFound) as gone:
        await scene.place().fetch_message(sent[3].id)
    assert gone.value.code == 10008


async def test_files_arrive_with_their_alt_text_and_can_be_fetched(scene: Scene) -> None:
    chart = discord.File(io.BytesIO(b"\x89PNG"), "week.png", description="Kudos by day")
    embed = discord.Embed(title="This week").set_image(url="attachment://week.png")
    sent = await scene.place().send(file=chart, embed=embed)
    [message] = scene.wire.messages(scene.general)
    assert [(file.filename, file.content, file.description) for file in message.files] == [
        ("week.png", b"\x89PNG", "Kudos by day")
    ]
    assert message.shown == "This week\nweek.png\nKudos by day"
    assert await sent.attachments[0].read() == b"\x89PNG"
    assert sent.embeds[0].image.url == sent.attachments[0].url


async def test_reactions_go_both_ways(scene: Scene) -> None:
    own = scene.wire.emoji(scene.guild, "kudos")
    message = await scene.wire.say(scene.ann, scene.general, "look")
    await scene.place().get_partial_message(message.id).add_reaction("📚")
    await scene.wire.react(scene.bob, message, own)
    heard = await scene.probe.hears("raw_reaction_add", 2)
    assert (heard.user_id, str(heard.emoji), heard.message_author_id) == (scene.bob.id, f"<:{own}>", scene.ann.id)
    fetched = await scene.place().fetch_message(message.id)
    assert [(str(each.emoji), each.count, each.me) for each in fetched.reactions] == [
        ("📚", 1, True),
        (f"<:{own}>", 1, False),
    ]
    assert [user.id async for user in fetched.reactions[1].users()] == [scene.bob.id]
    await scene.wire.unreact(scene.bob, message, own)
    await scene.wire.clear(message)
    await scene.probe.hears("raw_reaction_clear")
    assert scene.probe.last("raw_reaction_remove").user_id == scene.bob.id
    assert message.reactions == {}


async def test_text_is_hidden_from_rest_too_unless_the_bot_is_addressed(scene: Scene) -> None:
    plain = await scene.wire.say(scene.ann, scene.general, "between us")
    asked = await scene.wire.say(scene.ann, scene.general, f"{scene.wire.bot.mention} help")
    direct = await scene.wire.say(scene.ann, scene.wire.dm(scene.ann), "help")
    assert (await scene.place().fetch_message(plain.id)).content == ""
    assert (await scene.place().fetch_message(asked.id)).content == f"{scene.wire.bot.mention} help"
    heard = await scene.probe.hears("message", 3)
    assert (heard.content, heard.guild, heard.channel.id) == ("help", None, direct.channel.id)
