"""Our sentences in the reader's language, and that no sentence of ours stands outside the catalogue."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

import pytest

from commands import ALL
from copbot.events import LinkFound
from copbot.forms import Form, TextField
from copbot.intents import DirectMessage, Ephemeral, Post
from copbot.message import (
    Bold,
    Button,
    Buttons,
    Chart,
    Code,
    Control,
    InChannel,
    Message,
    Paragraph,
    RoleMention,
    Small,
    Span,
    message,
    plain,
    say,
    say_n,
)
from copbot.ports import Books
from copbot.refs import ChannelRef, CommunityId, House, RoleRef
from copbot.wording import Wording
from tests.support.chat import Chat, channel, opened
from tests.support.clock import START
from tests.support.text import text_of

_PLACES = re.compile(r"(\{\w+\})")


class Bracketed(NullTranslations):
    """A language that puts every word of the catalogue in brackets, and what fills its places not."""

    def gettext(self, message: str) -> str:
        return "".join(part if part.startswith("{") else f"⟦{part}⟧" for part in _PLACES.split(message) if part)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


BRACKETED = Wording({"en": Bracketed()})


@pytest.mark.parametrize(
    ("wanted", "best"),
    [((None,), "en"), (("de-AT",), "de"), (("de_AT",), "de"), (("fr", "de"), "de"), (("fr",), "en"), ((), "en")],
)
def test_the_first_wanted_language_there_is_is_spoken(wanted: tuple[str | None, ...], best: str) -> None:
    wording = Wording({"de": Bracketed()})

    assert wording.languages == ("en", "de")
    assert wording.best(*wanted) == best


def test_sentences_are_spoken_wherever_they_stand_and_members_words_stay_as_they_are() -> None:
    inner = say("the {colour} one", colour=Bold(say("red")))
    said = Message(
        (
            Paragraph((say("Take {n} of {what}", n=2, what=inner), "!")),
            Small(("own ", "words", "")),
            Buttons((Button(say("Go"), Control("go")),)),
        ),
        summary=say_n("one", "{n} many", 2),
    )

    spoken = BRACKETED.spoken(said, "en")

    assert spoken.blocks[0] == Paragraph(("⟦Take ⟧2⟦ of ⟧⟦the ⟧", Bold("⟦red⟧"), "⟦ one⟧!"))
    assert spoken.blocks[1] == Small(("own words",))
    assert spoken.blocks[2] == Buttons((Button("⟦Go⟧", Control("go")),))
    assert spoken.summary == "2⟦ many⟧"


def test_what_holds_no_sentence_is_given_back_itself() -> None:
    bare = Form(control=Control("a"), title="T", fields=(TextField(name="a", label="A"),), submit="S")

    assert BRACKETED.spoken(bare, "en") is bare
    assert BRACKETED.spoken(None, "en") is None
    assert BRACKETED.spoken(message(Code("x").text), "en") == message("x")


HERE = ChannelRef("slack", "T1", "C1")
THERE = ChannelRef("discord", "77", "88")


@pytest.mark.parametrize(
    ("house", "shown"),
    [
        (("slack", "T1"), (InChannel(HERE), "a channel on Discord")),
        (("slack", "T2"), ("a channel on Slack", "a channel on Discord")),
        (("discord", "77"), ("a channel on Slack", InChannel(THERE))),
        (("discord", "users"), ("a channel on Slack", InChannel(THERE))),
        (None, (InChannel(HERE), InChannel(THERE))),
    ],
)
def test_a_channel_is_named_where_its_name_means_something(house: House | None, shown: tuple[Span, Span]) -> None:
    sentence = say("{one} and {other}", one=InChannel(HERE), other=InChannel(THERE))

    spoken = Wording().spoken(message(sentence), "en", house)

    [block] = spoken.blocks
    assert isinstance(block, Paragraph)
    assert "".join(plain(span) for span in block.line) == f"{plain(shown[0])} and {plain(shown[1])}"
    assert [span for span in block.line if isinstance(span, InChannel)] == [
        one for one in shown if isinstance(one, InChannel)
    ]


def test_a_group_is_named_in_its_own_house_alone_and_pings_nobody_elsewhere() -> None:
    group = RoleMention(RoleRef("discord", "77", "99"), ping=True)
    said = Message((Small(("For ", group)),))

    assert Wording().spoken(said, "en", ("discord", "77")) == said
    assert Wording().spoken(said, "en", ("discord", "users")).blocks == (Small(("For a group on Discord",)),)
    assert Wording().spoken(said, "en", ("slack", "T1")).blocks == (Small(("For a group on Discord",)),)


async def test_what_is_sent_names_channels_as_they_are_read_where_it_arrives(tmp_path: Path) -> None:
    async with opened(tmp_path / "copbot.db", ALL) as chat:
        await chat.ann.says("/cop help")
        chat.ann.sees()
        general = channel("general")
        said = message(say("See {there} and {here}.", there=InChannel(THERE), here=InChannel(general)))
        sent = (
            Post(key="a", to=general, message=said),
            DirectMessage(key="b", to=chat.ann.user, message=said),
            Ephemeral(key="c", to=chat.ann.user, channel=general, message=said),
        )

        def put(books: Books) -> None:
            for one in sent:
                books.outbox.put(CommunityId(1), one, lane=one.key, now=START, not_before=START)

        await chat.transactions.write(put)
        await chat.engine.settle()

        assert [one.text for one in chat.platform.posted] == ["See a channel on Discord and #general."] * 3


# No sentence of ours outside the catalogue


_MARK = re.compile(r"⟦[^⟧]*⟧")
_EXAMPLES = tuple(command.example for practice in ALL for command in practice.commands if command.example)
"""Lines to be typed: commands are the same in every language."""
_NAMES = ("random", "demo", "English", "Europe/Berlin", "UTC", "what:roundup", "what:recap")
_WORD = re.compile(r"[^\W\d_]{2,}")


def _own_words(text: str, *members: str) -> list[str]:
    """List the words of ours outside the catalogue: none of a member's, of a date, a command or an address."""
    left = _MARK.sub("", text)
    for words in (*members, *(f"@{name}" for name in ("ann", "bob", "carla")), "#general"):
        left = left.replace(words, "")
    left = re.sub(r"https?://\S+|/[a-z]+(?: [a-z]+)*|\d{4}-\d\d-\d\dT[\d:+]+", "", left)
    return _WORD.findall(left)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with opened(tmp_path / "copbot.db", ALL, wording=BRACKETED) as one:
        yield one


