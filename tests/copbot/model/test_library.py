"""The rules of keeping: names, tags, what a page says, who may take something out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copbot.errors import CopError
from copbot.events import LinkFound
from copbot.model.library import (
    Entry,
    Mention,
    Source,
    after_reading,
    drops,
    label_of,
    more_tags,
    read_tags,
    settled_link,
    undone,
    withdrawn,
)
from copbot.model.links import LinkTrouble
from copbot.model.resource_kinds import ResourceKind
from copbot.model.roles import Role
from copbot.refs import MemberId

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
ANN, BOB, CARLA = MemberId(1), MemberId(2), MemberId(3)
ENTRY = Entry(
    id=1,
    link="https://example.org/page",
    url="https://example.org/page",
    title="",
    kind=ResourceKind.WEBSITE,
    guessed=True,
    author=ANN,
    saved_by=ANN,
    saved_at=NOW,
)


def source(by: MemberId, *, author: MemberId | None = None, capture: int | None = None, ago: int = 0) -> Source:
    mention = Mention(id=ago + by, entry=1, capture=capture, by=by, at=NOW - timedelta(seconds=ago))
    return Source(mention=mention, author=author, permalink=None, deleted=False)


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("https://www.example.org/", "example.org"),
        ("https://example.org/a/b/guide", "example.org/…/guide"),
        (f"https://example.org/{'x' * 200}", "example.org"),
    ],
)
def test_a_link_without_a_title_is_called_by_where_it_leads(link: str, label: str) -> None:
    assert label_of(link) == label


def test_an_entry_is_called_by_its_title_its_link_or_its_first_words() -> None:
    words = replace(ENTRY, link=None, description="Start each review with what works. " * 5)
    assert [replace(ENTRY, title="A guide").label, ENTRY.label] == ["A guide", "example.org/…/page"]
    assert words.label.startswith("Start each review with what works.")
    assert len(words.label) <= 80


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", ()),
        ("Peer Feedback, rubrics; rubrics", ("peer-feedback", "rubrics")),
        ("#assessment #peer-feedback", ("assessment", "peer-feedback")),
        ("c#, c++", ("c#", "c++")),
    ],
)
def test_tags_are_read_with_commas_or_hashes(text: str, tags: tuple[str, ...]) -> None:
    assert read_tags(text) == tags


def test_more_than_eight_tags_are_refused() -> None:
    with pytest.raises(CopError, match="at most 8 tags"):
        read_tags("a,b,c,d,e,f,g,h,i")


def test_tags_are_added_as_far_as_there_is_room() -> None:
    assert more_tags(replace(ENTRY, tags=tuple("abcdefg")), ("a", "h", "i")).tags == tuple("abcdefgh")


@pytest.mark.parametrize(
    ("ended", "known_by"),
    [
        ("https://example.org/final", "https://example.org/final"),
        ("https://other.org/?id=1", "https://other.org/?id=1"),
        ("https://other.org/", "https://asked.org/doc"),
        ("https://accounts.other.org/x", "https://asked.org/doc"),
        ("https://asked.org/log-in?next=doc", "https://asked.org/doc"),
        ("https://asked.org/consent", "https://asked.org/doc"),
    ],
)
def test_redirects_are_followed_but_not_to_a_door(ended: str, known_by: str) -> None:
    assert settled_link("https://asked.org/doc", ended) == known_by


def test_a_page_says_what_nobody_gave() -> None:
    found = LinkFound(ENTRY.url or "", title="A worksheet for teams", description="How to.", site="Example")
    read = after_reading(ENTRY, found, NOW)
    assert (read.title, read.kind, read.description, read.site, read.read_at) == (
        "A worksheet for teams",
        ResourceKind.TEMPLATE,
        "How to.",
        "Example",
        NOW,
    )


def test_what_a_member_gave_stays() -> None:
    given = replace(ENTRY, title="Ours", description="Words", kind=ResourceKind.STORY, guessed=False)
    read = after_reading(given, LinkFound(ENTRY.url or "", title="A worksheet", description="How to."), NOW)
    assert (read.title, read.kind, read.description) == ("Ours", ResourceKind.STORY, "Words")


def test_trouble_is_kept_with_the_link_that_was_asked_for() -> None:
    read = after_reading(ENTRY, LinkFound("https://elsewhere.org/x", trouble="timeout"), NOW)
    assert (read.trouble, read.link, read.kind) == (LinkTrouble.TIMEOUT, ENTRY.link, ResourceKind.WEBSITE)
    words = after_reading(replace(ENTRY, link=None), LinkFound("https://elsewhere.org/x", title="T"), NOW)
    assert words.link is None


@pytest.mark.parametrize(
    ("title", "trouble", "goes"),
    [
        ("", LinkTrouble.INWARD, True),
        ("Ours", LinkTrouble.INWARD, True),
        ("", LinkTrouble.NOT_FOUND, True),
        ("Ours", LinkTrouble.NOT_FOUND, False),
        ("", LinkTrouble.TIMEOUT, False),
        ("", None, False),
    ],
)
def test_only_what_nobody_can_open_goes(title: str, trouble: LinkTrouble | None, goes: bool) -> None:  # noqa: FBT001 -- a table
    assert drops(replace(ENTRY, title=title), trouble) is goes


def test_curators_take_everything_out_authors_what_they_wrote() -> None:
    sources = (source(ANN, capture=1, author=BOB, ago=900), source(CARLA, ago=900))
    assert withdrawn(sources, CARLA, Role.CURATOR, NOW) == sources
    assert withdrawn(sources, BOB, Role.MEMBER, NOW) == sources[:1]


def test_who_saved_it_takes_it_out_for_a_minute() -> None:
    sources = (source(ANN, capture=1, ago=60), source(ANN, capture=2, ago=61))
    assert withdrawn(sources, ANN, Role.MEMBER, NOW) == sources[:1]
    assert undone(sources, ANN, NOW) == sources[:1]


def test_what_only_one_member_added_by_command_stays_theirs() -> None:
    assert withdrawn((source(ANN, ago=900),), ANN, Role.MEMBER, NOW) == (source(ANN, ago=900),)
    with pytest.raises(CopError, match="for 60 seconds"):
        withdrawn((source(ANN, ago=900), source(BOB, ago=900)), ANN, Role.MEMBER, NOW)
    with pytest.raises(CopError, match="for 60 seconds"):
        withdrawn((source(ANN, capture=1, ago=900),), ANN, Role.MEMBER, NOW)


def test_only_who_just_saved_something_undoes_it() -> None:
    with pytest.raises(CopError, match="Only who saved this"):
        undone((source(ANN),), BOB, NOW)
    with pytest.raises(CopError, match="seconds to undo are over"):
        undone((source(ANN, ago=61),), ANN, NOW)
