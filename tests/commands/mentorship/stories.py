"""What stories about mentorship begin with: a programme, and people who sign up."""

from dataclasses import replace

from copbot.model.library import LibrarySettings
from copbot.model.mentorship import Programme, SignUp
from copbot.model.mentorship_life import Match
from copbot.model.roles import Appointments
from copbot.store import Store
from tests.support.chat import Chat, channel
from tests.support.platform import Posted


async def settled(chat: Chat, *tags: str) -> None:
    """Have ann facilitate, a home channel, and topics of the community."""
    await chat.ann.says("/mentor status")

    def settle(store: Store) -> None:
        ann = store.members.of_account(chat.ann.user)
        assert ann is not None
        store.settings.put(Appointments(facilitators=(ann.id,)))
        store.settings.put(LibrarySettings(tags=tags))
        store.community.change(replace(store.community.get(), home=channel("general"), zone="Europe/Berlin"))

    await chat.store(settle)
    chat.ann.sees()


async def made(chat: Chat, name: str = "Autumn", **people: str) -> Programme:
    """Have a programme by ann, its second page filled in so."""
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("New programme")
    await chat.ann.submits(name=name, purpose="Grow together")
    if people:
        await chat.ann.presses("Fill in")
        await chat.ann.submits(**people)
    await chat.ann.presses("Create")
    chat.ann.sees()
    return (await programmes(chat))[-1]


async def signs_up(chat: Chat, who: str, side: str = "mentee", **topics: str) -> SignUp:
    """Have somebody sign up for the one open programme with the topics they write."""
    someone = chat.people[who]
    await someone.says("/mentor join")
    sides = {"side": side} if side else {}  # peers are asked for none
    await someone.submits(**(sides | {"offers": "maps", "wants": "writing"} | topics))
    await someone.presses("Sign me up")
    someone.sees()
    found = (await sign_ups(chat))[-1]
    assert found.member == (await chat.member(someone)).id
    return found


async def programmes(chat: Chat) -> tuple[Programme, ...]:
    return await chat.store(lambda store: store.mentors.programmes())


async def sign_ups(chat: Chat, programme: int = 1) -> tuple[SignUp, ...]:
    return await chat.store(lambda store: store.mentors.sign_ups(programme))


async def matches(chat: Chat, programme: int = 1) -> tuple[Match, ...]:
    return await chat.store(lambda store: store.mentor_matches.of_programme(programme))


def shown_to(chat: Chat, who: str) -> Posted:
    """Give the last message that was shown to somebody alone."""
    return [one for one in chat.platform.posted if one.to == chat.people[who].user][-1]


async def published(chat: Chat) -> None:
    """Have ann match people and publish the plan."""
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    chat.ann.sees()
