import pytest

from copbot.forms import ChoiceField, Form, TextField
from copbot.message import Choice, Control


def form(count: int, choices: int = 1) -> Form:
    offered = tuple(Choice(str(number), str(number)) for number in range(choices))
    fields = [TextField(name=f"f{number}", label="Words") for number in range(count - 1)]
    chosen = ChoiceField(name="one", label="Which", choices=offered)
    return Form(control=Control("a.b"), title="T", fields=(*fields, chosen) if count else (), submit="Send")


def test_a_form_has_one_to_five_fields() -> None:
    assert len(form(5).fields) == 5
    for count in (0, 6):
        with pytest.raises(ValueError, match="1 to 5 fields"):
            form(count)


def test_a_choice_is_among_one_to_twenty_five() -> None:
    assert form(1, 25).fields
    for choices in (0, 26):
        with pytest.raises(ValueError, match="1 to 25"):
            form(1, choices)
