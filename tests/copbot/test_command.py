from dataclasses import dataclass, make_dataclass
from enum import StrEnum
from typing import Annotated, Any

import pytest

from copbot.command import NoOptions, Opt, OptionKind, command, options_of
from copbot.context import Context
from copbot.intents import Intent
from copbot.model.roles import Role
from copbot.refs import ChannelRef, RoleRef, UserRef

Colour = StrEnum("Colour", {"RED": "red", "DARK_BLUE": "dark_blue"})
Many = StrEnum("Many", {f"C{number}": f"c{number}" for number in range(26)})  # type: ignore[misc]  # counted, not written out


def handle(_: object, __: Context) -> list[Intent]:
    """Do something."""
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    wall: Annotated[str, Opt(about="Which wall")]
    colour: Annotated[Colour, Opt(about="Which colour")] = Colour.RED
    coats: Annotated[int | None, Opt(about="How many")] = None
    dry: Annotated[bool, Opt(about="Wait until it is dry")] = False
    helper: Annotated[UserRef | None, Opt(about="Who helps")] = None
    helpers: Annotated[tuple[UserRef, ...], Opt(about="Who else", at_most=3)] = ()
    room: Annotated[ChannelRef | None, Opt(about="Where")] = None
    crew: Annotated[RoleRef | None, Opt(about="Which crew")] = None


def test_a_declaration_carries_all_that_platforms_need() -> None:
    paint = command("paint wall", Paint, who=Role.MEMBER, reads=True, example="/paint wall north")(handle)
    assert [option.kind for option in paint.options] == [
        OptionKind.TEXT,
        OptionKind.CHOICE,
        OptionKind.NUMBER,
        OptionKind.YES_NO,
        OptionKind.PERSON,
        OptionKind.PEOPLE,
        OptionKind.CHANNEL,
        OptionKind.ROLE,
    ]
    assert [option.name for option in paint.required] == ["wall"]
    assert [(choice.label, choice.value) for choice in paint.options[1].choices] == [
        ("red", "red"),
        ("dark blue", "dark_blue"),
    ]
    assert str(paint.help) == "Do something."
    assert paint.make({"wall": "north"}) == Paint(wall="north")


@pytest.mark.parametrize("path", ["Paint wall", "paint the wall", "paint  wall", "", "p" * 33])
def test_a_path_no_platform_could_show_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        command(path, NoOptions, who=Role.MEMBER)(handle)


def test_help_is_neither_missing_nor_long() -> None:
    def silent(_: NoOptions, __: Context) -> list[Intent]:
        return []

    def talkative(_: NoOptions, __: Context) -> list[Intent]:
        return []

    talkative.__doc__ = "x" * 101
    for one in (silent, talkative):
        with pytest.raises(ValueError, match="its help has"):
            command("paint", NoOptions, who=Role.MEMBER)(one)


def test_more_options_than_fit_are_refused() -> None:
    declared: Any = Annotated[str, Opt(about="One of many")]
    crowded = make_dataclass("Crowded", [(f"o{number}", declared) for number in range(26)])
    with pytest.raises(ValueError, match="26 options"):
        command("paint", crowded, who=Role.MEMBER)(handle)


def test_required_options_come_first() -> None:
    wall: Any = Annotated[str, Opt(about="Which wall")]
    late = make_dataclass("Late", [("colour", wall, "red"), ("wall", wall)], kw_only=True)
    with pytest.raises(ValueError, match="required options come first"):
        options_of(late)


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        (str, "needs Annotated"),
        (Annotated[str, "about"], "one Opt"),
        (Annotated[str, Opt(about="")], "one Opt"),
        (Annotated[str, Opt(about="a"), Opt(about="b")], "one Opt"),
        (Annotated[float, Opt(about="How much")], "no platform has options"),
        (Annotated[str | int, Opt(about="Either")], "no platform has options"),
        (Annotated[Many, Opt(about="Which")], "26 choices"),
    ],
)
def test_an_option_no_platform_has_is_refused(declared: object, why: str) -> None:
    odd = make_dataclass("Odd", [("option", declared)])
    with pytest.raises(ValueError, match=why):
        options_of(odd)


def test_an_option_has_a_lower_case_name() -> None:
    odd = make_dataclass("Odd", [("Wall", Annotated[str, Opt(about="Which wall")])])
    with pytest.raises(ValueError, match="lower-case name"):
        options_of(odd)
