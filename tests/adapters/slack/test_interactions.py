"""Recorded shapes of interactions, as docs.slack.dev/reference/interaction-payloads shows them, to happenings."""

from dataclasses import replace

from adapters.slack.heard import Heard, Via
from adapters.slack.interactions import heard_command, heard_interaction
from adapters.slack.text import Json
from copbot.events import ButtonPressed, CommandTyped, FormSubmitted, SeenMessage, ShortcutUsed, SuggestionsAsked
from copbot.message import Control
from copbot.refs import CommunityId, MessageRef, UserRef

ANN, BOB = UserRef("slack", "T1", "U1"), UserRef("slack", "T1", "U2")
BODY: Json = {
    "team": {"id": "T1", "domain": "practice"},
    "user": {"id": "U1", "username": "ann", "team_id": "T1"},
    "trigger_id": "1.2.3",
    "response_url": "https://hooks.example/1",
}
BUTTON: Json = {"type": "button", "action_id": "c1|7|kudos.undo|12", "block_id": "b", "value": "c1|7|kudos.undo|12"}
ON_POST: Json = {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False}
VIEW: Json = {
    "id": "V1",
    "type": "modal",
    "hash": "h1",
    "callback_id": "c1|7|command|kudos give",
    "private_metadata": "C1 9.9",
    "app_installed_team_id": "T1",
    "state": {"values": {"to": {"input": {"type": "users_select", "selected_user": "U2"}}}},
}


def pressed(**more: object) -> Heard:
    found = heard_interaction(BODY | {"type": "block_actions", "container": ON_POST, "actions": [BUTTON]} | more)
    assert found is not None
    return found


def submitted(view: Json) -> Heard:
    found = heard_interaction(BODY | {"type": "view_submission", "view": view})
    assert found is not None
    return found


def test_a_slash_command_is_a_typed_line_answered_by_its_own_address() -> None:
    body: Json = {
        "command": "/kudos",
        "text": "<@U2|bob> for it",
        "team_id": "T1",
        "channel_id": "D1",
        "user_id": "U1",
        "user_name": "ann",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/1",
    }

    found = heard_command(body, "")

    assert found.happened == CommandTyped(("kudos ", BOB, " for it"))
    assert (found.actor, found.people, found.labels) == ("U1", ("U2",), {"U1": "ann", "U2": "bob"})
    assert (found.delivery_id, found.place.is_direct) == ("1.2.3", True)
    assert (found.way.via, found.way.trigger, found.way.response_url) == (
        Via.COMMAND,
        "1.2.3",
        "https://hooks.example/1",
    )
    assert "hooks.example" not in repr(found)


def test_a_press_on_a_post_names_the_post() -> None:
    found = pressed()

    assert found.happened == ButtonPressed(Control("kudos.undo", "12"), (), MessageRef("slack", "T1", "C1", "1.1"))
    assert (found.community, found.way.community, found.way.public) == (CommunityId(7), "7", True)
    assert found.labels == {"U1": "ann"}


def test_a_press_on_an_ephemeral_message_names_none() -> None:
    found = pressed(container=ON_POST | {"is_ephemeral": True, "thread_ts": "1.0"})

    assert isinstance(found.happened, ButtonPressed)
    assert (found.happened.message, found.way.public) == (None, False)
    assert found.place.thread == MessageRef("slack", "T1", "C1", "1.0")


def test_a_menu_brings_what_was_chosen() -> None:
    menu = {"type": "static_select", "action_id": "c1|0|remind|12", "selected_option": {"value": "7"}}

    found = pressed(actions=[menu])

    assert isinstance(found.happened, ButtonPressed)
    assert (found.happened.control, found.happened.values) == (Control("remind", "12"), ("7",))
    assert found.community is None


def test_a_press_in_the_home_tab_happens_in_no_channel() -> None:
    found = pressed(container={"type": "view", "view_id": "V9"}, view={"type": "home", "id": "V9"}, response_url=None)

    assert (found.place.channel, found.way.view) == (None, {"type": "home", "id": "V9"})


def test_the_button_that_kept_a_form_brings_it_back() -> None:
    button = {"type": "button", "action_id": "c1|7|slack.form|", "value": "folded"}

    assert pressed(actions=[button]).way.reopen == "folded"
    assert pressed().way.reopen is None


