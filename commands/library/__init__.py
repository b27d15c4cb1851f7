"""The library: keep what members share, and find it again."""

from commands.library import add, find, reactions, reading, remove, settings, tags
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="library",
    about=say("Keep what members share, and find it again."),
    default="find",
    commands=(
        add.add_resource,
        find.find_resources,
        find.show_entry,
        find.show_recent,
        tags.show_tags,
        remove.remove_entry,
        settings.show_settings,
    ),
    shortcuts=(add.SHORTCUT,),
    actions=(*add.ACTIONS, *find.ACTIONS, *remove.ACTIONS, *tags.ACTIONS, settings.CHANGE),
    forms=(*add.FORMS, settings.FORM),
    watchers=(*reactions.WATCHERS, *remove.WATCHERS),
    observers=(*reactions.OBSERVERS, *remove.OBSERVERS, *settings.OBSERVERS),
    jobs=(reactions.EXPIRED, tags.NEWS, settings.WEEK),
    answers=(reactions.READ, reactions.SOURCED, reading.READ, settings.CHECKED),
)
