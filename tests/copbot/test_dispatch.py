from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from copbot.events import (
    ButtonPressed,
    CommandInvoked,
    CommandTyped,
    Event,
    FormSubmitted,
    Installed,
    JobDue,
    LinkFound,
    Person,
    Place,
    ShortcutUsed,
)
from copbot.intents import FormErrors, OpenForm, Reply
from copbot.message import Control
from copbot.model.timetable import Outcome
from copbot.refs import CommunityId, UserRef
from copbot.schedule import parse_schedule
from tests.support.chat import Chat, opened
from tests.support.clock import START
from tests.support.platform import SIM
from tests.support.practice import NOTES
from tests.support.text import text_of


async def test_the_second_copy_of_an_event_changes_nothing_and_gets_the_recorded_answer(house: Chat) -> None:
    event = Event(
        place=Place(platform="sim", tenant="demo", channel="general"),
        happened=CommandTyped(("note add milk",)),
        actor=house.ann.person,
        delivery_id="again",
    )
    first, second = await house.happens(event), await house.happens(event)
    assert first == second
    assert isinstance(first, Reply)
    await house.ann.says("/note mine")
    assert house.ann.sees() == ["milk"]


async def test_a_refusal_rolls_back_all_the_handler_did_and_is_said(house: Chat) -> None:
    await house.ann.says("/note add bad")
    await house.ann.says("/note mine")
    assert house.ann.sees() == ["That word is not allowed.", "Nothing."]


async def test_a_bug_is_one_kind_sentence_and_changes_nothing(house: Chat) -> None:
    await house.ann.says("/note add bug")
    await house.ann.says("/note mine")
    assert house.ann.sees() == [
        "Something went wrong on my side and nothing was changed. Please try again.",
        "Nothing.",
    ]


async def test_what_only_facilitators_may_do_is_refused_to_others(house: Chat) -> None:
    await house.bob.says("/note clear")
    await house.ann.says("/note clear")
    assert house.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
    assert house.ann.sees() == ["Cleared."]


async def test_a_button_checks_the_role_on_every_press(house: Chat) -> None:
    await house.bob.presses_control("note.open")
    assert house.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
    assert isinstance(await house.ann.presses_control("note.open"), OpenForm)


async def test_guests_may_do_less(house: Chat) -> None:
    guest = house.someone("gus", is_guest=True)
    await guest.says("/note add milk")
    assert guest.sees() == ["Guests cannot do that. A facilitator can tell you more."]


async def test_bots_are_never_answered(house: Chat) -> None:
    assert await house.copbot.says("/note add milk") is None


@pytest.mark.parametrize(
    "happened",
    [
        ButtonPressed(Control("note.gone")),
        FormSubmitted(Control("note.gone"), {}),
    ],
)
async def test_a_control_of_a_practice_that_is_gone_says_to_start_again(house: Chat, happened: ButtonPressed) -> None:
    place = Place(platform="sim", tenant="demo", channel="general")
    answer = await house.happens(Event(place=place, happened=happened, actor=house.ann.person))
    assert isinstance(answer, Reply)
    assert text_of(answer.message) == "That no longer works. Please start again from the command."


async def test_a_shortcut_that_is_gone_says_so_and_one_that_is_there_works(house: Chat) -> None:
    ref = house.message("general", house.bob, "hello")
    seen = house.platform.readable[ref]
    place = Place(platform="sim", tenant="demo", channel="general")
    await house.ann.uses("note_save", ref)
    assert house.ann.sees() == ["Saved: hello"]
    answer = await house.happens(Event(place=place, happened=ShortcutUsed("gone", seen), actor=house.ann.person))
    assert isinstance(answer, Reply)


async def test_a_missing_option_opens_the_command_s_form_and_its_submission_runs_the_command(house: Chat) -> None:
    answer = await house.ann.says("/note add")
    assert isinstance(answer, OpenForm)
    assert [field.name for field in answer.form.fields] == ["word", "aloud"]
    await house.ann.submits(word="milk", aloud="yes")
    assert house.ann.sees() == ["Noted.\n[Take back]"]
    assert [post.text for post in house.posts()] == ["milk"]


