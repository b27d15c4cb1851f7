"""How a word of mentorship reaches one member: near the community's home, named as in their own house."""

from commands.naming import House, house_of, lives_in
from copbot.context import JobContext
from copbot.intents import Notice
from copbot.message import Message
from copbot.refs import MemberId


def house_for(member: MemberId, known: JobContext) -> House:
    """Tell in which house a member is told things: the community's home, or else where they have an account."""
    told, home = known.store.members.get(member), known.community.home
    if home is not None and lives_in(told, house_of(home)):
        return house_of(home)
    return next(((one.platform, one.tenant) for one in told.accounts), ("", ""))


def notice_for(member: MemberId, key: str, message: Message, known: JobContext, *, asked: bool = True) -> Notice:
    """Have a word reach one member."""
    return Notice(key=key, to=member, message=message, asked=asked, near=known.community.home)
