import pytest

from copbot.codec import decode, encode
from copbot.errors import CopError
from copbot.model.kudos_settings import (
    MOST_EMOJI,
    MOST_VALUES,
    Acknowledgement,
    KudosSettings,
    KudosValue,
    Meaning,
    find_value,
    meaning_of,
    read_emoji,
    read_number,
    read_value,
    values_of_pack,
    with_emoji,
    with_value,
)
from copbot.model.packs import load_pack
from copbot.refs import ChannelRef, Emoji

CLEAR = KudosValue(name="Clear trail", emoji=Emoji("🧭"), about="Writing things down")
CALM = KudosValue(name="Calm hands", emoji=Emoji("🧯"))
SETTINGS = KudosSettings(values=(CLEAR, CALM))


def refused(error: pytest.ExceptionInfo[CopError]) -> dict[str, str]:
    return {field: str(sentence) for field, sentence in error.value.fields.items()}


def test_settings_survive_being_kept() -> None:
    settings = KudosSettings(
        values=(CLEAR,),
        announce=ChannelRef("slack", "T1", "C2"),
        acknowledgement=Acknowledgement.DAILY,
        emoji=(Emoji("🙌"), Emoji(":party:")),
    )
    assert decode(encode(settings, KudosSettings), KudosSettings) == settings


def test_an_emoji_means_thanks_in_any_skin_tone() -> None:
    assert meaning_of(Emoji("👏🏽"), SETTINGS) == Meaning(None)
    assert meaning_of(Emoji("🙌"), SETTINGS) == Meaning(None)
    assert meaning_of(Emoji("🍕"), SETTINGS) is None


def test_a_values_emoji_thanks_for_that_value_until_it_is_retired() -> None:
    assert meaning_of(Emoji("🧭"), SETTINGS) == Meaning("Clear trail")
    retired = with_value(SETTINGS, KudosValue(name="Clear trail", emoji=Emoji("🧭"), retired=True), 0)
    assert meaning_of(Emoji("🧭"), retired) is None


def test_a_value_is_found_by_its_name_in_any_case() -> None:
    assert find_value(" clear TRAIL ", SETTINGS) == CLEAR


def test_an_unknown_value_is_answered_with_those_there_are() -> None:
    with pytest.raises(CopError) as error:
        find_value("speed", SETTINGS)
    assert refused(error) == {"value": "“speed” is no value of ours. Choose one of: Clear trail, Calm hands."}
    with pytest.raises(CopError, match="no values here yet"):
        find_value("speed", KudosSettings())


def test_a_pack_brings_its_values() -> None:
    values = values_of_pack(load_pack("software").values)
    assert [value.name for value in values][:2] == ["Paved road", "Clear trail"]
    assert all(value.emoji and value.about and not value.retired for value in values)


def test_a_renamed_value_keeps_what_kudos_call_it() -> None:
    renamed = with_value(SETTINGS, KudosValue(name="Good notes"), 0)
    assert renamed.values[0].ref == "Clear trail"
    assert renamed.value("Clear trail") == renamed.values[0]
    assert find_value("good notes", renamed).ref == "Clear trail"
    assert renamed.value("Good notes") is None


def test_a_name_left_by_another_value_gets_a_key_of_its_own() -> None:
    renamed = with_value(SETTINGS, KudosValue(name="Good notes"), 0)
    again = with_value(renamed, KudosValue(name="Clear trail"))
    assert [value.ref for value in again.values] == ["Clear trail", "Calm hands", "Clear trail 2"]
    assert [value.ref for value in with_value(SETTINGS, KudosValue(name="New")).values][-1] == "New"


def test_two_values_share_neither_name_nor_emoji() -> None:
    with pytest.raises(CopError) as error:
        with_value(SETTINGS, KudosValue(name="calm hands"))
    assert refused(error) == {"name": "There is a value of that name already."}
    with pytest.raises(CopError) as error:
        with_value(SETTINGS, KudosValue(name="Steady", emoji=Emoji("🧯")))
    assert refused(error) == {"emoji": "That emoji thanks for something else already. Choose another."}
    with pytest.raises(CopError, match="thanks for something else"):
        with_value(SETTINGS, KudosValue(name="Steady", emoji=Emoji("🙌🏿")))


def test_a_value_keeps_its_own_name_and_emoji_when_changed() -> None:
    changed = with_value(SETTINGS, KudosValue(name="Clear trail", emoji=Emoji("🧭"), about="New words"), 0)
    assert changed.values[0].about == "New words"


def test_values_have_an_end() -> None:
    full = KudosSettings(values=tuple(KudosValue(name=f"Value {one}") for one in range(MOST_VALUES)))
    with pytest.raises(CopError, match="25 values already"):
        with_value(full, KudosValue(name="One more"))


def test_emoji_are_read_as_they_are_typed() -> None:
    assert read_emoji("🙌 :clap: 👏  :party_parrot: <a:wave_hi:123>") == ("🙌", "👏", ":party_parrot:", ":wave_hi:")
    assert read_emoji("") == ()


def test_what_is_no_emoji_is_refused() -> None:
    for text in ("thanks", "🙌👏", "<b>"):
        with pytest.raises(CopError) as error:
            read_emoji(text)
        assert list(error.value.fields) == ["emoji"]


def test_an_emoji_that_stands_for_a_value_does_not_just_thank() -> None:
    with pytest.raises(CopError, match="stands for the value “Clear trail”"):
        with_emoji(SETTINGS, (Emoji("🧭"),))
    with pytest.raises(CopError, match="Keep it to 10"):
        with_emoji(SETTINGS, tuple(Emoji(f":e{one}:") for one in range(MOST_EMOJI + 1)))
    assert with_emoji(KudosSettings(values=(KudosValue(name="Plain"),)), (Emoji("🎉"),)).emoji == ("🎉",)


def test_a_number_is_read_within_its_bounds() -> None:
    assert read_number(" 12 ", "hours", 0, 168) == 12
    for text in ("-1", "169", "9999999999", "1.5", "²", "many", ""):
        with pytest.raises(CopError) as error:
            read_number(text, "hours", 0, 168)
        assert refused(error) == {"hours": "Write a whole number from 0 to 168."}


def test_a_value_is_read_from_a_form() -> None:
    assert read_value("Clear trail", ":compass:", "Notes", retired=True) == KudosValue(
        name="Clear trail", emoji=Emoji("🧭"), about="Notes", retired=True
    )
    assert read_value("Plain", "", "", retired=False) == KudosValue(name="Plain")


def test_a_value_that_does_not_fit_is_refused_beside_its_field() -> None:
    for fields, beside in (
        (("", "", ""), "name"),
        (("x" * 41, "", ""), "name"),
        (("Fine", "🧭 🧯", ""), "emoji"),
        (("Fine", "", "x" * 201), "about"),
    ):
        with pytest.raises(CopError) as error:
            read_value(*fields, retired=False)
        assert list(error.value.fields) == [beside]
