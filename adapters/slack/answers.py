"""Answers to who acted: what goes into the acknowledgement, and what follows it.

A form needs a trigger that is younger than 3 seconds. Where there is none any more, or was none (a mention), a
message offers a button that carries the form and brings a new trigger.
"""

from collections.abc import Iterable

import structlog

from adapters.slack import render, views
from adapters.slack.afterwards import Afterwards
from adapters.slack.controls import OPEN_FORM
from adapters.slack.heard import Via, Way
from adapters.slack.keepsake import folded, unfolded
from adapters.slack.saying import Saying, around
from adapters.slack.text import Json
from copbot.errors import DeliveryError
from copbot.forms import Form
from copbot.intents import Answer, FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Code,
    Control,
    File,
    Message,
    Paragraph,
    Tone,
    message,
    say,
)
from copbot.ports import Clock
from copbot.wording import Wording

_log = structlog.get_logger(__name__)
_MOST_TRIES = 15

_OPEN = say("Open the form")
_TOO_LATE = say("Press the button to open the form: Slack did not wait for me.")
_ASKS_MORE = say("I need a little more for that. Press the button to open the form.")
_TOO_LARGE = say("Slack did not wait for me to open the form. Please use the command again.")
_NOT_TAKEN = say("That could not be taken yet:")


