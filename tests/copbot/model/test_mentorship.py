"""One pair of mentorship: what makes two fit, which pins can be kept, and what people read of it."""

from copbot.model.mentorship_fit import explain, points_of, topic_root
from copbot.model.mentorship_pins import pin_troubles
from copbot.model.mentorship_pool import (
    Applicant,
    Criterion,
    Fit,
    LeftOut,
    Limits,
    LoosePin,
    MentorPool,
    NewPartner,
    Obstacle,
    OfferPlace,
    OnePlaceMore,
    OpenHours,
    Pair,
    PinTrouble,
    Shape,
    Side,
    Weights,
)
from copbot.model.mentorship_reasons import (
    change_in_words,
    language_name,
    part_in_words,
    what_would_help,
    why_left_out,
    why_loose,
    why_together,
)
from copbot.refs import MemberId
from tests.support.mentor_pools import EVENINGS, mentee, mentor, person, pool_of

A, B, C = MemberId(1), MemberId(2), MemberId(3)


def fit_of(one: Applicant, other: Applicant, **pool: object) -> Fit:
    found = explain(MentorPool(people=(one, other), **pool), one.member, other.member)  # type: ignore[arg-type]
    assert found is not None
    return found


def value(fit: Fit, criterion: Criterion) -> int:
    return next(part.value for part in fit.parts if part.criterion is criterion)


def test_forms_of_a_word_are_one_topic() -> None:
    assert topic_root("lesson-plans") == topic_root("Lesson planning") != topic_root("lessons")
    assert topic_root("café") == topic_root("cafe")


def test_two_wanted_topics_met_are_a_full_match() -> None:
    knows = mentor(1, offers=("assessment", "lesson-planning"))
    fit = fit_of(knows, mentee(2, wants=("lesson-plans", "reading", "assessment")))
    assert (value(fit, Criterion.TOPICS), fit.topics) == (100, ("lesson-plans", "assessment"))


def test_a_related_topic_counts_less_than_the_same() -> None:
    fit = fit_of(mentor(1, offers=("feedback",)), mentee(2), related=(("assessment", "feedback"),))
    assert (value(fit, Criterion.TOPICS), fit.topics, fit.near_topics) == (60, (), ("assessment",))


def test_what_both_peers_want_is_near() -> None:
    one = person(1, Side.EITHER, offers=("reading",), wants=("assessment",), goal=("reading",), level=0)
    other = person(2, Side.EITHER, offers=("assessment",), wants=("assessment",), goal=("reading",), level=3)
    fit = fit_of(one, other, shape=Shape.PEER)
    assert (fit.topics, fit.goal_topics, fit.distance) == (("assessment",), ("reading",), 3)
    assert [value(fit, one) for one in (Criterion.TOPICS, Criterion.GOAL, Criterion.EXPERIENCE)] == [80, 80, 20]


def test_a_language_liked_best_by_both_counts_most() -> None:
    def languages(one: tuple[str, ...], other: tuple[str, ...]) -> int:
        return value(fit_of(mentor(1, languages=one), mentee(2, languages=other)), Criterion.LANGUAGES)

    assert languages(("en",), ("en", "nl")) == 100
    assert languages(("en", "nl"), ("nl", "fr")) == 80
    assert languages((), ("nl",)) == 0


def test_a_mentor_who_knows_less_counts_nothing_for_experience_but_is_possible() -> None:
    assert value(fit_of(mentor(1, level=1), mentee(2, level=2)), Criterion.EXPERIENCE) == 0
    assert value(fit_of(mentor(1, level=4), mentee(2, level=2)), Criterion.EXPERIENCE) == 100
    assert value(fit_of(mentor(1, level=1), mentee(2, level=3), shape=Shape.REVERSE), Criterion.EXPERIENCE) == 100


def test_former_partners_and_long_waits_count() -> None:
    fit = fit_of(mentor(1, earlier=(B,)), mentee(2, rounds_out=1))
    assert (value(fit, Criterion.NOVELTY), value(fit, Criterion.FAIRNESS)) == (0, 50)


def test_a_fit_in_percent_is_of_what_the_weights_allow() -> None:
    assert fit_of(mentor(1), mentee(2), weights=Weights(**dict.fromkeys(Weights.__slots__, 0))).percent == 0
    assert fit_of(mentor(1, level=4), mentee(2, goal=("assessment",), rounds_out=2)).percent == 100


def test_nobody_is_explained_who_is_not_there_or_not_on_that_side() -> None:
    pool = pool_of(mentor(1), mentee(2))
    assert explain(pool, A, C) is None
    assert explain(pool, C, A) is None
    assert explain(pool, B, A) is None


def test_two_are_not_possible_whichever_limit_stands_against_it() -> None:
    short = mentee(2, hours=((0, 30),))
    pools = [
        pool_of(mentor(1), mentee(2, never_with=(A,))),
        pool_of(mentor(1, line="red"), mentee(2, line="red")),
        pool_of(mentor(1), mentee(2), forbidden=(Pair(B, A),)),
        pool_of(mentor(1), short),
        pool_of(mentor(1), mentee(2, wants=("reading",))),
        pool_of(mentor(1), mentee(2, languages=("nl",))),
        pool_of(mentor(1), mentee(2), shape=Shape.REVERSE),
    ]
    assert [explain(pool, A, B) for pool in pools] == [None] * len(pools)
    assert {str(change_in_words(10, points_of(pool, [Pair(A, B)]))) for pool in pools} == {
        "These two are not possible together within the limits of this programme."
    }


