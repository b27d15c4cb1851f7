"""Slack's emoji names and Unicode: `thumbsup::skin-tone-3` ↔ 👍🏼.

The `emoji` package knows the common names; Slack's own are those of iamcal's emoji-data. A community's custom emoji
has no character: it is `:its-name:` everywhere in the core.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import emoji

from copbot.refs import Emoji

_TONE = re.compile(r"::skin-tone-([2-6])$")
_TONES = {str(number): chr(0x1F3F9 + number) for number in range(2, 7)}
_FLAG = re.compile(r"flag-([a-z]{2})")
_REGIONAL_A = 0x1F1E6
_REGIONALS = re.compile("[\N{REGIONAL INDICATOR SYMBOL LETTER A}-\N{REGIONAL INDICATOR SYMBOL LETTER Z}]{2}")
_VARIATION = "\N{VARIATION SELECTOR-16}"

_SLACK_ONLY: Mapping[str, str] = MappingProxyType(
    {
        "barely_sunny": "🌥️",
        "eye-in-speech-bubble": "👁️‍🗨️",
        "face_palm": "🤦",
        "face_with_cowboy_hat": "🤠",
        "face_with_finger_covering_closed_lips": "🤫",
        "face_with_one_eyebrow_raised": "🤨",
        "face_with_open_mouth_vomiting": "🤮",
        "first_place_medal": "🥇",
        "second_place_medal": "🥈",
        "third_place_medal": "🥉",
        "grinning_face_with_one_large_and_one_small_eye": "🤪",
        "grinning_face_with_star_eyes": "🤩",
        "hand_with_index_and_middle_fingers_crossed": "🤞",
        "handball": "🤾",
        "i_love_you_hand_sign": "🤟",
        "keycap_star": "*️⃣",
        "knife_fork_plate": "🍽️",
        "ladybug": "🐞",
        "large_brown_circle": "🟤",
        "large_green_circle": "🟢",
        "large_orange_circle": "🟠",
        "large_purple_circle": "🟣",
        "large_yellow_circle": "🟡",
        "medal": "🎖️",
        "mostly_sunny": "🌤️",
        "rainbow-flag": "🏳️‍🌈",
        "serious_face_with_symbols_covering_mouth": "🤬",
        "shocked_face_with_exploding_head": "🤯",
        "simple_smile": "🙂",
        "smiling_face_with_3_hearts": "🥰",
        "smiling_face_with_smiling_eyes_and_hand_covering_mouth": "🤭",
        "spock-hand": "🖖",
        "the_horns": "🤘",
        "tortoise": "🐢",
    }
)
_NAMES: Mapping[str, str] = MappingProxyType({symbol: name for name, symbol in _SLACK_ONLY.items()})


@lru_cache(maxsize=1024)
def to_unicode(name: str) -> Emoji:
    """Give the emoji behind Slack's name for it; a custom one stays `:name:`."""
    bare, toned = _TONE.sub("", name), _TONE.search(name)
    symbol = _plain(bare)
    if symbol is None:
        return Emoji(f":{bare}:")
    if toned is None:
        return Emoji(symbol)
    return Emoji(symbol[0] + _TONES[toned[1]] + symbol[1:].removeprefix(_VARIATION))


@lru_cache(maxsize=1024)
def to_name(symbol: Emoji) -> str:
    """Give Slack's name for an emoji, without colons, as `reactions.add` takes it."""
    if symbol.startswith(":"):
        return symbol.strip(":")
    tone = next((number for number, modifier in _TONES.items() if modifier in symbol), None)
    bare = symbol if tone is None else symbol.replace(_TONES[tone], "")
    if _REGIONALS.fullmatch(bare):
        return "flag-" + "".join(chr(ord(letter) - _REGIONAL_A + ord("a")) for letter in bare)
    name = _NAMES.get(bare) or emoji.demojize(bare, language="alias").strip(":")
    return name if tone is None else f"{name}::skin-tone-{tone}"


def _plain(name: str) -> str | None:
    flag = _FLAG.fullmatch(name)
    if flag is not None:
        return "".join(chr(ord(letter) - ord("a") + _REGIONAL_A) for letter in flag[1])
    if name in _SLACK_ONLY:
        return _SLACK_ONLY[name]
    for candidate in _candidates(name):
        written = f":{candidate}:"
        found = emoji.emojize(written, language="alias")
        if found != written:
            return found
    return None


def _candidates(name: str) -> Iterator[str]:
    """Give the names the package may know it by: `male-teacher` is `man_teacher` there."""
    yield name
    under = name.replace("-", "_")
    yield re.sub(r"^male_", "man_", re.sub(r"^female_", "woman_", under))
    yield f"family_{under}"
