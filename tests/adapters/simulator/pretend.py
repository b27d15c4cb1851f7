"""A chat with a pretended bot behind it, which keeps what it hears and answers what it is told to."""

from datetime import timedelta

from adapters.simulator.acts import Acts
from adapters.simulator.adapter import SimulatorAdapter
from adapters.simulator.cast import CHANNELS, MEMBERS, NAME, TENANT
from adapters.simulator.chat import Chat
from adapters.simulator.clock import MovableClock
from copbot.events import Event
from copbot.intents import Answer
from copbot.message import Button, Buttons, Control, Message, message
from copbot.model.roles import Role
from copbot.practice import Shortcut
from tests.support.clock import START, StoppedClock

SAVE = Shortcut(name="Save to library", callback="library.save", who=Role.GUEST, handle=lambda used, ctx: [])


class PretendBot:
    """An inbox: `heard` is what came, `answer` what is given back."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.answer: Answer = None

    async def __call__(self, event: Event) -> Answer:
        self.heard.append(event)
        return self.answer


class Pretence:
    """The chat, its adapter, the members' acts, and the pretended bot that a fixture connects."""

    def __init__(self, *, a_minute_later: bool = False) -> None:
        self.real = StoppedClock(START + timedelta(minutes=1) if a_minute_later else START)
        self.clock = MovableClock(self.real)
        self.chat = Chat(name=NAME, tenant=TENANT, accounts=MEMBERS, channels=CHANNELS, clock=self.clock)
        self.adapter = SimulatorAdapter(self.chat, clock=self.clock, address="http://127.0.0.1:8765/")
        self.acts = Acts(self.adapter, {SAVE.callback: SAVE})
        self.bot = PretendBot()

    @property
    def heard(self) -> Event:
        return self.bot.heard[-1]


def with_button(label: str, action: str, row: str = "") -> Message:
    return message("Something to press.", Buttons((Button(label, Control(action, row)),)))
