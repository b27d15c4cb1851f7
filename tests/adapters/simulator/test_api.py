import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.adapters.simulator.stage import START, Stage


def seen(messages: list[dict[str, Any]]) -> list[str]:
    return [f"{one['author']}: {one['text']}" for one in messages]


async def next_event(response: ClientResponse) -> dict[str, Any]:
    async for line in response.content:
        if line.startswith(b"data: "):
            found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return found
    raise AssertionError("the stream ended")


async def test_the_state_shows_who_and_what_is_there(stage: Stage) -> None:
    state = await stage.get("state")
    assert [one["id"] for one in state["members"]][:5] == ["ann", "bob", "carla", "dev", "eve"]
    assert [one["id"] for one in state["channels"]] == ["general", "help", "resources", "random"]
    assert (state["now"], state["zone"], state["moving"], state["next_due"]) == (
        START.isoformat(),
        "Europe/Berlin",
        False,
        None,
    )
    assert "role" not in state


async def test_the_state_of_a_member_shows_what_is_their_own(stage: Stage) -> None:
    state = await stage.get("state", **{"as": "eve"})
    assert state["channels"][-1] == {
        "id": "dm-copbot",
        "name": "copbot",
        "kind": "direct",
        "topic": "",
        "members": ["eve"],
        "archived": False,
    }
    assert (state["as"], state["role"]) == ("eve", "member")
    assert state["shortcuts"] == [{"name": "try.save", "label": "Save to library"}]
    facilitator = await stage.get("state", **{"as": "ann"})
    assert [one["label"] for one in facilitator["shortcuts"]] == ["Save to library", "Pin for all"]


async def test_a_thank_you_is_answered_to_one_and_posted_for_all(stage: Stage) -> None:
    back = await stage.post("say", **{"as": "bob"}, channel="general", text="/try thank @carla for reading along")
    assert back["ephemeral"]["ephemeral"] is True
    assert back["ephemeral"]["text"] == "Thanked. Undo within a minute."
    assert back["ephemeral"]["blocks"][1]["buttons"][0] == {
        "type": "button",
        "id": "try.undo",
        "label": "Undo",
        "tone": "plain",
    }
    everybody = await stage.get("messages", **{"as": "eve"}, channel="general")
    assert seen(everybody) == ["copbot: Thank you, @Carla\nreading along\nFrom: @Bob"]
    assert everybody[0]["ephemeral"] is False
    mine = await stage.get("messages", **{"as": "bob"}, channel="general")
    assert [one["ephemeral"] for one in mine] == [True, False]


async def test_a_mention_that_pings_is_told_to_whom_it_is_for(stage: Stage) -> None:
    await stage.post("say", **{"as": "bob"}, channel="general", text="/try thank @carla for reading along")
    for who, pings in (("carla", True), ("eve", False)):
        assert [one["pings"] for one in await stage.get("messages", **{"as": who}, channel="general")] == [pings]


async def test_a_message_has_all_that_scripts_ask_for(stage: Stage) -> None:
    posted = (await stage.post("say", **{"as": "bob"}, channel="general", text="hi @carla"))["message"]
    reply = await stage.post("say", **{"as": "eve"}, channel="general", text="hello", thread=posted["id"])
    await stage.post("react", **{"as": "eve"}, message=posted["id"], emoji="📚")
    first, second = await stage.get("messages", **{"as": "dev"}, channel="general")
    assert first == {
        "id": posted["id"],
        "channel": "general",
        "thread": None,
        "author": "bob",
        "text": "hi @carla",
        "blocks": [
            {
                "type": "paragraph",
                "line": [
                    {"type": "text", "text": "hi "},
                    {"type": "mention", "text": "@Carla", "user": "carla", "ping": True},
                ],
            }
        ],
        "at": START.isoformat(),
        "edited": False,
        "ephemeral": False,
        "pings": False,
        "reactions": [{"emoji": "📚", "count": 1, "by": ["eve"]}],
    }
    assert (second["id"], second["thread"]) == (reply["message"]["id"], posted["id"])


