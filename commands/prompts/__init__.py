"""Prompts: questions and invitations a community puts to itself, on a schedule."""

from commands.prompts import bank, listing, posting, previewing, rewording, running, scheduling, suggesting
from commands.prompts.stock import WARNING
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="prompt",
    about=say("Questions to talk about, on a schedule."),
    default="suggest",
    commands=(
        *suggesting.COMMANDS,
        *bank.COMMANDS,
        *rewording.COMMANDS,
        *listing.COMMANDS,
        *scheduling.COMMANDS,
        *running.COMMANDS,
        *previewing.COMMANDS,
    ),
    actions=(
        *suggesting.ACTIONS,
        *bank.ACTIONS,
        *rewording.ACTIONS,
        *listing.ACTIONS,
        *scheduling.ACTIONS,
        *running.ACTIONS,
        *previewing.ACTIONS,
    ),
    forms=(*suggesting.FORMS, *rewording.FORMS, *scheduling.FORMS),
    watchers=posting.WATCHERS,
    observers=posting.OBSERVERS,
    jobs=(*posting.JOBS, WARNING),
    answers=scheduling.ANSWERS,
)