class Answers:
    """Brings answers to the people who acted; trouble on the way is logged, for nobody else can be told."""

    def __init__(
        self, *, saying: Saying, wording: Wording, clock: Clock, afterwards: Afterwards, suggested: views.Suggested
    ) -> None:
        self._saying = saying
        self._wording = wording
        self._clock = clock
        self._afterwards = afterwards
        self._suggested = suggested

    async def at_once(self, way: Way, answer: Answer, language: str | None) -> Json | None:
        """Answer within the acknowledgement's time; gives what the acknowledgement carries."""
        match way.via, answer:
            case Via.EVENT, _:
                return None
            case Via.SUGGESTION, _:
                found = answer.choices if isinstance(answer, Suggestions) else ()
                return {"options": _offered(way.typed, found)}
            case Via.FORM, FormErrors(errors, form):
                sentences = ((name, str(sentence)) for name, sentence in errors)
                return {"response_action": "errors", "errors": views.errors(sentences, form)}
            case Via.FORM, OpenForm(form):
                return {"response_action": "update", "view": self._view(way, form)}
            case Via.FORM, Reply(said) if not _is_slow(said):
                return await self._after_form(way, said)
            case Via.COMMAND, Reply(said) if not _is_slow(said):
                return {"response_type": "ephemeral", **render.message(said, around(way))}
            case _, Reply(said) if _is_slow(said):
                self._afterwards.begin(self.later(way, answer, language))
            case _:
                await self._soon(way, answer, language)
        return None

    async def later(self, way: Way, answer: Answer, language: str | None) -> None:
        """Answer when no acknowledgement waits, coming again where Slack asks for it."""
        tries = 0
        while True:
            tries += 1
            try:
                return await self._answer(way, answer, language)
            except DeliveryError as refused:
                if refused.retry_at is None or tries == _MOST_TRIES:
                    return _give_up(way, refused.why)
                await self._clock.sleep_until(refused.retry_at)
            except (OSError, TimeoutError) as broken:
                return _give_up(way, type(broken).__name__)

    async def reopen(self, way: Way, kept: str, language: str | None) -> None:
        """Open the form that a button kept."""
        form = unfolded(kept)
        await self._soon(way, Reply(message(_TOO_LARGE)) if form is None else OpenForm(form), language)

    async def _soon(self, way: Way, answer: Answer, language: str | None) -> None:
        try:
            await self._answer(way, answer, language)
        except DeliveryError as refused:
            if refused.retry_at is None:
                return _give_up(way, refused.why)
            self._afterwards.begin(self.later(way, answer, language))
        except (OSError, TimeoutError) as broken:
            _give_up(way, type(broken).__name__)

    async def _answer(self, way: Way, answer: Answer, language: str | None) -> None:
        match answer:
            case None | Suggestions():
                return
            case Home(said):
                await self._saying.publish(way, said)
            case Reply(said) if way.via is Via.HOME:
                await self._saying.publish(way, said)
            case Reply(said, rewrites):
                await self._saying.tell(way, await self._without_files(way, said, language), rewrites=rewrites)
            case OpenForm(form):
                await self._open(way, form, language)
            case FormErrors(errors, form):
                wrong = Bullets(tuple((str(sentence),) for _, sentence in errors))
                await self._offer(way, form, (Paragraph((_NOT_TAKEN,)), wrong), language)

    async def _after_form(self, way: Way, said: Message) -> Json | None:
        """Close the form and answer where it was opened; where that cannot be, the form becomes the answer."""
        try:
            if way.channel is not None:
                await self._saying.beside(way, said)
                return None
        except (DeliveryError, OSError, TimeoutError) as trouble:
            _log.info("slack_answer_stays_in_form", why=str(trouble))
        origin = views.Origin(channel=way.channel, thread=way.thread)
        return {"response_action": "update", "view": views.message_view(said, around(way), origin)}

    # Forms ------------------------------------------------------------------

    async def _open(self, way: Way, form: Form, language: str | None) -> None:
        if way.trigger is None:
            return await self._offer(way, form, (Paragraph((_ASKS_MORE,)),), language)
        try:
            return await self._saying.open(way, self._view(way, form))
        except (DeliveryError, OSError, TimeoutError) as trouble:
            _log.info("slack_form_not_opened", why=str(trouble))
        return await self._offer(way, form, (Paragraph((_TOO_LATE,)),), language)

    async def _offer(self, way: Way, form: Form, blocks: Iterable[Block], language: str | None) -> None:
        """Offer a button that opens a form."""
        kept = folded(form)
        button = Buttons((Button(_OPEN, Control(OPEN_FORM), Tone.PRIMARY),))
        said = message(_TOO_LARGE) if kept is None else Message((*blocks, button))
        await self._saying.tell(way, self._spoken(said, language), kept=kept)

    def _view(self, way: Way, form: Form) -> Json:
        origin = views.Origin(channel=way.channel, thread=way.thread)
        return views.form_view(form, around(way), origin, self._suggested)

    # Files ------------------------------------------------------------------

    async def _without_files(self, way: Way, said: Message, language: str | None) -> Message:
        """Hand files over directly, for no ephemeral message holds any; in their place stands where they are."""
        files = [block for block in said.blocks if isinstance(block, File)]
        if not files:
            return said
        await self._saying.hand_over(way, files)
        shown = tuple(self._sent(block, language) if isinstance(block, File) else block for block in said.blocks)
        return Message(shown, said.summary)

    def _sent(self, file: File, language: str | None) -> Block:
        sentence = say("I sent you {name} as a direct message.", name=Code(file.name))
        return self._wording.spoken(Paragraph((sentence,)), self._wording.best(language))

    def _spoken(self, said: Message, language: str | None) -> Message:
        return self._wording.spoken(said, self._wording.best(language))


def _is_slow(said: Message) -> bool:
    """Tell whether an answer needs longer than Slack waits: charts are drawn, files uploaded."""
    return any(isinstance(block, Chart | File) for block in said.blocks)


def _offered(typed: str, choices: Iterable[Choice]) -> list[Json]:
    """Give what a select offers; what was typed is always among it, for any words may be sent."""
    found = tuple(choices)
    known = {str(choice.label) for choice in found} | {choice.value for choice in found}
    own = [Choice(typed, typed)] if typed.strip() and typed not in known else []
    return render.options([*found, *own])


def _give_up(way: Way, why: str) -> None:
    _log.warning("slack_answer_lost", via=way.via.value, why=why)
