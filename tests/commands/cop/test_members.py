import json

from copbot.errors import DeliveryError, Failure
from copbot.events import ButtonPressed, Event, Installed, Place
from copbot.intents import FormErrors, Home, OpenForm, Reply
from copbot.message import Code, Control, File, Paragraph, message, say
from copbot.model.members import Member
from copbot.ports import Books
from copbot.refs import CommunityId
from tests.commands.cop.stories import known, prefers, set_up, shown
from tests.support.chat import Chat
from tests.support.text import text_of


async def member(chat: Chat, name: str) -> Member:
    found = await chat.store(lambda store: store.members.of_account(chat.people[name].user))
    assert found is not None
    return found


async def test_a_zone_is_kept_and_its_time_said(chat: Chat) -> None:
    await chat.carla.says("/cop zone lisbon")
    assert chat.carla.sees() == ["Your zone is Europe/Lisbon. It is 2026-11-23T09:00+00:00 for you."]
    assert (await member(chat, "carla")).zone == "Europe/Lisbon"


async def test_the_platforms_own_zone_counts_first_and_is_named(chat: Chat) -> None:
    await chat.bob.says("/cop zone lisbon")
    assert chat.bob.sees() == [
        "Noted, but your profile here says Europe/Berlin, and that counts first. Change it there."
    ]


async def test_an_unknown_zone_is_no_zone(chat: Chat) -> None:
    await chat.carla.says("/cop zone Atlantis")
    assert chat.carla.sees()[0].startswith("I know no time zone Atlantis.")


async def test_quiet_hours_are_set_by_either_end(chat: Chat) -> None:
    await chat.bob.says("/cop quiet from_hour:20")
    await chat.bob.says("/cop quiet to_hour:9")
    assert [seen.splitlines()[0] for seen in chat.bob.sees()] == [
        "Nothing unasked reaches you between 20:00 and 8:00 your time.",
        "Nothing unasked reaches you between 20:00 and 9:00 your time.",
    ]
    await chat.bob.says("/cop quiet from_hour:25")
    assert (await member(chat, "bob")).quiet_from == 20


async def test_hours_are_chosen_in_a_form_too(chat: Chat) -> None:
    await chat.bob.says("/cop quiet")
    await chat.bob.presses("Quiet hours")
    await chat.bob.submits(from_hour="7", to_hour="7")
    assert chat.bob.sees()[-1].splitlines()[0] == "You have no quiet hours."


async def test_silence_and_direct_messages_are_a_press_each(chat: Chat) -> None:
    await chat.bob.says("/cop quiet")
    await chat.bob.presses("Silence everything")
    await chat.bob.presses("Allow direct messages")
    assert chat.bob.sees()[-1] == (
        "You are silent: nothing unasked reaches you at all.\n"
        "I may write you direct messages.\n"
        "[Quiet hours] [Hear from me again] [No direct messages]"
    )
    bob = await member(chat, "bob")
    assert (bob.silenced, bob.takes_direct) == (True, True)
    await chat.bob.presses("Hear from me again")
    await chat.bob.presses("No direct messages")
    bob = await member(chat, "bob")
    assert (bob.silenced, bob.takes_direct) == (False, False)


async def test_home_marks_the_commands_it_names(chat: Chat) -> None:
    await chat.bob.says("/cop home")
    named = [Code("/kudos give"), Code("/library add")]
    lines = [block.line for block in shown(chat, "bob").blocks if isinstance(block, Paragraph)]
    assert [span for line in lines for span in line if isinstance(span, Code)] == named


async def test_home_shows_what_is_mine(chat: Chat) -> None:
    await set_up(chat)
    await chat.ann.says("/kudos give @bob for the patient review")
    await chat.bob.says("/cop home")
    assert chat.bob.sees()[-1].splitlines() == [
        "# Coming up",
        "Nothing is scheduled yet.",
        "# Yours",
        "- @ann thanked you: the patient review",
        "You saved nothing yet. Keep what helped you: /library add.",
        "# Your settings",
        "- Your zone is Europe/Berlin.",
        "- Nothing unasked reaches you between 18:00 and 8:00 your time.",
        "- I write you no direct messages; what is for you waits in /cop home.",
        "- How you are thanked: /kudos mine.",
        "[Time zone] [Quiet hours] [Silence everything] [Allow direct messages]",
        "# What you may do",
        "- Thank with /kudos give, keep with /library add, ask with /prompt suggest.",
        "All of it: /cop help",
    ]


