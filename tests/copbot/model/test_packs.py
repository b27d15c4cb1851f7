import re
from collections import Counter
from dataclasses import FrozenInstanceError
from importlib.resources import files
from itertools import combinations, pairwise
from typing import get_args

import emoji
import pytest

from copbot.errors import CopError
from copbot.model.packs import PackCategory, StarterPack, load_pack, pack_names

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YES_OR_NO = re.compile(
    r"(are|can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would)\b", re.IGNORECASE
)
COMMON_WORDS = re.compile(
    r"\b(a|about|an|and|any|are|as|at|be|because|been|but|by|can|could|did|do|does|for|from|give|had|has|have|how|if|in|into"
    r"|is|it|its|me|more|of|on|once|one|or|other|our|out|so|than|that|the|their|them|then|there|they|this|to|too|up|us|was"
    r"|we|were|what|when|where|which|who|whom|whose|why|will|with|without|would|you|your|yours)\b"
)

PACKS = [load_pack(name) for name in pack_names()]
PROMPTS = [prompt for pack in PACKS for prompt in pack.prompts]

each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)


def content_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", COMMON_WORDS.sub(" ", text.lower())))


def likeness(one: str, other: str) -> float:
    a, b = content_words(one), content_words(other)
    return len(a & b) / len(a | b)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?]) ", text)


def texts_of(pack: StarterPack) -> list[str]:
    singles = [pack.title, pack.about, pack.domain_example, pack.purpose_example]
    lists = [*pack.guidelines, *pack.tags, *pack.topics]
    values = [text for value in pack.values for text in (value.name, value.about)]
    prompts = [text for prompt in pack.prompts for text in (prompt.text, prompt.good_answer)]
    return [*singles, *lists, *values, *prompts]


def test_five_fields_are_offered_in_a_fixed_order() -> None:
    assert pack_names() == ("education", "software", "design", "health", "nonprofit")


def test_every_pack_in_the_folder_is_offered_and_none_other() -> None:
    found = {entry.name for entry in (files("copbot") / "packs").iterdir() if entry.name.endswith(".toml")}
    assert found == {f"{name}.toml" for name in pack_names()}


def test_a_pack_is_read_once() -> None:
    assert load_pack("design") is load_pack("design")


def test_a_pack_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(FrozenInstanceError):
        load_pack("design").title = "Mine"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["gardening", "", "Design", "../packs/design"])
def test_an_unknown_pack_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(CopError) as refused:
        load_pack(name)
    assert str(refused.value) == (
        f"There is no starter pack “{name}”. Please choose one of: education, software, design, health, nonprofit."
    )


@each_pack
def test_a_pack_has_all_that_a_set_up_shows(pack: StarterPack) -> None:
    assert 4 <= len(pack.guidelines) <= 6
    assert 5 <= len(pack.values) <= 7
    assert 12 <= len(pack.tags) <= 20
    assert 4 <= len(pack.topics) <= 8
    assert len(pack.prompts) >= 45


@each_pack
def test_set_up_texts_fit_where_they_are_shown(pack: StarterPack) -> None:
    assert len(pack.title) <= 20
    assert 40 <= len(pack.about) <= 100
    assert 40 <= len(pack.domain_example) <= 150
    assert 60 <= len(pack.purpose_example) <= 200
    assert [line for line in pack.guidelines if not (30 <= len(line) <= 100 and line.endswith("."))] == []
    assert [topic for topic in pack.topics if not 3 <= len(topic) <= 40] == []


@each_pack
def test_a_value_has_a_short_name_and_says_what_it_recognises(pack: StarterPack) -> None:
    assert [value.name for value in pack.values if not 1 <= len(value.name.split()) <= 2] == []
    assert [
        value.about for value in pack.values if not (40 <= len(value.about) <= 120 and value.about.endswith("."))
    ] == []
    assert len({value.name for value in pack.values}) == len(pack.values)


@each_pack
def test_a_value_has_one_emoji_of_its_own_that_every_platform_shows(pack: StarterPack) -> None:
    chosen = [value.emoji for value in pack.values]
    whole = emoji.STATUS["fully_qualified"]
    assert [each for each in chosen if len(each) != 1 or emoji.EMOJI_DATA.get(each, {}).get("status") != whole] == []
    assert len(set(chosen)) == len(chosen)
    assert "📚" not in chosen, "this one saves to the library"


