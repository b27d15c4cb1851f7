from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.command import AnyCommand, Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import TypedPiece
from copbot.intents import Intent
from copbot.model.roles import Role
from copbot.parsing import complete, find_command, parse
from copbot.refs import ChannelRef, RoleRef, UserRef

ANN = UserRef("sim", "demo", "ann")
BOB = UserRef("sim", "demo", "bob")
GENERAL = ChannelRef("sim", "demo", "general")
CURATORS = RoleRef("sim", "demo", "curators")


class Size(StrEnum):
    SMALL = "small"
    VERY_LARGE = "very_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thank:
    to: Annotated[tuple[UserRef, ...], Opt(about="Whom", at_most=2)]
    reason: Annotated[str, Opt(about="What for", max_length=40)]
    value: Annotated[str | None, Opt(about="Which value")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    count: Annotated[int, Opt(about="How many", minimum=1, maximum=9)]
    size: Annotated[Size, Opt(about="How big")] = Size.SMALL
    loud: Annotated[bool, Opt(about="Loud?")] = False
    who: Annotated[UserRef | None, Opt(about="Who")] = None
    where: Annotated[ChannelRef | None, Opt(about="Where")] = None
    group: Annotated[RoleRef | None, Opt(about="Which group")] = None
    note: Annotated[str | None, Opt(about="A note")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    pass


@command("thank give", Thank, who=Role.MEMBER)
def thank_give(args: Thank, ctx: Context) -> list[Intent]:
    """Thank somebody."""
    return []


@command("all", Everything, who=Role.MEMBER)
def everything(args: Everything, ctx: Context) -> list[Intent]:
    """Take everything."""
    return []


@command("thank mine", Nothing, who=Role.MEMBER)
def thank_mine(args: Nothing, ctx: Context) -> list[Intent]:
    """Show mine."""
    return []


COMMANDS: dict[str, AnyCommand] = {one.path: one for one in (thank_give, everything, thank_mine)}


def read(*pieces: TypedPiece) -> tuple[str, dict[str, Any]]:
    found, rest = find_command(pieces, COMMANDS, {"thank": "thank give"})
    parsed = parse(found, rest, {BOB: "Bob"})
    return found.path, dict(parsed.values)


def refusal(*pieces: TypedPiece) -> str:
    with pytest.raises(CopError) as caught:
        read(*pieces)
    return str(caught.value)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("thank give ", ANN, " for her notes"), {"to": (ANN,), "reason": "her notes"}),
        (("thank ", ANN, " and ", BOB, " for the review"), {"to": (ANN, BOB), "reason": "the review"}),
        (("thank ", ANN, ", ", BOB, "  For both"), {"to": (ANN, BOB), "reason": "both"}),
        (("thank ", ANN, " helping ", BOB, " out"), {"to": (ANN,), "reason": "helping @Bob out"}),
        (("thank ", ANN, " ", ANN, " twice"), {"to": (ANN,), "reason": "twice"}),
        (("cop thank give ", ANN, " x"), {"to": (ANN,), "reason": "x"}),
        (("THANK Give ", ANN, " x"), {"to": (ANN,), "reason": "x"}),
        (("thank ", ANN, ' x value:"clear writing"'), {"to": (ANN,), "reason": "x", "value": "clear writing"}),
        (("thank value:care ", ANN, " x"), {"to": (ANN,), "reason": "x", "value": "care"}),
        (("thank ", ANN, " see https://a.example/x:y"), {"to": (ANN,), "reason": "see https://a.example/x:y"}),
        (("thank give to:", ANN, " reason:brief"), {"to": (ANN,), "reason": "brief"}),
    ],
)
def test_a_thank_is_read_as_people_write_it(pieces: tuple[TypedPiece, ...], expected: dict[str, object]) -> None:
    assert read(*pieces) == ("thank give", expected)


def test_every_kind_of_option_is_read() -> None:
    path, values = read("all 3 very-large".replace("-", "_"), " yes ", ANN, " ", GENERAL, " ", CURATORS, " note:hello")
    assert path == "all"
    assert values == {
        "count": 3,
        "size": "very_large",
        "loud": True,
        "who": ANN,
        "where": GENERAL,
        "group": CURATORS,
        "note": "hello",
    }


