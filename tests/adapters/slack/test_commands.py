import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.commands import labels, pieces, slash_commands, typed, without, words_of
from copbot.events import TypedPiece
from copbot.refs import ChannelRef, RoleRef, UserRef
from copbot.repertoire import Repertoire
from tests.adapters.slack.garden import GARDEN, PICK

BOB = UserRef("slack", "T1", "U2")
GENERAL = ChannelRef("slack", "T1", "C1")
MENTORS = RoleRef("slack", "T1", "S1")


@pytest.mark.parametrize(
    ("command", "text", "prefix", "line"),
    [
        ("/kudos", "give <@U2|bob> for a &lt;b&gt;", "", ("kudos give ", BOB, " for a <b>")),
        ("/team-kudos", "", "team-", ("kudos",)),
        ("/cop", "kudos <@U2> in <#C1|general>", "team-", ("cop kudos ", BOB, " in ", GENERAL)),
        ("/cop", "facilitators <!subteam^S1|@mentors>", "", ("cop facilitators ", MENTORS)),
        ("/library", "add https://x.org/?a=1&amp;b=2", "", ("library add https://x.org/?a=1&b=2",)),
        ("/library", "add <https://x.org|x.org>", "", ("library add https://x.org",)),
        ("/ask", "<!here> <!channel|@channel> who knows?", "", ("ask @here @channel who knows?",)),
        ("/ask", "<@U2><@U2>", "", ("ask ", BOB, BOB)),
    ],
)
def test_a_typed_command_is_a_line_of_words_and_references(
    command: str, text: str, prefix: str, line: tuple[TypedPiece, ...]
) -> None:
    assert typed(command, text, prefix, "T1") == line


def test_labels_say_what_people_are_called_until_more_is_known() -> None:
    assert labels("<@U2|bob> <@U3> <#C1|general>") == {"U2": "bob"}


def test_the_bot_s_own_mention_is_taken_out_of_a_line() -> None:
    bot = UserRef("slack", "T1", "U0BOT")

    assert without(bot, pieces("<@U0BOT> kudos <@U2> for x", "T1")) == ("kudos ", BOB, " for x")
    assert without(bot, pieces("hey <@U0BOT> help", "T1")) == ("hey help",)
    assert without(bot, pieces("<@U0BOT>", "T1")) == ()
    assert without(None, pieces("<@U2> hi", "T1")) == (BOB, " hi")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Look: <https://x.org/a?b=1&amp;c=2>", "Look: https://x.org/a?b=1&c=2"),
        ("<https://x.org|this page> by <@U2>", "this page (https://x.org) by @Bob"),
        ("<mailto:a@x.org|a@x.org> <mailto:b@x.org>", "a@x.org mailto:b@x.org"),
        ("<#C1|general> <#C2> <!subteam^S1|@mentors> <!subteam^S1>", "#general #C2 @mentors @group"),
        ("<!date^1795521600^{date}|24 November> <!everyone>", "24 November @everyone"),
        (":books: &amp; :our_mascot:", "📚 & :our_mascot:"),
        ("<@U9>", "@U9"),
    ],
)
def test_a_message_reads_as_people_see_it(text: str, read: str) -> None:
    assert words_of(text, {"U2": "Bob"}) == read


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="“”„"), max_size=60))
def test_escaped_words_come_back_as_they_were_typed(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert "".join(str(piece) for piece in pieces(escaped, "T1")) == text


# What Slack is told


def test_there_is_one_slash_command_for_each_first_word_and_the_umbrella() -> None:
    found = slash_commands(Repertoire((GARDEN, PICK)), "team-")

    assert [(one.name, one.about, one.hint) for one in found] == [
        ("/cop", "Everything this community's bot can do.", ""),
        ("/team-garden", "Grow things together.", "plant · show · ask · export · paint"),
        ("/team-pick", "Pick what is ripe.", ""),
    ]
