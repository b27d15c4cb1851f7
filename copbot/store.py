"""What a handler may read and write: the books of one community, in the transaction of one event."""

from typing import Protocol

from copbot.model.apart import Apart
from copbot.model.communities import CommunityBook
from copbot.model.kudos import KudosBook
from copbot.model.library_book import LibraryBook
from copbot.model.meetups_book import MeetupBook
from copbot.model.members import MemberBook
from copbot.model.memory import (
    AuditTrail,
    NoticeBoard,
    PersonalData,
    PostBook,
    PreferenceBook,
    RefusalLog,
    SettingsBook,
)
from copbot.model.mentorship import MentorBook
from copbot.model.mentorship_check_ins import MentorCheckIns
from copbot.model.mentorship_life import MentorMatches, MentorRounds
from copbot.model.prompt_posts import PromptPosts
from copbot.model.prompts import PromptBank
from copbot.model.timetable import Timetable


class Store(Protocol):
    """The books of one community; there is no `commit` here, the dispatcher alone ends a transaction."""

    @property
    def community(self) -> CommunityBook:
        """The community itself."""
        ...

    @property
    def members(self) -> MemberBook:
        """Its members."""
        ...

    @property
    def settings(self) -> SettingsBook:
        """What facilitators set."""
        ...

    @property
    def preferences(self) -> PreferenceBook:
        """What members set for themselves."""
        ...

    @property
    def timetable(self) -> Timetable:
        """What is scheduled."""
        ...

    @property
    def refusals(self) -> RefusalLog:
        """Why reactions did not count."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """What facilitators changed."""
        ...

    @property
    def notices(self) -> NoticeBoard:
        """What waits in members' homes."""
        ...

    @property
    def posts(self) -> PostBook:
        """Keys and the messages they became."""
        ...

    @property
    def kudos(self) -> KudosBook:
        """Recognition given and received."""
        ...

    @property
    def library(self) -> LibraryBook:
        """Resources kept."""
        ...

    @property
    def prompts(self) -> PromptBank:
        """The bank of prompts."""
        ...

    @property
    def prompt_posts(self) -> PromptPosts:
        """Prompts on schedules, posted and answered."""
        ...

    @property
    def apart(self) -> Apart:
        """Whom members are never to be brought together with."""
        ...

    @property
    def mentors(self) -> MentorBook:
        """Mentorship programmes, and who signed up."""
        ...

    @property
    def mentor_rounds(self) -> MentorRounds:
        """Rounds of matching in them."""
        ...

    @property
    def mentor_matches(self) -> MentorMatches:
        """The matches these brought."""
        ...

    @property
    def mentor_check_ins(self) -> MentorCheckIns:
        """What was asked and told in matches."""
        ...

    @property
    def meetups(self) -> MeetupBook:
        """Meetups: series, who takes part, and who met."""
        ...

    @property
    def personal(self) -> tuple[PersonalData, ...]:
        """Every repository that holds something about people."""
        ...
