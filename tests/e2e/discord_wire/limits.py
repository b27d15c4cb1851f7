"""Discord's limits on messages and forms, as its documentation states them; each check yields what is wrong.

Sources: Discord's reference on message creation, embed limits, components and modals.
"""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from tests.e2e.discord_wire.components import check_components, check_form_components
from tests.e2e.discord_wire.places import COMPONENTS_V2, EPHEMERAL, Upload
from tests.e2e.discord_wire.refusal import Json, Wrong

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000
EMBED_FIELDS = 25
FILES = 10
FILE_BYTES = 10 * 1024 * 1024
NONCE = 25
MODAL_TITLE = 45
CUSTOM_ID = 100
CHOICES = 25
CHOICE = 100

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
_SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


def too_long(at: str, text: object, limit: int, *, least: int = 0) -> Iterator[Wrong]:
    """Yield a wrong when a text is missing, no text, shorter than `least` or longer than `limit`."""
    if text is None and not least:
        return
    if not isinstance(text, str):
        yield Wrong(at, "This field is required" if text is None else "Must be a string")
    elif not least <= len(text) <= limit or (least and not text.strip()):
        yield Wrong(at, f"Must be between {least} and {limit} in length: {len(text)}")


def check_message(body: Json, files: Sequence[Upload], *, ephemeral_allowed: bool = False) -> Iterator[Wrong]:
    """Check what a message is made of; `ephemeral_allowed` where it answers an interaction."""
    flags = body.get("flags") or 0
    settable = _SETTABLE | (EPHEMERAL if ephemeral_allowed else 0)
    if flags & ~settable:
        yield Wrong("flags", f"these flags cannot be set: {flags & ~settable}")
    yield from too_long("content", body.get("content"), CONTENT)
    yield from too_long("nonce", None if body.get("nonce") is None else str(body["nonce"]), NONCE)
    yield from _check_embeds(body.get("embeds") or ())
    new_style = bool(flags & COMPONENTS_V2)
    if new_style and (body.get("content") or body.get("embeds")):
        yield Wrong("content", "a message of components (v2) has neither content nor embeds")
    yield from check_components("components", body.get("components") or (), new_style=new_style)
    yield from _check_mentions(body.get("allowed_mentions") or {})
    yield from _check_files(body, files)


def _check_embeds(embeds: Sequence[Json]) -> Iterator[Wrong]:
    if len(embeds) > EMBEDS:
        yield Wrong("embeds", f"at most {EMBEDS}: {len(embeds)}")
    total = 0
    for number, embed in enumerate(embeds):
        at = f"embeds.{number}"
        fields = embed.get("fields") or ()
        if len(fields) > EMBED_FIELDS:
            yield Wrong(f"{at}.fields", f"at most {EMBED_FIELDS}: {len(fields)}")
        texts = [(f"{at}.title", embed.get("title"), 256, 0), (f"{at}.description", embed.get("description"), 4096, 0)]
        texts.append((f"{at}.author.name", (embed.get("author") or {}).get("name"), 256, 0))
        texts.append((f"{at}.footer.text", (embed.get("footer") or {}).get("text"), 2048, 0))
        for index, pair in enumerate(fields):
            texts.append((f"{at}.fields.{index}.name", pair.get("name"), 256, 1))
            texts.append((f"{at}.fields.{index}.value", pair.get("value"), 1024, 1))
        for where, text, limit, least in texts:
            yield from too_long(where, text, limit, least=least)
            total += len(text or "")
        for key in ("url", "image", "thumbnail"):
            found = embed.get(key)
            yield from _check_url(f"{at}.{key}", found.get("url") if isinstance(found, dict) else found)
        if not any(text for _, text, _, _ in texts) and not embed.get("image") and not embed.get("thumbnail"):
            yield Wrong(at, "an embed shows something")
    if total > EMBED_TOTAL:
        yield Wrong("embeds", f"at most {EMBED_TOTAL} characters in all: {total}")


def _check_url(at: str, url: str | None) -> Iterator[Wrong]:
    if url is not None and (urlsplit(url).scheme not in {"http", "https", "attachment"} or not urlsplit(url).netloc):
        yield Wrong(at, f"Not a well formed URL: {url!r}")


def _check_mentions(allowed: Json) -> Iterator[Wrong]:
    parse = allowed.get("parse") or ()
    for key in ("users", "roles"):
        listed = allowed.get(key) or ()
        if key in parse and listed:
            yield Wrong("allowed_mentions", f"parse:{key} and {key}: [...] are mutually exclusive")
        if len(listed) > 100:
            yield Wrong(f"allowed_mentions.{key}", f"at most 100: {len(listed)}")


def _check_files(body: Json, files: Sequence[Upload]) -> Iterator[Wrong]:
    if len(files) > FILES:
        yield Wrong("attachments", f"at most {FILES} files: {len(files)}")
    for number, file in enumerate(files):
        if len(file.content) > FILE_BYTES:
            yield Wrong(f"files.{number}", f"at most {FILE_BYTES} bytes: {len(file.content)}")
        yield from too_long(f"attachments.{number}.description", file.description, 1024)
    if len(body.get("attachments") or ()) > FILES:
        yield Wrong("attachments", f"at most {FILES}")


def check_callback(body: Json, files: Sequence[Upload]) -> Iterator[Wrong]:
    """Check the first answer to an interaction."""
    data = body.get("data") or {}
    match body.get("type"):
        case 4 | 7:
            yield from _within(check_message(data, files, ephemeral_allowed=body["type"] == 4))
        case 5 | 6:
            if set(data) - {"flags"} or (data.get("flags") or 0) & ~EPHEMERAL:
                yield Wrong("data", "a deferred answer says nothing but whether it is ephemeral")
        case 8:
            yield from _within(_check_choices(data.get("choices") or ()))
        case 9:
            yield from _within(_check_modal(data))
        case other:
            yield Wrong("type", f"no such answer: {other!r}")


def _within(wrongs: Iterator[Wrong]) -> Iterator[Wrong]:
    for wrong in wrongs:
        yield Wrong(f"data.{wrong.at}", wrong.says)


def _check_choices(choices: Sequence[Json]) -> Iterator[Wrong]:
    if len(choices) > CHOICES:
        yield Wrong("choices", f"at most {CHOICES}: {len(choices)}")
    for number, choice in enumerate(choices):
        yield from too_long(f"choices.{number}.name", choice.get("name"), CHOICE, least=1)
        value = choice.get("value")
        if isinstance(value, str):
            yield from too_long(f"choices.{number}.value", value, CHOICE)
        elif not isinstance(value, int | float):
            yield Wrong(f"choices.{number}.value", "This field is required")


def _check_modal(data: Json) -> Iterator[Wrong]:
    yield from too_long("title", data.get("title"), MODAL_TITLE, least=1)
    yield from too_long("custom_id", data.get("custom_id"), CUSTOM_ID, least=1)
    yield from check_form_components("components", data.get("components") or ())


MessageCheck = Callable[[Json, Sequence[Upload]], Iterator[Wrong]]


def check_reply(body: Json, files: Sequence[Upload]) -> Iterator[Wrong]:
    """Check a message that may be ephemeral."""
    return check_message(body, files, ephemeral_allowed=True)


def check_thread(body: Json, files: Sequence[Upload]) -> Iterator[Wrong]:
    """Check what opens a thread."""
    yield from too_long("name", body.get("name"), 100, least=1)
    if body.get("auto_archive_duration", 1440) not in {None, 60, 1440, 4320, 10080}:
        yield Wrong("auto_archive_duration", f"Not 60, 1440, 4320 or 10080: {body['auto_archive_duration']}")