def test_what_is_no_control_any_more_is_still_heard_so_that_somebody_says_so() -> None:
    for action_id in ("kudos_undo", "c0|7|kudos.undo|12"):
        assert pressed(actions=[{"type": "button", "action_id": action_id}]).happened == ButtonPressed(
            Control("slack.gone"), message=MessageRef("slack", "T1", "C1", "1.1")
        )
    form = submitted(VIEW | {"callback_id": "give"}).happened
    assert isinstance(form, FormSubmitted)
    assert form.control == Control("slack.gone")


def test_link_buttons_and_unknown_suggestions_are_nobody_s_business() -> None:
    link = {"type": "button", "action_id": "link|0.1"}
    assert heard_interaction(BODY | {"type": "block_actions", "container": ON_POST, "actions": [link]}) is None
    assert heard_interaction(BODY | {"type": "block_suggestion", "view": VIEW | {"callback_id": "c1|7|own|1"}}) is None
    assert heard_interaction(BODY | {"type": "block_suggestion", "value": "", "block_id": "x"}) is None
    assert heard_interaction(BODY | {"type": "view_closed"}) is None


def test_a_shortcut_shows_the_message_it_was_used_on() -> None:
    message = {"type": "message", "user": "U2", "ts": "1.1", "text": "Look", "thread_ts": "0.9"}
    body = BODY | {"type": "message_action", "callback_id": "garden.save", "message": message, "message_ts": "1.1"}

    found = heard_interaction(body | {"channel": {"id": "C1", "name": "general"}})

    assert found is not None
    ref = MessageRef("slack", "T1", "C1", "1.1")
    seen = SeenMessage(ref=ref, author=BOB, text="Look", thread=replace(ref, message="0.9"))
    assert found.happened == ShortcutUsed("garden.save", seen)
    assert (found.people, found.delivery_id) == (("U2",), "1.2.3")
    assert found.place.thread == MessageRef("slack", "T1", "C1", "0.9")


def test_a_shortcut_on_a_bot_s_message_says_so() -> None:
    message = {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1.1"}
    body = BODY | {"type": "message_action", "callback_id": "garden.save", "message": message, "message_ts": "1.1"}

    found = heard_interaction(body | {"channel": {"id": "C1", "name": "general"}})

    assert found is not None
    assert isinstance(found.happened, ShortcutUsed)
    assert (found.happened.message.author, found.happened.message.author_is_bot) == (None, True)
    assert found.people == ()


def test_a_form_comes_back_from_where_it_was_opened_with_its_people() -> None:
    found = submitted(VIEW)

    assert found.happened == FormSubmitted(Control("command", "kudos give"), {"to": ("slack:T1/U2",)})
    assert (found.place.channel, found.way.channel, found.way.thread) == ("C1", "C1", "9.9")
    assert (found.people, found.community) == (("U2",), CommunityId(7))


def test_the_same_submission_twice_is_one_and_a_mended_one_is_another() -> None:
    mended = {"values": {"to": {"input": {"type": "users_select", "selected_user": "U3"}}}}

    assert submitted(VIEW).delivery_id == submitted(VIEW).delivery_id
    assert submitted(VIEW).delivery_id != submitted(VIEW | {"state": mended}).delivery_id
    assert submitted(VIEW).delivery_id != submitted(VIEW | {"hash": "h2"}).delivery_id


def test_suggestions_are_asked_for_an_option_of_the_form_s_command() -> None:
    body = {"type": "block_suggestion", "view": VIEW, "block_id": "value", "action_id": "input", "value": "ca"}

    found = heard_interaction(BODY | body)

    assert found is not None
    assert found.happened == SuggestionsAsked("kudos give", "value", "ca")
    assert (found.way.typed, found.delivery_id) == ("ca", None)


def test_an_actor_from_elsewhere_acts_in_the_workspace_of_the_app() -> None:
    abroad = {"id": "U9", "name": "zoe", "team_id": "T9"}

    assert submitted(VIEW | {"app_installed_team_id": "T1"}).way.tenant == "T1"
    assert pressed(user=abroad).way.tenant == "T1"
    assert pressed(user=abroad, team=None).way.tenant == "T9"
