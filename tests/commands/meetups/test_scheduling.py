"""Facilitators set meetups up, see what would happen, and steer."""

import pytest

from copbot.events import ChannelGone
from copbot.intents import FormErrors
from copbot.model.meetups import MeetupSeries
from copbot.model.meetups_pool import Mixing
from copbot.refs import RoleRef
from tests.commands.meetups.stories import WEEKLY, introductions, joined, joins, rooms, scheduled
from tests.support.chat import Chat, channel


async def test_three_dates_are_shown_before_anything_is_saved(chat: Chat) -> None:
    await chat.ann.says("/meet schedule every second tuesday at 9:30 size:3 name:coffee preview:yes #random")
    (shown,) = chat.ann.sees()
    assert shown.split("\n") == [
        "coffee: every second Tuesday at 09:30, Europe/Berlin.",
        "- 3 to a group, nobody is dropped.",
        "- Belongs to #random.",
        "- Facilitators see each round first and publish it.",
        "- 2026-11-24T08:30+00:00",
        "- 2026-12-08T08:30+00:00",
        "- 2026-12-22T08:30+00:00",
        "Nothing is saved yet.",
        "[Save] [Discard]",
    ]
    assert await chat.rows("meetup_series", "schedule") == (0, 0)
    await chat.ann.presses("Save")
    assert chat.ann.sees()[0].startswith("Saved. “coffee” comes every second Tuesday at 09:30, Europe/Berlin.")
    assert await chat.rows("meetup_series", "schedule") == (1, 1)
    await chat.ann.says("/cop audit")
    assert "scheduled the meetups “coffee”: every second Tuesday at 09:30" in chat.ann.sees()[0]


