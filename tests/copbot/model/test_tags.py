"""Tags: their one form, and which ones a text suggests."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.model.tags import normal_tag, suggest_tags


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Peer Feedback", "peer-feedback"),
        ("  #peer_feedback!! ", "peer-feedback"),
        ("C++", "c++"),
        ("C#", "c#"),
        ("#c#sharp", "c-sharp"),
        ("Évaluation", "évaluation"),
        ("Teacher\u2019s Toolkit", "teachers-toolkit"),
        ("形成的評価", "形成的評価"),
        ("मूल्यांकन", "मूल्यांकन"),
        ("\uff21\uff22\uff23", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("2026", "2026"),
        ("🎉 party 🎉 time 🎉", "party-time"),
    ],
)
def test_every_way_to_write_a_tag_has_one_form(text: str, tag: str) -> None:
    assert normal_tag(text) == tag


@pytest.mark.parametrize("text", ["", "   ", "#", "+++", "🎉🎉", "-_-", "\u0301", "\u200d"])
def test_a_tag_of_nothing_to_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CopError, match=r"letter or a digit.*peer-feedback"):
        normal_tag(text)


def test_a_tag_has_at_most_forty_characters() -> None:
    assert normal_tag("a" * 40) == "a" * 40
    with pytest.raises(CopError, match="at most 40"):
        normal_tag("a" * 41)


@given(st.text(max_size=60))
@example("a\u200d\u0301")
@example("İI'\u0301ß")
def test_giving_the_one_form_again_changes_nothing(text: str) -> None:
    try:
        tag = normal_tag(text)
    except CopError:
        return
    assert normal_tag(tag) == tag


def test_known_tags_whose_words_stand_in_the_text_come_first() -> None:
    text = "Assessing students formatively. A résumé of peer-assessments: peers give feedback"
    known = ("kanban", "peer-assessment", "resumes", "student")
    assert suggest_tags(text, known, 3) == ("student", "resumes", "peer-assessment")


def test_a_tag_said_more_often_comes_before_one_said_earlier() -> None:
    assert suggest_tags("design, tests and tests", ("design", "test"), 2) == ("test", "design")


def test_a_tag_of_two_words_needs_them_side_by_side() -> None:
    assert "peer-feedback" not in suggest_tags("peers who like feedback", ("peer-feedback",), 5)


def test_telling_words_follow_in_the_form_said_most() -> None:
    text = "Rubrics for teachers. Every rubric needs a rubric owner; the teacher owns it. https://example.org/secret"
    assert suggest_tags(text, (), 5) == ("rubric", "teachers", "owner", "owns")


def test_what_a_known_tag_says_already_is_not_suggested_again() -> None:
    assert suggest_tags("Rubrics, rubrics", ("rubric",), 5) == ("rubric",)


def test_common_words_numbers_and_scraps_are_not_suggested() -> None:
    assert suggest_tags("This is the best guide to 2026 or so, about you and a " + "x" * 50, (), 5) == ()


def test_names_with_signs_are_suggested() -> None:
    assert suggest_tags("C++ and C# for all", (), 5) == ("c++", "c#")


def test_scripts_without_spaces_match_by_their_letters() -> None:
    assert suggest_tags("授業での形成的評価の実践", ("形成的評価", "総括的評価"), 5) == ("形成的評価",)


def test_no_more_than_asked_for_are_suggested() -> None:
    assert suggest_tags("alpha beta gamma delta", ("alpha", "beta"), 1) == ("alpha",)
    assert suggest_tags("alpha beta gamma delta", ("alpha", "beta"), 0) == ()
    assert suggest_tags("", ("alpha",), 3) == ()


@given(st.text(), st.lists(st.text(min_size=1, max_size=10), max_size=4), st.integers(-1, 6))
def test_suggestions_are_tags_as_they_are_kept(text: str, names: list[str], limit: int) -> None:
    known = tuple(tag for name in names if (tag := _tag(name)))
    suggested = suggest_tags(text, known, limit)
    assert len(set(suggested)) == len(suggested) <= max(limit, 0)
    assert all(normal_tag(tag) == tag for tag in suggested)


def _tag(name: str) -> str | None:
    try:
        return normal_tag(name)
    except CopError:
        return None