async def test_home_says_what_each_role_may_do(chat: Chat) -> None:
    await chat.ann.says("/cop home")
    assert "[Set up]" in chat.ann.sees()[0]
    await chat.ann.says("/cop curators add @bob")
    await chat.bob.says("/cop home")
    assert "You curate: one reaction of yours keeps a resource." in chat.bob.sees()[0]
    guest = chat.someone("gus", is_guest=True)
    await guest.says("/cop home")
    assert "You are a guest" in guest.sees()[0]


async def test_what_waits_is_shown_in_the_home_tab_once(chat: Chat) -> None:
    await known(chat, "bob")
    await prefers(chat, "bob", silenced=True)
    await wait(chat, 2)
    assert (await chat.bob.opens_home()).splitlines()[:4] == ["# For you", "word 0", "word 1", "---"]
    assert "For you" not in await chat.bob.opens_home()


async def test_of_very_many_notices_the_newest_are_shown(chat: Chat) -> None:
    await known(chat, "bob")
    await wait(chat, 17)
    lines = (await chat.bob.opens_home()).splitlines()
    assert lines[1:3] == ["word 2", "word 3"]
    assert "2 older ones are left out." in lines


async def wait(chat: Chat, count: int) -> None:
    """Have notices wait for bob."""
    bob, now = await member(chat, "bob"), chat.clock.now()

    def put(books: Books) -> None:
        for number in range(count):
            books.wait(CommunityId(1), bob.id, f"word:{number:02}", message(f"word {number}"), now)

    await chat.transactions.write(put)


async def test_settings_on_the_home_tab_redraw_it(chat: Chat) -> None:
    await known(chat, "carla")
    await chat.carla.opens_home()
    await chat.carla.presses("Silence everything")
    assert isinstance(chat.carla.answer, Reply)
    assert chat.carla.answer.replace
    assert "Hear from me again" in text_of(chat.carla.answer.message)
    await chat.carla.presses("Time zone")
    assert isinstance(chat.carla.answer, OpenForm)
    answer = await chat.carla.submits(zone="Atlantis")
    assert isinstance(answer, FormErrors)
    await chat.carla.submits(zone="Tokyo")
    assert chat.carla.sees()[-1].startswith("Your zone is Asia/Tokyo.")


async def test_pressed_where_there_is_no_channel_the_tab_itself_is_the_answer(chat: Chat) -> None:
    await known(chat, "bob")
    place = Place(platform="sim", tenant="demo")
    pressed = ButtonPressed(Control("cop.direct", "home on"))
    answer = await chat.happens(Event(place=place, happened=pressed, actor=chat.bob.person))
    assert isinstance(answer, Home)
    assert "I may write you direct messages." in text_of(answer.message)


async def test_who_leaves_is_left_alone_and_may_come_back(chat: Chat) -> None:
    await chat.bob.says("/cop leave")
    await chat.bob.presses("Leave")
    assert chat.bob.sees()[-1] == "You have left. I keep quiet from here on.\n[Come back]"
    assert (await member(chat, "bob")).left_at == chat.clock.now()
    await chat.bob.says("/cop leave")
    await chat.bob.says("/cop home")
    assert chat.bob.sees() == ["You have left. I keep quiet from here on.\n[Come back]"] * 2
    await chat.bob.presses("Come back")
    assert chat.bob.sees() == ["Welcome back."]
    assert (await member(chat, "bob")).left_at is None


async def test_leaving_twice_is_leaving_once(chat: Chat) -> None:
    await chat.bob.says("/cop leave")
    card = shown(chat, "bob")
    await chat.bob.presses("Leave", card)
    first = (await member(chat, "bob")).left_at
    await chat.forward(hours=1)
    await chat.bob.presses("Leave", card)
    assert (await member(chat, "bob")).left_at == first


