"""While you were away: for those alone who were absent, once for each absence."""

from collections.abc import Sequence
from datetime import timedelta

from copbot.context import JobContext
from copbot.intents import Notice
from copbot.message import Block, Bullets, Message, Paragraph, Small, say
from copbot.model.members import ABSENT_AFTER, is_absent
from copbot.model.recap import Recap, RecapSettings

_GONE_FOR_GOOD = timedelta(days=90)


def notices_to_absent(ctx: JobContext, recap: Recap) -> Sequence[Notice]:
    """Tell each absent member the most important thing of each section; who is gone for 90 days is left alone."""
    if not ctx.store.settings.get(RecapSettings).while_away:
        return []
    absent = [
        member
        for member in ctx.store.members.all()
        if is_absent(member, ctx.now) and ctx.now - member.last_act_at < _GONE_FOR_GOOD and not member.is_bot
    ]
    first = tuple(items[0].line for _, items in recap.sections)
    blocks: tuple[Block, ...] = (
        Paragraph((say("While you were away, this happened in {name}:", name=ctx.community.name),)),
        Bullets(first),
        Small((say("I tell you this once. /cop quiet changes what I write to you."),)),
    )
    return [
        Notice(
            key=f"away:{member.id}:{member.last_act_at.date().isoformat()}",
            to=member.id,
            message=Message(blocks),
            expires_at=ctx.now + ABSENT_AFTER,
        )
        for member in absent
    ]
