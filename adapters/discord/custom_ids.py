"""Controls as Discord's custom ids: `c1|community|action|row`, at most 100 characters."""

from copbot.message import Control
from copbot.refs import CommunityId

LONGEST = 100
NOWHERE = CommunityId(0)
"""Stands in an id when the community is to be found by the place where the control is used."""


def write(control: Control, community: CommunityId) -> str:
    """Write a control.

    Raises: ValueError when it is longer than Discord takes.
    """
    written = f"c1|{community}|{control.action}|{control.row}"
    if len(written) > LONGEST:
        raise ValueError(f"the id of {control.action!r} has {len(written)} characters, at most {LONGEST} fit")
    return written


def read(text: str) -> tuple[Control, CommunityId | None]:
    """Read a control and its community; an id that is not ours is a control nobody knows."""
    match text.split("|", 3):
        case ["c1", community, action, row] if community.isdecimal():
            return Control(action, row), CommunityId(int(community)) or None
        case _:
            return Control("", ""), None
