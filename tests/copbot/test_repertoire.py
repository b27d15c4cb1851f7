import pytest

from copbot.dispatch import _answer_among
from copbot.events import Event, Found, MessageFound, Place
from copbot.intents import Reply
from copbot.message import Bold, Message, Paragraph, message
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from tests.support.practice import NOTES


def test_two_practices_cannot_declare_the_same() -> None:
    with pytest.raises(ValueError, match="is declared twice"):
        Repertoire([NOTES, NOTES])


def test_a_finding_nobody_asked_for_is_let_be() -> None:
    found = Event(place=Place(platform="sim", tenant="demo"), happened=Found("strange:1", MessageFound(None)))

    assert Repertoire([NOTES]).plan(found) is None


def test_an_event_has_one_answer() -> None:
    one = Reply(message("one"))

    assert _answer_among([one]) == one
    with pytest.raises(ValueError, match="2 answers to one event"):
        _answer_among([one, one])


def test_a_message_without_a_sentence_is_spoken_as_itself() -> None:
    bare = Message((Paragraph((Bold("words"),)),))

    assert Wording().spoken(bare, "en") == bare
