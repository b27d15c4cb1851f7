"""A form folded into a button's value, so that pressing it opens the form as it was, even after a restart."""

import zlib
from base64 import b85decode, b85encode

from adapters.slack.controls import OPEN_FORM, unpack
from adapters.slack.text import Json
from copbot.codec import decode, encode
from copbot.forms import Form

_LONGEST_VALUE = 2_000


def folded(form: Form) -> str | None:
    """Fold a form into a button's value; None when it is too large for Slack's 2,000 characters."""
    value = b85encode(zlib.compress(encode(form, Form).encode(), 9)).decode()
    return value if len(value) <= _LONGEST_VALUE else None


def unfolded(value: str) -> Form | None:
    """Give the form `folded` wrote; None for anything else, also for one of another version."""
    try:
        found = decode(zlib.decompress(b85decode(value)).decode(), Form)
    except (ValueError, zlib.error, LookupError, TypeError):
        return None
    return found if isinstance(found, Form) else None


def carrying(body: Json, value: str | None) -> Json:
    """Let a rendered message's button that opens a form carry it."""
    for block in body["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else ():
            found = unpack(element["action_id"])
            if found is not None and found[0].action == OPEN_FORM and value is not None:
                element["value"] = value
    return body
