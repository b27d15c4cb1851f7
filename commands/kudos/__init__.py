"""Kudos: thank somebody for something they did."""

from commands.kudos import board, deleted, give, mine, notes, reactions, settings, tell, undo, values, why
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="kudos",
    about=say("Thank each other for what you do."),
    default="give",
    commands=(
        give.give_kudos,
        why.explain,
        mine.show_mine,
        board.show_board,
        values.show_values,
        settings.show_settings,
    ),
    shortcuts=(give.SHORTCUT,),
    actions=(undo.UNDO, undo.REWORD, mine.WISH, values.CHANGE, settings.LIMITS, settings.SHOWING),
    forms=(give.FORM, undo.FORM, values.FORM, settings.LIMITS_FORM, settings.SHOWING_FORM),
    watchers=(*reactions.WATCHERS, *deleted.WATCHERS),
    observers=(*deleted.OBSERVERS, *tell.OBSERVERS, *settings.OBSERVERS),
    jobs=(notes.NOTE, notes.DIGEST, tell.TELL),
    answers=(reactions.SAID, settings.CHECKED),
)
