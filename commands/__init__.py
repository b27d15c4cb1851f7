"""What members and facilitators can say: one module for each practice, all of them listed here."""

from commands import kudos, library, meetups, mentorship, prompts, recap
from commands.cop import cop_practice
from copbot.practice import Practice

_PRACTICES: tuple[Practice, ...] = (
    prompts.PRACTICE,
    library.PRACTICE,
    kudos.PRACTICE,
    mentorship.PRACTICE,
    meetups.PRACTICE,
    recap.PRACTICE,
)

ALL: tuple[Practice, ...] = (*_PRACTICES, cop_practice(_PRACTICES))