@pytest.mark.parametrize("line", ["/cop help", "/cop zone Europe/Paris", "/kudos mine", "/library find x", "/cop next"])
async def test_what_the_bot_answers_is_all_in_the_catalogue(chat: Chat, line: str) -> None:
    await chat.ann.says(line)

    [shown] = chat.ann.sees()
    assert "⟦" in shown
    assert _own_words(shown, *_EXAMPLES, "Europe/Paris", "Europe/Berlin", "demo") == []


async def test_what_facilitators_do_is_answered_and_kept_all_in_the_catalogue(chat: Chat) -> None:
    chat.platform.closed_channels.add("random")
    for what in ("recap", "roundup"):
        await chat.ann.says(f"/recap stop what:{what}")
        await chat.ann.says(f"/recap schedule every tuesday at 10:00 #random what:{what}")
        await chat.ann.presses("⟦Save⟧")
    for row in ("chart=on", "chart=off", "away=on", "away=off"):
        await chat.ann.presses_control("recap.toggle", row)
    await chat.ann.says("/prompt schedule every tuesday at 9:30 #random")
    await chat.ann.presses("⟦Save⟧")
    await chat.ann.says("/cop check")
    await chat.ann.says("/recap stop what:roundup")
    for line in (
        "/cop next",
        "/cop audit",
        "/cop settings",
        "/kudos settings",
        "/library settings",
        "/cop facilitators",
    ):
        await chat.ann.says(line)

    shown = chat.ann.sees()
    assert "⟦Invite copbot to the channel.⟧" in "".join(shown)
    outside = {text: words for text in shown if (words := _own_words(text, *_EXAMPLES, *_NAMES))}
    assert outside == {}


async def test_home_is_all_in_the_catalogue(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    shown = await chat.ann.opens_home()

    assert "⟦" in shown
    assert _own_words(shown, "demo", "the review", "Europe/Berlin", "UTC") == []


async def test_a_kudos_a_prompt_and_a_recap_are_all_in_the_catalogue(chat: Chat) -> None:
    chat.links.pages["https://a.example/"] = LinkFound(url="https://a.example/", title="Zebra")
    await chat.ann.says("/recap schedule every tuesday at 10:00 #general")
    await chat.ann.presses("⟦Save⟧")
    await chat.ann.says("/prompt add Wherefore?")
    await chat.ann.says("/prompt now")
    await chat.forward(minutes=1)
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.says("/library add https://a.example/")
    await chat.forward(days=2)

    shown = {post.key.partition(":")[0]: text_of(post.message) for post in chat.posts()}

    assert {"kudos", "prompt", "recap"} <= set(shown)
    labels = [
        label
        for post in chat.posts()
        for block in post.message.blocks
        if isinstance(block, Chart)
        for label in block.labels
    ]
    assert labels == ["⟦Resources⟧", "⟦Kudos⟧"]
    assert {
        key: words
        for key, text in shown.items()
        if (words := _own_words(text, "Wherefore?", "the review", "Zebra", "demo"))
    } == {}


@dataclass(frozen=True, slots=True)
class Pair:
    both: tuple[str, int]


def test_a_pair_without_sentences_is_left_as_it_is() -> None:
    pair = Pair(("a", 1))
    assert Wording().spoken(pair, "en") is pair
