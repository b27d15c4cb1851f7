"""Recap: what the community did, thanked and has before it, at a set hour and only when there is something to tell."""

from commands.recap import posting, roundup, scheduling
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="recap",
    about=say("See what happened, and who is to be thanked."),
    default="preview",
    commands=(*scheduling.COMMANDS, *posting.COMMANDS),
    actions=scheduling.ACTIONS,
    jobs=(posting.JOB, roundup.JOB),
    observers=scheduling.OBSERVERS,
)