async def test_a_wrong_field_sends_the_command_s_form_back_with_its_sentence(house: Chat) -> None:
    await house.ann.says("/note add")
    answer = await house.ann.submits(word="x" * 21)
    assert isinstance(answer, FormErrors)
    assert answer.errors == (("word", "word has 21 characters. Keep it to 20."),)
    assert answer.form.fields[0].initial == "x" * 21


async def test_a_form_with_a_wrong_field_comes_back_filled_in(house: Chat) -> None:
    await house.ann.presses_control("note.open")
    answer = await house.ann.submits(words="far too long")
    assert isinstance(answer, FormErrors)
    assert answer.errors == (("words", "At most five letters."),)
    await house.ann.submits(words="short")
    assert house.ann.sees() == ["At most five letters.", "Kept short."]


async def test_where_a_platform_shows_no_errors_in_forms_a_button_opens_the_draft_again(tmp_path: Path) -> None:
    async with opened(tmp_path / "copbot.db", [NOTES], replace(SIM, form_errors=False)) as house:
        await house.ann.presses_control("note.open")
        await house.ann.submits(words="far too long")
        assert house.ann.sees() == ["That could not be taken yet:\n- At most five letters.\n[Edit]"]
        answer = await house.ann.presses("Edit")
        assert isinstance(answer, OpenForm)
        assert answer.form.fields[0].initial == "far too long"
        await house.bob.presses_control("form.edit")
        assert house.bob.sees() == ["That form is no longer open. Please start again from the command."]


async def test_suggestions_are_at_most_twenty_five(house: Chat) -> None:
    assert len(await house.ann.asks("note add", "word", "re")) == 25
    assert await house.ann.asks("note add", "aloud", "re") == []
    assert await house.ann.asks("no such", "word", "re") == []


async def test_a_declined_reaction_leaves_its_reason_and_one_nobody_wants_leaves_no_row(house: Chat) -> None:
    await house.ann.says("/note add milk")
    ref = house.message("general", house.ann, "hello")
    await house.bob.reacts("📌", ref)
    await house.bob.reacts("🍌", ref)
    assert await house.rows("refusal", "outbox") == (1, 0)


async def test_a_reaction_in_a_place_nobody_has_used_yet_leaves_no_row(house: Chat) -> None:
    ref = house.message("general", house.ann, "hello")
    await house.ann.reacts("📌", ref)
    assert await house.rows("member", "community") == (0, 0)


async def test_who_has_left_is_not_watched_but_may_still_ask(house: Chat) -> None:
    await house.ann.says("/note add milk")
    await house.change(house.ann, left_at=START)
    await house.ann.reacts("📌", house.message("general", house.ann, "hello"))
    await house.ann.says("/note mine")
    assert house.ann.sees()[-1] == "milk"
    assert house.posts() == []


async def test_a_question_to_the_platform_comes_back_as_an_event(house: Chat) -> None:
    await house.ann.says("/note add milk")
    await house.ann.reacts("📌", house.message("general", house.bob, "the text"))
    assert [post.text for post in house.posts()] == ["It says: the text"]


async def test_a_message_that_is_gone_is_declined_quietly(house: Chat) -> None:
    await house.ann.says("/note add milk")
    ref = house.message("general", house.bob, "the text")
    del house.platform.readable[ref]
    await house.ann.reacts("📌", ref)
    assert house.posts() == []


async def test_a_page_that_was_read_comes_back_as_an_event(house: Chat) -> None:
    await house.ann.says("/note read")
    assert [post.text for post in house.posts()] == ["Titled: None"]


async def test_a_deletion_names_nobody_and_is_still_heard(house: Chat) -> None:
    await house.ann.says("/note add milk")
    await house.deletes(house.message("general", house.bob, "hello"))
    assert [post.text for post in house.posts()] == ["1 gone"]


async def test_a_mention_or_a_direct_message_may_hold_a_command(house: Chat) -> None:
    await house.ann.mentions_bot("note add milk")
    await house.ann.writes_to_bot("/note add tea")
    await house.ann.says("/note mine")
    assert house.ann.sees()[-1] == "milk, tea"
    assert await house.ann.mentions_bot("hello there") is None


