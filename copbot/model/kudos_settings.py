"""What a community decides about kudos: its values, the emoji that thank, the limits, and where it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from copbot.errors import CopError
from copbot.message import Code, Said, say
from copbot.model.packs import PackValue
from copbot.refs import ChannelRef, Emoji

MOST_RECEIVERS = 5
"""As many as the command has room for."""
MOST_ALLOWED = 50
LONGEST_COOLDOWN = 168
"""Hours: a week."""
MOST_EMOJI = 10
MOST_VALUES = 25
"""As many as a select shows on Discord."""
LONGEST_NAME = 40
LONGEST_ABOUT = 200

_VARIATION = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_OWN = re.compile(r"<a?(:\w{2,}:)\d+>|(:[\w+'-]{2,}:)")


class Acknowledgement(StrEnum):
    """How kudos by reaction are acknowledged."""

    THREAD = "thread"
    """By one quiet note in the message's thread, ten minutes later, kept up to date."""
    DAILY = "daily"
    """By one post a day for all of them."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class KudosValue:
    """A kind of practice that a kudos recognises; a reaction with its `emoji` thanks for it.

    `key` is what kudos refer to once the value was renamed. One that is retired is offered no more, and still named.
    """

    name: str
    emoji: Emoji | None = None
    about: str = ""
    key: str = ""
    retired: bool = False

    @property
    def ref(self) -> str:
        """What kudos refer to it by, whatever it is called now."""
        return self.key or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class KudosSettings:
    """What facilitators set; `announce` is where kudos are told instead of where they were given."""

    values: tuple[KudosValue, ...] = ()
    emoji: tuple[Emoji, ...] = (Emoji("🙌"), Emoji("👏"))
    allowance: int = 5
    most_receivers: int = 3
    cooldown_hours: int = 12
    counts: bool = True
    board: bool = False
    announce: ChannelRef | None = None
    acknowledgement: Acknowledgement = Acknowledgement.THREAD

    @property
    def offered(self) -> tuple[KudosValue, ...]:
        """The values that are not retired."""
        return tuple(value for value in self.values if not value.retired)

    def value(self, ref: str | None) -> KudosValue | None:
        """Give the value a kudos refers to."""
        return next((value for value in self.values if value.ref == ref), None)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reaction that thanks says: the `ref` of a value, or just thanks."""

    value: str | None


def meaning_of(emoji: Emoji, settings: KudosSettings) -> Meaning | None:
    """Tell what an emoji says, in any skin tone; None when it does not thank."""
    meant = bare(emoji)
    for value in settings.offered:
        if value.emoji is not None and bare(value.emoji) == meant:
            return Meaning(value.ref)
    return Meaning(None) if any(bare(one) == meant for one in settings.emoji) else None


def bare(emoji: Emoji) -> Emoji:
    """Take skin tone and presentation off an emoji."""
    return Emoji(_VARIATION.sub("", emoji))


def find_value(typed: str, settings: KudosSettings) -> KudosValue:
    """Find a value by its name, in any case.

    Raises: CopError naming those there are.
    """
    wanted = typed.strip().casefold()
    for value in settings.offered:
        if wanted in {value.name.casefold(), value.ref.casefold()}:
            return value
    if not settings.offered:
        raise refusal("value", say("There are no values here yet. Leave the value out."))
    names = ", ".join(value.name for value in settings.offered)
    raise refusal(
        "value", say("“{typed}” is no value of ours. Choose one of: {names}.", typed=typed.strip()[:60], names=names)
    )


def values_of_pack(values: Sequence[PackValue]) -> tuple[KudosValue, ...]:
    """Take over the values of a starter pack."""
    return tuple(KudosValue(name=value.name, emoji=value.emoji, about=value.about) for value in values)


