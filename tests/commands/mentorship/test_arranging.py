"""What a facilitator does with a plan before anybody else sees it."""

from copbot.model.mentorship_life import RoundState
from copbot.model.mentorship_pool import Weights
from tests.commands.mentorship.stories import made, matches, programmes, settled, shown_to, signs_up
from tests.support.chat import Chat
from tests.support.platform import Posted

BEST = ["@bob and @carla", "@dev and @eve"]
OTHER = ["@bob and @eve", "@dev and @carla"]


async def planned(chat: Chat) -> Posted:
    """Have a plan of two pairs that could be swapped."""
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing, maps")
    await signs_up(chat, "dev", "mentor", offers="python, writing, maps")
    await signs_up(chat, "carla", "mentee", wants="writing, maps")
    await signs_up(chat, "eve", "mentee", wants="python, writing")
    await chat.ann.says("/mentor match")
    chat.ann.sees()
    return shown_to(chat, "ann")


def pairs(text: str) -> list[str]:
    """Give the pairs of a plan, without their reasons."""
    return [line.partition(",")[0].removeprefix("- ") for line in text.splitlines() if " %" in line]


async def test_two_mentees_change_places_and_are_pinned_so(chat: Chat) -> None:
    plan = await planned(chat)
    assert pairs(plan.text) == BEST
    await chat.ann.presses("Swap two", plan)
    await chat.ann.submits(people=(str(chat.carla.user), str(chat.eve.user)))
    (shown,) = chat.ann.sees()
    assert shown.startswith("Swapped. The fit of the whole plan falls by 500 points.\n# A plan for Autumn\n")
    assert "2 pairs differ from the plan before:\n- @bob and @eve\n- @dev and @carla\n" in shown
    assert pairs(shown) == OTHER
    assert shown.count("(pinned)") == len(OTHER)
    await chat.ann.presses("Match again")
    assert pairs(shown_to(chat, "ann").text) == OTHER
    assert chat.carla.sees() == []


