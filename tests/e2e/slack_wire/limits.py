"""Slack's limits on what an app sends, as far as its reference pages state them, in our own words.

Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects), /reference/views and
/reference/methods/chat.postMessage. That the texts of one message's blocks may hold about 13,200 characters in all
(`msg_blocks_too_long`) is not documented; others measured it (slackapi/bolt-js issue 2509).
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.e2e.slack_wire.blocks import Json, texts

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, TEXT_BEST, BLOCK_TEXT = 40_000, 4_000, 13_200
METADATA_BYTES = 8_000
"""Slack names no figure for metadata; this one is ours, to keep it small."""

PICKING = "select"
"""The kind every element whose type ends in `_select` goes by here."""


class Words(NamedTuple):
    """A limit on a text object: characters, and whether it must be plain."""

    most: int
    plain: bool = True


TEXTS: Mapping[tuple[str, str], Words] = {
    ("section", "text"): Words(3_000, plain=False),
    ("section", "fields"): Words(2_000, plain=False),
    ("header", "text"): Words(150),
    ("image", "title"): Words(2_000),
    ("input", "label"): Words(2_000),
    ("input", "hint"): Words(2_000),
    ("button", "text"): Words(75),
    ("option", "text"): Words(75, plain=False),
    ("option", "description"): Words(75, plain=False),
    ("option_group", "label"): Words(75),
    ("confirm", "title"): Words(100),
    ("confirm", "text"): Words(300, plain=False),
    ("confirm", "confirm"): Words(30),
    ("confirm", "deny"): Words(30),
    ("*", "placeholder"): Words(150),
    ("modal", "title"): Words(24),
    ("modal", "submit"): Words(24),
    ("modal", "close"): Words(24),
}
STRINGS: Mapping[tuple[str, str], int] = {
    ("*", "block_id"): 255,
    ("*", "action_id"): 255,
    ("*", "callback_id"): 255,
    ("*", "external_id"): 255,
    ("*", "private_metadata"): 3_000,
    ("button", "value"): 2_000,
    ("button", "url"): 3_000,
    ("button", "accessibility_label"): 75,
    ("option", "value"): 150,
    ("image", "alt_text"): 2_000,
    ("image", "image_url"): 3_000,
    ("markdown", "text"): 12_000,
    ("plain_text_input", "initial_value"): 3_000,
}
COUNTS: Mapping[tuple[str, str], int] = {
    ("actions", "elements"): 25,
    ("context", "elements"): 10,
    ("section", "fields"): 10,
    (PICKING, "options"): 100,
    (PICKING, "option_groups"): 100,
    ("option_group", "options"): 100,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("overflow", "options"): 5,
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "header": ("text",),
    "input": ("label", "element"),
    "image": ("alt_text",),
    "button": ("text",),
    "option": ("text", "value"),
    "modal": ("title", "blocks"),
    "home": ("blocks",),
    "actions": ("elements",),
    "context": ("elements",),
}
CHILDREN = {"options": "option", "option_groups": "option_group", "confirm": "confirm"}
"""Objects that carry no type of their own, by the key they stand under."""


def problems_of_message(blocks: list[Json]) -> Iterator[str]:
    """Name every limit the blocks of a message break."""
    yield from _too_many(blocks, MESSAGE_BLOCKS, "/blocks")
    yield from _walk(blocks, "/blocks", "")
    yield from _twice([str(block["block_id"]) for block in blocks if "block_id" in block], "block_id", "/blocks")


def total_of(blocks: list[Json]) -> int:
    """Count the characters that count towards `msg_blocks_too_long`."""
    return sum(len(text) for text in texts(blocks))


def problems_of_view(view: Json) -> Iterator[str]:
    """Name every limit a modal or home tab breaks."""
    blocks = view.get("blocks") or []
    yield from _too_many(blocks, VIEW_BLOCKS, "/view/blocks")
    if not blocks:
        yield _at("must have at least one block", "/view/blocks")
    yield from _walk(view, "/view", "")
    yield from _twice([str(block["block_id"]) for block in blocks if "block_id" in block], "block_id", "/view/blocks")
    has_input = any(block.get("type") == "input" for block in blocks)
    if view.get("type") == "modal" and has_input and "submit" not in view:
        yield _at("a modal with an input needs a submit", "/view/submit")
    if view.get("type") == "home" and ("submit" in view or "close" in view or "title" in view):
        yield _at("a home tab has no title, submit or close", "/view")


def problems_of_metadata(metadata: object) -> Iterator[str]:
    """Name what is wrong with a message's metadata: its shape, its depth, its size."""
    match metadata:
        case {"event_type": str(kind), "event_payload": dict(payload)} if kind:
            if len(json.dumps(payload).encode()) > METADATA_BYTES:
                yield _at(f"must be at most {METADATA_BYTES} bytes", "/metadata/event_payload")
            for key, value in payload.items():
                if not _flat(value):
                    yield _at("holds plain values, flat objects and lists of them", f"/metadata/event_payload/{key}")
        case _:
            yield _at("must have event_type and event_payload", "/metadata")