async def test_a_draft_is_saved_once_and_a_discarded_one_never(chat: Chat) -> None:
    await chat.ann.says(WEEKLY)
    shown = chat.ann.answer
    await chat.ann.presses("Save")
    chat.ann.answer = shown
    await chat.ann.presses("Save")
    assert chat.ann.sees()[-1] == "That draft was saved, discarded or replaced. /meet schedule starts anew."
    await chat.ann.says(f"{WEEKLY} name:lunch")
    await chat.ann.presses("Discard")
    assert chat.ann.sees()[-1] == "Nothing was saved."
    assert await chat.rows("meetup_series") == (1,)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("every three weeks on monday at 9:00", "Meetups come every 1, 2 or 4 weeks on one day"),
        ("every day at 9:00", "Meetups come every 1, 2 or 4 weeks on one day"),
        ("every monday and tuesday at 9:00", "Meetups come every 1, 2 or 4 weeks on one day"),
        ("whenever you like", "I do not understand “whenever you like”."),
        ("every monday at 9:00 size:1", "size must be at least 2."),
        ("every monday at 9:00 size:9", "size must be at most 8."),
        ("every monday at 9:00 mix:across", "To mix people I need to know by what"),
        ('every monday at 9:00 name:" "', "Give it a name of a word or two"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_word_on_what_can(chat: Chat, line: str, told: str) -> None:
    await chat.ann.says(f"/meet schedule {line}")
    assert told in chat.ann.sees()[-1]
    assert await chat.rows("meetup_series") == (0,)


async def test_members_do_not_schedule(chat: Chat) -> None:
    await chat.bob.says(WEEKLY)
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")


async def test_two_series_stand_side_by_side_with_names_of_their_own(chat: Chat) -> None:
    await scheduled(chat)
    await chat.ann.says(WEEKLY)
    assert chat.ann.sees() == ["There are meetups “meetups” already. Give these another name."]
    await scheduled(chat, "/meet schedule every fourth friday at 15:00 name:lunch size:4")
    await chat.bob.says("/meet join")
    assert chat.bob.sees() == ["Choose the meetups you would like to join.\n[Which meetups? v]"]
    await chat.bob.presses("Which meetups?", values=("2",))
    await chat.bob.submits()
    assert chat.bob.sees()[0].startswith("You take part in “lunch”: every 4 weeks on Friday at 15:00")
    await joins(chat.bob, "meetups")
    await chat.bob.says("/meet leave")
    await chat.bob.presses("Leave which?", values=("1",))
    assert chat.bob.sees()[-1] == "You no longer take part in “meetups”. /meet join brings you back."
    await chat.bob.says("/meet status")
    assert chat.bob.sees()[0].split("\n")[1].startswith("- lunch: every 4 weeks on Friday at 15:00")
    await chat.ann.says("/meet settings")
    assert chat.ann.sees()[0].endswith("[Change which? v]")
    await chat.ann.presses("Change which?", values=("2",))
    assert chat.ann.sees()[0].startswith("lunch: every 4 weeks")
    assert await chat.ann.asks("meet join", "series", "lu") == ["lunch"]


async def test_a_preview_shows_groups_with_reasons_and_reaches_nobody(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve", "ann")
    await chat.ann.says("/meet preview")
    first, shown = chat.ann.sees()
    assert first.startswith("5 people could take part in “meetups” now.")
    lines = shown.split("\n")
    assert lines[0] == "If “meetups” came now:"
    assert len([line for line in lines if line.startswith("- @")]) == 2
    assert "You two have not met at a meetup before." in shown
    assert rooms(chat) == []
    assert chat.bob.sees() == []
    assert await chat.rows("meetup", "meetup_round") == (0, 0)


async def test_a_preview_of_nobody_and_of_one_says_so(chat: Chat) -> None:
    await scheduled(chat)
    await chat.ann.says("/meet preview")
    assert chat.ann.sees() == ["Nobody could be brought together in “meetups” now."]
    await joined(chat, "bob")
    await chat.ann.says("/meet preview")
    assert "There are no two people who can be brought together." in chat.ann.sees()[-1]


async def test_which_series_to_preview_is_asked_when_there_are_several(chat: Chat) -> None:
    await scheduled(chat)
    await scheduled(chat, f"{WEEKLY} name:lunch")
    await joins(chat.bob, "lunch")
    await joins(chat.carla, "lunch")
    await chat.ann.says("/meet preview")
    await chat.ann.presses("Preview which?", values=("2",))
    assert "If “lunch” came now:" in chat.ann.sees()[-1]


async def test_a_preview_says_nothing_of_a_never_with(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve")
    await chat.bob.says("/meet never")
    await chat.bob.submits(people=("sim:demo/carla", "sim:demo/dev", "sim:demo/eve"))
    await chat.ann.says("/meet preview")
    shown = chat.ann.sees()[-1]
    assert "No group was found this time for @bob; they come first next time." in shown
    await chat.ann.says("/cop audit")
    assert "carla" not in chat.ann.sees()[-1].lower()


async def test_facilitators_who_asked_for_it_publish_each_round(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} preview:yes")
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    assert rooms(chat) == []
    shown = next(one for one in chat.platform.posted if one.key.endswith(":shown:1"))
    assert shown.text.startswith("“meetups” is drawn; nobody hears of it before you publish.\n- @bob and @carla")
    await chat.bob.presses("Publish", shown)
    assert chat.bob.sees()[-1].startswith("Only facilitators can do that.")
    await chat.ann.presses("Publish", shown)
    assert rooms(chat) == [("bob", "carla")]
    chat.ann.sees()
    await chat.ann.presses("Publish", shown)
    assert chat.ann.sees() == ["This round is published already."]
    assert len(introductions(chat)) == 1


async def test_who_leaves_between_preview_and_publish_is_drawn_without(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} preview:yes")
    await joined(chat, "bob", "carla", "dev")
    await chat.forward(hours=3)
    first = next(one for one in chat.platform.posted if ":shown" in one.key)
    await chat.dev.says("/meet leave")
    await chat.ann.presses("Publish", first)
    assert "Something changed since, so I draw again and show it to you anew." in "\n".join(chat.ann.sees())
    assert rooms(chat) == []
    await chat.ann.presses("Publish", first)
    assert chat.ann.sees()[-1] == "This round was drawn again or left out, so nothing was changed."
    again = [one for one in chat.platform.posted if ":shown" in one.key][-1]
    await chat.ann.presses("Publish", again)
    assert rooms(chat) == [("bob", "carla")]


async def test_whom_somebody_would_rather_not_meet_by_then_is_not_published(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} preview:yes")
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    shown = next(one for one in chat.platform.posted if ":shown" in one.key)
    await chat.bob.says("/meet never")
    await chat.bob.submits(people=("sim:demo/carla",))
    await chat.ann.presses("Publish", shown)
    assert rooms(chat) == []
    assert "Something changed since" in "\n".join(chat.ann.sees())


async def test_a_round_is_drawn_again_or_left_out_by_a_button(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} preview:yes")
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    await chat.ann.presses("Draw again", [one for one in chat.platform.posted if ":shown" in one.key][-1])
    chat.ann.sees()
    await chat.ann.presses("Leave this round out", [one for one in chat.platform.posted if ":shown" in one.key][-1])
    assert chat.ann.sees() == ["Left out. Nobody heard of it; the next round comes as scheduled."]
    assert rooms(chat) == []
    await chat.forward(days=7)
    assert len([one for one in chat.platform.posted if ":shown" in one.key]) == 3


async def test_a_series_is_changed_and_everybody_joined_stays(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.ann.says("/meet settings")
    assert "2 have joined; 2 are available now." in chat.ann.sees()[0]
    await chat.ann.presses("Change")
    await chat.ann.submits(name="Coffee", when="every second wednesday at 8:00", size="4", mix="across", word="team")
    shown = chat.ann.sees()[-1]
    assert shown.startswith("Saved.\nCoffee: every second Wednesday at 08:00, Europe/Berlin.\n- 4 to a group")
    assert "- Rather people who differ. Members tell their team at joining." in shown
    assert (await _only(chat)).mixing is Mixing.ACROSS
    assert await chat.rows("meetup_member", "schedule") == (2, 1)


async def test_a_change_that_cannot_be_is_said_beside_its_field(chat: Chat) -> None:
    await scheduled(chat)
    for field, value in (("when", "every day at 8:00"), ("mix", "within"), ("name", " ")):
        await chat.ann.says("/meet settings")
        await chat.ann.presses("Change")
        await chat.ann.submits(**{field: value})
        assert isinstance(chat.ann.answer, FormErrors)
        assert [name for name, _ in chat.ann.answer.errors] == ["word" if field == "mix" else field]
    assert (await _only(chat)).name == "meetups"


async def test_the_same_words_leave_the_weeks_as_they_are(chat: Chat) -> None:
    await scheduled(chat, "/meet schedule every second monday at 12:00")
    await chat.forward(days=8)
    await chat.ann.says("/meet settings")
    await chat.ann.presses("Change")
    await chat.ann.submits(size="3")
    assert "The next round: 2026-12-07T11:00+00:00" in chat.ann.sees()[-1]


async def test_a_series_gets_another_place_and_shows_rounds_first(chat: Chat) -> None:
    await scheduled(chat)
    await chat.ann.says("/meet settings")
    await chat.ann.presses("Place and preview")
    await chat.ann.submits(channel="sim:demo/random", shown="first")
    changed = await _only(chat)
    assert (changed.channel, changed.shown_first) == (channel("random"), True)
    await chat.observes(ChannelGone(channel("random")))
    assert (await _only(chat)).channel is None
    await chat.ann.says("/meet settings")
    await chat.ann.presses("Place and preview")
    await chat.ann.submits(shown="at_once")
    assert (await _only(chat)).shown_first is False


async def test_the_next_round_is_skipped_and_the_one_after_comes(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.ann.says("/meet settings")
    await chat.ann.presses("Skip the next")
    assert "The next round: 2026-11-30T11:00+00:00" in chat.ann.sees()[-1]
    await chat.forward(hours=3)
    assert rooms(chat) == []
    await chat.forward(days=7)
    assert rooms(chat) == [("bob", "carla")]


async def test_a_series_is_ended_after_asking(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.ann.says("/meet settings")
    card = chat.ann.answer
    await chat.ann.presses("End")
    await chat.ann.presses("Keep them")
    await chat.ann.presses("End")
    await chat.ann.presses("End them")
    assert chat.ann.sees()[-1] == "Ended. “meetups” comes no more."
    chat.ann.answer = card
    await chat.ann.presses("Skip the next")
    assert chat.ann.sees() == ["Those meetups have ended. /meet status shows what there is."]
    await chat.forward(days=7)
    assert rooms(chat) == []
    assert await chat.rows("meetup_member") == (0,)


async def test_meetups_of_a_sub_group_are_joined_by_those_who_belong_to_it(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} @mentors")
    await chat.bob.says("/meet join")
    assert "These meetups are for @mentors." in chat.bob.sees()[0]
    chat.someone("bob", roles=frozenset({RoleRef("sim", "demo", "mentors")}))
    assert (await joins(chat.bob)).startswith("You take part in")


async def test_people_who_differ_meet_across(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} mix:across word:team")
    for name, team in (("bob", "Design"), ("carla", "design"), ("dev", "Sales"), ("eve", "sales ")):
        await joins(chat.people[name], word=team)
    await chat.forward(hours=3)
    assert not {("bob", "carla"), ("dev", "eve")} & set(rooms(chat))
    assert all("You come from different corners of the community." in one.text for one in introductions(chat))


async def _only(chat: Chat) -> MeetupSeries:
    (only,) = await chat.store(lambda store: store.meetups.all_series())
    return only
