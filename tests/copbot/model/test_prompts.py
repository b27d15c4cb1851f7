import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.model.prompts import (
    LONGEST_HINT,
    LONGEST_TEXT,
    fingerprint,
    normal_category,
    same_words,
    trouble_with,
    worded,
)


def test_words_are_trimmed_and_the_category_takes_its_one_form() -> None:
    words = worded("  What surprised you?\n", " Case Study ", " the moment it turned ")
    assert (words.text, words.category, words.hint) == ("What surprised you?", "case-study", "the moment it turned")


def test_a_prompt_without_a_category_asks_how_others_do_it() -> None:
    assert worded("What surprised you?", " ", "").category == "question"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("?!…", "A prompt needs words."),
        ("", "A prompt needs words."),
        ("Why?", "That is very short for a prompt."),
        ("why " * 200, "The prompt has 799 characters. Keep it to 600"),
    ],
)
def test_what_is_no_prompt_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CopError) as refusal:
        worded(text, "", "")
    assert str(refusal.value).startswith(sentence)
    assert list(refusal.value.fields) == ["text"]


def test_each_field_that_does_not_fit_is_named() -> None:
    with pytest.raises(CopError) as refusal:
        worded("?", "!", "x" * (LONGEST_HINT + 1))
    assert set(refusal.value.fields) == {"text", "good_answer", "category"}
    assert "has 301 characters" in str(refusal.value.fields["good_answer"])


def test_a_category_is_short() -> None:
    with pytest.raises(CopError, match="at most 40 characters"):
        normal_category("a very long kind of prompt that nobody could ever choose")


def test_the_longest_prompt_fits() -> None:
    assert trouble_with("w" * LONGEST_TEXT) is None


def test_the_same_words_are_the_same_prompt_whatever_the_marks() -> None:
    assert fingerprint("What surprised you?") == fingerprint("  what SURPRISED, you!! ")
    assert fingerprint("What surprised you?") != fingerprint("What surprises you?")


def test_letters_of_every_script_count() -> None:
    assert same_words("你今天学到了什么?") == "你今天学到了什么"
    assert same_words("ماذا تعلمت؟") == "ماذاتعلمت"
    assert same_words("क्या सीखा?") == "क्यासीखा"


@given(st.text())
def test_every_text_has_a_fingerprint(text: str) -> None:
    assert len(fingerprint(text)) == 32
    assert fingerprint(f" {text}…") == fingerprint(text)
