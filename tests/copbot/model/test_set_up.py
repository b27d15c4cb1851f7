from dataclasses import replace
from datetime import UTC, datetime

import pytest

from copbot.errors import CopError
from copbot.model.communities import Community
from copbot.model.kudos_settings import KudosValue, values_of_pack
from copbot.model.packs import load_pack
from copbot.model.set_up import (
    SetUpDraft,
    Step,
    applied,
    begun,
    checked,
    guidelines_of,
    in_field,
    merged,
    prompt_dates,
    recap_dates,
    schedule_of,
    tags_after,
    values_after,
    words_of,
)
from copbot.refs import ChannelRef, CommunityId

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOME = ChannelRef("sim", "demo", "general")
COMMUNITY = Community(id=CommunityId(1), name="Readers", founded_at=NOW, home=HOME, guidelines=("Be kind",))
DRAFT = begun(COMMUNITY)


def test_a_draft_begins_with_how_things_stand_and_changes_nothing() -> None:
    assert applied(DRAFT, COMMUNITY) == COMMUNITY
    assert applied(begun(replace(COMMUNITY, home=None)), COMMUNITY).home is None


def test_pages_follow_each_other() -> None:
    assert [step.following for step in Step] == [Step.TIME, Step.CHANNELS, Step.RHYTHM, None]


def test_a_page_changes_its_own_fields_only_and_empties_those_left_out() -> None:
    changed = merged(DRAFT, Step.ABOUT, {"name": (" Writers ",), "zone": ("UTC+9",)})
    assert changed == replace(DRAFT, name="Writers", guidelines="")


def test_channels_are_taken_as_chosen() -> None:
    assert checked(DRAFT, Step.CHANNELS, NOW) == DRAFT
    assert DRAFT.prompts_in == DRAFT.recap_in == str(HOME)
    assert replace(DRAFT, prompts="a", recap="b").prompts_in == "a"


def test_without_words_there_are_no_dates() -> None:
    assert prompt_dates(DRAFT, NOW) == recap_dates(DRAFT, NOW) == ()


@pytest.mark.parametrize(
    ("step", "changes", "field"),
    [
        (Step.ABOUT, {"name": ""}, "name"),
        (Step.ABOUT, {"guidelines": "Be kind\n" * 13}, "guidelines"),
        (Step.TIME, {"pack": "cooking"}, "pack"),
        (Step.TIME, {"zone": "Atlantis"}, "zone"),
        (Step.RHYTHM, {"home": "", "prompt_words": "every tuesday at 9:30"}, "prompt_words"),
        (Step.RHYTHM, {"prompt_words": "every minute"}, "prompt_words"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(step: Step, changes: dict[str, str], field: str) -> None:
    wrong = merged(DRAFT, step, {name: (getattr(DRAFT, name),) for name in step.fields})
    with pytest.raises(CopError) as refusal:
        checked(replace(wrong, **changes), step, NOW)  # type: ignore[arg-type]  # all of them are texts
    assert list(refusal.value.fields) == [field]


def test_a_page_that_is_right_is_kept_with_the_zones_proper_name() -> None:
    assert checked(DRAFT, Step.ABOUT, NOW) == DRAFT
    assert checked(replace(DRAFT, zone="berlin"), Step.TIME, NOW).zone == "Europe/Berlin"
    usual = replace(DRAFT, prompt_words="every tuesday at 9:30", recap_words="every tuesday at 10:00")
    assert checked(usual, Step.RHYTHM, NOW) == usual


def test_a_recap_that_never_comes_is_refused_beside_its_field() -> None:
    never = replace(DRAFT, recap_words="today at 8:00")
    with pytest.raises(CopError) as refusal:
        checked(never, Step.RHYTHM, NOW)
    assert list(refusal.value.fields) == ["recap_words"]


def test_guidelines_come_one_on_each_line_with_or_without_bullets() -> None:
    assert guidelines_of("- Be kind\n\n  • Show your work \n*") == ("Be kind", "Show your work")


def test_a_packs_guidelines_stand_in_for_ones_own() -> None:
    assert applied(replace(DRAFT, pack="design", guidelines=""), COMMUNITY).guidelines == load_pack("design").guidelines
    assert applied(replace(DRAFT, pack="design"), COMMUNITY).guidelines == ("Be kind",)


def test_what_a_pack_brought_makes_way_for_another_and_what_was_made_stays() -> None:
    design = values_of_pack(load_pack("design").values)
    assert values_after((), None, "design") == design
    assert values_after(design, "design", "health") == values_of_pack(load_pack("health").values)
    own = (KudosValue(name="Patience"),)
    assert values_after(own, "design", "health") == own
    assert values_after(design, "design", None) == design
    assert tags_after((), None, "design") == load_pack("design").tags
    assert tags_after(("ours",), None, "design") == ("ours",)


def test_a_schedule_reads_back_from_its_words() -> None:
    schedule = schedule_of("every second friday at 16:00", "Europe/Berlin", NOW)
    assert words_of(schedule, "Europe/Berlin") == "every second Friday at 16:00"
    assert words_of(schedule, "UTC") == "every second Friday at 16:00, Europe/Berlin"


def test_a_field_that_can_be_read_is_given_back() -> None:
    assert in_field("name", lambda: 3) == 3


def test_no_draft_is_the_default() -> None:
    assert not SetUpDraft().begun
