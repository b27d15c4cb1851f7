"""Read Block Kit as a person sees it: the words, the things to press, and what a form holds."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

HIDDEN = ("options", "option_groups", "confirm", "initial_option", "initial_options", "slack_file", "placeholder")
"""What stands in a block but is not on the screen until somebody clicks."""


@dataclass(frozen=True, slots=True)
class Element:
    """One thing to press, choose or fill in."""

    block_id: str
    action_id: str
    raw: Json
    label: str
    """What stands on the button, or above the input."""
    optional: bool
    in_input: bool
    """Whether it is part of a form, with a label above it."""

    @property
    def type(self) -> str:
        """The element's type in Block Kit."""
        return str(self.raw["type"])


class Readable(ABC):
    """What a message, an ephemeral message and a view have in common: text and blocks."""

    __slots__ = ()

    @property
    @abstractmethod
    def text(self) -> str:
        """The fallback text of a message, the title of a view."""

    @property
    @abstractmethod
    def blocks(self) -> list[Json]:
        """The blocks, with every id filled in."""

    @property
    def words(self) -> str:
        """Everything a reader sees, a line for each piece of text; the fallback text where there are no blocks."""
        return "\n".join(texts(self.blocks)) if self.blocks else self.text

    @property
    def elements(self) -> list[Element]:
        """Everything that can be pressed, chosen or filled in."""
        return list(elements(self.blocks))

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons and above the inputs, in order."""
        return [element.label for element in self.elements]

    @property
    def images(self) -> list[Json]:
        """The image blocks."""
        return [block for block in self.blocks if block["type"] == "image"]

    def element(self, key: str, value: object = None) -> Element:
        """Find an element by its action_id or by what stands on it; `value` tells equal ones apart.

        Raises: LookupError when nobody could see such a thing here.
        """
        for element in self.elements:
            if key in (element.action_id, element.label) and value in (None, element.raw.get("value")):
                return element
        raise LookupError(f"nothing called {key!r} here; there is {self.labels} in {self.words!r}")


def texts(node: object) -> Iterator[str]:
    """Give every text that is on the screen, in reading order."""
    match node:
        case list():
            for item in node:
                yield from texts(item)
        case {"type": "image", "alt_text": str(alt)}:
            yield alt
        case {"text": str(text)}:
            yield text
        case {"type": "link", "url": str(url)}:
            yield url
        case dict():
            for key, value in node.items():
                if key not in HIDDEN:
                    yield from texts(value)
        case _:
            pass


def elements(blocks: Iterable[Json]) -> Iterator[Element]:
    """Give everything interactive in the blocks, in order."""
    for block in blocks:
        block_id = str(block.get("block_id", ""))
        match block:
            case {"type": "input", "element": dict(raw)}:
                label = next(texts(block.get("label")), "")
                optional = bool(block.get("optional"))
                yield Element(block_id, str(raw.get("action_id", "")), raw, label, optional=optional, in_input=True)
            case {"elements": list(several)}:
                yield from (_plain(block_id, raw) for raw in several if "action_id" in raw)
            case {"accessory": {"action_id": _} as raw}:
                yield _plain(block_id, raw)
            case _:
                pass


def _plain(block_id: str, raw: Json) -> Element:
    label = next(texts(raw.get("text") or raw.get("placeholder")), "")
    return Element(block_id, str(raw.get("action_id", "")), raw, label, optional=True, in_input=False)


INTERACTIVE = frozenset({"button", "overflow", "checkboxes", "radio_buttons", "workflow_button", "file_input"})
"""The interactive types whose names do not end in `_select`, `_input` or `picker`."""


def _interactive(kind: str) -> bool:
    return kind in INTERACTIVE or kind.endswith(("_select", "_input", "picker"))


def with_ids(blocks: list[Json], fresh: Callable[[], str]) -> list[Json]:
    """Copy the blocks, giving each block and interactive element the id it lacks, as Slack does."""
    return [_with_ids(block, fresh) for block in blocks]


def _with_ids(block: Json, fresh: Callable[[], str]) -> Json:
    copy = {"block_id": fresh(), **block}
    match block:
        case {"elements": list(several)} if block.get("type") == "actions":
            copy["elements"] = [{"action_id": fresh(), **raw} for raw in several]
        case {"accessory": {"type": str(kind)} as raw} if _interactive(kind):
            copy["accessory"] = {"action_id": fresh(), **raw}
        case {"element": dict(raw)}:
            copy["element"] = {"action_id": fresh(), **raw}
        case _:
            pass
    return copy
