"""What facilitators see of a programme, and what they do not."""

from dataclasses import replace

from copbot.message import File
from copbot.model.mentorship_check_ins import CheckIn, CheckInKind
from copbot.refs import MemberId
from tests.commands.mentorship.life import in_room, matched
from tests.commands.mentorship.stories import made, settled, sign_ups, signs_up
from tests.support.chat import Chat


async def asked(chat: Chat, member: MemberId) -> int | None:
    """Have somebody asked how it goes."""
    made_now = CheckIn(match=1, member=member, kind=CheckInKind.REGULAR, number=9, asked_at=chat.clock.now())
    return await chat.store(lambda store: store.mentor_check_ins.ask(made_now))


async def test_the_overview_says_who_waits_who_is_stuck_and_what_was_written_for_facilitators(chat: Chat) -> None:
    await matched(chat)
    await signs_up(chat, "dev", "mentee", wants="knitting")
    await chat.carla.presses("We have met", in_room(chat)[0])
    await chat.carla.presses("2", chat.carla.answer.message)  # type: ignore[union-attr]
    answer = chat.carla.answer.message  # type: ignore[union-attr]
    await chat.carla.presses("Add words", answer)
    await chat.carla.submits(words="He never answers", reader="facilitators")
    await chat.forward(days=22)
    chat.ann.sees()
    await chat.ann.says("/mentor overview")
    (shown,) = chat.ann.sees()
    assert shown.split("\n")[4:] == [
        "One person waits for a match:",
        "- @dev, since 2026-11-23T09:00+00:00",
        "One match does not meet:",
        "- @bob and @carla, not since 2026-11-23T09:00+00:00",
        "@carla wrote to you:",
        "> He never answers",
        "[I take care of it]",
        "(mentorship-1.csv)",
        "Of members' own words only those they wrote for you are in here. This is Autumn.",
    ]
    await chat.ann.presses("I take care of it")
    await chat.ann.says("/mentor overview")
    assert "He never answers" not in chat.ann.sees()[-1]


async def test_words_kept_for_oneself_and_scores_of_few_are_not_in_the_overview(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    for name, score in (("carla", "1"), ("dev", "5")):
        await chat.people[name].presses_control("mentor.we_met", "1")
        member = (await chat.member(chat.people[name])).id
        number = await asked(chat, member)
        await chat.people[name].presses_control("mentor.score", f"{number} {score}")
        await chat.people[name].presses("Add words")
        await chat.people[name].submits(words="only for me")
    await chat.ann.says("/mentor overview")
    shown = chat.ann.sees()[-1]
    assert "only for me" not in shown
    assert "Satisfaction is shown once 3 people have answered." in shown
    bob = (await chat.member(chat.bob)).id
    number = await asked(chat, bob)
    await chat.bob.presses_control("mentor.score", f"{number} 3")
    await chat.ann.says("/mentor overview")
    assert "Satisfaction is 3.0 of 5, by 3 answers; 4 is good." in chat.ann.sees()[-1]


async def test_the_file_has_a_line_for_each_and_no_formula(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    chat.bob.person = replace(chat.bob.person, name="=HYPERLINK(1)")
    await signs_up(chat, "bob", "mentor", offers="writing")
    await chat.ann.says("/mentor overview")
    file = next(one for one in chat.ann.answer.message.blocks if isinstance(one, File))  # type: ignore[union-attr]
    assert file.content.decode("utf-8-sig").splitlines() == [
        "member,side,signed_up,matched,accepted,met,closed,waits_since",
        "'=HYPERLINK(1),Mentor,2026-11-23,0,0,0,0,2026-11-23",
    ]
    assert len(await sign_ups(chat)) == 1


async def test_only_facilitators_see_the_overview_of_the_programme_they_choose(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor overview")
    assert chat.ann.sees() == ["There is no programme yet. /mentor programme makes one."]
    await made(chat)
    await chat.ann.says("/mentor overview")
    assert "Nobody has signed up yet." in chat.ann.sees()[0]
    await made(chat, "Spring")
    await chat.ann.says("/mentor overview")
    assert chat.ann.sees() == ["Which programme?\n[Choose a programme v]"]
    await chat.ann.presses("Choose a programme", values=["1"])
    assert chat.ann.sees()[0].startswith("# How Autumn goes")
    await chat.ann.says("/mentor overview spring")
    assert chat.ann.sees()[0].startswith("# How Spring goes")
    assert await chat.ann.asks("mentor overview", "programme", "spr") == ["Spring"]
    await chat.carla.says("/mentor overview")
    assert "Only facilitators" in chat.carla.sees()[0]


async def test_what_is_gone_is_not_taken_care_of(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.presses_control("mentor.seen", "7")
    assert chat.ann.sees() == ["That is gone. /mentor overview shows what is open."]
