from dataclasses import dataclass, make_dataclass
from enum import StrEnum
from typing import Annotated

from copbot.command import Opt, command
from copbot.command_forms import form_of, options_of
from copbot.context import Context
from copbot.forms import ChannelField, ChoiceField, PeopleField, TextField
from copbot.intents import Intent
from copbot.message import Control
from copbot.model.roles import Role
from copbot.refs import ChannelRef, RoleRef, UserRef

ANN, BOB = UserRef("sim", "demo", "ann"), UserRef("sim", "demo", "bob")
GENERAL = ChannelRef("sim", "demo", "general")
STEWARDS = RoleRef("sim", "demo", "stewards")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    wall: Annotated[str, Opt(about="Which wall", max_length=40, multiline=True)]
    colour: Annotated[Colour, Opt(about="Which colour")] = Colour.RED
    coats: Annotated[int | None, Opt(about="How many")] = None
    dry: Annotated[bool | None, Opt(about="Wait until it is dry")] = None
    helper: Annotated[UserRef | None, Opt(about="Who helps")] = None
    helpers: Annotated[tuple[UserRef, ...], Opt(about="Who else", at_most=3)] = ()
    room: Annotated[ChannelRef | None, Opt(about="Where")] = None
    crew: Annotated[RoleRef | None, Opt(about="Which crew")] = None


@command("paint the-northern-outer-wall", Paint, who=Role.MEMBER)
def paint(_: Paint, __: Context) -> list[Intent]:
    """Paint a wall."""
    return []


def test_a_form_asks_for_what_is_required_first_and_then_for_what_was_given() -> None:
    form = form_of(paint, {"crew": STEWARDS, "room": GENERAL})
    assert form.control == Control("command", "paint the-northern-outer-wall")
    assert [field.name for field in form.fields] == ["wall", "colour", "coats", "room", "crew"]
    assert len(str(form.title)) == 24


def test_each_option_becomes_the_field_of_its_kind_filled_in_as_given() -> None:
    given = {"wall": "north", "colour": Colour.BLUE, "dry": True, "helper": ANN, "helpers": (ANN, BOB)}
    wall, colour, dry, helper, helpers = form_of(paint, given).fields
    assert isinstance(wall, TextField)
    assert (wall.initial, wall.max_length, wall.multiline, wall.required) == ("north", 40, True, True)
    assert isinstance(colour, ChoiceField)
    assert (colour.initial, [one.value for one in colour.choices]) == (("blue",), ["red", "blue"])
    assert isinstance(dry, ChoiceField)
    assert (dry.initial, [one.value for one in dry.choices]) == (("yes",), ["yes", "no"])
    assert isinstance(helper, PeopleField)
    assert (helper.initial, helper.at_most, helper.required) == ((ANN,), 1, False)
    assert isinstance(helpers, PeopleField)
    assert (helpers.initial, helpers.at_most) == ((ANN, BOB), 3)


def test_what_was_not_given_is_empty() -> None:
    wall, colour, coats, dry, helper = form_of(paint, {}).fields
    assert [getattr(one, "initial", None) for one in (wall, colour, coats, dry, helper)] == ["", (), "", (), ()]
    no = form_of(paint, {"dry": False, "room": GENERAL, "coats": 2}).fields
    initials = {one.name: one.initial for one in no}
    assert (initials["dry"], initials["room"], initials["coats"]) == (("no",), GENERAL, "2")
    assert any(isinstance(one, ChannelField) for one in no)


def test_a_submitted_form_reads_back_as_options() -> None:
    values = {
        "wall": ("north",),
        "coats": ("2",),
        "dry": ("yes",),
        "colour": ("blue",),
        "helper": (str(ANN),),
        "helpers": (str(ANN), str(BOB)),
        "room": (str(GENERAL),),
        "crew": (str(STEWARDS),),
    }
    assert options_of(paint, values) == {
        "wall": "north",
        "coats": "2",
        "dry": "yes",
        "colour": "blue",
        "helper": ANN,
        "helpers": (ANN, BOB),
        "room": GENERAL,
        "crew": STEWARDS,
    }


def test_empty_and_unknown_fields_are_left_out() -> None:
    assert options_of(paint, {"wall": ("  ",), "room": (), "ceiling": ("white",)}) == {}


def test_a_field_is_labelled_by_its_options_name() -> None:
    odd = make_dataclass("Odd", [("from_which_hour", Annotated[str, Opt(about="When it begins")])])

    def begin(_: object, __: Context) -> list[Intent]:
        """Begin."""
        return []

    (field,) = form_of(command("begin", odd, who=Role.MEMBER)(begin), {}).fields
    assert (str(field.label), str(field.hint)) == ("From which hour", "When it begins")
