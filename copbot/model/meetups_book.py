"""What a community keeps of its meetups."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from copbot.model.meetups import Meetup, MeetupCount, MeetupRound, MeetupSeries, Met, Participant
from copbot.model.meetups_pool import MeetupGroup, PastMeeting
from copbot.refs import MemberId


class MeetupBook(Protocol):
    """The meetups of one community."""

    def add(self, series: MeetupSeries) -> int:
        """Keep a new series; gives its number."""
        ...

    def change(self, series: MeetupSeries) -> None:
        """Keep its changed fields."""
        ...

    def close(self, series: int, now: datetime) -> None:
        """End a series: nobody takes part any more; who met whom stays."""
        ...

    def series(self, series: int) -> MeetupSeries | None:
        """Give one that goes on, by its number."""
        ...

    def all_series(self) -> tuple[MeetupSeries, ...]:
        """List those that go on, oldest first."""
        ...

    def join(self, participant: Participant) -> None:
        """Have somebody take part, in place of how they did before."""
        ...

    def leave(self, series: int, member: MemberId) -> bool:
        """Have somebody take part no longer; False when they did not."""
        ...

    def participant(self, series: int, member: MemberId) -> Participant | None:
        """Give how somebody takes part; None when they do not."""
        ...

    def participants(self, series: int) -> tuple[Participant, ...]:
        """List who takes part, earliest first."""
        ...

    def joined(self, member: MemberId) -> tuple[Participant, ...]:
        """List the series somebody takes part in."""
        ...

    def come_first(self, series: int, members: Collection[MemberId]) -> None:
        """Count one more round in a row that had no group for these."""
        ...

    def had_group(self, series: int, members: Collection[MemberId]) -> None:
        """Forget that there was no group for these."""
        ...

    def silent(self, series: int, asked: tuple[datetime, datetime]) -> dict[MemberId, datetime]:
        """Give who answered nothing in their last three rounds asked in a period, and when the first of them was."""
        ...

    def begin(self, series: int, occurrence: str, now: datetime) -> MeetupRound | None:
        """Begin a round; None when it was begun before. An earlier one that nobody published is dropped."""
        ...

    def round(self, round_: int) -> MeetupRound | None:
        """Give one by its number."""
        ...

    def keep(self, round_: MeetupRound) -> None:
        """Keep its changed fields."""
        ...

    def bring(self, round_: MeetupRound, groups: Sequence[MeetupGroup], now: datetime) -> None:
        """Write down that people are brought together, who wait for their introduction from then on."""
        ...

    def waiting(self, round_: int, limit: int) -> tuple[Meetup, ...]:
        """List meetups of a round whose people are not introduced yet, in their order."""
        ...

    def introduced(self, meetups: Collection[int], now: datetime) -> None:
        """Remember that these people were introduced."""
        ...

    def narrow(self, meetup: int, members: Collection[MemberId]) -> None:
        """Keep only these people of a meetup; without any it never was."""
        ...

    def meetup(self, meetup: int) -> Meetup | None:
        """Give one by its number."""
        ...

    def of_member(self, member: MemberId, limit: int) -> tuple[Meetup, ...]:
        """List the meetups of somebody, newest first."""
        ...

    def past(self, members: Collection[MemberId], since: datetime, now: datetime) -> tuple[PastMeeting, ...]:
        """List every two of these who were brought together since, unless all who answered say they did not meet."""
        ...

    def asked(self, meetup: int, now: datetime) -> None:
        """Remember that its people were asked whether they met."""
        ...

    def answered(self, meetup: int, member: MemberId, met: Met, now: datetime) -> None:
        """Keep what somebody answered."""
        ...

    def count(self, since: datetime, until: datetime, series: int | None = None) -> MeetupCount:
        """Count the groups that were asked in a period, and those of them that met."""
        ...
