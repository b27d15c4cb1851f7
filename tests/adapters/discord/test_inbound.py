"""Small rules on the way in; the whole way is told over real sockets in tests/e2e."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.discord import custom_ids
from adapters.discord.flights import Flights
from adapters.discord.inbound import Inbound, emoji_of, installation, pieces_of, renamed
from adapters.discord.installers import installer_of
from adapters.discord.interactions import event_of, invoked, options_of, seen_message
from adapters.discord.people import Faces, described, stranger
from adapters.discord.sdk import discord
from copbot.message import Control
from copbot.refs import ChannelRef, RoleRef, UserRef
from copbot.repertoire import Repertoire
from tests.adapters.discord.garden import GARDEN

KNOWN = Repertoire([GARDEN])


def test_a_text_is_read_as_words_and_references() -> None:
    text = "<@9> kudos <@!11> and <@&5> in <#7> for care"
    assert list(pieces_of(text, 1, 9)) == [
        "kudos",
        UserRef("discord", "users", "11"),
        "and",
        RoleRef("discord", "1", "5"),
        "in",
        ChannelRef("discord", "1", "7"),
        "for care",
    ]
    assert list(pieces_of("<@&5>", None, 9)) == []


def test_emojis_are_named_by_their_characters_or_their_name() -> None:
    assert emoji_of(discord.PartialEmoji(name="💧")) == "💧"
    assert emoji_of(discord.PartialEmoji(name="trowel", id=1)) == ":trowel:"
    nameless: Any = None
    assert emoji_of(discord.PartialEmoji(name=nameless, id=1)) is None


def test_a_subcommand_in_a_group_has_the_whole_path() -> None:
    inner = {"type": 2, "name": "b", "options": [{"type": 1, "name": "c", "options": [{"type": 3, "name": "d"}]}]}
    assert invoked({"name": "a", "options": [inner]}) == ("a b c", [{"type": 3, "name": "d"}])
    assert invoked({"name": "a"}) == ("a", ())


def test_options_of_a_command_nobody_knows_any_more_keep_their_names() -> None:
    filled = [{"type": 6, "name": "to_2", "value": "11"}, {"type": 5, "name": "loud", "value": True}]
    assert options_of(filled, "gone", 1, KNOWN) == {"to_2": UserRef("discord", "users", "11"), "loud": True}


def test_a_forwarded_message_says_what_it_forwards() -> None:
    raw = {
        "id": "3",
        "channel_id": "2",
        "content": "look",
        "message_snapshots": [{"message": {"content": "https://example.org"}}, {"message": {}}],
    }
    seen = seen_message(raw, 1, readable=False)
    assert (seen.text, seen.author, seen.author_is_bot) == ("look\nhttps://example.org", None, False)
    assert seen.permalink == "https://discord.com/channels/1/2/3"
    assert seen_message({"id": "3", "channel_id": "2"}, None, readable=True).text == ""
    assert seen_message({"id": "3", "channel_id": "2"}, None, readable=False).text is None


def test_an_interaction_that_asks_nothing_is_no_event() -> None:
    ping: Any = SimpleNamespace(type=discord.InteractionType.ping, data=None, guild_id=None)
    assert event_of(ping, KNOWN) is None


def test_somebody_is_called_as_the_guild_calls_them() -> None:
    user = {"id": "11", "username": "ann", "global_name": "Ann"}
    assert described(user, {"nick": "Annie", "roles": ["5"]}, 1).name == "Annie"
    assert described(user, {"roles": ["5"]}, 1).roles == {RoleRef("discord", "1", "5")}
    assert described(user, {"roles": ["5"]}, None).roles == frozenset()
    assert described({"id": "11", "username": "ann"}, None, 1).name == "ann"


def test_who_was_not_met_for_longest_is_forgotten_first() -> None:
    faces = Faces(kept=2)
    for number in (1, 2, 1, 3):
        faces.meet(None, number, stranger(number))
    assert [faces.recall(None, number) is not None for number in (1, 2, 3)] == [True, False, True]


def test_controls_are_written_and_read() -> None:
    assert custom_ids.read(custom_ids.write(Control("a.b", "x|y"), custom_ids.NOWHERE)) == (Control("a.b", "x|y"), None)
    assert custom_ids.read("c2|5|a|b") == (Control("", ""), None)
    assert custom_ids.read("c1|five|a|b") == (Control("", ""), None)


def test_what_is_no_channel_is_not_renamed() -> None:
    assert renamed(None, None) is None


def test_before_it_is_logged_in_the_bot_is_nobody() -> None:
    client: Any = SimpleNamespace(user=None)
    inbound = Inbound(client, Faces())
    assert inbound.me == 0
    assert inbound.read("message", None) is None


def test_an_installation_without_a_date_is_told_all_the_same() -> None:
    guild: Any = SimpleNamespace(id=1, name="Allotment", me=SimpleNamespace(joined_at=None))
    assert installation(guild, None).delivery_id == "installed"


@pytest.mark.parametrize("added", [[{"user_id": "12", "target_id": "9"}], [{"user_id": "12", "target_id": "8"}], []])
async def test_the_audit_log_names_who_added_the_bot(added: list[dict[str, str]]) -> None:
    asked: list[str] = []

    class FakeRest:
        async def call(self, method: str, path: str, **more: object) -> object:
            asked.append(path.rpartition("/")[2])
            if "audit" in path:
                return {"audit_log_entries": added}
            return {"user": {"id": more["user_id"], "username": "eve"}}

    me = SimpleNamespace(id=9, guild_permissions=SimpleNamespace(view_audit_log=True))
    guild: Any = SimpleNamespace(id=1, owner_id=11, me=me)
    rest: Any = FakeRest()
    installer = await installer_of(rest, guild)
    by_log = bool(added) and added[0]["target_id"] == "9"
    assert installer.user.user == ("12" if by_log else "11")
    assert installer.is_platform_admin
    assert asked == ["audit-logs", "{user_id}"]


async def test_work_that_breaks_is_logged_and_work_that_is_waited_for_raises() -> None:
    flights = Flights()

    async def breaks() -> None:
        raise ZeroDivisionError

    flights.start(breaks())
    await flights.landed(1)
    with pytest.raises(ZeroDivisionError):
        await flights.wait_for(breaks())
    stuck = flights.start(asyncio.Event().wait())
    await flights.landed(0.01)
    stuck.cancel()
    await flights.landed(1)
    assert stuck.cancelled()
    waited = asyncio.create_task(flights.wait_for(asyncio.Event().wait()))
    await asyncio.sleep(0)
    for task in flights._under_way:
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waited