async def test_the_only_facilitator_stays_until_there_is_another(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add @bob")
    await chat.bob.says("/cop leave")
    card = shown(chat, "bob")
    await chat.bob.presses("Leave", card)
    assert chat.bob.sees()[-1] == "You are the only facilitator. Name another first: /cop facilitators."
    await chat.bob.says("/cop facilitators add @carla")
    await chat.bob.presses("Leave", card)
    assert chat.bob.sees()[-1].startswith("You have left.")
    await chat.ann.says("/cop facilitators")
    assert chat.ann.sees()[-1].splitlines()[1] == "- @carla"


async def test_everything_held_about_a_member_is_handed_over(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.says("/cop curators add @bob")
    await prefers(chat, "bob", zone="Europe/Lisbon")
    await chat.bob.says("/cop mydata")
    answer = chat.bob.answer
    assert isinstance(answer, Reply)
    file = next(block for block in answer.message.blocks if isinstance(block, File))
    held = json.loads(file.content)
    assert held["member"][0]["zone"] == "Europe/Lisbon"
    assert held["member_account"] == [{"account": "sim:demo/bob"}]
    assert held["kudos_receiver"][0]["reason"] == "the review"
    await chat.ann.says("/cop mydata export")
    assert isinstance(chat.ann.answer, Reply)
    file = next(block for block in chat.ann.answer.message.blocks if isinstance(block, File))
    assert json.loads(file.content)["audit"][0]["what"] == "made @bob a curator"


async def test_waiting_notices_and_refusals_are_handed_over_too(chat: Chat) -> None:
    await known(chat, "bob")
    await wait(chat, 1)
    await chat.bob.reacts("🙌", chat.message("general", chat.bob, "I was great"))
    await chat.bob.says("/cop mydata")
    assert isinstance(chat.bob.answer, Reply)
    file = next(block for block in chat.bob.answer.message.blocks if isinstance(block, File))
    held = json.loads(file.content)
    assert [one["summary"] for one in held["notice"]] == ["word 0"]
    assert len(held["refusal"]) == 1


async def test_who_is_erased_has_no_name_and_begins_anew(chat: Chat) -> None:
    await chat.ann.says("/cop curators add @bob")
    await chat.ann.says("/cop facilitators add @carla")
    unnamed = say("bob, {many}", many="and others")
    await chat.store(lambda store: store.audit.add(None, unnamed, chat.clock.now()))
    await chat.bob.says("/cop mydata erase")
    card = shown(chat, "bob")
    await chat.bob.presses("Erase everything", card)
    assert chat.bob.sees()[-1] == "You are forgotten. If you use me again, we begin anew."
    await chat.ann.says("/cop audit")
    assert "- 2026-11-23T09:00+00:00, @ann: made somebody a curator" in chat.ann.sees()[-1].splitlines()
    assert await chat.rows("member_account") == (2,)
    await chat.bob.presses("Erase everything", card)
    assert chat.bob.sees()[-1].startswith("You are forgotten.")


async def test_a_facilitators_changes_outlive_their_name(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add @bob")
    await chat.ann.says("/cop facilitators add @carla")
    await chat.bob.says("/cop curators add @dev")
    await chat.bob.says("/cop mydata erase")
    await chat.bob.presses("Erase everything")
    await chat.ann.says("/cop audit")
    assert "- 2026-11-23T09:00+00:00: made @dev a curator" in chat.ann.sees()[-1].splitlines()


async def test_mydata_knows_two_words(chat: Chat) -> None:
    await known(chat, "bob")
    assert await chat.bob.asks("cop mydata", "what", "e") == [
        "Export: everything held about me",
        "Erase: forget me",
    ]
    assert await chat.bob.asks("cop mydata", "what", "era") == ["Erase: forget me"]
    await chat.bob.says("/cop mydata delete")
    assert chat.bob.sees()[-1] == "Say “export” to get everything, or “erase” to be forgotten."


async def test_a_closed_direct_message_waits_at_home(chat: Chat) -> None:
    chat.platform.trouble.append(DeliveryError(Failure.PERSON_UNREACHABLE, "closed"))
    await installed(chat)
    assert "Set up" in await chat.ann.opens_home()


async def installed(chat: Chat) -> None:
    place = Place(platform="sim", tenant="demo")
    await chat.happens(Event(place=place, happened=Installed("Demo", "Europe/Berlin"), actor=chat.ann.person))


async def test_who_is_forgotten_is_named_in_no_post_of_thanks_any_more(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob @dev for the workshop")
    await chat.ann.says("/kudos give @bob for nothing")
    await chat.bob.says("/kudos give @carla for the review")
    await chat.eve.says("/kudos give @bob for the tea")
    guide = chat.message("general", chat.fay, "Here is how we review")
    await chat.bob.reacts("🙌", guide)
    await chat.forward(minutes=10)
    assert "@bob" in "".join(post.text for post in chat.posts())
    await chat.bob.says("/cop mydata erase")
    assert "Recaps, prompts and cards I posted earlier keep it" in chat.bob.sees()[-1]
    await chat.bob.presses("Erase everything")
    await chat.forward(minutes=10)
    assert [post.text.splitlines()[0] for post in chat.posts()] == [
        "@ann thanks @dev: the workshop",
        "somebody thanks @carla: the review",
        "@fay was thanked here by somebody.",
    ]
