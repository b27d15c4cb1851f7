"""Kinds of resource, and a first guess at one."""

import pytest

from copbot.errors import CopError
from copbot.model.resource_kinds import ResourceKind, guess_kind, kind_said


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://github.com/a/b", None, ResourceKind.TOOL),
        ("https://github.com/a/b", "A lesson plan template", ResourceKind.TEMPLATE),
        ("https://pubmed.ncbi.nlm.nih.gov/1/", "Sleep and memory", ResourceKind.RESEARCH),
        ("https://export.arxiv.org/abs/1", None, ResourceKind.RESEARCH),
        ("https://example.org/", "Ten Case Studies of Onboarding", ResourceKind.CASE_STUDY),
        ("https://example.org/", "Best practices for retrospectives", ResourceKind.BEST_PRACTICE),
        ("https://example.org/", "WHO guidelines on hand hygiene", ResourceKind.GUIDELINE),
        ("https://example.org/", "A protocol for looking at student work", ResourceKind.PROTOCOL),
        ("https://example.org/", "How we moved our course online", ResourceKind.STORY),
        ("https://example.org/", "What we learned from failing", ResourceKind.EXPERIENCE),
        ("https://example.org/", "Free webinar", ResourceKind.TRAINING_MATERIAL),
        ("https://example.org/", "Readability calculator", ResourceKind.TOOL),
        ("https://example.org/", "A systematic review of feedback", ResourceKind.RESEARCH),
        ("https://example.org/", "Home", None),
        ("https://notgithub.com/", None, None),
    ],
)
def test_a_kind_is_guessed_by_title_then_by_site(url: str, title: str | None, kind: ResourceKind | None) -> None:
    assert guess_kind(url, title) is kind


def test_guessing_needs_a_link() -> None:
    with pytest.raises(CopError, match="no web link"):
        guess_kind("nonsense", None)


def test_every_kind_has_its_name() -> None:
    assert {str(kind_said(kind)).lower() for kind in ResourceKind} == {kind.value for kind in ResourceKind}