async def test_a_direct_message_from_elsewhere_finds_the_community_its_writer_last_acted_in(house: Chat) -> None:
    await house.ann.says("/note add milk")
    place = Place(platform="sim", tenant="elsewhere", channel="dm", is_direct=True)
    answer = await house.happens(Event(place=place, happened=CommandTyped(("note mine",)), actor=house.ann.person))
    assert isinstance(answer, Reply)
    assert text_of(answer.message) == "milk"


async def test_a_first_read_by_somebody_unknown_begins_them(house: Chat) -> None:
    await house.eve.says("/note mine")
    assert house.eve.sees() == ["Nothing."]
    assert await house.rows("member", "community") == (1, 1)


async def test_an_unknown_command_names_its_neighbours(house: Chat) -> None:
    await house.ann.says("/note ad milk")
    await house.ann.invokes("xyzzyx")
    assert house.ann.sees() == [
        "I do not know “note ad”. Did you mean /note add, /note read, /note later?",
        "I do not know “xyzzyx”. /cop help lists what I can do.",
    ]


async def test_something_to_be_done_once_is_done_once(house: Chat) -> None:
    await house.ann.says("/note later")
    await house.forward(hours=2)
    await house.forward(hours=2)
    assert [post.text for post in house.posts()] == ["due once"]


async def test_a_schedule_posts_each_occurrence_once_and_says_why_one_was_empty(house: Chat) -> None:
    await house.ann.says("/note add milk")
    daily = parse_schedule("daily at 12", zone="UTC", today=START.date())
    await house.store(lambda store: store.timetable.add("note_job", "lunch", daily, START))
    await house.store(lambda store: store.timetable.add("note_job", "empty", daily, START))
    await house.forward(days=2)
    assert [post.text for post in house.posts()] == ["due lunch", "due lunch"]
    history = await house.store(lambda store: store.timetable.history(START))
    assert [str(one.why) for one in history if one.outcome is Outcome.SKIPPED] == ["Nothing to say."] * 2


async def test_a_second_process_that_sees_the_same_schedule_due_does_nothing(house: Chat) -> None:
    await house.ann.says("/note add milk")
    daily = parse_schedule("daily at 12", zone="UTC", today=START.date())
    made = await house.store(lambda store: store.timetable.add("note_job", "lunch", daily, START))
    await house.forward(hours=4)
    assert made.next_nominal is not None
    assert made.next_at is not None
    again = JobDue(schedule=made.id, kind="note_job", subject="lunch", nominal=made.next_nominal, due_at=made.next_at)
    place = Place(platform="time", tenant="1")
    await house.happens(Event(place=place, happened=again, community=CommunityId(1)))
    assert len(house.posts()) == 1


async def test_an_occurrence_beyond_its_grace_is_missed_and_told(house: Chat) -> None:
    await house.ann.says("/note add milk")
    daily = parse_schedule("daily at 12", zone="UTC", today=START.date())
    await house.store(lambda store: store.timetable.add("note_job", "lunch", daily, START))
    house.clock.set(START + timedelta(hours=8))
    await house.engine.settle()
    assert [post.text for post in house.posts()] == ["missed"]
    history = await house.store(lambda store: store.timetable.history(START))
    assert [one.outcome for one in history] == [Outcome.MISSED]


async def test_a_broken_job_stays_due_and_stops_no_other(house: Chat) -> None:
    await house.ann.says("/note add milk")
    soon = START + timedelta(minutes=1)
    await house.store(lambda store: store.timetable.once("note_job", "broken", soon))
    await house.store(lambda store: store.timetable.once("note_job", "refused", soon))
    await house.store(lambda store: store.timetable.once("note_job", "fine", soon))
    await house.store(lambda store: store.timetable.once("forgotten", "kind", soon))
    house.clock.set(soon)
    await house.engine.due.run_due()
    await house.engine.deliverer.drain()
    assert [post.text for post in house.posts()] == ["due fine"]
    assert await house.rows("schedule") == (2,)


