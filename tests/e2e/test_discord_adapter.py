"""What people ask of the bot on Discord, and what it answers: unmodified discord.py over real sockets."""

import pytest

from copbot.events import (
    BotMentioned,
    ButtonPressed,
    CommandInvoked,
    DirectMessageReceived,
    FormSubmitted,
    MessagePosted,
    OptionValue,
    SeenMessage,
    ShortcutUsed,
    SuggestionsAsked,
)
from copbot.intents import OpenForm, Post, Reply, Suggestions
from copbot.message import (
    Button,
    Buttons,
    Choice,
    Control,
    Menu,
    Message,
    message,
    say,
)
from copbot.refs import ChannelRef, CommunityId, RoleRef
from tests.adapters.discord.garden import the_form
from tests.adapters.discord.story import on_discord
from tests.e2e.discord_wire import Answer, Broken, Dropped, Refused
from tests.e2e.discord_wire.form import Entry
from tests.e2e.discord_wire.tree import Value

FORM = the_form({})


def buttons(*names: str) -> Message:
    return message(say("Choose."), Buttons(tuple(Button(name, Control(f"garden.{name}", "7")) for name in names)))


async def test_a_command_arrives_with_every_option_typed() -> None:
    async with on_discord() as story:
        crew = story.wire.role(story.guild, "crew")
        beds = story.wire.channel(story.guild, "beds")
        filled: dict[str, Value] = {
            "seed": "bean",
            "helpers": story.ann,
            "helpers_3": story.bob,
            "count": 3,
            "bed": "in_shade",
        }
        more: dict[str, Value] = {"water": True, "owner": story.ann, "beside": beds, "crew": crew}
        asked = await story.wire.slash(story.bob, story.general, "garden plant", {**filled, **more}, locale="de")
        event = await story.inbox.hears(CommandInvoked)
        tenant = str(story.guild.id)
        assert event.happened == CommandInvoked(
            "garden plant",
            {
                "seed": "bean",
                "helpers": (story.user(story.ann), story.user(story.bob)),
                "count": 3,
                "bed": "in_shade",
                "water": True,
                "owner": story.user(story.ann),
                "beside": story.channel(beds),
                "crew": RoleRef("discord", tenant, str(crew.id)),
            },
        )
        assert event.delivery_id == str(asked.id)
        assert event.place.channel_ref == story.channel(story.general)
        assert event.actor is not None
        assert (event.actor.user, event.actor.name, event.actor.locale) == (story.user(story.bob), "Bob", "de")
        assert {person.name for person in event.people} == {"Ann", "Bob"}
        assert event.community is None


async def test_who_acts_comes_with_roles_and_whether_they_manage_the_guild() -> None:
    async with on_discord() as story:
        crew = story.wire.role(story.guild, "crew", "manage_guild")
        await story.wire.give_role(story.guild, story.bob, crew)
        await story.wire.slash(story.bob, story.general, "garden form")
        event = await story.inbox.hears(CommandInvoked)
        assert event.actor is not None
        assert event.actor.roles == {RoleRef("discord", str(story.guild.id), str(crew.id))}
        assert event.actor.is_platform_admin


async def test_an_answer_is_seen_by_who_asked_alone_and_formats_nothing_of_theirs() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Planted {seed}.", seed="**@everyone** <@1>"))))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.ephemeral
        assert asked.text == r"Planted \*\*@" "\u200b" r"everyone\*\* \<@1>."


async def test_nothing_to_say_leaves_nothing_behind() -> None:
    async with on_discord() as story:
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        await story.wire.until(lambda: asked.original is not None and asked.original.deleted)
        assert story.wire.ephemerals == []


async def test_a_button_with_nothing_to_say_is_acknowledged_quietly() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        story.inbox.says(None)
        assert asked.original is not None
        pressed = await (await story.wire.press(story.bob, asked.original, "dig")).acknowledged()
        assert pressed.answer is Answer.DEFERRED_UPDATE
        assert not asked.original.deleted


