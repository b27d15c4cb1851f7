"""A practice as one value: everything members can say and do in it, and what it watches and waits for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeAlias, TypeVar

from copbot.command import AnyCommand
from copbot.context import Context, JobContext
from copbot.events import ButtonPressed, Finding, FormSubmitted, JobDue, ShortcutUsed
from copbot.forms import Form
from copbot.intents import Intent
from copbot.message import Said
from copbot.model.puzzles import Problem
from copbot.model.roles import Role
from copbot.store import Store

H = TypeVar("H")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A context menu on messages; its name is at most 24 characters (Slack's limit, Discord's is 32)."""

    name: str
    callback: str
    who: Role
    handle: Callable[[ShortcutUsed, Context], Sequence[Intent]]
    reads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button or menu with this action does; who may press it is checked on every press.

    `reads` marks one that only opens a form or shows something: it runs beside the writer and is never deferred.
    """

    name: str
    who: Role
    handle: Callable[[ButtonPressed, Context], Sequence[Intent]]
    reads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAction:
    """What submitting a form with this action does.

    `form` makes the form anew, filled in as it was submitted: a `CopError` with `fields` sends it back so.
    """

    name: str
    who: Role
    form: Callable[[FormSubmitted, Context], Form]
    handle: Callable[[FormSubmitted, Context], Sequence[Intent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher(Generic[H]):
    """What to do when somebody does something that is no command: reacts, writes, joins.

    `wants` is asked first, on a read-only connection: an event nobody wants leaves no row.
    """

    on: type[H]
    wants: Callable[[H, Context], bool]
    handle: Callable[[H, Context], Sequence[Intent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer(Generic[H]):
    """What to do when something happened that names nobody: a deletion, a channel gone, a dead delivery."""

    on: type[H]
    wants: Callable[[H, JobContext], bool]
    handle: Callable[[H, JobContext], Sequence[Intent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a schedule of this kind does when it falls due; later than `grace` it is stored as missed instead."""

    kind: str
    grace: timedelta
    handle: Callable[[JobDue, JobContext], Sequence[Intent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What to do with the answer to a question whose key starts with this prefix."""

    prefix: str
    handle: Callable[[str, Finding, JobContext], Sequence[Intent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Puzzle:
    """What takes long to work out: `pose` reads the problem from the store when its turn comes.

    It gives None when there is nothing to work out any more.
    """

    name: str
    pose: Callable[[Store, str, datetime], Problem | None]


AnyWatcher: TypeAlias = Watcher[Any]
AnyObserver: TypeAlias = Observer[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One practice: `name` is its first word everywhere; `default` is the second word meant when none is typed."""

    name: str
    about: Said
    default: str | None = None
    commands: tuple[AnyCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    actions: tuple[Action, ...] = ()
    forms: tuple[FormAction, ...] = ()
    watchers: tuple[AnyWatcher, ...] = ()
    observers: tuple[AnyObserver, ...] = ()
    jobs: tuple[Job, ...] = ()
    answers: tuple[Answered, ...] = ()
    puzzles: tuple[Puzzle, ...] = ()
