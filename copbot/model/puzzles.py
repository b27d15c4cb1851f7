"""What takes long to work out: a pool of people, and who of them are brought together."""

from typing import TypeAlias

from copbot.model.meetups_pool import MeetupPlan, MeetupPool
from copbot.model.mentorship_pool import MentorPlan, MentorPool

Problem: TypeAlias = MentorPool | MeetupPool
Solution: TypeAlias = MentorPlan | MeetupPlan