def _flat(value: object) -> bool:
    match value:
        case list():
            return all(_flat_object(item) or isinstance(item, str | int | float | bool) for item in value)
        case dict():
            return _flat_object(value)
        case _:
            return isinstance(value, str | int | float | bool)


def _flat_object(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str | int | float | bool) for item in value.values())


def _at(what: str, pointer: str) -> str:
    return f"[ERROR] {what} [json-pointer:{pointer}]"


def _too_many(items: object, most: int, pointer: str) -> Iterator[str]:
    if not isinstance(items, list):
        yield _at("must be a list", pointer)
    elif len(items) > most:
        yield _at(f"no more than {most} items allowed", pointer)


def _twice(ids: list[str], name: str, pointer: str) -> Iterator[str]:
    for one in {one for one in ids if ids.count(one) > 1}:
        yield _at(f"{name} {one!r} stands here twice", pointer)


def _walk(node: object, pointer: str, kind: str) -> Iterator[str]:
    match node:
        case list():
            for index, item in enumerate(node):
                yield from _walk(item, f"{pointer}/{index}", kind)
        case dict():
            own = _kind(node, kind)
            yield from _object(node, pointer, own)
            for key, value in node.items():
                yield from _walk(value, f"{pointer}/{key}", CHILDREN.get(key, ""))
        case _:
            pass


def _kind(node: Json, kind: str) -> str:
    own = kind or str(node.get("type", ""))
    return PICKING if own.endswith("_select") else own


def _object(node: Json, pointer: str, kind: str) -> Iterator[str]:
    for key in REQUIRED.get(kind, ()):
        if key not in node:
            yield _at(f"missing required field: {key}", pointer)
    for key, value in node.items():
        for owner in (kind, "*"):
            if (words := TEXTS.get((owner, key))) is not None:
                yield from _text(value, words, f"{pointer}/{key}")
            if (most := STRINGS.get((owner, key))) is not None:
                yield from _string(value, most, f"{pointer}/{key}")
        if (most := COUNTS.get((kind, key))) is not None:
            yield from _too_many(value, most, f"{pointer}/{key}")
            if not value:
                yield _at("must have at least one item", f"{pointer}/{key}")
    if kind == "actions":
        ids = [str(item["action_id"]) for item in node.get("elements", []) if "action_id" in item]
        yield from _twice(ids, "action_id", pointer)
    if kind == "section" and not node.get("text") and not node.get("fields"):
        yield _at("a section needs text or fields", pointer)


def _text(value: object, words: Words, pointer: str) -> Iterator[str]:
    match value:
        case list():
            for index, item in enumerate(value):
                yield from _text(item, words, f"{pointer}/{index}")
        case {"type": "plain_text" | "mrkdwn" as kind, "text": str(text)}:
            if kind == "mrkdwn" and words.plain:
                yield _at("must be plain_text", f"{pointer}/type")
            if not text:
                yield _at("must be more than 0 characters", f"{pointer}/text")
            if len(text) > words.most:
                yield _at(f"must be less than {words.most + 1} characters", f"{pointer}/text")
        case _:
            yield _at("must be a text object", pointer)


def _string(value: object, most: int, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield _at("must be a string", pointer)
    elif len(value) > most:
        yield _at(f"must be less than {most + 1} characters", pointer)