@each_pack
def test_tags_are_lower_case_slugs_without_repeats(pack: StarterPack) -> None:
    assert [tag for tag in pack.tags if not SLUG.fullmatch(tag)] == []
    assert len(set(pack.tags)) == len(pack.tags)


def test_every_prompt_of_every_pack_has_a_key_of_its_own() -> None:
    keys = Counter(prompt.key for prompt in PROMPTS)
    assert [key for key, count in keys.items() if count > 1] == []
    assert [key for key in keys if not SLUG.fullmatch(key) or len(key) > 40] == []


@each_pack
def test_a_prompt_is_short_enough_to_answer_between_two_tasks(pack: StarterPack) -> None:
    assert [prompt.key for prompt in pack.prompts if not 60 <= len(prompt.text) <= 280] == []


@each_pack
def test_a_prompt_asks_one_thing_at_a_time(pack: StarterPack) -> None:
    assert [prompt.key for prompt in pack.prompts if prompt.text.count("?") > 1] == []
    assert [prompt.key for prompt in pack.prompts if not prompt.text.endswith(("?", "."))] == []


@each_pack
def test_no_prompt_can_be_answered_by_yes_or_no(pack: StarterPack) -> None:
    questions = [each for prompt in pack.prompts for each in sentences(prompt.text) if each.endswith("?")]
    assert [each for each in questions if YES_OR_NO.match(each)] == []


@each_pack
def test_a_good_answer_is_described_in_one_short_sentence(pack: StarterPack) -> None:
    described = [prompt.good_answer for prompt in pack.prompts]
    assert [text for text in described if not (30 <= len(text) <= 140 and text.endswith("."))] == []
    assert [text for text in described if len(sentences(text)) > 1] == []


@each_pack
def test_every_kind_of_prompt_comes_up_often_in_every_pack(pack: StarterPack) -> None:
    counts = Counter(prompt.category for prompt in pack.prompts)
    assert set(counts) == set(get_args(PackCategory))
    assert min(counts.values()) >= 4


@each_pack
def test_one_week_never_asks_for_the_same_kind_as_the_week_before(pack: StarterPack) -> None:
    assert [later.key for earlier, later in pairwise(pack.prompts) if earlier.category == later.category] == []


@each_pack
def test_prompts_of_a_pack_do_not_all_begin_alike(pack: StarterPack) -> None:
    openings = Counter(" ".join(prompt.text.split()[:2]) for prompt in pack.prompts)
    assert [opening for opening, count in openings.items() if count > 5] == []


def test_no_two_prompts_ask_nearly_the_same_in_any_pack() -> None:
    alike = [(a.key, b.key) for a, b in combinations(PROMPTS, 2) if likeness(a.text, b.text) > 0.3]
    assert alike == []


def test_a_reworded_copy_would_be_noticed() -> None:
    text = load_pack("software").prompts[0].text
    assert likeness(text, "Tell us of the smallest change you made that cured the biggest trouble.") > 0.3


def test_no_two_good_answers_are_the_same() -> None:
    alike = [(a.key, b.key) for a, b in combinations(PROMPTS, 2) if likeness(a.good_answer, b.good_answer) > 0.5]
    assert alike == []


@each_pack
def test_texts_are_clean_of_stray_spaces_markup_and_placeholders(pack: StarterPack) -> None:
    assert [text for text in texts_of(pack) if text != " ".join(text.split()) or re.search(r"[{}<>*_`@#]", text)] == []


def test_health_prompts_never_speak_of_a_single_patient() -> None:
    health = load_pack("health")
    spoken = [text for prompt in health.prompts for text in (prompt.text, prompt.good_answer)]
    assert [text for text in spoken if re.search(r"\bpatients?\b|\bdiagnos", text, re.IGNORECASE)] == []


def test_health_guidelines_begin_with_keeping_patients_out_of_it() -> None:
    assert load_pack("health").guidelines[0].startswith("Nothing about patients")
