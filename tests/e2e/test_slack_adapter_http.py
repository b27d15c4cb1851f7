"""The HTTP door: what it turns away, and how workspaces install the app."""

from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
from starlette.types import Message
from yarl import URL

from adapters.slack.http_door import MOST_BYTES
from adapters.slack.manifest import USES
from copbot.errors import DeliveryError, Failure
from copbot.events import Installed, ReactionAdded, Uninstalled
from copbot.intents import Post, Reply
from copbot.message import message, say
from copbot.refs import ChannelRef, UserRef
from tests.adapters.slack.scene import STORAGE_KEY, Keyring, Scene, scene, served, words
from tests.e2e.slack_wire import Delivery, HttpDoor, Kind, NoAnswer, Refused, SlackWire

THANKS = Reply(message(say("Thank you.")))


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture
async def slack(wire: SlackWire) -> AsyncIterator[Scene]:
    async with scene(wire, "http") as slack:
        yield slack


@pytest.fixture
def door(slack: Scene, wire: SlackWire) -> HttpDoor:
    assert isinstance(wire.door, HttpDoor)
    return wire.door


# What is turned away


async def test_only_what_is_rightly_and_freshly_signed_gets_in(slack: Scene, wire: SlackWire, door: HttpDoor) -> None:
    sent = await wire.react("ann", await wire.say("bob", "general", "x"), "books")
    assert sent is not None
    assert isinstance(slack.inbox.last.happened, ReactionAdded)
    heard = len(slack.inbox.heard)

    statuses = [(await door.forge(sent)).status, (await door.replay(sent)).status]

    assert statuses == [401, 401]
    assert len(slack.inbox.heard) == heard


@pytest.mark.parametrize(
    ("body", "stamp"),
    [
        (b"{}", ""),
        (b"{}", "yesterday"),
        (b"{}", "\u0663".encode().decode("latin-1")),
        (b"\xff\xfe", None),
        (b"{not json", None),
    ],
    ids=["no time", "no number", "no ASCII number", "no UTF-8", "no JSON"],
)
async def test_what_is_no_request_of_slack_s_is_refused_and_breaks_nothing(
    slack: Scene, door: HttpDoor, body: bytes, stamp: str | None
) -> None:
    signed = "v0=0" if body == b"\xff\xfe" else None

    assert (await door.post(body, timestamp=stamp, signed=signed)).status == 400
    await slack.wire.slash("ann", "general", "/kudos")
    assert len(slack.inbox.heard) == 1


async def test_a_body_that_is_too_large_is_refused_announced_or_not(slack: Scene, door: HttpDoor) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 65_536

    async with aiohttp.ClientSession() as session:
        async with session.post(door.url, data=BytesIO(b"x" * (MOST_BYTES + 1))) as answer:
            announced = answer.status
        async with session.post(door.url, data=endless()) as answer:
            grown = answer.status

    assert (announced, grown) == (413, 413)


async def test_a_body_that_breaks_off_is_refused(slack: Scene) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/events", "headers": [], "query_string": b""}
    await slack.adapter.asgi(scope, receive, send)

    assert sent[0]["status"] == 400


async def test_the_address_proves_that_it_is_ours(slack: Scene, door: HttpDoor) -> None:
    assert (await door.verify_url("prove it")).payload == {"challenge": "prove it"}


async def test_the_door_is_closed_while_nothing_is_connected(wire: SlackWire) -> None:
    async with scene(wire, "http") as slack:
        pass
    statuses = []
    async with served(slack.adapter.asgi) as address, aiohttp.ClientSession() as session:
        for method, path in (("POST", "events"), ("GET", "events"), ("GET", "install"), ("GET", "oauth_redirect")):
            async with session.request(method, f"{address}/{path}") as answer:
                statuses.append(answer.status)

    assert statuses == [503, 405, 404, 404]


