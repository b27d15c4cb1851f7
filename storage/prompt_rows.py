"""A row of the bank of prompts, read."""

from copbot.model.prompt_choice import Category
from copbot.model.prompts import Prompt, PromptWords, Standing
from copbot.refs import ChannelRef, MemberId
from storage.columns import table
from storage.statements import Row
from storage.tables.prompts import PromptRow

_prompt = table(PromptRow)

COLUMNS = tuple(column for column in _prompt.c if column.name not in {"community", "fingerprint", "turn"})


def read_prompt(row: Row) -> Prompt:
    """Make a prompt of its row."""
    return Prompt(
        id=row.id,
        words=PromptWords(text=row.text, category=Category(row.category), hint=row.hint),
        standing=Standing(row.standing),
        author=None if row.author is None else MemberId(row.author),
        suggested=bool(row.suggested),
        pack=row.pack,
        pack_key=row.pack_key,
        near=None if row.near is None else ChannelRef.parse(row.near),
        added_at=row.added_at,
        decided_by=None if row.decided_by is None else MemberId(row.decided_by),
        decided_at=row.decided_at,
        queued=row.queued,
        held_for=row.held_for,
        used_at=row.used_at,
        posts=row.posts,
        people=row.people,
        replies=row.replies,
    )
