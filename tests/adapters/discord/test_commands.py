"""Declarations as application commands, and when Discord is told of them."""

from copy import deepcopy
from typing import Any

import pytest

from adapters.discord.commands import Tree, _on_message, _suggest, base_of, fingerprint, plant
from adapters.discord.gateway import Gateway
from copbot.command import command
from copbot.message import say
from copbot.model.roles import Role
from copbot.practice import Practice
from copbot.repertoire import Repertoire
from tests.adapters.discord.garden import GARDEN, Nothing
from tests.adapters.discord.garden import plant as the_command
from tests.e2e.discord_wire.tree_limits import check_commands


@command("weather", Nothing, who=Role.MEMBER)
def weather(args: Nothing, ctx: object) -> list[Any]:
    """Tell the weather."""
    return []


@command("shed open", Nothing, who=Role.MEMBER)
def shed(args: Nothing, ctx: object) -> list[Any]:
    """Open the shed."""
    return []


async def declared(*practices: Practice) -> list[dict[str, Any]]:
    client = Gateway(frozenset(), lambda *_: None, lambda: None)
    tree = Tree(client)
    plant(tree, Repertoire(practices))
    made = [one.to_dict(tree) for one in tree.get_commands()]
    await client._connector.close()
    return made


async def test_commands_of_one_word_of_two_and_menus_are_declared() -> None:
    others = Practice(name="weather", about=say("Weather"), commands=(weather, shed))
    made = await declared(GARDEN, others)
    assert [(one["name"], one["type"], one.get("description")) for one in made] == [
        ("weather", 1, "Tell the weather."),
        ("garden", 1, "Plants and who waters them"),
        ("shed", 1, "/shed"),
        ("Keep this", 3, None),
    ]
    assert all(one["dm_permission"] is False for one in made)
    assert [*check_commands(made, [])] == []


def test_several_people_are_spread_over_options_and_come_together_again() -> None:
    names = ("helpers", "helpers_2", "helpers_3", "helpers_4", "seed")
    assert [base_of(name, the_command.options) for name in names] == [
        "helpers",
        "helpers",
        "helpers",
        "helpers_4",
        "seed",
    ]


async def test_what_discord_adds_by_itself_does_not_change_the_fingerprint() -> None:
    made = await declared(GARDEN)
    registered = [
        {**one, "id": "1", "version": "2", "nsfw": False, "name_localizations": None} for one in deepcopy(made)
    ]
    assert fingerprint(made) == fingerprint(registered[::-1])
    made[0]["options"][0]["description"] = "Something else"
    assert fingerprint(made) != fingerprint(registered)


async def test_what_stands_for_commands_is_never_called() -> None:
    nothing: Any = None
    await _on_message(nothing, nothing)
    with pytest.raises(NotImplementedError):
        await _suggest(nothing, "x")