async def test_variables_that_bolt_reads_by_itself_change_nothing(
    wire: SlackWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "xoxb-another-app")

    async with scene(wire, "http") as slack:
        slack.inbox.answers(THANKS)
        done = await wire.slash("ann", "general", "/kudos")

    assert len(done.said) == 1
    assert {call.team for call in wire.calls} == {"T1"}


# Many workspaces


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
async def many(wire: SlackWire, keyring: Keyring) -> AsyncIterator[Scene]:
    """An adapter without a token of its own."""
    async with scene(
        wire,
        "http",
        installations=keyring,
        bot_token="",
        client_id=wire.client_id,
        client_secret=wire.client_secret,
        storage_key=STORAGE_KEY,
    ) as slack:
        yield slack


class Browser:
    """Somebody's browser at the install pages; cookies go along as by HTTPS."""

    def __init__(self, wire: SlackWire) -> None:
        assert isinstance(wire.door, HttpDoor)
        self._base = wire.door.url.removesuffix("/events")
        self._cookie = ""

    async def leaves_for_slack(self) -> URL:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._base}/install", allow_redirects=False) as answer,
        ):
            assert answer.status == 302
            self._cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return URL(answer.headers["Location"])

    async def comes_back(self, *, cookie: str | None = None, **query: str) -> tuple[int, str]:
        headers = {"Cookie": self._cookie if cookie is None else cookie}
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._base}/oauth_redirect", params=query, headers=headers) as answer,
        ):
            return answer.status, await answer.text()


async def installs(wire: SlackWire, name: str = "Second") -> str:
    """Let somebody install the app in a new workspace, and give its id."""
    team = wire.team(name)
    wire.channel("talk", (wire.person("zoe", team, admin=True),), team=team)
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    status, _ = await browser.comes_back(state=state, code=wire.approve(team, "zoe"))
    assert status == 200
    return team.id


async def test_a_workspace_installs_the_app_and_is_served_with_its_own_token(
    many: Scene, wire: SlackWire, keyring: Keyring
) -> None:
    team = await installs(wire)

    event = many.inbox.last
    assert (event.happened, event.place.tenant) == (Installed("Second"), team)
    assert event.actor is not None
    assert (event.actor.name, event.actor.is_platform_admin) == ("zoe", True)
    assert keyring.kept[team].bot_token.get_secret_value() == wire.world.team(team).token

    many.inbox.answers(THANKS)
    done = await wire.slash("zoe", "talk", "/kudos")
    where = ChannelRef("slack", team, wire.world.conversation("talk").id)
    await many.delivers(Post(key="a", to=where, message=message("Hi")), channel=where)

    assert len(done.said) == 1
    assert many.inbox.last.actor is not None
    assert many.inbox.last.actor.user == UserRef("slack", team, wire.world.person("zoe").id)
    assert [words(post) for post in wire.posts("talk")] == ["Hi"]


async def test_the_page_of_consent_is_asked_for_exactly_the_scopes_that_are_used(many: Scene, wire: SlackWire) -> None:
    address = await Browser(wire).leaves_for_slack()

    assert address.path == "/oauth/v2/authorize"
    assert (address.query["client_id"], address.query["scope"]) == (wire.client_id, ",".join(sorted(USES)))


async def test_an_installation_that_nobody_asked_for_or_that_failed_is_not_kept(
    many: Scene, wire: SlackWire, keyring: Keyring
) -> None:
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    code = wire.approve(wire.world.team(), "ann")

    failures = [
        await browser.comes_back(error="access_denied", state=state),
        await browser.comes_back(code=code),
        await browser.comes_back(code=code, state=state[:-1] + ("0" if state[-1] != "0" else "1")),
        await browser.comes_back(code=code, state=state, cookie="another=browser"),
        await browser.comes_back(code="guessed", state=state),
    ]
    await many.forward(601)
    failures.append(await browser.comes_back(code=code, state=state))

    assert [status for status, _ in failures] == [400] * 6
    reasons = ("access_denied", "invalid_state", "invalid_state", "invalid_state", "invalid_code", "invalid_state")
    for (_, page), reason in zip(failures, reasons, strict=True):
        assert reason in page
    assert keyring.kept == {}
    assert many.inbox.heard == []