def read_value(name: str, emoji: str, about: str, *, retired: bool) -> KudosValue:
    """Make a value of what a facilitator wrote.

    Raises: CopError beside the field that does not fit.
    """
    if not name:
        raise refusal("name", say("A value needs a name."))
    if len(name) > LONGEST_NAME:
        raise refusal("name", say("Keep the name to {most} characters.", most=LONGEST_NAME))
    if len(about) > LONGEST_ABOUT:
        raise refusal("about", say("Keep it to {most} characters.", most=LONGEST_ABOUT))
    read = read_emoji(emoji)
    if len(read) > 1:
        raise refusal("emoji", say("A value has one emoji."))
    return KudosValue(name=name, emoji=read[0] if read else None, about=about, retired=retired)


def with_value(settings: KudosSettings, value: KudosValue, at: int | None = None) -> KudosSettings:
    """Add a value, or put it in the place of the one that stands at an index; kudos keep referring to that one.

    Raises: CopError when there are too many, or when its name or emoji is in use.
    """
    others = [one for index, one in enumerate(settings.values) if index != at]
    if any(value.name.casefold() == one.name.casefold() for one in others):
        raise refusal("name", say("There is a value of that name already."))
    if value.emoji is not None:
        taken = [*settings.emoji, *(one.emoji for one in others if one.emoji is not None)]
        if bare(value.emoji) in map(bare, taken):
            raise refusal("emoji", say("That emoji thanks for something else already. Choose another."))
    if at is None:
        if len(settings.values) >= MOST_VALUES:
            raise refusal("name", say("There are {most} values already. Change one of them instead.", most=MOST_VALUES))
        return replace(settings, values=(*settings.values, replace(value, key=_free_key(value.name, others))))
    renamed = replace(value, key=settings.values[at].ref)
    return replace(settings, values=(*settings.values[:at], renamed, *settings.values[at + 1 :]))


def with_emoji(settings: KudosSettings, emoji: tuple[Emoji, ...]) -> KudosSettings:
    """Set the emoji that just thank.

    Raises: CopError when there are too many, or when one stands for a value.
    """
    if len(emoji) > MOST_EMOJI:
        raise refusal("emoji", say("Keep it to {most} emoji.", most=MOST_EMOJI))
    for value in settings.values:
        if value.emoji is not None and bare(value.emoji) in map(bare, emoji):
            why = say("{emoji} stands for the value “{value}”. Choose another.", emoji=value.emoji, value=value.name)
            raise refusal("emoji", why)
    return replace(settings, emoji=emoji)


def read_emoji(text: str) -> tuple[Emoji, ...]:
    """Read emoji typed with spaces between them: 🙌, `:raised_hands:`, or a community's own `:name:`.

    Raises: CopError for anything else.
    """
    return tuple(dict.fromkeys(_one_emoji(word) for word in text.split()))


def read_number(text: str, field: str, low: int, high: int) -> int:
    """Read a whole number from a form's field.

    Raises: CopError for anything else, and outside its bounds.
    """
    typed = text.strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(high)) else None
    if number is None or not low <= number <= high:
        raise refusal(field, say("Write a whole number from {low} to {high}.", low=low, high=high))
    return number


def refusal(field: str, sentence: Said) -> CopError:
    """Make the error that says of a form's field what is wrong with it."""
    return CopError(sentence, fields={field: sentence})


def _one_emoji(word: str) -> Emoji:
    import emoji as emojis

    shown = emojis.emojize(word, language="alias")
    if emojis.is_emoji(shown):
        return Emoji(shown)
    own = _OWN.fullmatch(word)
    if own is None:
        unknown = say(
            "I know no emoji {emoji}. Use one like 🙌, or a name like {example}.",
            emoji=Code(word[:40]),
            example=Code(":raised_hands:"),
        )
        raise refusal("emoji", unknown)
    return Emoji(own[1] or own[2])


def _free_key(name: str, others: Sequence[KudosValue]) -> str:
    """Choose a key that no other value has: a renamed one keeps the name it had."""
    taken = {one.ref for one in others}
    count, key = 1, name
    while key in taken:
        count += 1
        key = f"{name} {count}"
    return "" if key == name else key
