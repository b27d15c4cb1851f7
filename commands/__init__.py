"""What members and facilitators can say: one module for each practice, all of them listed here."""

from commands import kudos, prompts, recap
from copbot.practice import Practice

ALL: tuple[Practice, ...] = (prompts.PRACTICE, kudos.PRACTICE, recap.PRACTICE)