async def test_a_button_rewrites_its_message_and_knows_its_community() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(buttons("dig", "keep")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.original is not None
        assert [control.custom_id for control in asked.original.controls] == ["c1|0|garden.dig|7", "c1|0|garden.keep|7"]
        story.inbox.says(Reply(message(say("Dug up.")), replace=True))
        pressed = await (await story.wire.press(story.bob, asked.original, "dig")).answered()
        assert pressed.answer is Answer.UPDATE
        assert (asked.original.shown, asked.original.controls) == ("Dug up.", [])
        event = await story.inbox.hears(ButtonPressed)
        assert event.happened == ButtonPressed(Control("garden.dig", "7"))
        assert event.community is None


async def test_a_button_on_a_post_says_on_which_and_of_which_community() -> None:
    async with on_discord() as story:
        post = Post(key="k", to=story.channel(story.general), message=buttons("dig"))
        receipt = await story.deliver(post, channel=story.channel(story.general))
        (posted,) = story.wire.messages(story.general)
        assert receipt.message == story.ref(posted)
        story.inbox.says(Reply(message(say("Not yours."))))
        pressed = await (await story.wire.press(story.bob, posted, "dig")).answered()
        event = await story.inbox.hears(ButtonPressed)
        assert event.happened == ButtonPressed(Control("garden.dig", "7"), (), story.ref(posted))
        assert event.community == CommunityId(5)
        assert pressed.ephemeral
        assert pressed.text == "Not yours."
        assert posted.shown.startswith("Choose.")


async def test_a_menu_gives_back_what_was_chosen() -> None:
    async with on_discord() as story:
        menu = Menu("Which bed", Control("garden.bed"), (Choice("Sunny", "s", "All day"), Choice("Shade", "d")))
        story.inbox.says(Reply(message(say("Choose."), menu)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.original is not None
        await (await story.wire.select(story.bob, asked.original, "Which bed", ["Shade"])).answered()
        event = await story.inbox.hears(ButtonPressed)
        assert event.happened == ButtonPressed(Control("garden.bed"), ("d",))


async def test_a_control_that_is_not_ours_is_one_nobody_knows() -> None:
    async with on_discord(violations=False) as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.original is not None
        asked.original.components[0]["components"][0]["custom_id"] = "something old"
        await (await story.wire.press(story.bob, asked.original, "something old")).answered()
        event = await story.inbox.hears(ButtonPressed)
        assert event.happened == ButtonPressed(Control("", ""))


async def test_a_form_opens_and_comes_back_filled_in() -> None:
    async with on_discord() as story:
        story.inbox.says(OpenForm(FORM))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.modal is not None
        assert asked.modal.title == "A new garden"
        assert asked.modal.texts.split("\n")[0] == "Tell us about it."
        story.inbox.says(Reply(message(say("Thank you."))))
        filled: dict[str, Entry] = {
            "Name": "Rose",
            "Bed": ["Shade"],
            "Helpers": [story.ann, story.bob],
            "Where": [story.general],
        }
        sent = await (await story.wire.submit(story.bob, asked.modal, filled)).answered()
        event = await story.inbox.hears(FormSubmitted)
        assert event.happened == FormSubmitted(
            Control("garden.form", "7"),
            {
                "name": ("Rose",),
                "bed": ("shade",),
                "helpers": (str(story.user(story.ann)), str(story.user(story.bob))),
                "where": (str(story.channel(story.general)),),
            },
        )
        assert {person.name for person in event.people} == {"Ann", "Bob"}
        assert sent.text == "Thank you."


async def test_fields_left_empty_are_empty() -> None:
    async with on_discord() as story:
        story.inbox.says(OpenForm(FORM))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.modal is not None
        await story.wire.submit(story.bob, asked.modal, {"Name": "Rose", "Bed": ["sunny"]})
        event = await story.inbox.hears(FormSubmitted)
        assert isinstance(event.happened, FormSubmitted)
        assert dict(event.happened.values) == {"name": ("Rose",), "bed": ("sunny",), "helpers": (), "where": ()}


async def test_a_form_cannot_answer_a_form_and_says_so() -> None:
    async with on_discord() as story:
        story.inbox.says(OpenForm(FORM))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.modal is not None
        sent = await story.wire.submit(story.bob, asked.modal, {"Name": "Rose", "Bed": ["sunny"]})
        assert (await sent.answered()).text == "Preparing that form took too long. Please try again."


async def test_typing_an_option_suggests_what_fits_the_others() -> None:
    async with on_discord() as story:
        story.inbox.says(Suggestions((Choice("Bean, broad", "bean"), Choice(say("Beet"), "beet"))))
        typed = await story.wire.autocomplete(
            story.bob, story.general, "garden plant", "seed", "be", others={"bed": "sunny", "helpers_2": story.ann}
        )
        assert (await typed.answered()).choices == [("Bean, broad", "bean"), ("Beet", "beet")]
        event = await story.inbox.hears(SuggestionsAsked)
        so_far: dict[str, OptionValue] = {"bed": "sunny", "helpers": (story.user(story.ann),)}
        assert event.happened == SuggestionsAsked("garden plant", "seed", "be", so_far)


async def test_no_suggestion_is_an_empty_list() -> None:
    async with on_discord() as story:
        typed = await story.wire.autocomplete(story.bob, story.general, "garden plant", "seed", "x")
        assert (await typed.answered()).choices == []


async def test_a_context_menu_carries_the_text_even_without_the_intent() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "Look: https://example.org")
        story.inbox.says(Reply(message(say("Kept."))))
        used = await (await story.wire.context_menu(story.bob, "Keep this", said)).answered()
        event = await story.inbox.hears(ShortcutUsed)
        assert event.happened == ShortcutUsed(
            "garden.keep",
            SeenMessage(
                ref=story.ref(said), author=story.user(story.ann), text="Look: https://example.org", permalink=said.link
            ),
        )
        assert [person.name for person in event.people] == ["Ann"]
        assert used.text == "Kept."


async def test_a_mention_is_answered_below_it_and_pings_nobody() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Hello."))))
        text = f"{story.wire.bot.mention} garden plant for {story.ann.mention} in {story.general.mention}"
        said = await story.wire.say(story.bob, story.general, text)
        event = await story.inbox.hears(BotMentioned)
        pieces = ("garden plant for", story.user(story.ann), "in", story.channel(story.general))
        assert event.happened == BotMentioned(story.ref(said), pieces)
        assert event.delivery_id == str(said.id)
        assert [person.name for person in event.people] == ["Ann"]
        answered = await story.wire.until(lambda: story.wire.messages(story.general)[1:])
        assert (answered[0].reply_to, answered[0].shown) == (said, "Hello.")
        assert not answered[0].pings


async def test_a_reply_to_the_bot_is_no_mention() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.wire.bot, story.general, "What did you plant?")
        reply = await story.wire.say(story.bob, story.general, "Beans", reply_to=said)
        event = await story.inbox.hears(MessagePosted)
        assert event.happened == MessagePosted(story.ref(reply))


async def test_a_mention_nobody_answers_is_left_alone() -> None:
    async with on_discord() as story:
        await story.wire.say(story.bob, story.general, f"{story.wire.bot.mention} thanks")
        await story.inbox.hears(BotMentioned)
        assert len(story.wire.messages(story.general)) == 1


async def test_a_direct_message_is_answered_where_it_was_written() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Hello."), Buttons((Button(say("Help"), Control("help")),)))))
        said = await story.wire.say(story.bob, story.wire.dm(story.bob), "hello?")
        event = await story.inbox.hears(DirectMessageReceived)
        assert event.happened == DirectMessageReceived(story.ref(said), ("hello?",))
        assert event.place.is_direct
        assert event.place.channel_ref == ChannelRef("discord", "users", str(story.wire.dm(story.bob).id))
        (answered,) = await story.wire.until(lambda: story.wire.dms(story.bob))
        assert answered.reply_to is None
        pressed = await (await story.wire.press(story.bob, answered, "Help")).answered()
        assert pressed.text == "Hello.\nHelp"
        assert (await story.inbox.hears(ButtonPressed)).place.is_direct


@pytest.mark.parametrize("fault", [Broken(), Dropped(taken=False), Refused(50013)])
async def test_an_answer_that_cannot_be_posted_stops_nothing(fault: Broken | Dropped | Refused) -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Hello."))))
        plan = story.wire.plan("POST /channels/*/messages", fault)
        await story.wire.say(story.bob, story.general, f"{story.wire.bot.mention} hi")
        await story.wire.until(lambda: plan.over)
        await story.wire.say(story.bob, story.general, f"{story.wire.bot.mention} hi")
        await story.wire.until(lambda: len(story.wire.messages(story.general)) == 3)
