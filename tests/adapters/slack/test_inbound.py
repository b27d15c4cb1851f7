"""Recorded shapes of the Events API, as docs.slack.dev/reference/events shows them, to happenings."""

import pytest

from adapters.slack.heard import Heard, Via
from adapters.slack.inbound import EVENTS, heard_event
from adapters.slack.text import Json
from copbot.events import (
    BotMentioned,
    ChannelGone,
    ChannelRenamed,
    DirectMessageReceived,
    Happening,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    Uninstalled,
)
from copbot.refs import ChannelRef, Emoji, MessageRef, UserRef

M1, M2 = MessageRef("slack", "T1", "C1", "1.1"), MessageRef("slack", "T1", "C1", "2.2")
ANN, BOB = UserRef("slack", "T1", "U1"), UserRef("slack", "T1", "U2")
GENERAL = ChannelRef("slack", "T1", "C1")
ITEM: Json = {"type": "message", "channel": "C1", "ts": "1.1"}
MESSAGE: Json = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.1", "text": "Hi"}


def told(event: Json, **more: object) -> Json:
    """Wrap an event as Slack does."""
    return {
        "type": "event_callback",
        "team_id": "T1",
        "context_team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": event,
    } | more


def heard(event: Json) -> Heard:
    found = heard_event(told(event))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("event", "happened", "actor"),
    [
        (
            {"type": "reaction_added", "user": "U1", "reaction": "books", "item": ITEM, "item_user": "U2"},
            ReactionAdded(M1, Emoji("📚"), BOB),
            "U1",
        ),
        (
            {"type": "reaction_added", "user": "U1", "reaction": "our_mascot", "item": ITEM},
            ReactionAdded(M1, Emoji(":our_mascot:"), None),
            "U1",
        ),
        (
            {"type": "reaction_removed", "user": "U1", "reaction": "books", "item": ITEM, "item_user": "U2"},
            ReactionRemoved(M1, Emoji("📚")),
            "U1",
        ),
        (MESSAGE, MessagePosted(M1), "U1"),
        (MESSAGE | {"thread_ts": "1.1"}, MessagePosted(M1), "U1"),
        (MESSAGE | {"ts": "2.2", "thread_ts": "1.1"}, MessagePosted(M2, M1), "U1"),
        (MESSAGE | {"ts": "2.2", "thread_ts": "1.1", "subtype": "thread_broadcast"}, MessagePosted(M2, M1), "U1"),
        (MESSAGE | {"subtype": "file_share", "text": None}, MessagePosted(M1), "U1"),
        (
            {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.1", "ts": "3.3"},
            MessagesDeleted((M1,)),
            None,
        ),
        (
            MESSAGE | {"subtype": "message_changed", "message": {"subtype": "tombstone", "ts": "1.1"}},
            MessagesDeleted((M1,)),
            None,
        ),
        ({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}, HomeOpened(), "U1"),
        ({"type": "team_join", "user": {"id": "U1", "name": "ann"}}, MemberJoined(), "U1"),
        ({"type": "user_change", "user": {"id": "U1", "name": "ann"}}, ProfileChanged(), "U1"),
        ({"type": "user_change", "user": {"id": "U1", "deleted": True}}, MemberLeft(), "U1"),
        ({"type": "member_joined_channel", "user": "U1", "channel": "C1"}, MemberJoined(), "U1"),
        ({"type": "member_left_channel", "user": "U1", "channel": "C1"}, MemberLeft(), "U1"),
        ({"type": "member_left_channel", "user": "U0BOT", "channel": "C1"}, ChannelGone(GENERAL), None),
        ({"type": "channel_left", "channel": "C1"}, ChannelGone(GENERAL), None),
        ({"type": "channel_archive", "channel": "C1", "user": "U1"}, ChannelGone(GENERAL), None),
        ({"type": "group_deleted", "channel": "C1"}, ChannelGone(GENERAL), None),
        (
            {"type": "channel_rename", "channel": {"id": "C1", "name": "garden", "created": 1}},
            ChannelRenamed(GENERAL, "garden"),
            None,
        ),
        ({"type": "app_uninstalled"}, Uninstalled(), None),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, Uninstalled(), None),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else value["type"],
)
def test_an_event_becomes_what_happened(event: Json, happened: Happening, actor: str | None) -> None:
    found = heard(event)

    assert found.happened == happened
    assert found.actor == actor
    assert found.delivery_id == "Ev1"
    assert found.place.tenant == "T1"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "reaction_added", "user": "U1", "reaction": "books", "item": {"type": "file", "file": "F1"}},
        {"type": "reaction_added", "user": "U0BOT", "reaction": "books", "item": ITEM},
        MESSAGE | {"bot_id": "B2"},
        MESSAGE | {"user": "U0BOT"},
        MESSAGE | {"subtype": "bot_message", "bot_id": "B2"},
        MESSAGE | {"subtype": "channel_join"},
        MESSAGE | {"subtype": "message_changed", "message": {"ts": "1.1", "text": "edited"}},
        {"type": "app_mention", "user": "U1", "bot_id": "B2", "channel": "C1", "ts": "1.1", "text": "<@U0BOT>"},
        {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"},
        {"type": "member_joined_channel", "user": "U0BOT", "channel": "C1"},
        {"type": "user_change", "user": {"id": "U0BOT"}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "something_new"},
    ],
    ids=str,
)
def test_what_concerns_nobody_is_not_heard(event: Json) -> None:
    assert heard_event(told(event)) is None


def test_a_member_s_words_in_a_channel_are_never_carried() -> None:
    assert "secret" not in repr(heard(MESSAGE | {"text": "a secret"}))


def test_a_mention_carries_what_stands_beside_it_and_is_answered_in_its_thread() -> None:
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "2.2", "thread_ts": "1.1"}

    found = heard(event | {"text": "<@U0BOT> kudos <@U2|bob> for it"})

    assert found.happened == BotMentioned(M2, ("kudos ", BOB, " for it"))
    assert found.place.thread == M1
    assert (found.people, found.labels) == (("U2",), {"U2": "bob"})
    assert (found.way.via, found.way.channel, found.way.thread) == (Via.MENTION, "C1", "1.1")


def test_a_direct_message_is_one_to_the_bot_alone() -> None:
    found = heard(MESSAGE | {"channel": "D1", "channel_type": "im", "text": "help &amp; more"})

    assert found.happened == DirectMessageReceived(MessageRef("slack", "T1", "D1", "1.1"), ("help & more",))
    assert found.place.is_direct
    assert (found.way.via, found.way.thread) == (Via.DIRECT, None)


def test_whoever_wrote_the_message_reacted_to_is_described_too() -> None:
    found = heard({"type": "reaction_added", "user": "U1", "reaction": "tada", "item": ITEM, "item_user": "U2"})

    assert found.people == ("U2",)


def test_in_a_shared_channel_the_workspace_is_the_one_the_app_is_installed_in() -> None:
    shared = told(MESSAGE, team_id="T9", context_team_id="T1")
    unauthorised = told(MESSAGE, team_id="T9", context_team_id="T1", authorizations=None)
    old = told(MESSAGE, context_team_id=None, authorizations=[{"team_id": "T9", "is_bot": False}])

    for payload in (shared, unauthorised, old):
        found = heard_event(payload)
        assert found is not None
        assert found.place.tenant == "T1"


def test_every_event_that_is_heard_has_its_own_reader() -> None:
    assert len(EVENTS) == len(set(EVENTS)) == 19