async def test_a_conversation_with_the_bot_is_nobody_elses(stage: Stage) -> None:
    back = await stage.post("say", **{"as": "eve"}, channel="dm-copbot", text="what can you do?")
    assert back["message"]["channel"] == "dm-copbot"
    assert back["ephemeral"]["text"] == "I can help. Try /try everything."
    assert seen(await stage.get("messages", **{"as": "eve"}, channel="dm-copbot")) == [
        "eve: what can you do?",
        "copbot: I can help. Try /try everything.",
    ]
    assert await stage.get("messages", **{"as": "ann"}) == []


async def test_mentioning_the_bot_is_answered(stage: Stage) -> None:
    back = await stage.post("say", **{"as": "eve"}, channel="general", text="@copbot hello?")
    assert "message" in back
    assert back["ephemeral"]["text"] == "I can help. Try /try everything."


async def test_a_missing_option_opens_a_form_that_a_script_can_fill_in(stage: Stage) -> None:
    form = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try thank @carla"))["form"]
    assert [(one["name"], one["initial"]) for one in form["fields"]][:2] == [("to", ["carla"]), ("reason", [])]
    again = await stage.post("submit", **{"as": "bob"}, form=form["id"], values={"to": ["carla"]})
    assert [one["error"] for one in again["form"]["fields"]][:2] == [None, "Please fill this in."]
    values = {"to": "@bob", "reason": "it"}
    back = await stage.post("submit", **{"as": "bob"}, form=again["form"]["id"], values=values)
    assert back["form"]["fields"][0]["error"] == "You cannot thank yourself."
    done = await stage.post("submit", **{"as": "bob"}, values={"to": "carla", "reason": "it"})
    assert done["ephemeral"]["text"] == "Thanked. Undo within a minute."


async def test_a_button_is_pressed_by_its_label(stage: Stage) -> None:
    back = await stage.post("say", **{"as": "bob"}, channel="general", text="/try thank @carla for it")
    pressed = await stage.post("press", **{"as": "bob"}, message=back["ephemeral"]["id"], button="Undo")
    assert (pressed["ephemeral"]["id"], pressed["ephemeral"]["text"]) == (back["ephemeral"]["id"], "Taken back.")
    assert pressed["ephemeral"]["edited"]


async def test_a_menu_takes_values(stage: Stage) -> None:
    shown = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try everything"))["ephemeral"]
    for values in ("Well", ["well"]):
        back = await stage.post("press", **{"as": "bob"}, message=shown["id"], button="try.mood", values=values)
        assert back["ephemeral"]["text"] == "It went well."


async def test_a_shortcut_acts_on_a_message(stage: Stage) -> None:
    posted = (await stage.post("say", **{"as": "bob"}, channel="general", text="a good idea"))["message"]
    back = await stage.post("shortcut", **{"as": "eve"}, message=posted["id"], name="Save to library")
    assert back["ephemeral"]["text"] == f"Saved: “a good idea”, from {stage.address}/#general/{posted['id']}."


async def test_a_message_can_be_deleted(stage: Stage) -> None:
    posted = (await stage.post("say", **{"as": "bob"}, channel="general", text="oops"))["message"]
    assert await stage.post("delete", **{"as": "bob"}, message=posted["id"]) == {}
    assert await stage.get("messages", **{"as": "eve"}) == []


async def test_home_shows_what_the_bot_draws(stage: Stage) -> None:
    home = await stage.get("home", **{"as": "eve"})
    assert [one["text"] for one in home["blocks"] if one["type"] == "heading"] == ["What is planned", "For you"]
    back = await stage.post("press", **{"as": "eve"}, message="home", button="Why this?")
    assert back["ephemeral"]["channel"] == "dm-copbot"


