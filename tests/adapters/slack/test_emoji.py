import pytest

from adapters.slack.emoji import to_name, to_unicode
from copbot.refs import Emoji


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("books", "📚"),
        ("+1", "👍"),
        ("heart", "❤️"),
        ("the_horns", "🤘"),
        ("flag-de", "🇩🇪"),
        ("rainbow-flag", "🏳️‍🌈"),
        ("female-teacher", "👩‍🏫"),
        ("man-shrugging", "🤷‍♂️"),
        ("man-woman-girl", "👨‍👩‍👧"),
        ("thumbsup::skin-tone-2", "👍🏻"),
        ("point_up::skin-tone-6", "☝🏿"),
        ("male-technologist::skin-tone-4", "👨🏽‍💻"),
        ("our_mascot", ":our_mascot:"),
    ],
)
def test_a_name_of_slack_s_becomes_the_emoji_everybody_knows(name: str, symbol: str) -> None:
    assert to_unicode(name) == symbol


@pytest.mark.parametrize("name", ["books", "thumbsup", "tada", "flag-fr", "medal", "wave::skin-tone-5", "our_mascot"])
def test_an_emoji_goes_back_under_a_name_slack_takes(name: str) -> None:
    assert to_name(to_unicode(name)) == name


def test_a_heart_without_its_variation_selector_is_the_same_heart() -> None:
    assert to_name(Emoji("❤")) == "heart"
