"""The bank of prompts in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, func, insert, or_, select, update

from copbot.model.packs import PackPrompt
from copbot.model.prompt_choice import Category, Kind
from copbot.model.prompts import Prompt, PromptWords, Standing, Wanted, fingerprint
from copbot.refs import ChannelRef, CommunityId, MemberId
from storage.columns import Instant, table
from storage.prompt_rows import COLUMNS, read_prompt
from storage.statements import Prepared
from storage.tables.prompts import PromptRow

_prompt = table(PromptRow)
_p = _prompt.c

_LONGEST_NUMBER = 12
_READY = Standing.READY.value
_mine = (_p.community == bindparam("b_community"), _p.id == bindparam("b_id"))
_of_community = _p.community == bindparam("community")
_of_pack = or_(_p.pack.is_(None), _p.pack == bindparam("pack"))
_free = and_(_p.queued.is_(None), _p.held_for.is_(None))
_fresh = and_(_p.standing == _READY, _p.turn.is_(None), _p.pack.is_(None), _free)

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
_BY_ID = Prepared(select(*COLUMNS).where(*_mine))
_BY_PACK_KEY = Prepared(select(*COLUMNS).where(_of_community, _p.pack_key == bindparam("pack_key")))
_KINDS = Prepared(
    select(
        _p.category,
        func.min(case((_fresh, _p.id))).label("fresh"),
        func.max(_p.used_at).label("used_at"),
        func.sum(_p.posts).label("posts"),
        func.sum(_p.people).label("people"),
    )
    .where(_of_community)
    .group_by(_p.category)
)
_TAKEN = Prepared(select(_p.pack_key).where(_of_community, _p.pack_key.is_not(None)))
_later = (
    select(_p.id)
    .where(_of_community, _p.standing == _READY, _of_pack)
    .order_by(_p.held_for.is_not(None), _p.queued.is_not(None), _p.used_at.is_not(None), _p.turn, _p.id)
    .limit(1)
)
_LATER = Prepared(_later)
_LATER_OF = Prepared(_later.where(_p.category == bindparam("category")))
_held = select(_p.id).where(_p.held_for == bindparam("series"), _of_community).limit(1).scalar_subquery()
_queue = (
    select(_p.id)
    .where(_of_community, _p.queued.is_not(None), _p.held_for.is_(None))
    .order_by(_p.queued)
    .limit(1)
    .scalar_subquery()
)
_WAITING = Prepared(select(func.coalesce(_held, _queue).label("id")))
_now = bindparam("b_now", type_=Instant())
_USE = Prepared(
    update(_prompt)
    .where(*_mine)
    .values(used_at=_now, turn=_now, posts=_p.posts + 1, queued=None, held_for=None)
    .returning(*COLUMNS)
)
_HOLD = Prepared(update(_prompt).where(*_mine).values(held_for=bindparam("b_series")).returning(*COLUMNS))


class SqlPromptBank:
    """The prompts of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

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

    def get(self, prompt: int) -> Prompt | None:
        """Give one by its number."""
        row = _BY_ID.first(self._connection, b_community=self._community, b_id=prompt)
        return None if row is None else read_prompt(row)

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

    def enqueue(self, prompt: int) -> None:
        """Put it at the end of the facilitators' queue."""
        here = _p.community == self._community
        last = self._connection.execute(select(func.max(_p.queued)).where(here)).scalar() or 0
        self._change(prompt, queued=last + 1)

    def dequeue(self, prompt: int) -> bool:
        """Take it out of the queue; False when it was not in it."""
        mine = (_p.community == self._community, _p.id == prompt, _p.queued.is_not(None))
        taken = self._connection.execute(update(_prompt).where(*mine).values(queued=None)).rowcount == 1
        self._give_back(_p.id == prompt)
        return taken

    def hold(self, prompt: int, series: int) -> Prompt:
        """Have it be the series' next prompt, instead of what was held before; gives it as it stands."""
        held = _HOLD.first(self._connection, b_community=self._community, b_id=prompt, b_series=series)
        self._give_back(and_(_p.held_for == series, _p.id != prompt))
        return read_prompt(held)

    def release(self, series: int) -> None:
        """Hold nothing for a series any more."""
        self._give_back(_p.held_for == series)

    def pass_over(self, prompt: int, now: datetime) -> None:
        """Send it behind everything that is still fresh, and hold it for nobody."""
        self._change(prompt, turn=now, held_for=None)

    def kinds(self) -> tuple[Kind, ...]:
        """Sum up the bank by category."""
        return tuple(Kind(*row) for row in _KINDS.all(self._connection, community=self._community))

    def taken(self) -> frozenset[str]:
        """List the keys of the starter prompts that are in the bank."""
        return frozenset(row.pack_key for row in _TAKEN.all(self._connection, community=self._community))

    def later(self, only: Category | None, pack: str | None) -> int | None:
        """Give the first of those passed over, else the longest unused one; starter prompts only of this pack."""
        known = {"community": self._community, "pack": pack}
        if only is None:
            found = _LATER.scalar(self._connection, **known)
        else:
            found = _LATER_OF.scalar(self._connection, **known, category=only)
        return None if found is None else int(found)

    def waiting(self, series: int) -> int | None:
        """Tell what comes next whatever the bank says: the prompt held for a series, else the queue's first."""
        found = _WAITING.scalar(self._connection, community=self._community, series=series)
        return None if found is None else int(found)

    def use(self, prompt: int, now: datetime) -> Prompt:
        """Write down that it is posted now: it leaves the queue and goes to the end of the line."""
        return read_prompt(_USE.first(self._connection, b_community=self._community, b_id=prompt, b_now=now))

    def fresh(self, pack: str | None) -> Mapping[Category, int]:
        """Count, by category, the ready prompts that were never posted; starter prompts only of this pack."""
        never = (_p.community == self._community, _p.standing == _READY, _p.used_at.is_(None))
        found = select(_p.category, func.count().label("n")).where(*never, or_(_p.pack.is_(None), _p.pack == pack))
        return {row.category: row.n for row in self._connection.execute(found.group_by(_p.category))}

    def _add(self, words: PromptWords, standing: Standing, now: datetime, **values: object) -> Prompt:
        row = {"author": None, "suggested": False, "pack": None, "pack_key": None, "near": None} | values
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

    def _change(self, prompt: int, **values: object) -> None:
        mine = (_p.community == self._community, _p.id == prompt)
        self._connection.execute(update(_prompt).where(*mine).values(**values))

    def _give_back(self, which: Any) -> None:  # noqa: ANN401 -- a condition
        """Hold such prompts no more; an untouched starter prompt leaves the bank, and so is its pack's first again."""
        here = _p.community == self._community
        self._connection.execute(update(_prompt).where(here, which).values(held_for=None))
        untouched = (_p.turn.is_(None), _p.pack.is_not(None), _p.standing == _READY, _free)
        self._connection.execute(delete(_prompt).where(here, *untouched))