async def test_the_clock_stops_at_what_falls_due_on_its_way(stage: Stage) -> None:
    await stage.post("say", **{"as": "ann"}, channel="help", text="/try tomorrow")
    assert (await stage.get("state"))["next_due"] == "2026-11-24T09:00:00+00:00"
    moved = await stage.post("clock", forward="7d")
    assert moved == {"now": "2026-11-30T09:00:00+00:00"}
    (prompt,) = await stage.get("messages", **{"as": "eve"}, channel="help")
    assert (prompt["at"], prompt["text"].splitlines()[0]) == ("2026-11-24T09:00:00+00:00", "A question for today")


async def test_the_clock_goes_to_the_next_thing_due(stage: Stage) -> None:
    assert await stage.refused("clock", forward="next") == "Nothing is scheduled, so there is no next thing to go to."
    await stage.post("say", **{"as": "ann"}, channel="help", text="/try tomorrow")
    assert await stage.post("clock", forward="next") == {"now": "2026-11-24T09:00:00+00:00"}
    assert len(await stage.get("messages", **{"as": "eve"}, channel="help")) == 1


async def test_the_clock_moves_once_at_a_time_and_says_that_it_moves(stage: Stage) -> None:
    stage.hold.clear()
    moving = asyncio.ensure_future(stage.post("clock", forward="1h"))
    while not stage.moves:
        await asyncio.sleep(0)
    assert (await stage.get("state"))["moving"]
    assert "moving already" in await stage.refused("clock", forward="1h")
    stage.hold.set()
    assert await moving == {"now": "2026-11-23T10:00:00+00:00"}
    assert not (await stage.get("state"))["moving"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("/try lo", [{"insert": "/try look ", "label": "/try look", "about": "Look at one entry."}]),
        ("hi @car", [{"insert": "@carla ", "label": "@carla", "about": "Curates the library"}]),
        (
            "/try thank @bob value:pa",
            [{"insert": "patience ", "label": "patience", "about": "one of our values"}],
        ),
    ],
)
async def test_a_line_is_completed(stage: Stage, text: str, items: list[dict[str, str]]) -> None:
    found = await stage.post("complete", **{"as": "eve"}, text=text)
    assert found["items"] == items


async def test_a_line_is_completed_for_who_types_it(stage: Stage) -> None:
    assert (await stage.post("complete", **{"as": "eve"}, text="/try tom", channel="help"))["items"] == []
    assert len((await stage.post("complete", **{"as": "ann"}, text="/try tom", channel="help"))["items"]) == 1


async def test_somebody_new_joins(stage: Stage) -> None:
    joined = await stage.post("join", name="zoe", zone="Europe/Athens")
    assert (joined["member"]["id"], joined["member"]["name"]) == ("zoe", "Zoe")
    assert (await stage.get("state", **{"as": "zoe"}))["as"] == "zoe"
    await stage.post("join", name="Ømer")
    assert "one word" in await stage.refused("join", name="two words")
    assert "no zone" in await stage.refused("join", name="yan", zone="Mars/Olympus")
    assert "a Zoe already" in await stage.refused("join", name="zoe")


async def test_who_has_no_zone_reads_in_the_communitys(stage: Stage) -> None:
    await stage.post("join", name="yan")
    back = await stage.post("say", **{"as": "yan"}, channel="general", text="/try everything")
    (fields,) = (one for one in back["ephemeral"]["blocks"] if one["type"] == "fields")
    assert fields["pairs"][0]["line"][0]["text"] == "Wednesday, 25 November, 10:00"


async def test_a_chart_is_drawn_once(stage: Stage) -> None:
    shown = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try everything"))["ephemeral"]
    (chart,) = (one for one in shown["blocks"] if one["type"] == "chart")
    for _ in range(2):
        async with stage.session.get(stage.address + chart["src"]) as response:
            assert (response.status, response.content_type) == (200, "image/png")
            assert await response.read() == b"\x89PNG Thanks by week"
    assert stage.painter.drawn == 1


