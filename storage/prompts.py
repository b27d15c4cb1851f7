"""The bank of prompts in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from copbot.model.packs import PackPrompt
from copbot.model.prompt_choice import Category
from copbot.model.prompts import Prompt, PromptWords, Standing, Wanted, fingerprint
from copbot.refs import ChannelRef, MemberId
from storage.columns import table
from storage.prompt_line import SqlPromptLine
from storage.prompt_rows import COLUMNS, read_prompt
from storage.statements import Prepared, insert_once
from storage.tables.prompts import PromptKindRow, PromptRow

_prompt = table(PromptRow)
_kind = table(PromptKindRow)
_p = _prompt.c

_LONGEST_NUMBER = 12
_READY = Standing.READY.value
_ADDED = (
    "community",
    "text",
    "category",
    "hint",
    "fingerprint",
    "standing",
    "author",
    "suggested",
    "pack",
    "pack_key",
    "near",
    "added_at",
    "posts",
    "people",
    "replies",
)


_ADD = Prepared(insert(_prompt).returning(*COLUMNS), _ADDED)
_BY_PACK_KEY = Prepared(
    select(*COLUMNS).where(_p.community == bindparam("community"), _p.pack_key == bindparam("pack_key"))
)


class SqlPromptBank(SqlPromptLine):
    """The prompts of one community in SQL."""

    def add(
        self,
        words: PromptWords,
        *,
        author: MemberId,
        now: datetime,
        suggested: bool = False,
        near: ChannelRef | None = None,
    ) -> Prompt:
        """Put a prompt into the bank: ready, or as a suggestion made `near` a channel."""
        standing = Standing.SUGGESTED if suggested else Standing.READY
        return self._add(words, standing, now, author=author, suggested=suggested, near=near and str(near))

    def take_up(self, pack: str, prompt: PackPrompt, now: datetime) -> Prompt:
        """Give the bank's row of a starter prompt, made when there is none yet."""
        found = self.of_key(prompt.key)
        if found is not None:
            return found
        words = PromptWords(text=prompt.text, category=Category(prompt.category), hint=prompt.good_answer)
        return self._add(words, Standing.READY, now, pack=pack, pack_key=prompt.key)

    def of_key(self, pack_key: str) -> Prompt | None:
        """Give the bank's row of a starter prompt; None while it is untouched."""
        row = _BY_PACK_KEY.first(self._connection, community=self._community, pack_key=pack_key)
        return None if row is None else read_prompt(row)

    def same(self, text: str) -> Prompt | None:
        """Find one that says the same, whatever became of it; the one that is ready before others."""
        same = select(*COLUMNS).where(_p.community == self._community, _p.fingerprint == fingerprint(text))
        row = self._connection.execute(same.order_by(_p.standing != _READY, _p.id).limit(1)).first()
        return None if row is None else read_prompt(row)

    def known(self, texts: Sequence[str]) -> frozenset[str]:
        """Give the fingerprints of those texts that are in the bank already."""
        marks = [fingerprint(text) for text in texts]
        known = select(_p.fingerprint).where(_p.community == self._community, _p.fingerprint.in_(marks))
        return frozenset(self._connection.execute(known).scalars())

    def reword(self, prompt: int, words: PromptWords) -> None:
        """Change what it says; it is the community's own from then on."""
        self._open_kind(words.category)
        self._change(
            prompt,
            text=words.text,
            category=words.category,
            hint=words.hint,
            fingerprint=fingerprint(words.text),
            pack=None,
        )

    def decide(self, prompt: int, standing: Standing, by: MemberId, now: datetime) -> bool:
        """Take or decline a suggestion; False when somebody decided before."""
        open_one = (_p.community == self._community, _p.id == prompt, _p.standing == Standing.SUGGESTED.value)
        decided = update(_prompt).where(*open_one).values(standing=standing.value, decided_by=by, decided_at=now)
        return self._connection.execute(decided).rowcount == 1

    def retire(self, prompt: int) -> None:
        """Have it never posted again, and leave the queue; what it drew stays known."""
        self._change(prompt, standing=Standing.RETIRED.value, queued=None, held_for=None)

    def restore(self, prompt: int) -> None:
        """Make a retired or declined one ready again."""
        self._change(prompt, standing=_READY)
        self._give_back(_p.id == prompt)

    def listed(self, wanted: Wanted, offset: int, limit: int) -> tuple[Prompt, ...]:
        """List prompts: the queue in its order, suggestions oldest first, others by how many people they drew."""
        order: Sequence[Any] = (_p.people.desc(), _p.posts.desc(), _p.id)
        if wanted.queued:
            order = (_p.queued,)
        elif wanted.standing is Standing.SUGGESTED:
            order = (_p.id,)
        found = select(*COLUMNS).where(*self._such(wanted)).order_by(*order).offset(offset).limit(limit)
        return tuple(read_prompt(row) for row in self._connection.execute(found))

    def count(self, wanted: Wanted) -> int:
        """Count what `listed` would give without a limit."""
        found = select(func.count()).select_from(_prompt).where(*self._such(wanted))
        return int(self._connection.execute(found).scalar_one())

    def search(self, typed: str, standing: Standing, limit: int) -> tuple[Prompt, ...]:
        """Find prompts that contain what was typed, or have that number; newest first."""
        bare = typed.strip().removeprefix("#")
        fits = func.lower(_p.text).contains(bare.lower(), autoescape=True)
        if bare.isdecimal() and len(bare) < _LONGEST_NUMBER:
            fits = fits | (_p.id == int(bare))
        found = select(*COLUMNS).where(_p.community == self._community, _p.standing == standing.value, fits)
        rows = self._connection.execute(found.order_by(_p.id.desc()).limit(limit))
        return tuple(read_prompt(row) for row in rows)

    def categories(self) -> tuple[Category, ...]:
        """List the categories in use, in the order of the alphabet."""
        found = select(_p.category).where(_p.community == self._community, _p.standing == _READY).distinct()
        return tuple(sorted(Category(one) for one in self._connection.execute(found).scalars()))

    def fresh(self, pack: str | None) -> Mapping[Category, int]:
        """Count, by category, the ready prompts that were never posted; starter prompts only of this pack."""
        never = (_p.community == self._community, _p.standing == _READY, _p.used_at.is_(None))
        found = select(_p.category, func.count().label("n")).where(*never, or_(_p.pack.is_(None), _p.pack == pack))
        return {row.category: row.n for row in self._connection.execute(found.group_by(_p.category))}

    def _add(self, words: PromptWords, standing: Standing, now: datetime, **values: object) -> Prompt:
        row = {"author": None, "suggested": False, "pack": None, "pack_key": None, "near": None} | values
        self._open_kind(words.category)
        made = _ADD.first(
            self._connection,
            community=self._community,
            text=words.text,
            category=words.category,
            hint=words.hint,
            fingerprint=fingerprint(words.text),
            standing=standing.value,
            added_at=now,
            posts=0,
            people=0,
            replies=0,
            **row,
        )
        return read_prompt(made)

    def _such(self, wanted: Wanted) -> tuple[Any, ...]:
        such: list[Any] = [_p.community == self._community, _p.standing == wanted.standing.value]
        if wanted.category is not None:
            such.append(_p.category == wanted.category)
        if wanted.queued:
            such.append(_p.queued.is_not(None))
        return tuple(such)

    def _open_kind(self, category: Category) -> None:
        """Have a category counted; one that is counted already stays as it is."""
        insert_once(self._connection, _kind, community=self._community, category=category, posts=0, people=0)
