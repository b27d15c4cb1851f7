"""What the tables of prompts hold about a member."""

from typing import Any

from sqlalchemy import Connection, delete, select, update

from copbot.model.prompts import Standing
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.tables.prompts import PromptPostingRow, PromptReplyRow, PromptRow, PromptSeriesRow

_prompt = table(PromptRow)
_series = table(PromptSeriesRow)
_posting = table(PromptPostingRow)
_reply = table(PromptReplyRow)


class SqlPromptPersonal:
    """One community's prompts as personal data.

    What a member wrote for the bank stays without their name; suggestions nobody decided on and answers go.
    """

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        wrote = select(_prompt).where(_prompt.c.community == self._community, _prompt.c.author == member)
        decided = select(_prompt).where(_prompt.c.community == self._community, _prompt.c.decided_by == member)
        made = select(_series).where(_series.c.community == self._community, _series.c.made_by == member)
        posted = select(_posting).where(_posting.c.community == self._community, _posting.c.by == member)
        answered = (
            select(_reply.c.at, _reply.c.replies, _prompt.c.text, _posting.c.channel)
            .join(_posting, _posting.c.id == _reply.c.posting)
            .join(_prompt, _prompt.c.id == _posting.c.prompt)
            .where(_reply.c.community == self._community, _reply.c.member == member)
        )
        execute = self._connection.execute
        return {
            "prompts": [
                {
                    "text": row.text,
                    "category": row.category,
                    "good_answer": row.hint,
                    "standing": row.standing,
                    "suggested": bool(row.suggested),
                    "at": row.added_at.isoformat(),
                    "channel": row.near,
                }
                for row in execute(wrote.order_by(_prompt.c.id))
            ],
            "prompt_decisions": [
                {"text": row.text, "standing": row.standing, "at": row.decided_at.isoformat()}
                for row in execute(decided.order_by(_prompt.c.id))
            ],
            "prompt_schedules": [{"channel": row.channel} for row in execute(made.order_by(_series.c.id))],
            "prompts_posted": [
                {"channel": row.channel, "at": row.at.isoformat()} for row in execute(posted.order_by(_posting.c.id))
            ],
            "prompt_answers": [
                {"prompt": row.text, "channel": row.channel, "first_at": row.at.isoformat(), "answers": row.replies}
                for row in execute(answered.order_by(_reply.c.at))
            ],
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member; what they wrote for the bank stays, without their name."""
        here = _prompt.c.community == self._community
        undecided = (_prompt.c.author == member, _prompt.c.standing == Standing.SUGGESTED.value)
        for statement in (
            delete(_reply).where(_reply.c.community == self._community, _reply.c.member == member),
            delete(_prompt).where(here, *undecided),
            update(_prompt).where(here, _prompt.c.author == member).values(author=None, near=None),
            update(_prompt).where(here, _prompt.c.decided_by == member).values(decided_by=None),
            update(_series)
            .where(_series.c.community == self._community, _series.c.made_by == member)
            .values(made_by=None),
            update(_posting).where(_posting.c.community == self._community, _posting.c.by == member).values(by=None),
        ):
            self._connection.execute(statement)