async def test_only_so_many_charts_are_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.simulator.desk._MOST_CHARTS", 1)
    sources = []
    for text in ("/try everything", "/try chart", "/try everything"):
        shown = (await stage.post("say", **{"as": "bob"}, channel="general", text=text))["ephemeral"]
        sources += [one["src"] for one in shown["blocks"] if one["type"] == "chart"]
    for source in sources:
        async with stage.session.get(stage.address + source) as response:
            assert response.status == 200
    assert stage.painter.drawn == 3


async def test_a_file_is_handed_over_as_a_download(stage: Stage) -> None:
    shown = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try everything"))["ephemeral"]
    (file,) = (one for one in shown["blocks"] if one["type"] == "file")
    async with stage.session.get(stage.address + file["src"]) as response:
        assert await response.read() == b"title,kind\nPlotting,experience\n"
        assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''library.csv"
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_charts_and_files_are_only_for_who_sees_them(stage: Stage) -> None:
    shown = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try everything"))["ephemeral"]
    where = f"{shown['id']}/0"
    for path in (
        f"charts/{where}.png?as=bob",
        f"charts/{shown['id']}/99.png?as=bob",
        f"charts/{shown['id']}/7.png?as=eve",
        f"files/{where}/a?as=bob",
        "charts/home/0.png?as=bob",
    ):
        status, found = await stage.asks("GET", path)
        assert (status, bool(found["error"])) == (400, True), path


async def test_charts_of_the_home_view_are_found_there(stage: Stage) -> None:
    await stage.get("home", **{"as": "eve"})
    status, found = await stage.asks("GET", "charts/home/0.png?as=eve")
    assert (status, found["error"]) == (400, "There is no chart there.")


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("say", {}, "“as” is missing."),
        ("say", {"as": "bob", "channel": "general"}, "“text” is missing."),
        ("say", {"as": "bob", "channel": 7, "text": "hi"}, "“channel” must be text."),
        ("say", {"as": "bob", "channel": "general", "text": "x" * 40000}, "A message has at most 4,000 characters."),
        ("react", {"as": "bob", "message": "1", "emoji": "📚", "remove": "yes"}, "“remove” must be true or false."),
        ("react", {"as": "bob", "message": "1", "emoji": "📚"}, "That message is not there, or no longer."),
        ("press", {"as": "bob", "message": "1", "button": "x", "values": [1]}, "must be text, or a list of texts."),
        ("submit", {"as": "bob", "values": []}, "“values” must be an object"),
        ("submit", {"as": "bob", "values": {"a": 7}}, "“a” must be text, or a list of texts."),
        ("submit", {"as": "bob", "values": {"a": None}}, "That form is no longer open."),
        ("clock", {"forward": "soon"}, "I cannot read “soon”."),
        ("clock", {"forward": "7d and more"}, "I cannot read “7d and more”."),
        ("clock", {"forward": "-1d"}, "I cannot read “-1d”."),
        ("clock", {"forward": "999999w"}, "at most 366 days"),
    ],
)
async def test_a_bad_request_is_refused_with_a_sentence(
    stage: Stage, name: str, body: dict[str, object], sentence: str
) -> None:
    assert sentence in await stage.refused(name, **body)


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"[" * 100000, b"{" + b" " * 300000 + b"}", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(stage: Stage, body: bytes) -> None:
    status, found = await stage.asks("POST", "say", data=body)
    assert (status, bool(found["error"])) == (400, True)


async def test_an_unknown_address_is_answered_in_json(stage: Stage) -> None:
    for method, name in (("GET", "nothing"), ("POST", "nothing"), ("GET", "say"), ("POST", "state")):
        assert await stage.asks(method, name) == (404, {"error": f"There is no {method} /api/{name}."})
    async with stage.session.post(f"{stage.address}/elsewhere") as response:
        assert response.status == 405
        assert (await response.json())["error"]


