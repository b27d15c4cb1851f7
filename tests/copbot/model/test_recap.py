from datetime import UTC, datetime, timedelta

import pytest

from copbot.model.recap import Item, Recap, Section, begin_of, choose
from copbot.refs import MemberId

UNTIL = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def _item(words: str, *people: int, weight: int = 0) -> Item:
    return Item(line=(words,), people=tuple(MemberId(one) for one in people), weight=weight)


def _chosen(section: Section, *items: Item, newcomers: tuple[int, ...] = ()) -> tuple[list[str], int]:
    new = {MemberId(one) for one in newcomers}
    recap = choose({section: items}, newcomers=new, since=UNTIL - WEEK, until=UNTIL)
    return [str(item.line[0]) for _, some in recap.sections for item in some], recap.more.get(section, 0)


def test_three_of_a_kind_are_told_and_the_rest_is_counted() -> None:
    items = [_item(f"{number}", number) for number in range(5)]

    assert _chosen(Section.MADE, *items) == (["0", "1", "2"], 2)


def test_newcomers_come_first_and_then_what_matters_most() -> None:
    items = _item("light", 1), _item("heavy", 2, weight=5), _item("new", 3)

    assert _chosen(Section.MADE, *items, newcomers=(3,)) == (["new", "heavy", "light"], 0)


def test_nobody_is_told_of_twice() -> None:
    assert _chosen(Section.MADE, _item("first", 1), _item("second", 1, 2), _item("third", 2)) == (["first", "third"], 1)


def test_a_section_whose_people_were_all_told_of_already_is_left_out_and_counted() -> None:
    items = {Section.TALKED_ABOUT: [_item("said", 1)], Section.MADE: [_item("made", 1)]}

    recap = choose(items, newcomers=(), since=UNTIL - WEEK, until=UNTIL)

    assert [section for section, _ in recap.sections] == [Section.TALKED_ABOUT]
    assert recap.more == {Section.MADE: 1}


def test_what_is_still_to_come_is_no_reason_for_a_recap() -> None:
    coming = Recap(since=UNTIL - WEEK, until=UNTIL, sections=((Section.COMING_UP, (_item("soon"),)),))
    made = Recap(since=UNTIL - WEEK, until=UNTIL, sections=((Section.MADE, (_item("made"),)),))

    assert (coming.is_empty, made.is_empty) == (True, False)


@pytest.mark.parametrize(("told_ago", "begins_ago"), [(None, 7), (3, 3), (10, 10), (40, 14)])
def test_a_period_begins_where_the_last_one_ended_but_not_in_another_age(told_ago: int | None, begins_ago: int) -> None:
    told = None if told_ago is None else UNTIL - timedelta(days=told_ago)

    assert begin_of(UNTIL, told, WEEK) == UNTIL - timedelta(days=begins_ago)