def test_limits_that_are_lifted_stand_against_nobody() -> None:
    free = Limits(least_minutes=0, language_needed=False, topic_needed=False)
    pool = pool_of(mentor(1, offers=(), hours=(), languages=("nl",)), mentee(2), limits=free)
    fit = explain(pool, A, B)
    assert fit is not None
    assert [str(said) for said in why_together(fit)] == ["Not partners before."]


def test_a_swap_is_previewed_as_more_fewer_or_as_many_points() -> None:
    assert [str(change_in_words(10, after)) for after in (10, 11, 8)] == [
        "The fit of the whole plan stays the same.",
        "The fit of the whole plan rises by 1 point.",
        "The fit of the whole plan falls by 2 points.",
    ]


def test_pins_that_contradict_something_are_said_before_solving() -> None:
    people = (mentor(1, capacity=1), mentor(2), mentee(3), mentee(4), mentee(5, wants=("reading",)))
    pins = [
        Pair(MemberId(one), MemberId(other)) for one, other in ((1, 3), (1, 4), (2, 3), (2, 5), (2, 2), (2, 9), (4, 1))
    ]
    assert [
        (loose.pair.mentor, loose.pair.mentee, loose.trouble)
        for loose in pin_troubles(pool_of(*people, pins=tuple(pins)))
    ] == [
        (1, 4, PinTrouble.NO_PLACE),
        (2, 2, PinTrouble.SELF),
        (2, 3, PinTrouble.TWICE),
        (2, 5, PinTrouble.NOT_POSSIBLE),
        (2, 9, PinTrouble.NOT_HERE),
        (4, 1, PinTrouble.NOT_HERE),
    ]


def test_each_trouble_with_a_pin_says_what_to_do() -> None:
    assert [str(why_loose(LoosePin(Pair(A, B), trouble), str)) for trouble in PinTrouble] == [
        "1 and 2 cannot be pinned: both must take part, as mentor and as mentee.",
        "1 cannot be pinned to themselves. Choose two people.",
        "These two are not possible together within the limits of this programme.",
        "2 is pinned to someone else already. Take one of the two pins away.",
        "1 has fewer places than pins. Take a pin away, or ask for one more place.",
    ]


def test_reasons_are_told_the_strongest_first() -> None:
    fit = fit_of(
        mentor(1, offers=("assessment", "feedback"), level=4),
        mentee(2, goal=("feedback",), rounds_out=2, languages=("en",)),
    )
    assert [str(said) for said in why_together(fit)] == [
        "Wanted and offered: assessment.",
        "It serves the goal: feedback.",
        "One of them was left out 2 times in a row.",
        "9 hours a week in common.",
        "2 steps of experience apart.",
        "Not partners before.",
        "Both speak English.",
    ]
    assert str(part_in_words(fit.parts[0])) == "Topics: 100 of 100, weight 10"


def test_something_close_to_what_is_wanted_is_said_as_such() -> None:
    fit = fit_of(mentor(1, offers=("feedback",)), mentee(2), related=(("assessment", "feedback"),))
    assert str(why_together(fit)[0]) == "Something close to what is wanted is offered: assessment."


def test_a_pair_for_which_nothing_speaks_gets_a_reason_too() -> None:
    free = Limits(least_minutes=0, language_needed=False, topic_needed=False)
    fit = fit_of(mentor(1, offers=(), hours=(), languages=(), earlier=(B,)), mentee(2), limits=free)
    assert [str(said) for said in why_together(fit)] == [
        "Of all the ways to bring everyone together, this was the best."
    ]


def test_every_criterion_has_a_name() -> None:
    names = [str(part_in_words(part)).partition(":")[0] for part in fit_of(mentor(1), mentee(2)).parts]
    assert names == [
        "Topics",
        "Goal",
        "Hours in common",
        "Languages",
        "Experience",
        "New to each other",
        "Waited longest",
    ]


def test_every_obstacle_reads_right_on_every_side() -> None:
    told = {
        (obstacle, side): str(why_left_out(LeftOut(member=A, side=side, obstacle=obstacle)))
        for obstacle in Obstacle
        for side in Side
    }
    assert [told[obstacle, Side.MENTEE] for obstacle in Obstacle] == [
        "No place for a mentee was offered.",
        "No mentor takes part yet.",
        "No mentor offers one of the topics wanted.",
        "No mentor has a language in common.",
        "No mentor has enough hours in common.",
        "No mentor has less experience.",
        "Nobody was possible this time within the limits of this programme.",
        "No possible mentor has a place left.",
    ]
    assert told[Obstacle.PLACES_TAKEN, Side.MENTOR] == "Every possible mentee has a mentor already."
    assert told[Obstacle.PLACES_TAKEN, Side.EITHER] == "Everybody possible has a partner already."


def test_what_would_help_is_one_short_sentence() -> None:
    changes = (
        OpenHours(1, EVENINGS[0], 60),
        OnePlaceMore(A),
        OfferPlace(),
        NewPartner(None, None, Side.EITHER),
        NewPartner(None, "nl", Side.MENTEE),
        NewPartner("reading", None, Side.EITHER),
        NewPartner("reading", "nl", Side.MENTOR),
    )
    assert [str(what_would_help(change, str)) for change in changes] == [
        "Another 1 minute in common would help: Monday between 18:00 and 21:00.",
        "One more place with 1 would help.",
        "Offering one place would help.",
        "What would help: one more person.",
        "What would help: a mentee who speaks Nederlands.",
        "What would help: a partner for reading.",
        "What would help: a mentor for reading who speaks Nederlands.",
    ]


def test_a_language_without_a_name_is_shown_by_its_code() -> None:
    assert [language_name(code) for code in ("pt-BR", "tlh-x", "??")] == ["português (Brasil)", "tlh-x", "??"]
