"""All that a set of practices can do, indexed: which plain function answers which event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from copbot import command_forms, drafts
from copbot.command import AnyCommand
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    CommandInvoked,
    CommandTyped,
    DirectMessageReceived,
    Event,
    FormSubmitted,
    Found,
    JobDue,
    ShortcutUsed,
    SuggestionsAsked,
    TypedPiece,
)
from copbot.forms import Form
from copbot.intents import Declined, Intent, OpenForm, Suggestions
from copbot.message import Control, say
from copbot.model.roles import Role
from copbot.parsing import Parsed, complete, find_command, parse
from copbot.practice import Action, Answered, AnyObserver, AnyWatcher, FormAction, Job, Practice, Puzzle, Shortcut

Handle: TypeAlias = Callable[[Any], Sequence[Intent]]
_MOST_SUGGESTIONS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run for an event.

    `who` is the role it needs, None when nobody acts; `wanted` is asked first on a read-only connection.
    """

    handle: Handle
    who: Role | None
    reads: bool = False
    wanted: Callable[[Any], bool] | None = None


class Repertoire:
    """The practices of this bot. Raises ValueError when two declare the same command, shortcut, action or job."""

    def __init__(self, practices: Sequence[Practice]) -> None:
        self.practices = tuple(practices)
        self.commands: Mapping[str, AnyCommand] = _index((c.path, c) for p in practices for c in p.commands)
        self.shortcuts: Mapping[str, Shortcut] = _index((s.callback, s) for p in practices for s in p.shortcuts)
        self._actions: Mapping[str, Action] = _index((a.name, a) for p in practices for a in p.actions)
        self._forms: Mapping[str, FormAction] = _index((f.name, f) for p in practices for f in p.forms)
        self._jobs: Mapping[str, Job] = _index((j.kind, j) for p in practices for j in p.jobs)
        self._answers: Mapping[str, Answered] = _index((a.prefix, a) for p in practices for a in p.answers)
        self.puzzles: Mapping[str, Puzzle] = _index((z.name, z) for p in practices for z in p.puzzles)
        self._watchers: Mapping[type, list[AnyWatcher]] = _group((w.on, w) for p in practices for w in p.watchers)
        self._observers: Mapping[type, list[AnyObserver]] = _group((o.on, o) for p in practices for o in p.observers)
        self._defaults = {p.name: f"{p.name} {p.default}" for p in practices if p.default}

    def plan(self, event: Event) -> Plan | None:
        """Find what answers an event; None when nothing does.

        Raises: CopError for a command nobody knows.
        """
        match event.happened:
            case CommandInvoked(path, options):
                return self._for_command(complete(self._command(path), options))
            case CommandTyped(pieces):
                return self._for_line(pieces, event)
            case BotMentioned(_, pieces) | DirectMessageReceived(_, pieces):
                if self.is_command(pieces):
                    return self._for_line(pieces, event)
                return self._for_watchers(event)
            case SuggestionsAsked() as asked:
                return self._for_suggestions(asked)
            case ShortcutUsed(name) as used:
                shortcut = self.shortcuts.get(name)
                if shortcut is None:
                    return _gone()
                return Plan(handle=lambda ctx: shortcut.handle(used, ctx), who=shortcut.who, reads=shortcut.reads)
            case ButtonPressed(Control(drafts.EDIT)):
                return Plan(handle=self._open_again, who=Role.GUEST, reads=True)
            case ButtonPressed() as pressed:
                action = self._actions.get(pressed.control.action)
                if action is None:
                    return _gone()
                return Plan(handle=lambda ctx: action.handle(pressed, ctx), who=action.who, reads=action.reads)
            case FormSubmitted() as submitted:
                return self._for_form(submitted)
            case JobDue() as job:
                return self._for_job(job)
            case Found(key, finding):
                answered = self._answers.get(key.partition(":")[0])
                if answered is None:
                    return None
                return Plan(handle=lambda ctx: answered.handle(key, finding, ctx), who=None)
            case _:
                return self._for_watchers(event)

    def job(self, kind: str) -> Job | None:
        """Give the job of a kind, for its grace."""
        return self._jobs.get(kind)

    def form_again(self, submitted: FormSubmitted, ctx: Context) -> Form:
        """Make a submitted form anew, filled in as it was."""
        if submitted.control.action == command_forms.ACTION:
            command = self._command(submitted.control.row)
            return command_forms.form_of(command, command_forms.options_of(command, submitted.values))
        return self._forms[submitted.control.action].form(submitted, ctx)

    def is_command(self, pieces: Sequence[TypedPiece]) -> bool:
        """Tell whether a line begins with the first word of a command."""
        words = pieces[0].split() if pieces and isinstance(pieces[0], str) else []
        firsts = {path.split(" ")[0] for path in self.commands}
        return bool(words) and words[0].lower().removeprefix("/") in firsts

    def _command(self, path: str) -> AnyCommand:
        return self.commands[path] if path in self.commands else find_command((path,), self.commands, {})[0]

    def _for_line(self, pieces: Sequence[TypedPiece], event: Event) -> Plan:
        first = pieces[0] if pieces else ""
        if isinstance(first, str):
            pieces = (first.strip().removeprefix("/"), *pieces[1:])
        command, rest = find_command(pieces, self.commands, self._defaults)
        names = {person.user: person.name for person in event.people}
        return self._for_command(parse(command, rest, names))

    def _for_command(self, parsed: Parsed) -> Plan:
        command = parsed.command
        if parsed.missing:
            form = command_forms.form_of(command, parsed.values)
            return Plan(handle=lambda _: [OpenForm(form)], who=command.who, reads=True)
        arguments = command.make(parsed.values)
        return Plan(handle=lambda ctx: command.handle(arguments, ctx), who=command.who, reads=command.reads)

    def _for_suggestions(self, asked: SuggestionsAsked) -> Plan | None:
        command = self.commands.get(asked.path)
        option = next((one for one in command.options if one.name == asked.option), None) if command else None
        suggest = option.opt.suggest if option else None
        if suggest is None or command is None:
            return None

        def offer(ctx: Context) -> Sequence[Intent]:
            return [Suggestions(tuple(suggest(ctx, asked.typed, asked.options))[:_MOST_SUGGESTIONS])]

        return Plan(handle=offer, who=command.who, reads=True)

    def _for_form(self, submitted: FormSubmitted) -> Plan | None:
        if submitted.control.action == command_forms.ACTION:
            command = self._command(submitted.control.row)
            plan = self._for_command(complete(command, command_forms.options_of(command, submitted.values)))
            return Plan(handle=plan.handle, who=plan.who)
        action = self._forms.get(submitted.control.action)
        if action is None:
            return _gone()
        return Plan(handle=lambda ctx: action.handle(submitted, ctx), who=action.who)

    def _open_again(self, ctx: Context) -> Sequence[Intent]:
        return [OpenForm(self.form_again(drafts.kept(ctx), ctx))]

    def _for_job(self, job: JobDue) -> Plan | None:
        declared = self._jobs.get(job.kind)
        if declared is None:
            return Plan(handle=lambda _: [Declined(say("I no longer know this kind of schedule."))], who=None)
        if not job.missed:
            return Plan(handle=lambda ctx: declared.handle(job, ctx), who=None)
        observers = self._observers.get(JobDue, [])
        return Plan(handle=lambda ctx: [one for observer in observers for one in observer.handle(job, ctx)], who=None)

    def _for_watchers(self, event: Event) -> Plan | None:
        happened = event.happened
        if event.actor is None:
            observers = self._observers.get(type(happened), [])
            return _together([(o.wants, o.handle) for o in observers], happened, who=None)
        watchers = self._watchers.get(type(happened), [])
        return _together([(w.wants, w.handle) for w in watchers], happened, who=Role.GUEST)


def _together(pairs: Sequence[tuple[Any, Any]], happened: object, *, who: Role | None) -> Plan | None:
    if not pairs:
        return None

    def handle(ctx: JobContext) -> list[Intent]:
        return [intent for wants, act in pairs if wants(happened, ctx) for intent in act(happened, ctx)]

    return Plan(handle=handle, who=who, wanted=lambda ctx: any(wants(happened, ctx) for wants, _ in pairs))


def _gone() -> Plan:
    raise CopError(say("That no longer works. Please start again from the command."))


def _index(pairs: Any) -> Any:  # noqa: ANN401 -- one helper for five kinds of declaration
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} is declared twice")
        found[name] = value
    return found


def _group(pairs: Any) -> Any:  # noqa: ANN401 -- the same for watchers and observers
    found: dict[type, list[Any]] = {}
    for kind, value in pairs:
        found.setdefault(kind, []).append(value)
    return found
