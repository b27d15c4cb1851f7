"""The ids of buttons, menus and forms: `c1|community|action|row`, read again from what Slack sends back."""

from copbot.message import Control
from copbot.refs import CommunityId

NOWHERE = "0"
"""Stands for a community the adapter does not know; the core then finds it by the place."""
OPEN_FORM = "slack.form"
"""The action of our own button that opens a form again whose trigger was too late."""
_VERSION = "c1"
_PARTS = 4
_LONGEST = 255


def pack(control: Control, community: str = NOWHERE) -> str:
    """Write a control as an action_id or callback_id.

    Raises: ValueError for one longer than Slack's 255 characters.
    """
    text = f"{_VERSION}|{community}|{control.action}|{control.row}"
    if len(text) > _LONGEST:
        raise ValueError(f"the control {control.action!r} has {len(text)} characters, Slack takes {_LONGEST}")
    return text


def unpack(text: str) -> tuple[Control, CommunityId | None] | None:
    """Read what `pack` wrote; None for ids that are no control of ours."""
    parts = text.split("|", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != _VERSION or not parts[1].isdecimal():
        return None
    _, community, action, row = parts
    return Control(action, row), None if community == NOWHERE else CommunityId(int(community))
