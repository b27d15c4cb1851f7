"""What members and facilitators can say: one module for each practice, all of them listed here."""

from commands import kudos, library
from commands.cop import cop_practice
from copbot.practice import Practice

_PRACTICES: tuple[Practice, ...] = (kudos.PRACTICE, library.PRACTICE)

ALL: tuple[Practice, ...] = (*_PRACTICES, cop_practice(_PRACTICES))
