"""Which programme is meant: by its name or number, or the only one there is."""

from collections.abc import Mapping, Sequence

from commands.mentorship.words import today_here
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, OptionValue
from copbot.message import Choice, Code, Control, Menu, Message, Paragraph, Said, say
from copbot.model.mentorship import Programme, SignedUp, SignUp
from copbot.model.mentorship_programme import why_closed
from copbot.model.words import folded

_MOST = 25
_SHOWN = 40


def open_programmes(known: JobContext) -> tuple[Programme, ...]:
    """List the programmes that can be joined, those that begin earlier first."""
    today = today_here(known)
    return tuple(one for one in known.store.mentors.programmes() if why_closed(one, today) is None)


def all_programmes(known: JobContext) -> tuple[Programme, ...]:
    """List all programmes, the newest first."""
    return known.store.mentors.programmes()[::-1]


def my_sign_ups(ctx: Context) -> tuple[tuple[Programme, SignUp], ...]:
    """List where somebody is signed up, or waits to be."""
    found = []
    for one in ctx.store.mentors.sign_ups_of(ctx.member.id):
        programme = ctx.store.mentors.programme(one.programme)
        if programme is not None and one.state in {SignedUp.ACTIVE, SignedUp.WAITING}:
            found.append((programme, one))
    return tuple(found)


def suggest_open(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the programmes that can be joined."""
    return _offered(open_programmes(ctx), typed)


def suggest_mine(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the programmes somebody is signed up for."""
    return _offered([programme for programme, _ in my_sign_ups(ctx)], typed)


def suggest_any(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer all programmes."""
    return _offered(all_programmes(ctx), typed)


def named(text: str, among: Sequence[Programme]) -> Programme:
    """Find a programme by its name, its begin, or its number.

    Raises: CopError when there is none of that name.
    """
    wanted = folded(text.strip())
    for one in among:
        if wanted in {folded(one.name), str(one.id)}:
            return one
    near = [one for one in among if folded(one.name).startswith(wanted)] if wanted else []
    if len(near) == 1:
        return near[0]
    names = ", ".join(one.name for one in among[:_MOST])
    shown = text.strip()[:_SHOWN]
    if not names:
        raise CopError(say("There is no programme “{name}”.", name=shown))
    raise CopError(say("There is no programme “{name}” to choose. There is: {names}.", name=shown, names=names))


def programme_at(row: str, known: JobContext) -> Programme:
    """Give the programme a button belongs to.

    Raises: CopError when it is gone.
    """
    programme = known.store.mentors.programme(int(row)) if row.isascii() and row.isdigit() else None
    if programme is None:
        raise CopError(say("That programme is gone. {command} lists those there are.", command=Code("/mentor status")))
    return programme


def chosen(pressed: ButtonPressed) -> str:
    """Give what was chosen from a menu, or else the button's own row."""
    return pressed.values[0] if pressed.values else pressed.control.row


def choice_of(programmes: Sequence[Programme], question: Said, action: str) -> Message:
    """Ask which programme is meant."""
    choices = tuple(Choice(one.name, str(one.id)) for one in programmes[:_MOST])
    return Message((Paragraph((question,)), Menu(say("Choose a programme"), Control(action), choices)))


def _offered(programmes: Sequence[Programme], typed: str) -> list[Choice]:
    wanted = folded(typed.strip())
    return [Choice(one.name, str(one.id)) for one in programmes if wanted in folded(one.name)]
