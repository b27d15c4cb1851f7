"""The loopback Slack's forms, files and response_urls, and what its people do."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.e2e.slack_wire import Broken, HttpDoor, Interaction, Json, NoAnswer, NotPossible, RateLimited, SlackWire
from tests.e2e.slack_wire.plain_bot import form, plain, refusal, thanks, web_client

PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    """A Slack whose app is not there, so that only calls of the Web API matter."""
    async with SlackWire(patience=0.01) as wire:
        yield wire


@pytest.fixture
def client(wire: SlackWire) -> AsyncWebClient:
    return web_client(wire)


# Forms


async def trigger(wire: SlackWire) -> Interaction:
    return await wire.slash("ann", "general", "/kudos", "form")


async def test_a_trigger_opens_one_form_within_three_seconds(wire: SlackWire, client: AsyncWebClient) -> None:
    used, late = await trigger(wire), await trigger(wire)

    await client.views_open(trigger_id=used.trigger_id, view=form())
    again = client.views_open(trigger_id=used.trigger_id, view=form())
    assert (await refusal(again))["error"] == "exchanged_trigger_id"

    wire.forward(4)
    assert (await refusal(client.views_open(trigger_id=late.trigger_id, view=form())))["error"] == "expired_trigger_id"
    assert (await refusal(client.views_open(trigger_id="1.2.x", view=form())))["error"] == "invalid_trigger_id"
    assert wire.views("ann") == [used.view]


async def test_three_forms_stand_on_each_other_and_no_more(wire: SlackWire, client: AsyncWebClient) -> None:
    asking: Json = {"type": "modal", "title": plain("Ask"), "blocks": thanks("Sure?")}
    await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=asking)
    for _ in range(2):
        pressed = await wire.press("ann", wire.view("ann"), "Undo")
        await client.views_push(trigger_id=pressed.trigger_id, view=asking)
    pressed = await wire.press("ann", wire.view("ann"), "Undo")

    refused = await refusal(client.views_push(trigger_id=pressed.trigger_id, view=asking))

    assert refused["error"] == "push_limit_reached"
    assert len(wire.views("ann")) == 3


async def test_a_form_is_updated_by_who_knows_its_last_state(wire: SlackWire, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=form())
    view = opened["view"]

    await client.views_update(view_id=view["id"], hash=view["hash"], view=form("changed"))
    late = client.views_update(view_id=view["id"], hash=view["hash"], view=form("lost"))

    assert (await refusal(late))["error"] == "hash_conflict"
    await wire.dismiss("ann", wire.view("ann"))
    assert (await refusal(client.views_update(view_id=view["id"], view=form())))["error"] == "not_found"


async def test_a_person_cannot_send_what_slack_would_not_let_go(wire: SlackWire, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=form())
    view = wire.view("ann")

    for values, sentence in (
        ({}, "'What for' must be filled in"),
        ({"reason": "x" * 301}, "takes 0 to 300 characters"),
        ({"reason": "x", "to": ["bob", "carla", "dev", "eve"]}, "at most 3"),
        ({"nothing": "x"}, "no input 'nothing'"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            await wire.submit("ann", view, values)
    with pytest.raises(NotPossible, match="no form open"):
        wire.view("bob")


async def test_a_home_tab_is_published_to_one_person(wire: SlackWire, client: AsyncWebClient) -> None:
    home: Json = {"type": "home", "blocks": thanks("Welcome")}

    first = (await client.views_publish(user_id="U1", view=home))["view"]
    await client.views_publish(user_id="U1", view=home, hash=first["hash"])
    late = client.views_publish(user_id="U1", view=home, hash=first["hash"])

    assert (await refusal(late))["error"] == "hash_conflict"
    shown = wire.home("ann")
    assert shown is not None
    assert shown.element("Undo").action_id == "undo"


# Files and response_urls


async def test_an_uploaded_image_stands_in_a_message_with_its_description(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    image: Json = {"type": "image", "alt_text": "Two bars, 3 and 5", "slack_file": {"id": "F1"}}
    started = await client.files_getUploadURLExternal(filename="chart.png", length=len(PIXEL), alt_txt="Two bars")
    async with aiohttp.ClientSession() as session, session.post(started["upload_url"], data=PIXEL) as answer:
        assert answer.status == 200
    early = await refusal(client.chat_postMessage(channel="C1", text="Chart", blocks=[image]))

    await client.files_completeUploadExternal(files=[{"id": started["file_id"], "title": "Chart"}])
    await client.chat_postMessage(channel="C1", text="Chart", blocks=[image])

    assert early["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file/id]"
    ]
    assert wire.posts("general")[0].images[0]["slack_file"] == {"id": "F1"}
    assert wire.files["F1"].content == PIXEL
    assert (await client.files_info(file="F1"))["file"]["mimetype"] == "image/png"


async def test_the_sdk_s_own_upload_shares_a_file_in_a_channel(wire: SlackWire, client: AsyncWebClient) -> None:
    uploaded = await client.files_upload_v2(channel="C1", filename="a.txt", content="hello", initial_comment="Notes")

    [post] = wire.posts("general")
    assert (post.text, post.files[0]["name"]) == ("Notes", "a.txt")
    headers = {"Authorization": f"Bearer {wire.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(uploaded["file"]["url_private"]) as answer,
    ):
        assert await answer.text() == "hello"


async def test_a_response_url_takes_five_messages_within_half_an_hour(wire: SlackWire) -> None:
    done, late = await trigger(wire), await trigger(wire)
    assert done.response_url is not None
    assert late.response_url is not None
    hook = AsyncWebhookClient(done.response_url, retry_handlers=[])

    answers = [await hook.send(text=f"{number}", replace_original=True) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert done.said == ["0", "1", "2", "3", "4"]

    wire.forward(31 * 60)
    expired = await AsyncWebhookClient(late.response_url, retry_handlers=[]).send(text="late")
    assert "expired_url" in expired.body


async def test_an_answer_may_be_for_the_whole_channel(wire: SlackWire) -> None:
    done = await trigger(wire)
    assert done.response_url is not None

    await AsyncWebhookClient(done.response_url).send(text="Everybody!", response_type="in_channel")

    assert [post.text for post in wire.posts("general")] == ["Everybody!"]
    assert wire.ephemerals("ann") == []


async def test_the_button_of_an_ephemeral_message_comes_without_its_content_and_can_take_it_away(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel="C1", user="U2", text="psst", blocks=thanks("psst"))
    [shown] = wire.ephemerals("bob")

    pressed = await wire.press("bob", shown, "Undo")
    assert pressed.response_url is not None
    await AsyncWebhookClient(pressed.response_url).send(delete_original=True)

    assert pressed.delivery.payload["container"]["is_ephemeral"]
    assert "message" not in pressed.delivery.payload
    assert wire.ephemerals("bob") == []


# What people do


async def test_everything_that_happens_to_people_and_channels_is_an_event(wire: SlackWire) -> None:
    wire.http_client("http://127.0.0.1:9", "nobody listens")
    assert isinstance(wire.door, HttpDoor)
    post = await wire.say("ann", "general", "one")
    await wire.edit(post, "two")
    await wire.delete(post)
    await wire.arrive("fay")
    await wire.rename("general", "lobby")
    await wire.archive("lobby")
    await wire.delete_channel("lobby")
    await wire.uninstall()

    kinds = [one.event.get("subtype") or one.event["type"] for one in wire.deliveries]
    assert kinds == [
        "message",
        "message_changed",
        "message_deleted",
        "team_join",
        "member_joined_channel",
        "channel_join",
        "channel_rename",
        "channel_archive",
        "channel_deleted",
        "app_uninstalled",
        "tokens_revoked",
    ]


async def test_nobody_does_the_impossible(wire: SlackWire) -> None:
    post = await wire.say("ann", "general", "one")
    await wire.react("bob", post, "books")

    with pytest.raises(NotPossible, match="already"):
        await wire.react("bob", post, "books")
    with pytest.raises(NotPossible, match="did not react"):
        await wire.unreact("ann", post, "books")
    with pytest.raises(NotPossible, match="nothing called 'Undo'"):
        await wire.press("bob", post, "Undo")
    await wire.leave("bob", "random")
    with pytest.raises(NotPossible, match="not in random"):
        await wire.say("bob", "random", "two")
    with pytest.raises(LookupError, match="nobody is called"):
        await wire.say("nobody", "general", "three")
    with pytest.raises(AssertionError, match="still not so"):
        await wire.until(lambda: wire.violations, within=0.01)


def every_kind() -> Json:
    """Give a form with each kind of input."""
    options = [{"text": plain(name.title()), "value": name} for name in ("one", "two")]
    elements: list[Json] = [
        {"type": "static_select", "option_groups": [{"label": plain("Numbers"), "options": options}]},
        {"type": "radio_buttons", "options": options, "initial_option": options[0]},
        {"type": "checkboxes", "options": options},
        {"type": "multi_static_select", "options": options},
        {"type": "users_select", "initial_user": "U1"},
        {"type": "channels_select"},
        {"type": "conversations_select"},
        {"type": "datepicker", "initial_date": "2026-11-24"},
        {"type": "timepicker"},
        {"type": "number_input", "is_decimal_allowed": False},
    ]
    blocks = [
        {"type": "input", "label": plain(raw["type"]), "optional": True, "element": raw | {"action_id": raw["type"]}}
        for raw in elements
    ]
    return {"type": "modal", "title": plain("All"), "submit": plain("Go"), "callback_id": "all", "blocks": blocks}


async def test_each_kind_of_input_is_sent_in_its_own_shape(wire: SlackWire, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=every_kind())
    values = {
        "static_select": "Two",
        "checkboxes": ["one", "two"],
        "multi_static_select": "one",
        "users_select": None,
        "channels_select": "#random",
        "conversations_select": "general",
        "timepicker": "09:30",
        "number_input": 7,
    }

    done = await wire.submit("ann", wire.view("ann"), values)

    sent = done.delivery.payload["view"]["state"]["values"].values()
    held = {action: value for actions in sent for action, value in actions.items()}
    assert {action: next(iter(set(value) - {"type"})) for action, value in held.items()} == {
        "static_select": "selected_option",
        "radio_buttons": "selected_option",
        "checkboxes": "selected_options",
        "multi_static_select": "selected_options",
        "users_select": "selected_user",
        "channels_select": "selected_channel",
        "conversations_select": "selected_conversation",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "number_input": "value",
    }
    assert held["radio_buttons"]["selected_option"]["value"] == "one"
    assert [one["value"] for one in held["checkboxes"]["selected_options"]] == ["one", "two"]
    assert held["users_select"]["selected_user"] is None
    assert (held["channels_select"]["selected_channel"], held["timepicker"]["selected_time"]) == ("C2", "09:30")
    assert held["datepicker"]["selected_date"] == "2026-11-24"
    assert held["number_input"]["value"] == "7"


async def test_what_was_chosen_in_a_form_stays_when_the_form_changes(wire: SlackWire, client: AsyncWebClient) -> None:
    view = form()
    view["blocks"][2]["element"]["type"] = "users_select"
    del view["blocks"][2]["element"]["max_selected_items"]
    view["blocks"][2]["dispatch_action"] = True
    opened = await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=view)

    done = await wire.select("ann", wire.view("ann"), "users", "carla")
    await client.views_update(view_id=opened["view"]["id"], view=view)

    assert done.delivery.payload["actions"][0]["selected_user"] == "U3"
    assert done.response_url is None
    assert wire.view("ann").state["values"]["to"]["users"]["selected_user"] == "U3"


async def test_a_form_s_own_name_is_given_once(wire: SlackWire, client: AsyncWebClient) -> None:
    view = form() | {"external_id": "the-form"}
    await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=view)

    again = client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=view)
    assert (await refusal(again))["error"] == "duplicate_external_id"
    await client.views_update(external_id="the-form", view=view | {"title": plain("Changed")})
    assert wire.view("ann").text == "Changed"


async def test_a_home_tab_is_no_modal_and_a_closed_form_no_place_to_press(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    home: Json = {"type": "home", "blocks": thanks("x")}
    wrong = client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=home)
    assert (await refusal(wrong))["error"] == "invalid_arguments"
    assert (await refusal(client.api_call("views.open", json={"trigger_id": "1.T1.x"})))["error"] != "invalid_blocks"

    asking = {"type": "modal", "title": plain("Ask"), "blocks": thanks("Sure?")}
    await client.views_open(trigger_id=(await trigger(wire)).trigger_id, view=asking)
    view = wire.view("ann")
    assert await wire.dismiss("ann", view) is None
    with pytest.raises(NotPossible, match="closed"):
        await wire.press("ann", view, "Undo")
    with pytest.raises(NotPossible, match="closed"):
        await wire.submit("ann", view)


async def test_an_upload_of_another_length_or_to_nowhere_is_refused(wire: SlackWire, client: AsyncWebClient) -> None:
    started = await client.files_getUploadURLExternal(filename="chart.png", length=3)

    async with aiohttp.ClientSession() as session:
        async with session.post(started["upload_url"], data=b"four") as short:
            assert short.status == 400
        async with session.post(started["upload_url"] + "0", data=b"abc") as nowhere:
            assert nowhere.status == 404
        part = aiohttp.FormData()
        part.add_field("file", b"abc", filename="chart.png")
        async with session.post(started["upload_url"], data=part) as taken:
            assert taken.status == 200
        async with session.get(wire.files["F1"].url) as closed:
            assert closed.status == 404

    assert (await refusal(client.files_info(file="F1")))["error"] == "file_not_found"
    unknown = client.files_completeUploadExternal(files=[{"id": "F404"}])
    assert (await refusal(unknown))["error"] == "file_not_found"
    assert wire.files["F1"].content == b"abc"


async def test_uploads_and_response_urls_meet_what_is_scripted(wire: SlackWire, client: AsyncWebClient) -> None:
    started = await client.files_getUploadURLExternal(filename="chart.png", length=3)
    wire.script("upload", Broken(500))
    wire.script("upload", NoAnswer())
    wire.script("response_url", RateLimited(2))
    wire.script("response_url", NoAnswer())
    done = await trigger(wire)
    assert done.response_url is not None
    hook = AsyncWebhookClient(done.response_url, retry_handlers=[])

    async with aiohttp.ClientSession() as session:
        async with session.post(started["upload_url"], data=b"abc") as broken:
            assert broken.status == 500
        with pytest.raises(aiohttp.ClientError):
            await session.post(started["upload_url"], data=b"abc")
    assert (await hook.send(text="one")).status_code == 429
    with pytest.raises(aiohttp.ClientError):
        await hook.send(text="two")

    assert wire.files["F1"].content == b"abc"
    assert done.said == ["two"]
    refused = await hook.send(text="three", blocks=[{"type": "header", "text": plain("x" * 151)}])
    assert '"invalid_blocks"' in refused.body
