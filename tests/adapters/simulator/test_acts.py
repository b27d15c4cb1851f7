import pytest

from adapters.simulator.acts import HOME, NotPossibleError
from adapters.simulator.model import BOT, Account, Channel, Entry
from copbot.events import (
    ButtonPressed,
    ChannelGone,
    CommandTyped,
    FormSubmitted,
    HomeOpened,
    Installed,
    MemberJoined,
    MessagePosted,
    MessagesDeleted,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    SuggestionsAsked,
)
from copbot.forms import Form, PeopleField, TextField
from copbot.intents import FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import Button, Buttons, Choice, Control, LinkButton, Menu, message, say
from copbot.refs import ChannelRef, CommunityId, Emoji, MessageRef, UserRef
from tests.adapters.simulator.pretend import Pretence, with_button

FORM = Form(
    control=Control("intro", "1"),
    title="Introduce yourself",
    fields=(TextField(name="learn", label="Learn"), PeopleField(name="know", label="Know", required=False)),
    submit="Send",
)
LINKS = Buttons((LinkButton("Open", "https://a.example"),))
MOODS = Menu("How was it?", Control("mood"), (Choice("Well", "w"), Choice("So-so", "s")))


async def said(pretence: Pretence, text: str = "hello", who: str = "bob") -> Entry:
    outcome = await pretence.acts.say(who, "general", text)
    assert outcome.message is not None
    return outcome.message


async def told(pretence: Pretence, who: str = "bob") -> Entry:
    """Have the bot answer somebody with a button only they see."""
    pretence.bot.answer = Reply(with_button("Undo", "kudos.undo", "7"))
    outcome = await pretence.acts.say(who, "general", "/kudos")
    pretence.bot.answer = None
    assert outcome.ephemeral is not None
    return outcome.ephemeral


async def test_what_is_said_stands_in_the_chat_and_the_bot_hears_of_it(pretence: Pretence) -> None:
    entry = await said(pretence, "  hello @carla ")
    assert (entry.author, entry.typed) == ("bob", "hello @carla")
    assert pretence.chat.visible("eve") == (entry,)
    assert isinstance(pretence.heard.happened, MessagePosted)


async def test_a_command_is_not_posted_and_its_answer_is_seen_by_one_alone(pretence: Pretence) -> None:
    pretence.bot.answer = Reply(message("Done."))
    outcome = await pretence.acts.say("@Bob", "#general", "/kudos @ann for it")
    assert isinstance(pretence.heard.happened, CommandTyped)
    assert outcome.message is None
    assert outcome.ephemeral is not None
    assert (outcome.ephemeral.only_for, outcome.ephemeral.channel, outcome.ephemeral.author) == ("bob", "general", BOT)
    assert pretence.chat.visible("ann") == ()


async def test_an_answer_in_a_thread_stays_in_the_thread(pretence: Pretence) -> None:
    root = await said(pretence)
    reply = (await pretence.acts.say("ann", "general", "yes", thread=root.id)).message
    assert reply is not None
    pretence.bot.answer = Reply(message("Done."))
    outcome = await pretence.acts.say("ann", "general", "/kudos @bob", thread=reply.id)
    assert outcome.ephemeral is not None
    assert (reply.thread, outcome.ephemeral.thread) == (root.id, root.id)
    assert pretence.heard.place.thread == MessageRef("sim", "demo", "general", root.id)


async def test_everybody_calls_their_conversation_with_the_bot_the_same(pretence: Pretence) -> None:
    outcome = await pretence.acts.say("eve", "dm-copbot", "help")
    assert outcome.message is not None
    assert outcome.message.channel == "dm-eve"
    assert pretence.chat.visible("ann") == ()


