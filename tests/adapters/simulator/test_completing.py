from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import pytest

from adapters.simulator.completing import Ask, Completion, Scope, complete
from adapters.simulator.model import Channel
from copbot.command import Opt, command
from copbot.context import Context
from copbot.intents import Intent
from copbot.message import Choice
from copbot.model.roles import Role
from copbot.refs import RoleRef
from copbot.repertoire import Repertoire
from tests.adapters.simulator.practice import PRACTICE
from tests.adapters.simulator.pretend import Pretence


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    role: Annotated[RoleRef | None, Opt(about="A group")] = None


@command("try group", Name, who=Role.CURATOR)
def name_group(_: Name, __: Context) -> Sequence[Intent]:
    """Name a group."""
    return []


def scope(role: Role = Role.MEMBER, *, archived: bool = False) -> Scope:
    chat = Pretence().chat
    if archived:
        chat.add_channel(Channel(id="general", name="general", archived=True))
    known = {**Repertoire((PRACTICE,)).commands, "try group": name_group}
    commands = {path: one for path, one in known.items() if one.who <= role}
    return Scope(commands=commands, defaults={"try": "try thank"}, directory=chat.directory("bob"))


def offered(text: str, role: Role = Role.MEMBER) -> list[str]:
    found = complete(text, scope(role))
    assert isinstance(found, Completion), found
    return [text[: found.start] + one.insert for one in found.items]


def labels(text: str) -> list[str]:
    found = complete(text, scope())
    assert isinstance(found, Completion), found
    return [one.label for one in found.items]


def asked(text: str) -> Ask:
    found = complete(text, scope())
    assert isinstance(found, Ask), found
    return found


def test_a_slash_offers_every_command_one_may_use_with_its_help() -> None:
    found = complete("/", scope())
    assert isinstance(found, Completion)
    assert [one.label for one in found.items] == [
        "/try chart",
        "/try everything",
        "/try form",
        "/try look",
        "/try post",
        "/try thank",
    ]
    assert found.items[1].about == "Show one of every block."


def test_commands_for_facilitators_are_offered_to_them_and_say_so() -> None:
    found = complete("/tom", scope(Role.FACILITATOR))
    assert isinstance(found, Completion)
    assert [(one.insert, one.about) for one in found.items] == [
        ("/try tomorrow ", "facilitators · Have a prompt posted in this channel a day from now.")
    ]
    assert offered("/tom") == []


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("/try th", ["/try thank "]),
        ("/look", ["/try look "]),
        ("/try thank", ["/try thank "]),
        ("/TRY LO", ["/try look "]),
        ("/nothing", []),
        ("/try everything ", []),
        ("/ try", []),
    ],
)
def test_the_beginning_of_a_command_is_completed(text: str, completed: list[str]) -> None:
    assert offered(text) == completed


def test_after_a_command_come_its_options_the_needed_ones_first() -> None:
    assert labels("/try thank ") == ["to", "reason", "value", "mood", "quietly", "where"]
    assert offered("/try thank ") == [
        "/try thank @",
        "/try thank ",
        "/try thank value:",
        "/try thank mood:",
        "/try thank quietly:",
        "/try thank where:#",
    ]


def test_a_first_word_alone_means_its_default_once_more_is_typed() -> None:
    assert offered("/try @bo") == ["/try @bob "]
    assert labels("/try @bob for ") == ["reason", "value", "mood", "quietly", "where"]


def test_what_was_given_is_not_offered_again() -> None:
    assert labels('/try thank @bob value:"sharing early" mood:well ') == ["reason", "quietly", "where"]


def test_an_option_is_completed_by_its_first_letters() -> None:
    assert offered("/try thank @bob for it qu") == ["/try thank @bob for it quietly:"]
    assert offered("/try thank @bob for it.") == []


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("/try thank to:c", ["/try thank to:@carla "]),
        ("/try thank to:@bo", ["/try thank to:@bob "]),
        ("/try thank @bob where:#r", ["/try thank @bob where:#resources ", "/try thank @bob where:#random "]),
        ("/try thank @bob mood:", ["/try thank @bob mood:well ", "/try thank @bob mood:so_so "]),
        ("/try thank @bob mood:so", ["/try thank @bob mood:so_so "]),
        ("/try thank @bob quietly:", ["/try thank @bob quietly:yes ", "/try thank @bob quietly:no "]),
        ("/try thank @bob quietly:N", ["/try thank @bob quietly:no "]),
        ("/try thank @bob #he", ["/try thank @bob #help "]),
    ],
)
def test_values_are_completed_by_the_kind_of_their_option(text: str, completed: list[str]) -> None:
    assert offered(text) == completed


def test_words_of_ones_own_are_only_hinted_at() -> None:
    found = complete("/try thank @bob reason:bec", scope())
    assert isinstance(found, Completion)
    assert [(one.insert, one.label, one.about) for one in found.items] == [
        ("", "reason", "What they did: just type it")
    ]


def test_the_bot_is_asked_for_values_it_can_suggest() -> None:
    text = "/try thank @bob mood:well value:sha"
    ask = asked(text)
    assert (ask.asked.path, ask.asked.option, ask.asked.typed) == ("try thank", "value", "sha")
    assert ask.asked.options == {"mood": "well"}
    found = ask.completed([Choice("sharing early", "sharing early", "a value"), Choice("x", 'say "x"')])
    assert [text[: found.start] + one.insert for one in found.items] == [
        '/try thank @bob mood:well value:"sharing early" ',
        "/try thank @bob mood:well value:\"say 'x'\" ",
    ]
    assert [one.about for one in found.items] == ["a value", ""]


def test_an_open_quote_is_part_of_what_is_typed() -> None:
    assert asked('/try thank @bob value:"sharing ea').asked.typed == "sharing ea"


def test_the_bot_is_asked_for_an_option_that_needs_no_name() -> None:
    ask = asked("/try look plotting w")
    assert (ask.asked.path, ask.asked.option, ask.asked.typed) == ("try look", "title", "plotting w")
    found = ask.completed([Choice("Plotting with code", "plot-code")])
    assert ("/try look plotting w"[: found.start] + found.items[0].insert) == "/try look plot-code "
    assert asked("/try look ").start == len("/try look ")


def test_a_command_is_offered_people_and_groups_only_where_it_takes_one() -> None:
    assert offered("/try thank @c") == ["/try thank @carla "]
    assert offered("/try group @c", Role.CURATOR) == ["/try group @carla ", "/try group @curators "]
    assert offered("hi @c") == ["hi @carla ", "hi @copbot ", "hi @curators "]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("hi @ca", ["hi @carla "]),
        ("hi @gr", ["hi @grace "]),
        ("in #he", ["in #help "]),
        ("mail a@ca", []),
        ("great :books", ["great 📚 "]),
        ("plain words", []),
        ("12:30", []),
    ],
)
def test_names_and_emojis_are_completed_in_messages_too(text: str, completed: list[str]) -> None:
    assert offered(text) == completed


def test_emojis_that_begin_so_come_before_those_that_contain_it() -> None:
    found = complete(":sun", scope())
    assert isinstance(found, Completion)
    begins = [one.about.startswith("sun") for one in found.items]
    assert len(begins) == 8
    assert begins == sorted(begins, reverse=True)


def test_archived_channels_are_not_offered() -> None:
    found = complete("#gen", scope(archived=True))
    assert isinstance(found, Completion)
    assert found.items == ()