@pytest.mark.parametrize(("tenant", "community"), [("demo", 99), ("elsewhere", 1)])
async def test_a_control_of_a_community_that_is_not_theirs_does_nothing(
    house: Chat, tenant: str, community: int
) -> None:
    await house.ann.says("/note add milk")
    stranger = Person(user=UserRef("sim", tenant, "sam"), name="Sam")
    for happened in (CommandInvoked("note add", {"text": "x"}), CommandInvoked("note mine", {})):
        answer = await house.happens(
            Event(
                place=Place(platform="sim", tenant=tenant, channel="general"),
                happened=happened,
                actor=stranger,
                community=CommunityId(community),
            )
        )
        assert isinstance(answer, Reply)
        assert text_of(answer.message) == "That no longer works. Please start again from the command."
    assert await house.rows("member") == (1,)


async def test_a_control_s_community_is_taken_from_the_control(house: Chat) -> None:
    await house.ann.says("/note add milk")
    place = Place(platform="sim", tenant="unknown")
    event = Event(
        place=place,
        happened=CommandInvoked("note mine", {}),
        actor=house.ann.person,
        community=CommunityId(1),
    )
    answer = await house.happens(event)
    assert isinstance(answer, Reply)
    assert text_of(answer.message) == "milk"


async def test_a_stranger_s_community_is_begun_where_they_act(house: Chat) -> None:
    await house.ann.says("/note add milk")
    stranger = Person(user=house.eve.user, name="Eve")
    place = Place(platform="sim", tenant="another", channel="x")
    await house.happens(Event(place=place, happened=CommandTyped(("note add tea",)), actor=stranger))
    assert await house.rows("community") == (2,)


async def test_a_direct_message_from_nowhere_and_nobody_says_where_to_begin(tmp_path: Path) -> None:
    async with opened(tmp_path / "copbot.db", [NOTES], replace(SIM, homeless_direct=True)) as house:
        await house.eve.writes_to_bot("note add x")
        assert house.eve.sees() == ["I do not know your community yet. Write to me in one of its channels first."]
        assert await house.rows("community") == (0,)


async def test_a_direct_message_may_be_the_first_thing_a_community_hears(house: Chat) -> None:
    await house.eve.writes_to_bot("note add x")
    assert house.eve.sees() == ["Noted.\n[Take back]"]


async def test_a_community_begins_where_the_bot_was_installed_by_nobody_named(house: Chat) -> None:
    await house.observes(Installed("Teachers", "Europe/Paris"))
    await house.observes(Installed("Teachers, again"))
    community = await house.store(lambda store: store.community.get())
    assert (community.name, community.zone) == ("Teachers", "Europe/Paris")
    assert await house.rows("community") == (1,)


async def test_a_refused_reaction_is_not_said_to_anybody(house: Chat) -> None:
    await house.ann.says("/note add milk")
    assert await house.ann.reacts("📍", house.message("general", house.ann, "hello")) is None
    assert await house.rows("refusal") == (0,)


async def test_a_wrong_form_where_no_community_is_gets_its_sentence(house: Chat) -> None:
    place = Place(platform="sim", tenant="demo", channel="general")
    wrong = FormSubmitted(Control("command", "note add"), {"word": ("x" * 21,)})
    answer = await house.happens(Event(place=place, happened=wrong, actor=house.ann.person))
    assert isinstance(answer, Reply)
    assert text_of(answer.message) == "word has 21 characters. Keep it to 20."


async def test_a_line_that_begins_with_a_person_is_no_command(house: Chat) -> None:
    place = Place(platform="sim", tenant="demo", channel="general")
    answer = await house.happens(
        Event(place=place, happened=CommandTyped((house.bob.user, " hello")), actor=house.ann.person)
    )
    assert isinstance(answer, Reply)
    assert text_of(answer.message).startswith("I do not know “”.")


async def test_what_a_job_makes_due_at_once_is_done_at_once(house: Chat) -> None:
    await house.ann.says("/note add milk")
    soon = START + timedelta(minutes=1)
    await house.store(lambda store: store.timetable.once("note_job", "chain", soon))
    await house.forward(minutes=1)
    assert sorted(post.text for post in house.posts()) == ["due chain", "due link"]


async def test_what_an_answer_from_the_network_makes_due_is_done_at_once(house: Chat) -> None:
    house.links.pages["https://a.example/"] = LinkFound(url="https://a.example/", title="later")
    await house.ann.says("/note read")
    assert [post.text for post in house.posts()] == ["due read"]
