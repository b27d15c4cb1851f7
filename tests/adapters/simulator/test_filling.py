import pytest

from adapters.simulator.filling import fill
from copbot.forms import ChannelField, ChoiceField, Field, Form, PeopleField, TextField
from copbot.message import Choice, Control
from tests.adapters.simulator.pretend import Pretence

NAME = TextField(name="x", label="X", max_length=5)
MAYBE = TextField(name="x", label="X", required=False)
KIND = ChoiceField(name="x", label="X", choices=(Choice("A tool", "tool"), Choice("A story", "story")))
KINDS = ChoiceField(name="x", label="X", choices=KIND.choices, at_most=2)
WHO = PeopleField(name="x", label="X", at_most=2)
WHERE = ChannelField(name="x", label="X", required=False)


def filled(field: Field, *written: str) -> tuple[str, ...] | str:
    form = Form(control=Control("f"), title="F", fields=(field,), submit="Send")
    found = fill(form, {"x": written} if written else {}, Pretence().chat.directory("ann"))
    return found.errors["x"] if found.errors else found.values["x"]


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (NAME, ("abc",), ("abc",)),
        (MAYBE, (), ()),
        (MAYBE, ("  ",), ()),
        (KIND, ("tool",), ("tool",)),
        (KIND, ("A story",), ("story",)),
        (KINDS, ("tool", "A story", "tool"), ("tool", "story")),
        (WHO, ("bob", "@Carla"), ("sim:demo/bob", "sim:demo/carla")),
        (WHO, ("sim:demo/bob",), ("sim:demo/bob",)),
        (WHERE, (), ()),
        (WHERE, ("#general",), ("sim:demo/general",)),
        (WHERE, ("sim:demo/general",), ("sim:demo/general",)),
    ],
)
def test_what_fits_is_passed_on(field: Field, written: tuple[str, ...], value: tuple[str, ...]) -> None:
    assert filled(field, *written) == value


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        (NAME, (), "Please fill this in."),
        (NAME, ("abcdef",), "This has 6 characters. Keep it to 5."),
        (KIND, ("car",), "“car” is not among the choices."),
        (KIND, ("tool", "story"), "Choose only one."),
        (WHO, ("nobody",), "There is nobody called “nobody”."),
        (WHO, ("bob", "carla", "dev"), "Choose at most 2."),
        (WHERE, ("#nowhere",), "There is no channel called “nowhere”."),
    ],
)
def test_what_does_not_fit_has_a_sentence_beside_its_field(
    field: Field, written: tuple[str, ...], sentence: str
) -> None:
    assert filled(field, *written) == sentence
