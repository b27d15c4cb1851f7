"""Puzzles worked out; run by the worker of a workshop that is kept for them."""

from adapters.workshop.process import Fault, Workshop, WorkshopFailed
from copbot.errors import DeliveryError, Failure
from copbot.model.meetups_pool import MeetupPool
from copbot.model.mentorship_pool import MentorPool
from copbot.model.puzzles import Problem, Solution

LONGEST = 120.0
"""Seconds one puzzle may take; ten thousand people take half a minute."""


def solution_of(problem: Problem) -> Solution:
    """Work one puzzle out."""
    match problem:
        case MentorPool():
            from copbot.matching.mentorship import solve

            return solve(problem)
        case MeetupPool():
            from copbot.matching.meetups import group_people

            return group_people(problem)


class WorkshopSolver:
    """Works puzzles out in a workshop; implements the port `Solver`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def solve(self, problem: Problem) -> Solution:
        """Bring the people of a pool together.

        Raises: DeliveryError, to be tried again when only the worker was lost.
        """
        try:
            return await self._workshop.run(solution_of, problem)
        except WorkshopFailed as failed:
            failure = Failure.LATER if failed.fault is Fault.CRASHED else Failure.REFUSED
            raise DeliveryError(failure, str(failed)) from failed
