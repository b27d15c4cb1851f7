"""`/cop settings`: what is set for the whole community, with a form for each part of it."""

from collections.abc import Sequence

from commands.cop.check import check_all
from commands.cop.setting_up import TITLES, apply, page, standing, summary
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Heading,
    Message,
    Paragraph,
    Small,
    say,
)
from copbot.model.roles import Role
from copbot.model.set_up import Step, checked, merged
from copbot.model.welcome import WelcomeSettings
from copbot.practice import Action, FormAction

_PAGE, _WELCOME = "cop.settings", "cop.welcome"
_PAGES = (Step.ABOUT, Step.TIME, Step.CHANNELS)
_YES, _NO = "yes", "no"
_CHANGED = {
    Step.ABOUT: say("changed what the community says of itself"),
    Step.TIME: say("changed time zone, language or starter pack"),
    Step.CHANNELS: say("changed where things are posted"),
}


@command("cop settings", NoOptions, who=Role.FACILITATOR, reads=True, example="/cop settings")
def cop_settings(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See and change what is set for everybody."""
    return [Reply(_overview(ctx))]


def _overview(ctx: Context, *first: Block) -> Message:
    welcome = ctx.store.settings.get(WelcomeSettings)
    greeted = say("Newcomers are welcomed.") if welcome.on else say("Newcomers are not welcomed.")
    buttons = (
        *(Button(TITLES[step], Control(_PAGE, step.value)) for step in _PAGES),
        Button(say("Welcome"), Control(_WELCOME)),
    )
    elsewhere = say(
        "More: {kudos}, {values}, {schedule}, {recap}, {facilitators}.",
        kudos=Code("/kudos settings"),
        values=Code("/kudos values"),
        schedule=Code("/prompt schedule"),
        recap=Code("/recap schedule"),
        facilitators=Code("/cop facilitators"),
    )
    return Message(
        (
            *first,
            Heading(say("Settings")),
            summary(standing(ctx), ctx),
            Paragraph((greeted,)),
            Buttons(buttons),
            Small((elsewhere,)),
        )
    )


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    step = Step(pressed.control.row)
    return [OpenForm(page(step, Control(_PAGE, step.value), standing(ctx)))]


def _again(submitted: FormSubmitted, ctx: Context) -> Form:
    step = Step(submitted.control.row)
    return page(step, submitted.control, merged(standing(ctx), step, submitted.values))


def _save(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    step = Step(submitted.control.row)
    ctx = apply(checked(merged(standing(ctx), step, submitted.values), step, ctx.now), ctx)
    ctx.store.audit.add(ctx.member.id, _CHANGED[step], ctx.now)
    asked = check_all(ctx) if step is Step.CHANNELS else []
    return [Reply(_overview(ctx, Paragraph((say("Saved."),))), replace=True), *asked]


def _open_welcome(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    welcome = ctx.store.settings.get(WelcomeSettings)
    return [OpenForm(_welcome_form({"on": (_YES if welcome.on else _NO,), "words": (welcome.words,)}))]


def _welcome_form(filled: FieldValues) -> Form:
    choices = (Choice(say("Yes"), _YES), Choice(say("No"), _NO))
    fields = (
        ChoiceField(name="on", label=say("Welcome newcomers?"), choices=choices, initial=filled.get("on", ())),
        TextField(
            name="words",
            label=say("In your own words"),
            hint=say("Said before what unites you and your guidelines. Empty: a plain welcome."),
            required=False,
            max_length=600,
            multiline=True,
            initial="".join(filled.get("words", ())),
        ),
    )
    return Form(control=Control(_WELCOME), title=say("Welcome"), fields=fields, submit=say("Save"))


def _save_welcome(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    words = "".join(submitted.values.get("words", ())).strip()
    welcome = WelcomeSettings(on="".join(submitted.values.get("on", ())) != _NO, words=words)
    ctx.store.settings.put(welcome)
    what = say("turned the welcome on") if welcome.on else say("turned the welcome off")
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    return [Reply(_overview(ctx, Paragraph((say("Saved."),))), replace=True)]


COMMANDS = (cop_settings,)
ACTIONS = (
    Action(name=_PAGE, who=Role.FACILITATOR, handle=_open, reads=True),
    Action(name=_WELCOME, who=Role.FACILITATOR, handle=_open_welcome, reads=True),
)
FORMS = (
    FormAction(name=_PAGE, who=Role.FACILITATOR, form=_again, handle=_save),
    FormAction(
        name=_WELCOME,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _welcome_form(submitted.values),
        handle=_save_welcome,
    ),
)
