"""The loopback Discord's rules: who may do what by REST, and in which order; by unmodified discord.py."""

import io
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest

from tests.e2e.discord_wire import Answer, Channel, ChannelKind, DiscordWire, ImpossibleError, Message, Person
from tests.e2e.discord_wire.client import discord, running
from tests.e2e.discord_wire.probe import Scene
from tests.e2e.discord_wire.refusal import Json


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with DiscordWire() as wire:
        wire.server.checks_itself = True
        scene = Scene(wire)
        async with running(wire, scene.probe):
            yield scene


async def refused(request: Awaitable[object]) -> int:
    """Give the code a request is refused with."""
    with pytest.raises(discord.HTTPException) as refusal:
        await request
    return refusal.value.code


def here(scene: Scene, message: Message) -> discord.PartialMessage:
    return scene.place(message.channel).get_partial_message(message.id)


async def text_channel(scene: Scene) -> discord.TextChannel:
    channel = await scene.probe.fetch_channel(scene.general.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


def raw(scene: Scene, method: str, path: str, json: Json | None = None) -> Awaitable[object]:
    route = discord.http.Route(method, path)
    return scene.probe.http.request(route) if json is None else scene.probe.http.request(route, json=json)


async def test_others_messages_are_deleted_by_moderators_and_edited_by_nobody(scene: Scene) -> None:
    theirs = [await scene.wire.say(scene.ann, scene.general, text) for text in "abcd"]
    assert await refused(here(scene, theirs[0]).edit(content="x")) == 50005
    await here(scene, theirs[0]).delete()
    await (await text_channel(scene)).delete_messages([here(scene, each) for each in theirs[1:3]])
    await scene.wire.forbid(scene.general, "manage_messages")
    assert await refused(here(scene, theirs[3]).delete()) == 50013
    assert scene.wire.messages(scene.general) == [theirs[3]]
    direct = await scene.wire.say(scene.ann, scene.wire.dm(scene.ann), "mine")
    assert await refused(here(scene, direct).delete()) == 50003


async def test_reactions_have_rules_of_their_own(scene: Scene) -> None:
    message = await scene.wire.say(scene.ann, scene.general, "look")
    mine = here(scene, message)
    for emoji in ("📚", "🙌"):
        await scene.wire.react(scene.bob, message, emoji)
        await scene.wire.react(scene.bob, message, emoji)
        await mine.add_reaction(emoji)
    await mine.remove_reaction("📚", discord.Object(scene.wire.bot.id))
    await mine.remove_reaction("🙌", discord.Object(scene.bob.id))
    assert {emoji: [*by.values()] for emoji, by in message.reactions.items()} == {
        "📚": [scene.bob],
        "🙌": [scene.wire.bot],
    }
    await mine.clear_reaction("📚")
    assert (await scene.probe.hears("raw_reaction_clear_emoji")).message_id == message.id
    await mine.clear_reactions()
    assert message.reactions == {}
    assert await refused(mine.add_reaction("word")) == 10014
    assert await refused(mine.add_reaction("kudos:5")) == 10014
    for number in range(20):
        await scene.wire.react(scene.bob, message, chr(0x1F600 + number))
    assert await refused(mine.add_reaction("📚")) == 30010
    await scene.wire.forbid(scene.general, "add_reactions")
    assert await refused(mine.add_reaction(chr(0x1F600))) == 50013


async def test_replies_show_what_they_answer_but_not_its_hidden_text(scene: Scene) -> None:
    question = await scene.wire.say(scene.ann, scene.general, "why?")
    answer = await here(scene, question).reply("because", mention_author=True)
    assert isinstance(answer.reference and answer.reference.resolved, discord.Message)
    [_, message] = scene.wire.messages(scene.general)
    assert message.pings.people == {scene.ann.id}
    assert scene.wire.calls("POST /channels/*/messages")[-1].body["message_reference"]["message_id"] == question.id
    await scene.wire.say(scene.bob, scene.general, f"{scene.wire.bot.mention} see there", reply_to=question)
    heard = await scene.probe.hears("message", 3)
    assert heard.reference.resolved.content == ""
    await scene.wire.delete(question)
    assert await refused(here(scene, question).reply("still there?")) == 10008


async def test_people_are_looked_up_one_by_one(scene: Scene) -> None:
    guild = await scene.probe.fetch_guild(scene.guild.id)
    stranger = scene.wire.person("stranger")
    assert (await scene.probe.fetch_user(stranger.id)).name == "stranger"
    assert await refused(guild.fetch_member(stranger.id)) == 10007
    assert await refused(scene.probe.fetch_user(5)) == 10013
    assert await refused(scene.probe.fetch_guild(5)) == 10004
    assert await refused(raw(scene, "POST", "/users/@me/channels", json={"recipient_id": 5})) == 50033
    found: Any = await raw(scene, "GET", f"/guilds/{guild.id}/members/search?query=an&limit=5")
    assert [each["user"]["username"] for each in found] == ["ann"]
    assert await refused((await scene.conversation(stranger)).send("we share no guild")) == 50007


async def test_roles_are_given_only_with_the_permission(scene: Scene) -> None:
    curators = scene.wire.role(scene.guild, "Curators")
    way = f"/guilds/{scene.guild.id}/members/{scene.ann.id}/roles"
    assert await refused(raw(scene, "PUT", f"{way}/{curators.id}")) == 50013
    admins = scene.wire.role(scene.guild, "Admins", "administrator")
    await scene.wire.give_role(scene.guild, scene.wire.bot, admins)
    await raw(scene, "PUT", f"{way}/{curators.id}")
    assert scene.guild.members[scene.ann.id].roles == [curators]
    assert await refused(raw(scene, "PUT", f"{way}/5")) == 10011
    await scene.wire.take_role(scene.guild, scene.ann, curators)
    assert scene.guild.members[scene.ann.id].roles == []


async def test_a_thread_can_stand_alone_be_entered_left_closed_and_deleted(scene: Scene) -> None:
    channel = await text_channel(scene)
    alone = await channel.create_thread(name="alone", type=discord.ChannelType.public_thread)
    theirs = await scene.wire.thread(scene.ann, scene.general, "theirs")
    await scene.probe.hears("thread_create", 2)
    entered = await scene.probe.fetch_channel(theirs.id)
    assert isinstance(entered, discord.Thread)
    await entered.join()
    assert (await entered.fetch_member(scene.ann.id)).id == scene.ann.id
    assert scene.wire.bot.id in theirs.members
    await entered.leave()
    assert scene.wire.bot.id not in theirs.members
    assert await refused(entered.fetch_member(scene.bob.id)) == 10007
    assert await refused(raw(scene, "POST", f"/channels/{alone.id}/threads", {"name": "in", "type": 11})) == 50024
    assert await refused(raw(scene, "GET", f"/channels/{channel.id}/thread-members")) == 50024
    await scene.wire.say(scene.bob, theirs, "a word")
    await alone.delete()
    assert scene.wire.threads(scene.guild) == [theirs]


async def test_a_closed_thread_refuses_and_a_locked_one_more_so(scene: Scene) -> None:
    thread = await scene.wire.thread(scene.ann, scene.general, "done")
    message = await scene.wire.say(scene.ann, thread, "last word")
    await scene.wire.archive(thread)
    assert await refused(here(scene, message).add_reaction("📚")) == 50083
    assert await refused(raw(scene, "PUT", f"/channels/{thread.id}/thread-members/{scene.bob.id}")) == 50083
    mine = await scene.place(thread).send("opened again")
    assert not thread.archived
    await scene.wire.archive(thread, locked=True)
    assert await refused(here(scene, scene.wire.messages(thread)[-1]).edit(content="x")) == 50083
    await scene.wire.forbid(scene.general, "manage_threads")
    assert await refused(scene.place(thread).send("no more")) == 50083
    assert mine.content == "opened again"


async def test_a_private_thread_of_others_is_not_to_be_seen(scene: Scene) -> None:
    channel = await text_channel(scene)
    room = await channel.create_thread(name="room", type=discord.ChannelType.private_thread)
    inside = scene.wire.named(scene.guild, "room")
    await scene.place(inside).send(scene.bob.mention, allowed_mentions=discord.AllowedMentions(users=True))
    assert scene.bob.id in inside.members
    await room.leave()
    await scene.wire.forbid(scene.general, "manage_threads")
    assert await refused(scene.probe.fetch_channel(room.id)) == 50001
    assert await refused(raw(scene, "DELETE", f"/channels/{scene.general.id}")) == 50013
    assert await refused(channel.edit(name="mine")) == 50013
    await scene.wire.forbid(scene.general, "create_private_threads")
    assert await refused(channel.create_thread(name="x", type=discord.ChannelType.private_thread)) == 50013


async def test_channels_are_changed_and_deleted_by_who_may(scene: Scene) -> None:
    shelf = scene.wire.channel(scene.guild, "shelf")
    await scene.wire.allow(shelf, "manage_channels")
    channel = await scene.probe.fetch_channel(shelf.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.edit(name="library", topic="What we found")
    assert (shelf.name, shelf.topic) == ("library", "What we found")
    await channel.typing()
    await channel.delete()
    assert shelf.deleted
    assert await refused(channel.send("x")) == 10003
    category = scene.wire.channel(scene.guild, "Rooms", kind=ChannelKind.CATEGORY)
    assert await refused(scene.place(category).send("x")) == 50008
    direct = scene.wire.dm(scene.ann)
    assert await refused(raw(scene, "PATCH", f"/channels/{direct.id}", json={"name": "x"})) == 50024
    await raw(scene, "DELETE", f"/channels/{direct.id}")
    assert await refused(scene.place(direct).get_partial_message(5).fetch()) == 10008


async def test_history_is_empty_where_it_may_not_be_read(scene: Scene) -> None:
    message = await scene.place().send("here")
    await scene.wire.forbid(scene.general, "read_message_history")
    assert [each async for each in scene.place().history()] == []
    assert await refused(scene.place().fetch_message(message.id)) == 50013
    await scene.wire.allow(scene.general, "read_message_history")
    assert [each.id async for each in scene.place().history()] == [message.id]


async def test_the_bot_can_leave_a_guild(scene: Scene) -> None:
    await (await scene.probe.fetch_guild(scene.guild.id)).leave()
    assert (await scene.probe.hears("guild_remove")).id == scene.guild.id
    assert await refused(scene.place().send("x")) == 50001


async def unanswered(scene: Scene) -> discord.Interaction:
    """Press a button nobody listens to, for the test to answer it."""
    await scene.place().send("p", view=discord.ui.View().add_item(discord.ui.Button(label="Go", custom_id="nobody")))
    before = scene.probe.names().count("interaction")
    await scene.wire.press(scene.ann, scene.wire.messages(scene.general)[-1], "Go")
    interaction: discord.Interaction = await scene.probe.hears("interaction", before + 1)
    return interaction


async def test_an_interaction_is_answered_once_and_in_order(scene: Scene) -> None:
    interaction = await unanswered(scene)
    callback = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert await refused(interaction.followup.send("too early")) == 10015
    assert await refused(raw(scene, "POST", callback, json={"type": 8, "data": {"choices": []}})) == 50035
    assert await refused(raw(scene, "POST", callback, json={"type": 4, "data": {}})) == 50006
    assert await refused(raw(scene, "POST", callback, json={"type": 12})) == 50035
    assert await refused(raw(scene, "POST", callback)) == 50035
    await raw(scene, "POST", callback, json={"type": 6})
    assert await refused(raw(scene, "POST", callback, json={"type": 6})) == 40060
    assert await refused(interaction.followup.send("")) == 50006
    assert {each.request.rpartition("/")[2] for each in scene.wire.violations} == {"callback", interaction.token}


async def test_the_answer_is_read_changed_and_taken_back(scene: Scene) -> None:
    interaction = await unanswered(scene)
    callback = await interaction.response.send_message("first", file=discord.File(io.BytesIO(b"1"), "a.txt"))
    assert callback.message_id == (await interaction.original_response()).id
    await interaction.edit_original_response(attachments=[discord.File(io.BytesIO(b"2"), "b.txt")])
    more = await interaction.followup.send("second", wait=True)
    await more.edit(content="second, better")
    [_, answer, second] = scene.wire.messages(scene.general)
    assert [file.content for file in answer.files] == [b"2"]
    assert second.content == "second, better"
    await more.delete()
    await interaction.delete_original_response()
    original = f"/webhooks/{scene.wire.bot.id}/{interaction.token}/messages/@original"
    assert await refused(raw(scene, "GET", original)) == 10008
    assert await refused(more.edit(content="x")) == 10008
    assert len(scene.wire.messages(scene.general)) == 1


async def test_the_first_follow_up_fills_a_deferred_answer(scene: Scene) -> None:
    interaction = await unanswered(scene)
    await interaction.response.defer(thinking=True, ephemeral=True)
    [thinking] = scene.wire.ephemerals
    assert (thinking.loading, thinking.ephemeral) == (True, True)
    await interaction.followup.send("thought about it")
    assert scene.wire.ephemerals == [thinking]
    assert (thinking.content, thinking.loading, thinking.ephemeral) == ("thought about it", False, True)


async def test_a_form_can_change_the_message_its_button_stood_on(scene: Scene) -> None:
    interaction = await unanswered(scene)
    form = discord.ui.Modal(title="Why", custom_id="why")
    form.add_item(discord.ui.TextInput(label="Reason", custom_id="reason"))
    await interaction.response.send_modal(form)
    asked = next(reversed(scene.wire.world.interactions.values()))
    assert asked.modal is not None
    sent = await scene.wire.submit(scene.ann, asked.modal, {"Reason": "it was good"})
    submission: discord.Interaction = await scene.probe.hears("interaction", 2)
    await submission.response.edit_message(content="noted")
    assert (await sent.answered()).answer is Answer.UPDATE
    assert scene.wire.messages(scene.general)[0].content == "noted"


async def test_commands_can_belong_to_one_guild_or_to_some_people(scene: Scene) -> None:
    @discord.app_commands.command(name="steer", description="For facilitators")
    @discord.app_commands.default_permissions(manage_guild=True)
    async def steer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("steered", ephemeral=True)

    @discord.app_commands.context_menu(name="Introduce")
    async def introduce(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"this is {member.name}")

    place = discord.Object(scene.guild.id)
    scene.probe.tree.add_command(steer, guild=place)
    scene.probe.tree.add_command(introduce, guild=place)
    ids = [each.id for each in await scene.probe.tree.sync(guild=place)]
    assert [each.id for each in await scene.probe.tree.sync(guild=place)] == ids
    assert [each["name"] for each in scene.wire.commands(scene.guild)] == ["steer", "Introduce"]
    with pytest.raises(ImpossibleError, match="hidden from ann"):
        await scene.wire.slash(scene.ann, scene.general, "steer")
    act = await scene.wire.slash(scene.guild.owner, scene.general, "steer")
    assert (await act.answered()).text == "steered"
    met = await scene.wire.context_menu(scene.ann, "Introduce", scene.bob, scene.general)
    assert (await met.answered()).text == "this is bob"
    assert await refused(raw(scene, "GET", "/applications/5/commands")) == 50001


async def test_what_is_gone_or_not_there_can_not_be_used_by_people(scene: Scene) -> None:
    stranger: Person = scene.wire.person("stranger")
    link = discord.ui.View().add_item(discord.ui.Button(label="Open", url="https://example.org"))
    link.add_item(discord.ui.Button(label="Shut", custom_id="shut", disabled=True))
    await scene.place().send("p", view=link)
    [message] = scene.wire.messages(scene.general)
    lost: Channel = scene.wire.channel(scene.guild, "lost")
    await scene.wire.delete_channel(lost)
    for why, act in (
        ("hears nothing", scene.wire.press(scene.ann, message, "Open")),
        ("disabled", scene.wire.press(scene.ann, message, "Shut")),
        ("is not in", scene.wire.say(stranger, scene.general, "hi")),
        ("in some channel", scene.wire.context_menu(scene.ann, "Introduce", scene.bob)),
        ("the channel is gone", scene.wire.slash(scene.ann, lost, "kudos slow")),
    ):
        with pytest.raises(ImpossibleError, match=why):
            await act
    await scene.wire.delete(message)
    with pytest.raises(ImpossibleError, match="the message is gone"):
        await scene.wire.press(scene.ann, message, "Open")
    asked = await (await scene.wire.slash(scene.ann, scene.general, "kudos slow")).followed_up()
    assert asked.original is not None
    with pytest.raises(ImpossibleError, match="nobody reacts"):
        await scene.wire.react(scene.ann, asked.original, "📚")