def test_what_is_missing_is_named() -> None:
    found, rest = find_command(("thank ", ANN), COMMANDS, {"thank": "thank give"})
    assert [option.name for option in parse(found, rest, {}).missing] == ["reason"]


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        (("thnak",), "I do not know “thnak”. Did you mean /thank mine, /thank give?"),
        (("xyzzyx",), "I do not know “xyzzyx”. /cop help lists what I can do."),
        (("thank giev ", ANN), "I do not know “thank giev”. Did you mean /thank give, /thank mine?"),
        (("all many",), "count must be a whole number, like 9."),
        (("all 0",), "count must be at least 1."),
        (("all 12",), "count must be at most 9."),
        (("all 3 huge",), "size must be one of small, very_large."),
        (("all 3 small perhaps",), "loud must be yes or no."),
        (("thank ", ANN, " ", BOB, " ", CURATORS, " x" * 60), "reason has 129 characters. Keep it to 40."),
        (("thank mine and more",), "I could not place “and more”. /thank mine takes no more words."),
        (("all who:bob 3",), "who must be a person: type @ and their name."),
        (("all where:there 3",), "where must be a channel: type # and its name."),
        (("all group:them 3",), "group must be a role or group: type @ and its name."),
        (("thank give to:bob reason:x",), "to must be people: type @ and a name."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(pieces: tuple[TypedPiece, ...], sentence: str) -> None:
    assert refusal(*pieces) == sentence


def test_too_many_people_are_refused() -> None:
    carla = UserRef("sim", "demo", "carla")
    assert refusal("thank ", ANN, " ", BOB, " ", carla, " x") == "to takes at most 2 people."


def test_typed_options_are_held_against_the_same_rules_and_name_their_field() -> None:
    with pytest.raises(CopError) as caught:
        complete(thank_give, {"to": (ANN,), "reason": "x" * 41})
    assert {name: str(sentence) for name, sentence in caught.value.fields.items()} == {
        "reason": "reason has 41 characters. Keep it to 40."
    }


def test_one_person_given_for_people_is_a_group_of_one_and_unknown_options_are_left_out() -> None:
    assert dict(complete(thank_give, {"to": ANN, "reason": " x ", "other": "y"}).values) == {
        "to": (ANN,),
        "reason": "x",
    }


def test_an_empty_required_text_is_refused() -> None:
    with pytest.raises(CopError, match="reason is empty"):
        complete(thank_give, {"to": (ANN,), "reason": "  "})


@given(st.lists(st.one_of(st.text(max_size=60), st.just(ANN), st.just(GENERAL), st.just(CURATORS)), max_size=6))
def test_no_line_whatever_is_anything_but_read_or_refused(pieces: list[TypedPiece]) -> None:
    try:
        path, _ = read("thank give ", *pieces)
    except CopError:
        return
    assert path == "thank give"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoNotes:
    first: Annotated[str | None, Opt(about="One")] = None
    second: Annotated[str | None, Opt(about="Another")] = None


@command("two", TwoNotes, who=Role.MEMBER)
def two_notes(args: TwoNotes, ctx: Context) -> list[Intent]:
    """Take two notes."""
    return []


@pytest.mark.parametrize(
    "typed", ['value:"clear trail"', 'value: "clear trail"', "value:“clear trail”", "value: „clear trail“"]
)
def test_an_options_value_may_be_quoted_and_stand_after_a_space(typed: str) -> None:
    parsed = parse(thank_give, (BOB, f"for the notes {typed}"), {})
    assert (parsed.values["reason"], parsed.values["value"]) == ("the notes", "clear trail")


def test_a_value_after_a_space_is_one_word() -> None:
    parsed = parse(thank_give, (BOB, "value: Clear the notes"), {})
    assert (parsed.values["reason"], parsed.values["value"]) == ("the notes", "Clear")


def test_one_word_alone_after_a_practice_is_a_command_nobody_knows_and_no_text_to_be_kept() -> None:
    commands: dict[str, AnyCommand] = {"thank give": thank_give}
    with pytest.raises(CopError) as refused:
        find_command(("thank bogus",), commands, {"thank": "thank give"})
    assert str(refused.value) == "I do not know “thank bogus”. Did you mean /thank give?"
    for line in ("thank 谢谢大家的帮助", "thank Why?", "thank bogus people"):
        assert find_command((line,), commands, {"thank": "thank give"})[0] is thank_give
    assert find_command(("thank bogus", BOB), commands, {"thank": "thank give"})[0] is thank_give


def test_of_two_open_texts_the_last_takes_the_words() -> None:
    assert dict(parse(two_notes, ("hello there",), {}).values) == {"second": "hello there"}


def test_a_yes_that_a_platform_typed_is_taken_as_it_is() -> None:
    assert dict(complete(everything, {"count": 3, "loud": True}).values) == {"count": 3, "loud": True}


def test_a_name_with_a_space_after_its_colon_is_read_on() -> None:
    assert read("all count: 3") == ("all", {"count": 3})
