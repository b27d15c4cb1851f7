from hypothesis import given
from hypothesis import strategies as st

from copbot.model.prompt_choice import Category
from copbot.model.prompt_lines import MOST_LINES, ReadLines, read_lines

KNOWN = (Category("case-study"), Category("story"))


def read(pasted: str) -> ReadLines:
    return read_lines(pasted, KNOWN)


def found(pasted: str) -> list[tuple[str, str]]:
    return [(words.category, words.text) for _, words in read(pasted).prompts]


def test_each_line_is_a_prompt_and_empty_ones_are_none() -> None:
    assert found("What surprised you?\n\n  \nWhat did you drop?\r\n") == [
        ("question", "What surprised you?"),
        ("question", "What did you drop?"),
    ]


def test_a_known_category_or_a_single_word_before_a_colon_names_the_kind() -> None:
    assert found("Case study: A learner copies.\nTool: Which one saves you time?\nstory:\tA good lesson?") == [
        ("case-study", "A learner copies."),
        ("tool", "Which one saves you time?"),
        ("story", "A good lesson?"),
    ]


def test_other_words_before_a_colon_belong_to_the_prompt() -> None:
    lines = ["Tell us: what did you try?", "Is it 9:30 already?", "See https://a.example now", "@@: what is it?"]
    assert found("\n".join(lines)) == [("question", line) for line in lines]


def test_marks_of_lists_are_left_out() -> None:
    assert found("- What one?\n* What two?\n• What three?\n12. What four?\n3) What five?") == [
        ("question", f"What {n}?") for n in ("one", "two", "three", "four", "five")
    ]


def test_a_prompt_that_stands_twice_is_taken_once_and_named() -> None:
    assert read("What surprised you?\nstory: what surprised you").doubled == (2,)


def test_bad_lines_are_named_with_what_is_wrong() -> None:
    bad = read("???\nWhat surprised you?\nstory: \nstory: Why?").bad
    assert [number for number, _ in bad] == [1, 4]
    assert "needs words" in str(bad[0][1])
    assert "very short" in str(bad[1][1])


def test_lines_beyond_a_hundred_are_named_too() -> None:
    lines = read("\n".join(f"What about number {n}?" for n in range(MOST_LINES + 2)))
    assert len(lines.prompts) == MOST_LINES
    assert [number for number, _ in lines.bad] == [101, 102]


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_whatever_is_pasted_every_filled_line_is_accounted_for(pasted: str) -> None:
    lines = read(pasted)
    filled = sum(bool(line.strip()) for line in pasted.splitlines())
    assert len(lines.prompts) + len(lines.doubled) + len(lines.bad) == filled