async def test_another_site_is_kept_out(stage: Stage) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        status, found = await stage.asks("POST", "say", json={"as": "bob"}, headers=headers)
        assert (status, bool(found["error"])) == (403, True)


async def test_the_page_and_its_parts_are_served_and_may_load_nothing_from_elsewhere(stage: Stage) -> None:
    for path, kind in (("/", "text/html"), ("/js/app.js", "text/javascript"), ("/css/tokens.css", "text/css")):
        async with stage.session.get(stage.address + path) as response:
            assert (response.status, response.content_type) == (200, kind)
            assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_a_bot_that_is_not_connected_says_so(stage: Stage) -> None:
    stage.adapter._inbox = None
    status, found = await stage.asks("POST", "say", json={"as": "bob", "channel": "general", "text": "/try form"})
    assert (status, "not listening" in found["error"]) == (503, True)


async def test_a_fault_is_answered_with_a_sentence(stage: Stage) -> None:
    stage.painter.trouble = RuntimeError("no ink")
    shown = (await stage.post("say", **{"as": "bob"}, channel="general", text="/try everything"))["ephemeral"]
    (chart,) = (one for one in shown["blocks"] if one["type"] == "chart")
    async with stage.session.get(stage.address + chart["src"]) as response:
        assert response.status == 500
        assert (await response.json())["error"].startswith("Something went wrong")


async def test_the_page_hears_of_every_change_a_member_may_see(stage: Stage) -> None:
    posted = (await stage.post("say", **{"as": "bob"}, channel="general", text="first"))["message"]
    async with stage.session.get(f"{stage.address}/api/events?as=eve") as stream:
        assert stream.content_type == "text/event-stream"
        begin = await next_event(stream)
        assert (begin["reset"], seen(begin["messages"])) == (True, ["bob: first"])
        assert begin["state"]["as"] == "eve"
        await stage.post("say", **{"as": "bob"}, channel="dm-copbot", text="secret")
        await stage.post("delete", **{"as": "bob"}, message=posted["id"])
        changed: list[dict[str, Any]] = []
        while not changed:
            event = await next_event(stream)
            assert event["reset"] is False
            changed += event["messages"]
        assert [(one["id"], one["gone"]) for one in changed] == [(posted["id"], True)]
        assert "text" not in changed[0]


async def test_a_page_that_comes_back_hears_only_what_it_missed(stage: Stage) -> None:
    await stage.post("say", **{"as": "bob"}, channel="general", text="first")
    async with stage.session.get(f"{stage.address}/api/events?as=eve") as stream:
        last = (await next_event(stream))["id"]
    await stage.post("say", **{"as": "bob"}, channel="general", text="second")
    url = f"{stage.address}/api/events?as=eve"
    async with stage.session.get(url, headers={"Last-Event-ID": last}) as stream:
        event = await next_event(stream)
        assert (event["reset"], seen(event["messages"])) == (False, ["bob: second"])
    for forgotten in ("another-7", "", f"{last.split('-')[0]}-x"):
        async with stage.session.get(url, params={"last": forgotten}) as stream:
            assert (await next_event(stream))["reset"] is True


async def test_the_stream_ends_when_the_chat_closes(stage: Stage) -> None:
    async with stage.session.get(f"{stage.address}/api/events?as=eve") as stream:
        await next_event(stream)
        stage.chat.close()
        with pytest.raises(AssertionError, match="the stream ended"):
            await next_event(stream)
    status, found = await stage.asks("GET", "events?as=eve")
    assert (status, "not listening" in found["error"]) == (503, True)


async def test_a_stream_for_nobody_is_refused(stage: Stage) -> None:
    status, found = await stage.asks("GET", "events?as=nobody")
    assert (status, "no member" in found["error"]) == (400, True)
