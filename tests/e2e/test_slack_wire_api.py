"""The loopback Slack's Web API, asked by an unmodified slack_sdk."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.slack_wire import Json, NotPossible, SlackWire
from tests.e2e.slack_wire.plain_bot import refusal, thanks, web_client

PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    """A Slack whose app is not there, so that only calls of the Web API matter."""
    async with SlackWire(patience=0.01) as wire:
        yield wire


@pytest.fixture
def client(wire: SlackWire) -> AsyncWebClient:
    return web_client(wire)


# Messages


async def test_a_reply_hangs_under_the_parent_even_when_it_names_another_reply(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    parent = await wire.say("bob", "general", "What now?")
    reply = await client.chat_postMessage(channel="C1", thread_ts=parent.ts, text="This.")
    await client.chat_postMessage(channel="C1", thread_ts=reply["ts"], text="And that.")

    thread = await client.conversations_replies(channel="C1", ts=parent.ts)
    history = await client.conversations_history(channel="C1")

    assert [one["text"] for one in thread["messages"]] == ["What now?", "This.", "And that."]
    assert [one["text"] for one in history["messages"]] == ["What now?"]
    assert history["messages"][0]["reply_count"] == 2


async def test_a_message_is_changed_and_taken_away_by_its_author_alone(wire: SlackWire, client: AsyncWebClient) -> None:
    own = await client.chat_postMessage(channel="C1", text="one", blocks=thanks("one"))
    theirs = await wire.say("bob", "general", "two")

    await client.chat_update(channel="C1", ts=own["ts"], text="changed")
    assert [(post.words, post.edits) for post in wire.posts("general")] == [("changed", 1)]
    assert (await refusal(client.chat_update(channel="C1", ts=theirs.ts, text="x")))["error"] == "cant_update_message"
    assert (await refusal(client.chat_delete(channel="C1", ts=theirs.ts)))["error"] == "cant_delete_message"

    await client.chat_delete(channel="C1", ts=own["ts"])
    assert wire.posts("general") == []
    assert (await refusal(client.chat_delete(channel="C1", ts=own["ts"])))["error"] == "message_not_found"


async def test_posting_to_a_person_reaches_their_direct_message(wire: SlackWire, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users="U2")
    await client.chat_postMessage(channel=opened["channel"]["id"], text="one")
    await client.chat_postMessage(channel="U2", text="two")

    assert [post.text for post in wire.dms("bob")] == ["one", "two"]
    assert wire.dms("ann") == []
    assert (await client.conversations_open(users=["U2"]))["already_open"]


async def test_a_group_message_holds_all_and_only_once(wire: SlackWire, client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=["U2", "U3"])
    again = await client.conversations_open(users=["U3", "U2"])

    assert first["channel"]["id"] == again["channel"]["id"]
    assert [room.id for room in wire.rooms("carla")] == [first["channel"]["id"]]


@pytest.mark.parametrize(
    ("users", "error"), [("U404", "user_not_found"), ("U0BOT", "cannot_dm_bot"), ("U2", "user_disabled")]
)
async def test_who_cannot_be_written_to_is_said(
    wire: SlackWire, client: AsyncWebClient, users: str, error: str
) -> None:
    await wire.change_profile("bob", deleted=True)

    assert (await refusal(client.conversations_open(users=users)))["error"] == error


@pytest.mark.parametrize(
    ("channel", "error"), [("C404", "channel_not_found"), ("C2", "not_in_channel"), ("G1", "channel_not_found")]
)
async def test_where_the_bot_may_not_post_is_said(channel: str, error: str) -> None:
    async with SlackWire(scopes=frozenset({"chat:write"})) as wire:
        wire.channel("secret", ("bob",), private=True, bot=False)
        refused = await refusal(web_client(wire).chat_postMessage(channel=channel, text="x"))

    assert refused["error"] == error


async def test_an_archived_channel_takes_nothing_until_it_is_back(wire: SlackWire, client: AsyncWebClient) -> None:
    await wire.archive("general")
    assert (await refusal(client.chat_postMessage(channel="C1", text="x")))["error"] == "is_archived"

    await wire.unarchive("general")
    await client.chat_postMessage(channel="C1", text="x")
    assert len(wire.posts("general")) == 1


async def test_an_ephemeral_message_is_for_one_person_in_the_channel(wire: SlackWire, client: AsyncWebClient) -> None:
    await wire.leave("dev", "general")

    await client.chat_postEphemeral(channel="C1", user="U2", text="psst", blocks=thanks("psst"))
    refused = await refusal(client.chat_postEphemeral(channel="C1", user="U4", text="psst"))

    assert [one.labels for one in wire.ephemerals("bob", "general")] == [["Undo", "How long", "Delete"]]
    assert wire.ephemerals("bob", "random") == []
    assert refused["error"] == "user_not_in_channel"


async def test_reactions_are_added_once_read_and_taken_back(wire: SlackWire, client: AsyncWebClient) -> None:
    post = await wire.say("bob", "general", "Nice")
    await wire.react("ann", post, "books")
    await client.reactions_add(channel="C1", timestamp=post.ts, name="books")

    seen = await client.reactions_get(channel="C1", timestamp=post.ts)
    assert seen["message"]["reactions"] == [{"name": "books", "users": ["U1", "U0BOT"], "count": 2}]
    again = client.reactions_add(channel="C1", timestamp=post.ts, name="books")
    assert (await refusal(again))["error"] == "already_reacted"

    await client.reactions_remove(channel="C1", timestamp=post.ts, name="books")
    await wire.unreact("ann", post, "books")
    assert post.reactions == {}


async def test_a_permalink_names_the_thread(wire: SlackWire, client: AsyncWebClient) -> None:
    parent = await wire.say("bob", "general", "one")
    reply = await wire.say("ann", "general", "two", parent)

    link = await client.chat_getPermalink(channel="C1", message_ts=reply.ts)

    assert link["permalink"].endswith(f"/C1/p{reply.ts.replace('.', '')}?thread_ts={parent.ts}&cid=C1")


# Channels and people


async def test_long_lists_come_in_pages(wire: SlackWire, client: AsyncWebClient) -> None:
    first = await client.users_list(limit=4)
    rest = await client.users_list(limit=4, cursor=first["response_metadata"]["next_cursor"])

    assert [one["name"] for one in [*first["members"], *rest["members"]]] == [
        "copbot",
        "ann",
        "bob",
        "carla",
        "dev",
        "eve",
    ]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_channels_are_listed_described_and_joined(wire: SlackWire, client: AsyncWebClient) -> None:
    wire.channel("secret", ("bob",), private=True)

    public = await client.conversations_list()
    every = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    joined = await client.conversations_join(channel="C2")
    members = await client.conversations_members(channel="C2")

    assert [one["name"] for one in public["channels"]] == ["general", "random"]
    assert [one["name"] for one in every["channels"]] == ["general", "random", "secret"]
    assert joined["channel"]["is_member"]
    assert members["members"][-1] == "U0BOT"
    assert not (await client.conversations_info(channel="C2"))["channel"]["is_private"]
    refused = await refusal(client.conversations_join(channel="G1"))
    assert refused["error"] == "method_not_supported_for_channel_type"


async def test_a_person_has_a_zone_and_a_language_on_request(wire: SlackWire, client: AsyncWebClient) -> None:
    await wire.change_profile("bob", tz="Asia/Kolkata", locale="hi-IN")

    told = (await client.users_info(user="U2", include_locale=True))["user"]

    assert (told["tz"], told["tz_offset"], told["locale"]) == ("Asia/Kolkata", 19_800, "hi-IN")
    assert "locale" not in (await client.users_info(user="U2"))["user"]


async def test_the_workspace_the_bot_and_the_groups_are_described(wire: SlackWire, client: AsyncWebClient) -> None:
    group = wire.usergroup("mentors", ("ann", "bob"))

    assert (await client.auth_test())["user_id"] == wire.bot.id
    assert (await client.team_info())["team"]["id"] == "T1"
    assert (await client.bots_info(bot="B0BOT"))["bot"]["user_id"] == wire.bot.id
    assert (await client.usergroups_list(include_users=True))["usergroups"][0]["users"] == ["U1", "U2"]
    assert (await client.usergroups_users_list(usergroup=group.id))["users"] == ["U1", "U2"]
    assert wire.escaped("@mentors, @here & #nowhere") == f"<!subteam^{group.id}>, <!here> &amp; #nowhere"


# Scopes, tokens, workspaces


async def test_a_missing_scope_is_named_and_every_use_is_kept() -> None:
    async with SlackWire(scopes=frozenset({"chat:write", "channels:history"})) as wire:
        client = web_client(wire)
        refused = await refusal(client.users_info(user="U1"))
        answer = await client.chat_postMessage(channel="C1", text="x")
        await client.conversations_history(channel="C1")

        assert (refused["error"], refused["needed"]) == ("missing_scope", "users:read")
        assert answer.headers["X-OAuth-Scopes"] == "channels:history,chat:write"
        assert wire.scope_uses == {"chat:write": {"chat.postMessage"}, "channels:history": {"conversations.history"}}
        with pytest.raises(NotPossible, match="no slash command"):
            await wire.slash("ann", "general", "/kudos")


async def test_events_need_their_scope_and_their_subscription() -> None:
    async with SlackWire(
        patience=0.01, scopes=frozenset({"channels:history"}), events=frozenset({"message.channels", "reaction_added"})
    ) as wire:
        post = await wire.say("ann", "general", "@copbot hello")
        await wire.tell("ann", "and here")
        await wire.react("bob", post, "wave")

        assert [(one.event["type"], one.event["channel"]) for one in wire.deliveries] == [("message", "C1")]


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-unknown", "invalid_auth"), ("xoxb-T1-1", "account_inactive")]
)
async def test_a_token_that_does_not_count_is_refused(wire: SlackWire, token: str, error: str) -> None:
    await wire.uninstall()

    client = AsyncWebClient(token=token, base_url=wire.api_url, retry_handlers=[])

    assert (await refusal(client.auth_test()))["error"] == error


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk uses it
async def test_an_approved_installation_gets_the_token_of_its_workspace(wire: SlackWire) -> None:
    team = wire.team("Elsewhere")
    code = wire.approve(team, wire.person("zoe", team))
    client = AsyncWebClient(base_url=wire.api_url, retry_handlers=[])

    granted = await client.oauth_v2_access(client_id=wire.client_id, client_secret=wire.client_secret, code=code)
    known = {"client_id": wire.client_id, "client_secret": wire.client_secret}
    for wrong, error in (
        ({"code": code}, "invalid_code"),
        ({"client_id": "0.0"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
    ):
        assert (await refusal(client.api_call("oauth.v2.access", data=known | wrong)))["error"] == error

    elsewhere = AsyncWebClient(token=granted["access_token"], base_url=wire.api_url, retry_handlers=[])
    assert (await elsewhere.auth_test())["team_id"] == team.id
    assert (await refusal(elsewhere.chat_postMessage(channel="C1", text="x")))["error"] == "channel_not_found"


async def test_a_socket_needs_the_token_of_the_app(wire: SlackWire, client: AsyncWebClient) -> None:
    refused = await refusal(client.apps_connections_open(app_token=wire.bot_token))

    assert refused["error"] == "not_allowed_token_type"


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    assert (await refusal(client.api_call("chat.shout")))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": "[{"}, "invalid_json"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": '["x"]'}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "U0BOT", "text": "x"}, "cannot_dm_bot"),
        ("chat.postEphemeral", {"channel": "C2", "user": "U1", "text": "x"}, "not_in_channel"),
        ("chat.postEphemeral", {"channel": "C1", "user": "U404", "text": "x"}, "user_not_found"),
        ("reactions.add", {"channel": "C1", "timestamp": "1.0", "name": "books"}, "message_not_found"),
        ("conversations.history", {"channel": "C2"}, "not_in_channel"),
        ("conversations.replies", {"channel": "C1", "ts": "1.0"}, "thread_not_found"),
        ("conversations.open", {"users": ",".join(f"U{n}" for n in range(1, 10))}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S404"}, "no_such_subteam"),
        ("bots.info", {"bot": "B404"}, "bot_not_found"),
        ("files.completeUploadExternal", {"files": "[]"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": "0"}, "invalid_arguments"),
    ],
)
async def test_what_a_method_cannot_do_it_says_by_name(
    client: AsyncWebClient, method: str, params: Json, error: str
) -> None:
    assert (await refusal(client.api_call(method, data=params)))["error"] == error


async def test_a_reaction_has_a_plain_name_and_is_given_only_inside(wire: SlackWire, client: AsyncWebClient) -> None:
    post = await wire.say("bob", "random", "Nice")

    outside = client.reactions_add(channel="C2", timestamp=post.ts, name="books")
    assert (await refusal(outside))["error"] == "not_in_channel"
    marked = client.reactions_add(channel="C2", timestamp=post.ts, name=":books:")
    assert (await refusal(marked))["error"] == "invalid_name"
    missing = client.reactions_remove(channel="C2", timestamp=post.ts, name="books")
    assert (await refusal(missing))["error"] == "no_reaction"


async def test_history_is_read_between_two_instants(wire: SlackWire, client: AsyncWebClient) -> None:
    posts = []
    for text in ("one", "two", "three"):
        wire.forward(60)
        posts.append(await wire.say("bob", "general", text))

    after = await client.conversations_history(channel="C1", oldest=posts[0].ts, limit=1)
    until = await client.conversations_history(channel="C1", latest=posts[1].ts, inclusive=True)

    assert ([one["text"] for one in after["messages"]], after["has_more"]) == (["three"], True)
    assert [one["text"] for one in until["messages"]] == ["two", "one"]


async def test_the_token_may_stand_among_the_parameters(wire: SlackWire) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(wire.api_url + "auth.test", data={"token": wire.bot_token}) as answer,
    ):
        assert (await answer.json())["ok"]
    assert wire.called("auth.test")[0].team == "T1"


async def test_an_archived_channel_is_neither_entered_nor_written_to_in_any_way(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    own = await client.chat_postMessage(channel="C1", text="one")
    await wire.archive("general")
    await wire.archive("random")

    for call in (
        client.conversations_join(channel="C2"),
        client.chat_update(channel="C1", ts=own["ts"], text="x"),
        client.chat_postEphemeral(channel="C1", user="U1", text="x"),
    ):
        assert (await refusal(call))["error"] == "is_archived"
    assert (await client.conversations_list(exclude_archived=True))["channels"] == []


async def test_the_app_hears_of_what_it_did_itself(wire: SlackWire, client: AsyncWebClient) -> None:
    wire.http_client("http://127.0.0.1:9", "nobody listens")
    own = await client.chat_postMessage(channel="C1", text="one")
    await client.chat_delete(channel="C1", ts=own["ts"])

    await wire.until(lambda: len(wire.deliveries) == 2)

    assert [one.event.get("bot_id") for one in wire.deliveries] == ["B0BOT", None]
    assert wire.deliveries[1].event["previous_message"]["bot_id"] == "B0BOT"