async def test_a_plan_of_before_comes_back(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Swap two", plan)
    await chat.ann.submits(people=(str(chat.carla.user), str(chat.eve.user)))
    await chat.ann.presses("Back to the plan before")
    assert pairs(chat.ann.sees()[-1]) == BEST


async def test_two_who_cannot_be_are_not_swapped(chat: Chat) -> None:
    plan = await planned(chat)
    await signs_up(chat, "fay", "mentee", wants="knitting")
    for people in ((chat.carla, chat.fay), (chat.carla, chat.bob)):
        await chat.ann.presses("Swap two", plan)
        await chat.ann.submits(people=tuple(str(one.user) for one in people))
        assert chat.ann.sees() == [
            (
                "These two are not possible together within the limits of this programme. "
                "Or one of them has no partner in this plan."
            )
        ]
    await chat.ann.presses("Swap two", plan)
    await chat.ann.submits(people=(str(chat.carla.user),))
    assert chat.ann.sees() == ["Choose two people."]


async def test_a_pin_is_kept_and_the_rest_is_matched_around_it(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Pin two", plan)
    await chat.ann.submits(mentor=str(chat.bob.user), mentee=str(chat.eve.user))
    assert chat.ann.sees() == ["Pinned: @bob and @eve. Match again to plan around it.\n[Match again]"]
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == ["You pinned or kept apart people since this plan was made. Match again first."]
    await chat.ann.presses("Match again", plan)
    assert chat.ann.sees()[0].startswith("I match again, around what you pinned")
    shown = shown_to(chat, "ann")
    assert pairs(shown.text) == OTHER
    await chat.ann.presses("Take a pin back", shown, values=await marks(chat))
    assert "(pinned)" not in chat.ann.sees()[0]
    await chat.ann.presses("Match again", shown)
    assert pairs(shown_to(chat, "ann").text) == BEST


async def marks(chat: Chat) -> list[str]:
    laid = await chat.store(lambda store: store.mentor_rounds.marks(1))
    return [f"{pair.mentor} {pair.mentee}" for pair in laid]


async def test_pins_that_contradict_each_other_are_said_at_once(chat: Chat) -> None:
    plan = await planned(chat)
    for mentor, mentee, told in (
        (chat.bob, chat.eve, "Pinned: @bob and @eve. Match again to plan around it.\n[Match again]"),
        (chat.dev, chat.eve, "@eve is pinned to someone else already. Take one of the two pins away."),
        (chat.bob, chat.carla, "@bob has fewer places than pins. Take a pin away, or ask for one more place."),
        (chat.gus, chat.carla, "@gus and @carla cannot be pinned: both must take part, as mentor and as mentee."),
        (chat.bob, chat.bob, "@bob cannot be pinned to themselves. Choose two people."),
    ):
        await chat.ann.presses("Pin two", plan)
        await chat.ann.submits(mentor=str(mentor.user), mentee=str(mentee.user))
        assert chat.ann.sees() == [told]
    await chat.ann.presses("Pin two", plan)
    await chat.ann.submits(mentor=str(chat.bob.user))
    assert chat.ann.sees() == ["Choose two people."]


async def test_whoever_is_never_to_meet_cannot_be_pinned_in_the_words_of_any_limit(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.eve.says("/mentor never")
    await chat.eve.submits(people=(str(chat.bob.user),))
    for _ in range(2):
        await chat.ann.presses("Pin two", plan)
        await chat.ann.submits(mentor=str(chat.bob.user), mentee=str(chat.eve.user))
        assert chat.ann.sees() == ["These two are not possible together within the limits of this programme."]


async def test_two_are_kept_apart(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Keep two apart", plan)
    await chat.ann.submits(people=(str(chat.carla.user), str(chat.bob.user)))
    assert chat.ann.sees() == ["Kept apart: @bob and @carla. Match again to plan around it.\n[Match again]"]
    await chat.ann.presses("Match again")
    shown = shown_to(chat, "ann")
    assert pairs(shown.text) == OTHER
    assert "You pinned or kept apart" not in shown.text


async def test_a_pin_takes_the_place_of_keeping_apart(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Keep two apart", plan)
    await chat.ann.submits(people=(str(chat.carla.user), str(chat.bob.user)))
    await chat.ann.presses("Pin two", plan)
    await chat.ann.submits(mentor=str(chat.bob.user), mentee=str(chat.carla.user))
    await chat.ann.presses("Match again")
    assert pairs(shown_to(chat, "ann").text) == BEST


async def test_other_weights_show_what_they_change_and_are_kept_when_published(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Change weights", plan)
    await chat.ann.submits(topics="0", languages="10")
    assert chat.ann.sees()[0] == "I match with these weights, and show you which pairs would differ."
    shown = shown_to(chat, "ann")
    assert "With these weights " in shown.text
    assert "Publishing keeps these weights for the programme." in shown.text
    assert (await programmes(chat))[0].weights == Weights()
    await chat.ann.presses("Publish", shown)
    assert (await programmes(chat))[0].weights == Weights(topics=0, languages=10)


async def test_fairness_has_its_own_page_and_zero_everywhere_is_refused(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Change fairness", plan)
    await chat.ann.submits(novelty="11", fairness="0")
    assert chat.ann.sees() == ["Write a whole number from 0 to 10."]
    await chat.ann.submits(novelty="0", fairness="0")
    chat.ann.sees()
    await chat.ann.presses("Change weights", shown_to(chat, "ann"))
    await chat.ann.submits(topics="0", goal="0", hours="0", languages="0", experience="0")
    assert chat.ann.sees() == ["Give at least one criterion a weight above 0, or I could not tell who fits."]


async def test_a_button_of_an_older_plan_does_nothing(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Match again", plan)
    chat.ann.sees()
    for label in ("Match again", "Publish", "Swap two", "Discard", "Change weights"):
        await chat.ann.presses(label, plan)
        assert chat.ann.sees() == ["The plan has changed since. /mentor match shows it as it is now."]
    assert await matches(chat) == ()


async def test_a_discarded_plan_reaches_nobody_and_another_round_can_begin(chat: Chat) -> None:
    plan = await planned(chat)
    await chat.ann.presses("Discard", plan)
    assert chat.ann.sees() == ["Discarded. Nobody heard of it."]
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == ["That round was discarded. /mentor match begins another."]
    await chat.ann.says("/mentor match")
    states = await chat.store(lambda store: [one.state for one in store.mentor_rounds.of(1)])
    assert states == [RoundState.PREVIEW, RoundState.DROPPED]
    assert chat.bob.sees() == chat.carla.sees() == []


async def test_only_facilitators_see_and_change_a_plan(chat: Chat) -> None:
    plan = await planned(chat)
    for label in ("Publish", "Match again", "Swap two", "Discard"):
        await chat.bob.presses(label, plan)
        (told,) = chat.bob.sees()
        assert "facilitator" in told
    await chat.bob.says("/mentor match")
    assert "facilitator" in chat.bob.sees()[0]
