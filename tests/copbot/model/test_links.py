"""Finding links, and the one form under which each is kept."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.model.links import LinkTrouble, canonical, find_links, host_of, trouble_said


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("nothing here", ()),
        ("see https://a.org/x.", ("https://a.org/x",)),
        ("(see https://en.wikipedia.org/wiki/Elf_(x))", ("https://en.wikipedia.org/wiki/Elf_(x)",)),
        ("<https://a.org/?a=1&amp;b=2|A label>", ("https://a.org/?a=1&b=2",)),
        ("<https://a.org/x.>", ("https://a.org/x.",)),
        (
            '[words](https://a.org/x "title") and [https://b.org](https://c.org)',
            ("https://a.org/x", "https://b.org", "https://c.org"),
        ),
        (
            "**https://a.org** ||https://b.org/x|| _https://c.org/x_ `https://d.org`",
            ("https://a.org", "https://b.org/x", "https://c.org/x", "https://d.org"),
        ),
        ("https://a.org/a_b_", ("https://a.org/a_b_",)),
        ("https://a.org,https://b.org", ("https://a.org", "https://b.org")),
        ("読む「https://a.jp/パス」。", ("https://a.jp/パス",)),
        ("“https://a.org/q”", ("https://a.org/q",)),
        ("HTTPS://A.org twice HTTPS://A.org", ("HTTPS://A.org",)),
        ("http:// https://* http://_", ()),
        ("https://[2001:db8::1]/x]", ("https://[2001:db8::1]/x",)),
        ("the \u200fhttps://a.org/x\u200f right-to-left", ("https://a.org/x",)),
    ],
)
def test_links_are_found_as_a_reader_sees_them(text: str, links: tuple[str, ...]) -> None:
    assert find_links(text) == links


def test_a_very_long_text_of_brackets_is_read_at_once() -> None:
    assert find_links("https://a.org/" + ")" * 40_000) == ("https://a.org/",)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (" HTTP://Example.ORG:80/a/./b/../c/?z=1&a=%7e#part ", "http://example.org/a/c?a=~&z=1"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://example.org./a//b", "https://example.org/a//b"),
        ("https://bücher.example/ä?q=ö", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6"),
        ("https://example.org/?utm_source=x&UTM_medium=y&fbclid=1&gclid=2&mc_eid=3&igshid=4&ref=5&page=6", "https://example.org/?page=6"),
        ("https://example.org/a?fbclid", "https://example.org/a"),
        ("https://example.org/index.php?/topic/12-a/", "https://example.org/index.php?/topic/12-a/"),
        ("https://example.org/app#!/page/1", "https://example.org/app#!/page/1"),
        ("https://exa_mple.org/", "https://exa_mple.org/"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://192.0.2.1/x", "http://192.0.2.1/x"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc&t=3", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("http://m.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&feature=share", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?v=ß12345678", "https://www.youtube.com/watch?v=%C3%9F12345678"),
        ("https://www.youtube.com/watch?list=PL1", "https://www.youtube.com/watch?list=PL1"),
        ("https://youtube.com/playlist?list=PL1&si=x", "https://www.youtube.com/playlist?list=PL1"),
        ("https://en.m.wikipedia.org/wiki/Learning#History", "https://en.wikipedia.org/wiki/Learning"),
        ("https://mobile.twitter.com/a/status/1?s=20&t=x", "https://twitter.com/a/status/1"),
        ("https://open.spotify.com/episode/1?si=x", "https://open.spotify.com/episode/1"),
        ("https://www.google.com/amp/s/example.org/page/", "https://example.org/page"),
        ("https://example-org.cdn.ampproject.org/c/example.org/page", "http://example.org/page"),
        ("https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.org%2Fa%3Futm_id%3D1", "https://example.org/a"),
        ("https://www.google.com/url?sa=t", "https://www.google.com/url?sa=t"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fb&data=1", "https://example.org/b"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_link_is_kept_in_one_form(url: str, kept: str) -> None:
    assert canonical(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "ftp://example.org/", "javascript:alert(1)", "mailto:a@example.org", "http://", "http:///x",
        "http://a b.org/", "http://ex%61mple.org/", "http://-a.org/", "http://xn--/", "http://a.org\\.b.org/",
        "https://a.org:99999/", "https://a.org:x/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://[::1", "http://[v1.a]/", "http://[fe80::1%25eth0]/", "https://a.org/\ud800",
        "http://" + "a" * 64 + ".org/",
    ],
)  # fmt: skip
def test_what_is_no_web_link_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(CopError, match=r"no web link.*https://example\.org/page"):
        canonical(url)


@pytest.mark.parametrize("url", ["https://ann:secret@a.org/", "https://ann@a.org/", "http://a.org\\@b.org/"])
def test_a_link_with_a_password_in_it_is_refused(url: str) -> None:
    with pytest.raises(CopError, match="user name or a password"):
        canonical(url)


@pytest.mark.parametrize("url", ["https://a.org/" + "x" * 1990, "https://a.org/" + "ä" * 400])
def test_a_link_over_2000_characters_is_refused_as_written_and_as_kept(url: str) -> None:
    with pytest.raises(CopError, match="2000"):
        canonical(url)


def test_a_host_is_shown_in_ascii_without_www() -> None:
    assert host_of("https://www.bücher.example/x") == "xn--bcher-kva.example"


def test_every_trouble_with_a_page_has_its_sentence() -> None:
    assert len({str(trouble_said(why)) for why in LinkTrouble}) == len(LinkTrouble)


HOSTS = st.sampled_from(
    """
    example.org youtu.be m.youtube.com www.youtube.com en.m.wikipedia.org www.google.com bücher.de l.facebook.com [::1]
    x.com
    """.split()  # noqa: SIM905
)
TAILS = st.text(st.sampled_from("aZ0-_.~/%2Fäß日😀‍?&=;:@!$'()*+,#[] |\\\t") | st.characters(codec="utf-8"), max_size=60)
PATHS = st.sampled_from(
    [
        "/",
        "/watch?v=",
        "/amp/s/example.org/",
        "/url?q=https%3A%2F%2F",
        "/l.php?u=http%3A//a.org",
        "/embed/",
        "/x/?ref=1&",
    ]
)


def _kept(url: str) -> str | None:
    try:
        return canonical(url)
    except CopError:
        return None


@given(st.builds("https://{}{}{}".format, HOSTS, PATHS, TAILS))
@example("https://example.org/a%252Fb?a=%2526&a+b=c%20d#!%2541")
def test_giving_the_one_form_again_changes_nothing(url: str) -> None:
    kept = _kept(url)
    assert kept is None or canonical(kept) == kept


@given(st.builds("https://{}{}{}".format, HOSTS, PATHS, TAILS))
def test_the_one_form_is_plain_ascii_and_has_a_host(url: str) -> None:
    kept = _kept(url) or "https://example.org/"
    assert kept.isascii()
    assert kept.isprintable()
    assert " " not in kept
    assert urlsplit(kept).hostname


@given(st.text() | st.builds("http{}".format, st.text()))
def test_any_text_is_a_link_or_is_refused_in_words(text: str) -> None:
    kept = _kept(text)
    assert kept is None or kept.startswith(("http://", "https://"))


@given(st.text(st.sampled_from("https://a.org <>()[]|_*&amp;\n") | st.characters()))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    plain = text.replace("&amp;", "&")
    assert all(link in text or link in plain for link in find_links(text))
