"""The loopback Discord when things go wrong: limits, lost answers, refusals; by unmodified discord.py."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.e2e.discord_wire import DiscordWire, Dropped, Refused, Rules, TooMany
from tests.e2e.discord_wire.client import discord, running
from tests.e2e.discord_wire.probe import Scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with DiscordWire() as wire:
        wire.server.checks_itself = True
        scene = Scene(wire)
        async with running(wire, scene.probe):
            yield scene
        assert wire.violations == []


async def test_a_late_answer_finds_no_interaction(scene: Scene) -> None:
    act = await scene.wire.slash(scene.ann, scene.general, "kudos slow")
    await act.followed_up()
    await scene.wire.expire(act)
    interaction = scene.probe.last("interaction")
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.followup.send("too late")
    assert refused.value.code == 50027
    with pytest.raises(discord.NotFound) as unknown:
        await scene.probe.http.request(
            discord.http.Route("POST", f"/interactions/{act.id}/{act.token}/callback"), json={"type": 5}
        )
    assert unknown.value.code == 10062


async def test_the_same_nonce_gives_the_same_message_back(scene: Scene) -> None:
    first = await scene.place().send("once", nonce="prompt:42")
    again = await scene.place().send("once", nonce="prompt:42")
    assert again.id == first.id
    assert [message.repeats for message in scene.wire.messages(scene.general)] == [1]
    scene.wire.forget_nonces()
    late = await scene.place().send("once", nonce="prompt:42")
    assert late.id != first.id


async def test_a_write_can_be_taken_and_its_answer_lost(scene: Scene) -> None:
    scene.wire.plan("POST /channels/*/messages", Dropped(taken=True))
    with pytest.raises(aiohttp.ClientError):
        await scene.place().send("did it arrive?", nonce="7")
    assert [message.content for message in scene.wire.messages(scene.general)] == ["did it arrive?"]
    await scene.place().send("did it arrive?", nonce="7")
    assert len(scene.wire.messages(scene.general)) == 1


async def test_a_write_can_be_lost_with_a_reset(scene: Scene) -> None:
    plan = scene.wire.plan("POST /channels/*/messages", Dropped(taken=False, reset=True))
    with pytest.raises((OSError, aiohttp.ClientError)):
        await scene.place().send("gone")
    assert (plan.met, scene.wire.messages(scene.general)) == (1, [])


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_429_is_waited_out_and_the_message_arrives_once(scene: Scene, everywhere: bool) -> None:  # noqa: FBT001
    plan = scene.wire.plan("POST /channels/*/messages", TooMany(retry_after=0.02, everywhere=everywhere))
    await scene.place().send("patience")
    assert plan.met == 1
    assert [call.status for call in scene.wire.calls("POST /channels/*/messages")] == [429, 200]
    assert len(scene.wire.messages(scene.general)) == 1


async def test_a_client_that_reads_the_headers_never_exceeds_the_limit(scene: Scene) -> None:
    bucket = scene.wire.limit("POST /channels/*/messages", limit=2, per=0.1)
    for number in range(5):
        await scene.place().send(str(number))
    assert len(scene.wire.messages(scene.general)) == 5
    assert bucket.exceeded == 0


async def test_a_closed_conversation_is_refused_when_written_to(scene: Scene) -> None:
    scene.bob.takes_dms = False
    open_one, closed = await scene.conversation(scene.ann), await scene.conversation(scene.bob)
    await open_one.send("hello")
    with pytest.raises(discord.Forbidden) as refused:
        await closed.send("hello")
    assert refused.value.code == 50007
    assert [message.content for message in scene.wire.dms(scene.ann)] == ["hello"]
    assert scene.wire.dms(scene.bob) == []


async def test_any_error_of_discords_can_be_planned(scene: Scene) -> None:
    scene.wire.plan("POST /channels/*/messages", Refused(50013))
    with pytest.raises(discord.Forbidden) as refused:
        await scene.place().send("hello")
    assert refused.value.code == 50013


async def test_what_discord_would_not_take_is_answered_as_discord_does_and_written_down() -> None:
    async with DiscordWire() as wire:
        scene = Scene(wire)
        async with running(wire, scene.probe):
            with pytest.raises(discord.HTTPException, match="In content: Must be between 0 and 2000") as refused:
                await scene.place().send("x" * 2001)
            with pytest.raises(discord.HTTPException) as empty:
                await scene.place().send("")
            with pytest.raises(discord.HTTPException):
                await scene.place().send(embed=discord.Embed(title="x").set_image(url="attachment://lost.png"))
        assert (refused.value.status, refused.value.code, empty.value.code) == (400, 50035, 50006)
        assert [str(each).partition(": ")[2] for each in wire.violations] == [
            "content: Must be between 0 and 2000 in length: 2001",
            "body: Cannot send an empty message",
            "embeds.0.image.url: no file of this message: attachment://lost.png",
        ]


async def test_nothing_is_checked_when_asked_not_to() -> None:
    async with DiscordWire(rules=Rules(validate=False)) as wire:
        scene = Scene(wire)
        async with running(wire, scene.probe):
            await scene.place().send("x" * 2001)
        assert not wire.spec_checked
        assert wire.violations == []
