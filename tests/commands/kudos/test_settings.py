from dataclasses import replace

from copbot.events import AccessFound, ChannelGone, Found, MessageFound
from copbot.intents import FormErrors
from copbot.model.kudos_settings import Acknowledgement, KudosSettings, KudosValue
from copbot.model.roles import Appointments
from copbot.refs import Emoji, MemberId
from copbot.store import Store
from tests.commands.kudos.stories import chose, prefer
from tests.support.chat import Chat, channel

DEFAULTS = (
    "A day: 5 kudos each\n"
    "At once: up to 3 people\n"
    "Same two people: wait 12 hours\n"
    "Reactions that thank: 🙌 👏\n"
    "Counts: shown\n"
    "Monthly board: off\n"
    "Posted in: the place they are given\n"
    "Reactions are acknowledged: By a note under the message\n"
    "The values are kept in /kudos values.\n"
    "[Limits and emoji] [Where they show]"
)


async def kept(chat: Chat) -> KudosSettings:
    return await chat.store(lambda store: store.settings.get(KudosSettings))


async def test_facilitators_see_every_setting(chat: Chat) -> None:
    await chat.ann.says("/kudos settings")
    assert chat.ann.sees() == [DEFAULTS]


async def test_members_do_not(chat: Chat) -> None:
    await chat.bob.says("/kudos settings")
    assert chat.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]


async def test_limits_and_emoji_are_changed_in_one_form(chat: Chat) -> None:
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Limits and emoji")
    await chat.ann.submits(allowance="1", receivers="1", cooldown="0", emoji="🎉 :party_parrot:")
    assert chat.ann.sees()[-1].startswith(
        "Saved.\nA day: one kudos each\nAt once: one person\nSame two people: need not wait\n"
        "Reactions that thank: 🎉 :party_parrot:\n"
    )
    changes = await chat.store(lambda store: [str(change.what) for change in store.audit.recent(1)])
    assert changes == ["Kudos: 1 a day, 1 at once, 0 hours between the same two; reactions 🎉 :party_parrot:."]


async def test_a_limit_that_is_no_number_comes_back_with_the_rest_as_it_was(chat: Chat) -> None:
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Limits and emoji")
    answer = await chat.ann.submits(allowance="many", emoji="")
    assert isinstance(answer, FormErrors)
    assert [(name, str(said)) for name, said in answer.errors] == [("allowance", "Write a whole number from 1 to 50.")]
    assert [field.initial for field in answer.form.fields] == ["many", "3", "12", ""]
    await chat.ann.submits(allowance="7")
    assert (await kept(chat)).emoji == ()
    assert "Reactions that thank: none" in chat.ann.sees()[-1]


async def test_an_emoji_of_a_value_cannot_just_thank_as_well(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail", emoji=Emoji("🧭")),))
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Limits and emoji")
    await chat.ann.submits(emoji="🧭")
    assert chat.ann.sees()[-1] == "🧭 stands for the value “Clear trail”. Choose another."


async def test_counts_board_and_channel_are_changed_in_another(chat: Chat) -> None:
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Where they show")
    await chat.ann.submits(counts="no", board="yes", announce=(str(channel("thanks")),), acknowledgement="daily")
    assert await kept(chat) == KudosSettings(
        counts=False, board=True, announce=channel("thanks"), acknowledgement=Acknowledgement.DAILY
    )
    assert "Counts: off: no numbers anywhere\nMonthly board: on\nPosted in: #thanks\n" in chat.ann.sees()[-1]
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Where they show")
    await chat.ann.submits(board="no")
    assert (await kept(chat)).announce == channel("thanks")
    await chat.ann.presses_control("kudos.showing")
    await chat.ann.submits(announce=(), acknowledgement="none")
    assert (await kept(chat)).announce is None


async def test_one_post_a_day_needs_a_channel(chat: Chat) -> None:
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Where they show")
    answer = await chat.ann.submits(acknowledgement="daily")
    assert isinstance(answer, FormErrors)
    assert [str(said) for _, said in answer.errors] == ["One post a day needs a channel. Choose one."]

    def at_home(store: Store) -> None:
        store.community.change(replace(store.community.get(), home=channel("general")))

    await chat.store(at_home)
    await chat.ann.submits()
    assert (await kept(chat)).acknowledgement is Acknowledgement.DAILY


async def test_a_channel_the_bot_cannot_post_in_is_given_up_again(chat: Chat) -> None:
    await prefer(chat, "ann", takes_direct=True)
    chat.platform.closed_channels.add("closed")
    await chat.ann.says("/kudos settings")
    await chat.ann.presses("Where they show")
    await chat.ann.submits(announce=(str(channel("closed")),))
    assert (await kept(chat)).announce is None
    assert chat.ann.sees()[-1] == (
        "I cannot post in #closed, so kudos are posted where they are given.\n- Invite copbot to the channel."
    )


async def test_a_channel_that_goes_is_given_up_and_facilitators_are_told(chat: Chat) -> None:
    await prefer(chat, "bob", takes_direct=True)
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(MemberId(2),))))
    await chose(chat, announce=channel("thanks"))
    await chat.observes(ChannelGone(channel("other")))
    assert (await kept(chat)).announce == channel("thanks")
    await chat.observes(ChannelGone(channel("thanks")))
    assert (await kept(chat)).announce is None
    assert chat.bob.sees() == [
        (
            "The channel where kudos were posted is gone. They are now posted where they are given.\n"
            "Choose another in /kudos settings."
        )
    ]


async def test_a_channel_chosen_after_the_one_that_was_checked_stays(chat: Chat) -> None:
    await chose(chat, announce=channel("thanks"))
    finding = AccessFound(channel=channel("closed"), can_see=True, can_post=False, can_thread=False)
    await chat.observes(Found("kudos.announce:1 2026", finding))
    assert (await kept(chat)).announce == channel("thanks")


async def test_a_channel_that_cannot_be_checked_stays(chat: Chat) -> None:
    await chose(chat, announce=channel("thanks"))
    await chat.observes(Found("kudos.announce:1 2026", MessageFound(None)))
    assert (await kept(chat)).announce == channel("thanks")


async def test_what_is_to_be_fixed_is_said_where_it_is_known(chat: Chat) -> None:
    await prefer(chat, "ann", takes_direct=True)
    await chose(chat, announce=channel("closed"))
    finding = AccessFound(channel=channel("closed"), can_see=True, can_post=False, can_thread=False)
    await chat.observes(Found("kudos.announce:1 2026", finding))
    assert chat.ann.sees() == ["I cannot post in #closed, so kudos are posted where they are given."]
