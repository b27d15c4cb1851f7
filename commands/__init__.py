"""What members and facilitators can say: one module for each practice, all of them listed here."""

from commands import kudos
from copbot.practice import Practice

ALL: tuple[Practice, ...] = (kudos.PRACTICE,)
