"""Our sentences in the reader's language: every `Said` in a value becomes words, once, before it leaves the core."""

import dataclasses
import re
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from gettext import NullTranslations
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from copbot.message import InChannel, Line, RoleMention, Said, Span, plain, say
from copbot.refs import House

T = TypeVar("T")
_PLACE = re.compile(r"\{(\w+)\}")
_Change = Callable[[Any, "Speaker"], Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks one language from its catalogue, to who reads in a house, where that is known."""

    language: str
    catalogue: NullTranslations
    house: House | None = None

    def read(self, span: Span) -> Line:
        """Give a span as it is read: sentences spoken, channels and groups of another house by their platform."""
        match span:
            case Said():
                return self.spans(span)
            case InChannel(channel) if self.house is not None and not channel.is_known_in(*self.house):
                return self.spans(say("a channel on {platform}", platform=channel.platform.capitalize()))
            case RoleMention(role) if self.house is not None and not role.is_known_in(*self.house):
                return self.spans(say("a group on {platform}", platform=role.platform.capitalize()))
            case _:
                return (_speak(span, self),)

    def spans(self, said: Said) -> Line:
        """Give a sentence as spans, its places filled in; sentences inside sentences are spoken too."""
        params = dict(said.params)
        if said.plural is None:
            template = self.catalogue.gettext(said.msgid)
        else:
            template = self.catalogue.ngettext(said.msgid, said.plural, cast("int", params["n"]))
        parts: list[Span] = []
        for index, piece in enumerate(_pieces(template)):
            if index % 2 == 0:
                parts.append(piece)
                continue
            match params[piece]:
                case int() as number:
                    parts.append(str(number))
                case span:
                    parts.extend(self.read(span))
        return _joined(parts)

    def words(self, said: Said) -> str:
        """Give a sentence as plain text, for labels and titles."""
        return "".join(plain(span) for span in self.spans(said))


class Wording:
    """All catalogues; English is the language of the message ids and always there."""

    def __init__(self, catalogues: Mapping[str, NullTranslations] = MappingProxyType({})) -> None:
        self._speakers = {"en": Speaker("en", NullTranslations())}
        self._speakers |= {name: Speaker(name, catalogue) for name, catalogue in catalogues.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(self._speakers)

    def best(self, *wanted: str | None) -> str:
        """Choose the first wanted language there is a catalogue for: `de-AT` takes `de`."""
        for locale in wanted:
            for name in (locale, (locale or "").replace("_", "-").partition("-")[0]):
                if name in self._speakers:
                    return name
        return "en"

    def spoken(self, value: T, language: str, house: House | None = None) -> T:
        """Give a message, form, answer or outgoing with every sentence in that language, as it is read in a house."""
        speaker = self._speakers[self.best(language)]
        return cast("T", _speak(value, speaker if house is None else dataclasses.replace(speaker, house=house)))


@lru_cache(maxsize=2048)
def _pieces(template: str) -> tuple[str, ...]:
    """Split a sentence once: every second piece names a place."""
    return tuple(_PLACE.split(template))


def _joined(parts: list[Span]) -> Line:
    line: list[Span] = []
    for part in parts:
        if isinstance(part, str) and line and isinstance(line[-1], str):
            line[-1] += part
        elif part != "":
            line.append(part)
    return tuple(line)


def _speak(value: Any, speaker: Speaker) -> Any:  # noqa: ANN401 -- any dataclass of the vocabulary
    for name, change in _changes(cast("Hashable", type(value))):
        old = getattr(value, name)
        new = change(old, speaker)
        if new is not old:
            value = dataclasses.replace(value, **{name: new})
    return value


@lru_cache(maxsize=256)
def _changes(kind: Hashable) -> tuple[tuple[str, _Change], ...]:
    """Tell, once for each class, which fields may hold a sentence and how to speak it."""
    if not dataclasses.is_dataclass(kind) or kind is Said:
        return ()
    hints = get_type_hints(cast("type", kind))
    found = ((field.name, _change(hints[field.name])) for field in dataclasses.fields(kind))
    return tuple((name, change) for name, change in found if change is not None)


def _change(hint: Any) -> _Change | None:  # noqa: ANN401 -- a type hint
    arguments = get_args(hint)
    if hint == Line:
        return _speak_line
    if get_origin(hint) is tuple and arguments[-1] is Ellipsis:
        each = _change(arguments[0])
        return None if each is None else lambda value, speaker: _same(value, [each(one, speaker) for one in value])
    if get_origin(hint) is tuple:
        places = [_change(argument) for argument in arguments]
        if not any(places):
            return None
        return lambda value, speaker: tuple(
            change(one, speaker) if change else one for change, one in zip(places, value, strict=True)
        )
    if get_origin(hint) in {Union, UnionType} or dataclasses.is_dataclass(hint):
        return _speak_one
    return None


def _same(old: tuple[Any, ...], new: list[Any]) -> tuple[Any, ...]:
    return old if all(a is b for a, b in zip(old, new, strict=True)) else tuple(new)


def _speak_one(value: Any, speaker: Speaker) -> Any:  # noqa: ANN401 -- a member of a union
    return speaker.words(value) if isinstance(value, Said) else _speak(value, speaker)


def _speak_line(value: Line, speaker: Speaker) -> Line:
    parts: list[Span] = []
    for span in value:
        parts.extend(speaker.read(span))
    return _joined(parts)
