import asyncio

from adapters.simulator.model import BOT, Account
from copbot.events import Place
from copbot.forms import Form, TextField
from copbot.message import Control, message
from tests.adapters.simulator.pretend import Pretence

FORM = Form(control=Control("a"), title="A", fields=(TextField(name="x", label="X"),), submit="Go")


def test_everybody_has_a_conversation_with_the_bot_that_only_they_are_in() -> None:
    chat = Pretence().chat
    assert chat.direct("bob").members == ("bob",)
    assert "dm-bob" in chat.directory("bob").channels
    assert "dm-bob" not in chat.directory("ann").channels
    assert "dm-bob" in chat.directory(BOT).channels


def test_an_ephemeral_is_for_one_pair_of_eyes() -> None:
    chat = Pretence().chat
    told = chat.post("general", BOT, message("psst"), only_for="bob")
    assert chat.visible("bob") == (told,)
    assert chat.visible("ann") == ()


def test_of_many_ephemerals_the_oldest_are_forgotten() -> None:
    chat = Pretence().chat
    posted = [chat.post("general", BOT, message(str(number)), only_for="bob") for number in range(52)]
    assert chat.entry(posted[1].id) is None
    assert chat.entry(posted[2].id) == posted[2]
    assert chat.entry(posted[51].id) == posted[51]


def test_every_change_is_newer_than_the_one_before() -> None:
    chat = Pretence().chat
    before = chat.version
    entry = chat.post("general", "bob", message("hi"))
    assert chat.visible("ann", since=before) == (entry,)
    assert chat.visible("ann", since=entry.version) == ()
    chat.react(entry, "📚", "ann")
    assert [one.id for one in chat.visible("ann", since=entry.version)] == [entry.id]


def test_a_reaction_twice_changes_nothing() -> None:
    chat = Pretence().chat
    entry = chat.post("general", "bob", message("hi"))
    assert chat.react(entry, "📚", "ann")
    reacted = chat.visible("ann")[0]
    assert not chat.react(reacted, "📚", "ann")
    assert chat.react(reacted, "📚", "eve")
    assert chat.visible("ann")[0].reactions == (("📚", ("ann", "eve")),)


def test_the_last_reaction_taken_back_leaves_none() -> None:
    chat = Pretence().chat
    entry = chat.post("general", "bob", message("hi"))
    chat.react(entry, "📚", "ann")
    assert chat.react(chat.visible("ann")[0], "📚", "ann", remove=True)
    assert chat.visible("ann")[0].reactions == ()
    assert not chat.react(chat.visible("ann")[0], "📚", "ann", remove=True)


def test_a_deleted_message_is_told_of_but_no_longer_there() -> None:
    chat = Pretence().chat
    entry = chat.post("general", "bob", message("secret"), typed="secret")
    chat.delete(entry)
    assert chat.entry(entry.id) is None
    told = chat.visible("ann")[0]
    assert told.gone
    assert told.typed == ""
    assert told.message.blocks == ()


def test_two_runs_never_give_the_same_id() -> None:
    first, second = Pretence(), Pretence(a_minute_later=True)
    early = {first.chat.post("general", "bob", message("x")).id for _ in range(1000)}
    assert second.chat.post("general", "bob", message("x")).id not in early


def test_a_room_is_opened_once_for_a_key() -> None:
    chat = Pretence().chat
    room = chat.open_room(("ann", "bob"), "You two", "1:pair")
    assert chat.open_room(("ann", "bob"), "You two", "1:pair") == room
    assert room.id in chat.directory("bob").channels
    assert room.id not in chat.directory("eve").channels


def test_a_new_form_takes_the_place_of_the_one_that_was_open() -> None:
    chat = Pretence().chat
    place = Place(platform="sim", tenant="demo")
    first = chat.open_form("bob", FORM, place)
    second = chat.open_form("bob", FORM, place, errors={"x": "No."})
    assert first.id != second.id
    assert chat.form("bob") == second
    chat.close_form("bob")
    assert chat.form("bob") is None


def test_somebody_new_can_write_to_the_bot() -> None:
    chat = Pretence().chat
    chat.join(Account(id="zoe", name="Zoe"))
    assert "dm-zoe" in chat.directory("zoe").channels


async def test_who_waits_for_a_change_hears_of_it() -> None:
    chat = Pretence().chat
    waiting = asyncio.ensure_future(chat.changed_since(chat.version))
    await asyncio.sleep(0)
    assert not waiting.done()
    chat.post("general", "bob", message("hi"))
    await asyncio.wait_for(waiting, 5)


async def test_closing_lets_everybody_go_who_waits() -> None:
    chat = Pretence().chat
    waiting = asyncio.ensure_future(chat.changed_since(chat.version + 100))
    await asyncio.sleep(0)
    chat.close()
    await asyncio.wait_for(waiting, 5)
