"""What a page says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.workshop.metadata import file_title, one_line, read_metadata

URL = "https://www.example.org/page"


def _html(head: str, body: str = "<p>Some words.</p>") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_a_page_tells_its_title_description_and_site() -> None:
    found = read_metadata(
        _html(
            "<title>Peer feedback | Example</title><meta property='og:title' content='Peer feedback &amp; you'>"
            "<meta name='description' content='How to\n give it.'><meta property='og:site_name' content='The Example'>"
        ),
        URL,
    )
    assert (found.url, found.title, found.description) == (URL, "Peer feedback & you", "How to give it.")
    assert (found.site, found.trouble) == ("The Example", None)


def test_a_page_that_tells_only_its_title_is_named_by_its_host() -> None:
    found = read_metadata(_html("<title>Peer feedback</title>"), URL)
    assert (found.title, found.description, found.site) == ("Peer feedback", None, "example.org")


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        ("<html><head><title>Évaluation</title></head><body><p>x</p></body></html>".encode("latin-1"), "iso-8859-1"),
        (b"<html><head><meta charset=cp1252><title>\xc9valuation</title></head><body><p>x</p></body></html>", None),
        ("\ufeff<html><head><title>Évaluation</title></head><body><p>x</p></body></html>".encode("utf-16-le"), None),
        (_html("<title>Évaluation</title>"), "no-such-charset"),
    ],
)
def test_letters_are_read_by_header_declaration_or_byte_order_mark(html: bytes, charset: str | None) -> None:
    assert read_metadata(html, URL, charset).title == "Évaluation"


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    html = (
        b"<html><head><title>Tools & <b>tricks</title><meta name=description content='Still here'>"
        b"</hea<body><p><p></div>\x00\xff<"
    )
    found = read_metadata(html, URL)
    assert found.title is not None
    assert "Tools &" in found.title
    assert found.description == "Still here"


@pytest.mark.parametrize("html", [b"", b"\x00" * 100, b"\x1f\x8b\x08" + b"\xff" * 50, b"no markup at all", b"<" * 5000])
def test_what_is_no_page_tells_nothing_and_raises_nothing(html: bytes) -> None:
    found = read_metadata(html, URL)
    assert (found.title, found.description) == (None, None)


def test_a_deep_page_is_read() -> None:
    assert read_metadata(_html("<title>Deep</title>", "<div>" * 20_000), URL).title == "Deep"


def test_a_text_becomes_one_bounded_line_of_visible_characters() -> None:
    assert one_line(" a\r\n\tb\u2028c\u0000d \u202eevil\u202c \u200b ", 50) == "a b cd evil"
    assert one_line("👩‍🏫 می‌خواهم", 50) == "👩‍🏫 می‌خواهم"
    assert one_line("one two three, four", 16) == "one two three…"
    assert one_line("abcdefgh", 5) == "abcd…"
    assert one_line("- - - -", 5) == "- - …"
    assert one_line("\u200b \n", 5) is None
    assert one_line(None, 5) is None


@given(st.text(), st.integers(2, 30))
def test_a_line_never_exceeds_its_bound(text: str, most: int) -> None:
    line = one_line(text, most)
    assert line is None or (0 < len(line) <= most and "\n" not in line)


def test_a_file_is_named_by_its_header_or_its_path() -> None:
    assert file_title("https://a.org/x/annual%20report.pdf", None) == "annual report.pdf"
    assert file_title("https://a.org/download", "r\u202eeport.pdf") == "report.pdf"
    assert file_title("https://a.org/download", None) is None
    assert file_title("https://a.org/", None) is None