async def test_an_installation_during_an_outage_is_to_be_tried_again(many: Scene, wire: SlackWire) -> None:
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    wire.script("oauth.v2.access", NoAnswer(after_writing=False))

    status, page = await browser.comes_back(code="x", state=state)

    assert (status, "ServerDisconnectedError" in page) == (400, True)


async def test_an_installation_by_somebody_unnamed_greets_nobody(many: Scene, wire: SlackWire) -> None:
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    told = {
        "ok": True,
        "app_id": "A1",
        "access_token": wire.bot_token,
        "bot_user_id": "U0BOT",
        "team": {"id": "T1", "name": "First"},
    }
    wire.script("oauth.v2.access", Refused("", told))

    assert (await browser.comes_back(code="x", state=state))[0] == 200
    assert many.inbox.heard == []


async def test_an_installation_for_a_whole_organisation_is_refused(
    many: Scene, wire: SlackWire, keyring: Keyring
) -> None:
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    wire.script("oauth.v2.access", Refused("", {"ok": True, "is_enterprise_install": True}))

    status, page = await browser.comes_back(code="x", state=state)

    assert (status, "org_wide_installation_is_not_supported" in page) == (400, True)
    assert keyring.kept == {}


async def test_an_event_of_a_workspace_without_the_app_is_nobody_s(many: Scene, wire: SlackWire) -> None:
    done = await wire.slash("ann", "general", "/kudos")

    assert (done.ack.ok, done.said) == (True, [])
    assert many.inbox.heard == []
    where = ChannelRef("slack", "T1", "C1")
    with pytest.raises(DeliveryError, match="not_installed") as refused:
        await many.delivers(Post(key="a", to=where, message=message("x")), channel=where)
    assert refused.value.failure is Failure.INSTALLATION_GONE


async def test_tokens_are_read_from_the_store_once_in_ten_minutes_or_when_refused(
    many: Scene, wire: SlackWire, keyring: Keyring
) -> None:
    team = await installs(wire)
    await wire.slash("zoe", "talk", "/kudos")
    reads = keyring.reads
    await wire.slash("zoe", "talk", "/kudos")
    assert keyring.reads == reads
    await many.forward(601)
    await wire.slash("zoe", "talk", "/kudos")
    assert keyring.reads == reads + 1

    wire.world.team(team).token = "xoxb-new"
    where = ChannelRef("slack", team, wire.world.conversation("talk").id)
    with pytest.raises(DeliveryError, match="invalid_auth"):
        await many.delivers(Post(key="a", to=where, message=message("x")), channel=where)
    kept = keyring.kept[team]
    keyring.kept[team] = type(kept)(
        team=team, name=kept.name, bot_token=type(kept.bot_token)("xoxb-new"), bot_user=kept.bot_user
    )
    await many.forward(1)
    await many.delivers(Post(key="b", to=where, message=message("x")), channel=where)

    assert len(wire.posts("talk")) == 1


async def test_a_workspace_that_removes_the_app_is_forgotten(many: Scene, wire: SlackWire, keyring: Keyring) -> None:
    team = await installs(wire)

    await wire.uninstall(wire.world.team(team))

    assert many.inbox.happened[-2:] == [Uninstalled(), Uninstalled()]
    assert keyring.kept == {}


async def test_a_payload_nobody_knows_is_acknowledged(slack: Scene, wire: SlackWire) -> None:
    told = Delivery(Kind.INTERACTION, {"type": "shortcut", "callback_id": "global", "user": {"id": "U1"}})

    sent = await wire.deliver(told)

    assert sent.ack is not None
    assert sent.ack.ok
    assert slack.inbox.heard == []