@pytest.mark.parametrize(
    ("who", "channel", "text", "sentence"),
    [
        ("zoe", "general", "hi", "There is no member “zoe”"),
        ("copbot", "general", "hi", "There is no member “copbot”"),
        ("bob", "nowhere", "hi", "There is no channel “nowhere” for bob. Try general, help"),
        ("bob", "dm-ann", "hi", "There is no channel “dm-ann”"),
        ("bob", "old", "hi", "#old is archived"),
        ("bob", "general", "  ", "nothing to send"),
        ("bob", "general", "x" * 4001, "at most 4,000 characters"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(
    pretence: Pretence, who: str, channel: str, text: str, sentence: str
) -> None:
    pretence.chat.add_channel(Channel(id="old", name="old", archived=True))
    with pytest.raises(NotPossibleError, match=sentence):
        await pretence.acts.say(who, channel, text)
    assert pretence.bot.heard == []


async def test_a_thread_must_be_in_the_channel_one_writes_in(pretence: Pretence) -> None:
    root = await said(pretence)
    for channel, thread in (("help", root.id), ("general", "404")):
        with pytest.raises(NotPossibleError, match="no such thread"):
            await pretence.acts.say("ann", channel, "yes", thread=thread)


async def test_a_reaction_is_told_with_who_wrote_the_message(pretence: Pretence) -> None:
    entry = await said(pretence)
    outcome = await pretence.acts.react("ann", entry.id, ":books:")
    await pretence.acts.react("ann", entry.id, "📚", remove=True)
    ref, books = MessageRef("sim", "demo", "general", entry.id), Emoji("📚")
    added, removed = pretence.bot.heard[1:]
    assert added.happened == ReactionAdded(ref, books, UserRef("sim", "demo", "bob"))
    assert [person.name for person in added.people] == ["Bob"]
    assert removed.happened == ReactionRemoved(ref, books)
    assert outcome.message is not None
    assert outcome.message.reacted("📚", "ann")


async def test_a_reaction_that_changes_nothing_is_no_event(pretence: Pretence) -> None:
    entry = await said(pretence)
    await pretence.acts.react("ann", entry.id, "📚")
    heard = len(pretence.bot.heard)
    await pretence.acts.react("ann", entry.id, "📚")
    await pretence.acts.react("ann", entry.id, "👍", remove=True)
    assert len(pretence.bot.heard) == heard


async def test_one_reacts_with_emojis_to_what_everybody_sees(pretence: Pretence) -> None:
    entry, private = await said(pretence), await told(pretence)
    for who, message_id, emoji, sentence in (
        ("ann", entry.id, "nonsense", "is no emoji"),
        ("bob", private.id, "📚", "Only bob sees that message"),
        ("ann", private.id, "📚", "not there"),
        ("ann", "404", "📚", "not there"),
    ):
        with pytest.raises(NotPossibleError, match=sentence):
            await pretence.acts.react(who, message_id, emoji)


async def test_ones_own_message_can_be_deleted_and_nobody_is_named_for_it(pretence: Pretence) -> None:
    entry = await said(pretence)
    await pretence.acts.delete("bob", entry.id)
    assert pretence.heard.happened == MessagesDeleted((MessageRef("sim", "demo", "general", entry.id),))
    assert pretence.heard.actor is None
    assert pretence.chat.entry(entry.id) is None


async def test_an_administrator_deletes_anything_others_only_their_own(pretence: Pretence) -> None:
    entry = await said(pretence)
    with pytest.raises(NotPossibleError, match="Only who wrote"):
        await pretence.acts.delete("eve", entry.id)
    await pretence.acts.delete("ann", entry.id)
    assert pretence.chat.entry(entry.id) is None


async def test_putting_away_an_ephemeral_is_no_event(pretence: Pretence) -> None:
    private = await told(pretence)
    heard = len(pretence.bot.heard)
    await pretence.acts.delete("bob", private.id)
    assert pretence.chat.entry(private.id) is None
    assert len(pretence.bot.heard) == heard


async def test_a_button_is_pressed_by_its_label_or_its_control(pretence: Pretence) -> None:
    private = await told(pretence)
    for button in ("Undo", "kudos.undo|7"):
        await pretence.acts.press("bob", private.id, button)
        assert pretence.heard.happened == ButtonPressed(Control("kudos.undo", "7"), (), None)


async def test_a_button_on_a_post_names_the_post_and_its_community(pretence: Pretence) -> None:
    post = pretence.chat.post("general", BOT, with_button("Me too", "me"), key="k", community=CommunityId(3))
    await pretence.acts.press("eve", post.id, "Me too")
    assert pretence.heard.happened == ButtonPressed(Control("me"), (), MessageRef("sim", "demo", "general", post.id))
    assert pretence.heard.community == 3


async def test_an_answer_may_replace_the_message_whose_button_was_pressed(pretence: Pretence) -> None:
    private = await told(pretence)
    post = pretence.chat.post("general", BOT, with_button("Me too", "me"))
    pretence.bot.answer = Reply(message("Taken back."), replace=True)
    outcome = await pretence.acts.press("bob", private.id, "Undo")
    assert outcome.ephemeral is not None
    assert (outcome.ephemeral.id, outcome.ephemeral.message) == (private.id, message("Taken back."))
    outcome = await pretence.acts.press("eve", post.id, "Me too")
    assert outcome.message is not None
    assert (outcome.message.id, outcome.message.message) == (post.id, message("Taken back."))


async def test_an_answer_that_replaces_nothing_is_said(pretence: Pretence) -> None:
    pretence.bot.answer = Reply(message("Done."), replace=True)
    outcome = await pretence.acts.say("bob", "general", "/kudos")
    assert outcome.ephemeral is not None


async def test_a_menu_is_chosen_from_by_value_or_label(pretence: Pretence) -> None:
    post = pretence.chat.post("general", BOT, message(MOODS))
    for menu, value in (("mood", "w"), ("How was it?", "Well")):
        await pretence.acts.press("eve", post.id, menu, [value])
        assert isinstance(pretence.heard.happened, ButtonPressed)
        assert pretence.heard.happened.values == ("w",)


@pytest.mark.parametrize(
    ("button", "values", "sentence"),
    [
        ("Nope", (), "no button “Nope” on it. There is: Go, Open"),
        ("Open", (), "only opens an address"),
        ("mood", (), "Choose something"),
        ("mood", ("bad",), "“bad” is not among the choices"),
    ],
)
async def test_what_cannot_be_pressed_is_refused(
    pretence: Pretence, button: str, values: tuple[str, ...], sentence: str
) -> None:
    buttons = Buttons((Button("Go", Control("go")), *LINKS.buttons))
    post = pretence.chat.post("general", BOT, message(buttons, MOODS))
    with pytest.raises(NotPossibleError, match=sentence):
        await pretence.acts.press("eve", post.id, button, values)
    assert pretence.bot.heard == []


async def test_a_form_opens_before_who_asked_and_is_sent_in_once(pretence: Pretence) -> None:
    pretence.bot.answer = OpenForm(FORM)
    opened = (await pretence.acts.say("bob", "general", "/intro")).form
    assert opened is not None
    pretence.bot.answer = Reply(message("Welcome."))
    outcome = await pretence.acts.submit("bob", opened.id, {"learn": ["R"], "know": ["carla"]})
    assert pretence.heard.happened == FormSubmitted(
        Control("intro", "1"), {"learn": ("R",), "know": ("sim:demo/carla",)}
    )
    assert [person.name for person in pretence.heard.people] == ["Carla"]
    assert pretence.heard.place.channel == "general"
    assert outcome.ephemeral is not None
    with pytest.raises(NotPossibleError, match="no longer open"):
        await pretence.acts.submit("bob", opened.id, {"learn": ["R"]})


async def test_a_form_that_cannot_be_sent_stays_open(pretence: Pretence) -> None:
    pretence.bot.answer = OpenForm(FORM)
    await pretence.acts.say("bob", "general", "/intro")
    heard = len(pretence.bot.heard)
    outcome = await pretence.acts.submit("bob", None, {"learn": [""]})
    assert outcome.form is not None
    assert outcome.form.errors == {"learn": "Please fill this in."}
    assert len(pretence.bot.heard) == heard
    with pytest.raises(NotPossibleError, match="no field “x”; it has learn, know"):
        await pretence.acts.submit("bob", outcome.form.id, {"x": ["1"]})


async def test_a_form_sent_back_by_the_bot_shows_what_is_wrong(pretence: Pretence) -> None:
    pretence.bot.answer = OpenForm(FORM)
    await pretence.acts.say("bob", "general", "/intro")
    pretence.bot.answer = FormErrors((("learn", say("Say more.")),), FORM)
    outcome = await pretence.acts.submit("bob", None, {"learn": ["R"]})
    assert outcome.form is not None
    assert outcome.form.errors == {"learn": "Say more."}
    assert pretence.chat.form("bob") == outcome.form


async def test_a_form_from_a_post_keeps_its_community(pretence: Pretence) -> None:
    post = pretence.chat.post("general", BOT, with_button("Go", "go"), community=CommunityId(3))
    pretence.bot.answer = OpenForm(FORM)
    await pretence.acts.press("bob", post.id, "Go")
    await pretence.acts.submit("bob", None, {"learn": ["R"]})
    assert pretence.heard.community == 3


async def test_a_shortcut_shows_the_bot_the_message(pretence: Pretence) -> None:
    entry = await said(pretence, "see https://a.example")
    for name in ("library.save", "Save to library"):
        await pretence.acts.use_shortcut("ann", entry.id, name)
        used = pretence.heard.happened
        assert isinstance(used, ShortcutUsed)
        assert (used.name, used.message.text) == ("library.save", "see https://a.example")
    with pytest.raises(NotPossibleError, match=r"no shortcut “Nope”\. There are: Save to library"):
        await pretence.acts.use_shortcut("ann", entry.id, "Nope")


async def test_home_is_drawn_anew_each_time_it_is_opened(pretence: Pretence) -> None:
    assert (await pretence.acts.open_home("ann")).blocks == ()
    assert isinstance(pretence.heard.happened, HomeOpened)
    pretence.bot.answer = Home(with_button("Zone", "zone"))
    assert await pretence.acts.open_home("ann") == with_button("Zone", "zone")
    assert pretence.heard.place.channel is None


async def test_an_answer_to_the_home_view_comes_as_a_direct_message(pretence: Pretence) -> None:
    with pytest.raises(NotPossibleError, match="no button at all"):
        await pretence.acts.press("ann", HOME, "Zone")
    pretence.bot.answer = Home(with_button("Zone", "zone"))
    await pretence.acts.open_home("ann")
    pretence.bot.answer = Reply(message("You live in Berlin."))
    outcome = await pretence.acts.press("ann", HOME, "Zone")
    assert pretence.heard.happened == ButtonPressed(Control("zone"), (), None)
    assert outcome.ephemeral is not None
    assert outcome.ephemeral.channel == "dm-ann"


async def test_the_bot_suggests_while_one_types(pretence: Pretence) -> None:
    asked = SuggestionsAsked("kudos give", "value", "p")
    pretence.bot.answer = Suggestions((Choice("patience", "patience"),))
    assert await pretence.acts.suggest("bob", "general", asked) == (Choice("patience", "patience"),)
    assert pretence.heard.happened == asked
    assert pretence.heard.delivery_id is None
    pretence.bot.answer = None
    assert await pretence.acts.suggest("bob", "general", asked) == ()


async def test_the_bot_is_installed_once_by_a_member_in_their_zone(pretence: Pretence) -> None:
    await pretence.acts.install("ann")
    assert pretence.heard.happened == Installed("Teaching with data", "Europe/Berlin")
    assert pretence.heard.delivery_id == "installed"


async def test_somebody_new_joins_and_is_greeted(pretence: Pretence) -> None:
    await pretence.acts.join(Account(id="zoe", name="Zoe"))
    assert pretence.heard.happened == MemberJoined()
    assert pretence.heard.actor is not None
    assert pretence.heard.actor.name == "Zoe"
    with pytest.raises(NotPossibleError, match="There is a Bob already"):
        await pretence.acts.join(Account(id="bobby", name="Bob"))


async def test_an_administrator_archives_a_channel(pretence: Pretence) -> None:
    for who, channel in (("bob", "random"), ("ann", "dm-copbot")):
        with pytest.raises(NotPossibleError, match="Only administrators"):
            await pretence.acts.archive(who, channel)
    await pretence.acts.archive("ann", "random")
    assert pretence.heard.happened == ChannelGone(ChannelRef("sim", "demo", "random"))
    assert pretence.chat.channels["random"].archived
