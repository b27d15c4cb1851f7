from datetime import UTC, date, datetime, timedelta

import pytest

from copbot.errors import CopError
from copbot.model.prompt_choice import Category
from copbot.model.prompt_posts import coming_posts, dates_of
from copbot.schedule import Schedule, parse_schedule

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def berlin(words: str) -> Schedule:
    return parse_schedule(words, zone="Europe/Berlin", today=date(2026, 11, 23))


def test_the_next_three_dates_are_shown() -> None:
    dates = dates_of(berlin("every second tuesday at 9:30"), NOW)
    assert [one.nominal.isoformat() for one in dates] == [
        "2026-11-24T09:30:00",
        "2026-12-08T09:30:00",
        "2026-12-22T09:30:00",
    ]


def test_a_schedule_of_one_date_shows_one() -> None:
    assert len(dates_of(berlin("tomorrow at 9:30"), NOW)) == 1


def test_what_never_comes_again_is_refused() -> None:
    with pytest.raises(CopError, match="never falls due"):
        dates_of(berlin("23 Nov 2026 at 9:30"), NOW)


@pytest.mark.parametrize("words", ["cron */5 * * * *", "cron 30,45 9 * * 1", "every day at 23:30 and 0:15"])
def test_more_often_than_once_an_hour_is_refused(words: str) -> None:
    with pytest.raises(CopError, match="more often than once an hour"):
        dates_of(berlin(words), NOW)


def test_once_an_hour_is_taken_even_when_clocks_go_back() -> None:
    assert len(dates_of(berlin("cron 0 * * * *"), datetime(2026, 10, 24, 9, tzinfo=UTC))) == 3


def test_posts_of_several_schedules_come_in_the_order_of_time() -> None:
    story = Category("story")
    series = [(berlin("every tuesday at 9:30"), None), (berlin("every wednesday at 9:30"), story)]
    coming = list(coming_posts(series, NOW, NOW + timedelta(days=9)))
    assert [(at.day, only) for at, only in coming] == [(24, None), (25, story), (1, None), (2, story)]


def test_a_schedule_that_is_over_has_no_coming_posts() -> None:
    assert list(coming_posts([(berlin("23 Nov 2026 at 9:30"), None)], NOW, NOW + timedelta(days=9))) == []
