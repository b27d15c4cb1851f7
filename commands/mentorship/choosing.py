"""Which match is meant, where somebody has several; and whether a button's match still runs for them."""

from collections.abc import Mapping, Sequence

from copbot.context import Context
from copbot.errors import CopError
from copbot.events import OptionValue
from copbot.message import Choice, Code, Control, Menu, Message, Paragraph, Said, say
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Match, MatchState, SideState
from copbot.model.words import folded

MET, SCORE, WORDS, SEEN = "mentor.met", "mentor.score", "mentor.words", "mentor.seen"
WE_MET, AGENDA, GOAL = "mentor.we_met", "mentor.agenda", "mentor.goal"
AGREE, CONFIRM = "mentor.agree", "mentor.confirm"
REST, GO_ON, REMATCH, CLOSE = "mentor.rest", "mentor.go_on", "mentor.rematch", "mentor.farewell"
LOOK_BACK = "mentor.look_back"
_MOST = 25
_LONGEST = 75
_STATUS = Code("/mentor status")


def my_matches(ctx: Context) -> tuple[Match, ...]:
    """List the matches somebody is in that have begun."""
    found = ctx.store.mentor_matches.of_member(ctx.member.id, (MatchState.ACTIVE,))
    return tuple(one for one in found if _is_in(one, ctx))


def _is_in(match: Match, ctx: Context) -> bool:
    mine = match.side_of(ctx.member.id)
    return mine is not None and mine.state is SideState.ACCEPTED


def match_at(row: str, ctx: Context) -> Match:
    """Give the match a button belongs to.

    Raises: CopError when it is over, or for others.
    """
    match = ctx.store.mentor_matches.get(int(row)) if row.isascii() and row.isdigit() else None
    if match is None or not _is_in(match, ctx):
        raise CopError(say("That match is not yours. {status} shows yours.", status=_STATUS))
    if match.state is not MatchState.ACTIVE:
        raise CopError(say("This match is over. {status} shows what runs.", status=_STATUS))
    return match


def held(row: str, ctx: Context) -> Match:
    """Give the match a button belongs to, and hold it until what is said of it is kept.

    Raises: as `match_at`.
    """
    if row.isascii() and row.isdigit():
        ctx.store.mentor_matches.move(int(row), MatchState.ACTIVE, MatchState.ACTIVE)
    return match_at(row, ctx)


def programme_of(match: Match, ctx: Context) -> Programme:
    """Give the programme of a match.

    Raises: CopError when it is gone.
    """
    programme = ctx.store.mentors.programme(match.programme)
    if programme is None:
        raise CopError(say("That programme is gone. {status} shows what runs.", status=_STATUS))
    return programme


def label_of(match: Match, ctx: Context) -> str:
    """Name a match where plain text is shown alone: with whom, and in which programme."""
    names = ", ".join(ctx.store.members.get(one.member).name for one in match.partners_of(ctx.member.id))
    programme = ctx.store.mentors.programme(match.programme)
    return f"{names} · {'' if programme is None else programme.name}"[:_LONGEST]


def suggest_matches(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the matches somebody is in."""
    found = [Choice(label_of(one, ctx), str(one.id)) for one in my_matches(ctx)]
    return [one for one in found if folded(typed.strip()) in folded(str(one.label))][:_MOST]


def my_match(typed: str, question: Said, action: str, ctx: Context) -> Match | Message:
    """Give the match that is meant, or the question which, where there are several.

    Raises: CopError when there is none.
    """
    mine = my_matches(ctx)
    if typed.strip():
        wanted = folded(typed.strip())
        mine = tuple(one for one in mine if wanted == str(one.id) or wanted in folded(label_of(one, ctx)))
    match mine:
        case []:
            raise CopError(say("You are in no match that runs. {status} shows what you wait for.", status=_STATUS))
        case [only]:
            return only
        case _:
            choices = tuple(Choice(label_of(one, ctx), str(one.id)) for one in mine[:_MOST])
            return Message((Paragraph((question,)), Menu(say("Choose a match"), Control(action), choices)))
