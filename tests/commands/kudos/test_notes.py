from copbot.events import Event, Place, ReactionAdded
from copbot.model.kudos_settings import Acknowledgement, KudosValue
from copbot.refs import Emoji
from tests.commands.kudos.stories import chose
from tests.support.chat import Chat, channel

HINT = "🙌 on a message thanks who wrote it."


async def test_all_who_react_are_acknowledged_in_one_note_after_ten_minutes(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.forward(minutes=5)
    await chat.carla.reacts("🙌", guide)
    await chat.dev.reacts("👏", guide)
    assert chat.posts() == []
    await chat.forward(minutes=5)
    assert [(post.text, post.thread) for post in chat.posts()] == [
        (f"@bob was thanked here by @ann, @carla and @dev.\n{HINT}", guide)
    ]


async def test_who_reacts_later_is_added_to_the_same_note(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.forward(minutes=10)
    for giver in (chat.carla, chat.dev):
        await giver.reacts("🙌", guide)
        await chat.forward(minutes=10)
    assert [post.text for post in chat.posts()] == [f"@bob was thanked here by @ann, @carla and @dev.\n{HINT}"]


async def test_a_note_for_nobody_goes_and_comes_back(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.forward(minutes=10)
    await chat.ann.unreacts("🙌", guide)
    await chat.forward(minutes=10)
    assert chat.posts() == []
    await chat.carla.reacts("🙌", guide)
    await chat.forward(minutes=10)
    assert [post.text for post in chat.posts()] == [f"@bob was thanked here by @carla.\n{HINT}"]


async def test_a_reaction_taken_off_in_time_is_never_noted(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.ann.unreacts("🙌", guide)
    await chat.forward(minutes=20)
    assert chat.posts() == []


async def test_the_note_goes_with_the_message(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.forward(minutes=10)
    assert len(chat.posts()) == 1
    await chat.deletes(guide)
    assert chat.posts() == []


async def test_reasons_and_values_stand_in_the_note(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail", emoji=Emoji("🧭")), KudosValue(name="Calm hands")))
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.carla.reacts("🧭", guide)
    await chat.dev.reacts("🧭", guide)
    await chat.forward(minutes=10)
    for giver, reason, value in ((chat.ann, "the examples", ""), (chat.dev, "its clarity", "Calm hands")):
        await giver.says("/kudos mine")
        await giver.presses("Add or change a reason", values=("1" if giver is chat.ann else "3",))
        await giver.submits(reason=reason, value=(value,) if value else ())
    await chat.forward(minutes=10)
    assert [post.text for post in chat.posts()] == [
        (
            "@bob was thanked here by @ann, @carla and @dev.\n"
            "- @ann: the examples\n"
            "- @carla: 🧭 Clear trail\n"
            f"- @dev: its clarity · Calm hands\n{HINT}"
        )
    ]


async def test_who_is_thanked_in_recaps_only_gets_no_note(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Recap only")
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Here is how we review"))
    await chat.forward(minutes=20)
    assert chat.posts() == []
    assert await chat.rows("kudos") == (1,)


async def test_in_a_thread_the_note_stays_in_that_thread(chat: Chat) -> None:
    question = chat.message("general", chat.carla, "How do you review?")
    reply = chat.message("general", chat.bob, "Slowly")
    place = Place(platform="sim", tenant="demo", channel="general", thread=question)
    happened = ReactionAdded(reply, Emoji("🙌"), chat.bob.user)
    await chat.happens(Event(place=place, happened=happened, actor=chat.ann.person, people=(chat.bob.person,)))
    await chat.forward(minutes=10)
    assert [post.thread for post in chat.posts()] == [question]


async def test_many_givers_are_named_in_part(chat: Chat) -> None:
    await chose(chat, emoji=(Emoji(":party:"), Emoji("🙌")))
    guide = chat.message("general", chat.bob, "Here is how we review")
    for number in range(10):
        await chat.someone(f"giver{number}").reacts("🙌", guide)
    await chat.forward(minutes=10)
    assert chat.posts()[0].text.split("\n")[0].endswith("@giver6, @giver7 and 2 others.")
    await chose(chat, counts=False, emoji=(Emoji(":party:"),))
    await chat.carla.reacts(":party:", guide)
    await chat.forward(minutes=10)
    assert chat.posts()[0].text == (
        "@bob was thanked here by @giver0, @giver1, @giver2, @giver3, @giver4, @giver5, @giver6, @giver7 and others."
    )


async def test_one_post_a_day_tells_of_all_reactions(chat: Chat) -> None:
    await chose(chat, acknowledgement=Acknowledgement.DAILY, announce=channel("thanks"))
    guide = chat.message("general", chat.bob, "Here is how we review")
    tea = chat.message("general", chat.carla, "Tea is ready")
    for giver in (chat.ann, chat.dev):
        await giver.reacts("🙌", guide)
    await chat.ann.reacts("🙌", tea)
    oops = chat.message("general", chat.eve, "Oops")
    await chat.dev.reacts("🙌", oops)
    await chat.dev.unreacts("🙌", oops)
    await chat.forward(days=1)
    assert [post.text for post in chat.posts("thanks")] == [
        ("Thanked today by a reaction:\n- @bob by @ann and @dev: this message\n- @carla by @ann: this message")
    ]
    await chat.forward(days=1)
    assert len(chat.posts("thanks")) == 1


async def test_a_days_post_has_ten_lines_at_most(chat: Chat) -> None:
    await chose(chat, acknowledgement=Acknowledgement.DAILY, announce=channel("thanks"))
    for number in range(12):
        author = chat.someone(f"author{number}")
        await chat.someone(f"giver{number}").reacts("🙌", chat.message("general", author, "Look"))
    await chat.forward(days=1)
    lines = chat.posts("thanks")[0].text.split("\n")
    assert len(lines) == 12
    assert lines[-1] == "There were more; they are in the next recap."


async def test_a_day_without_thanks_is_not_posted(chat: Chat) -> None:
    await chose(chat, acknowledgement=Acknowledgement.DAILY, announce=channel("thanks"))
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.ann.unreacts("🙌", guide)
    await chat.forward(days=1)
    assert chat.posts("thanks") == []


async def test_without_a_channel_the_days_post_waits_for_nothing(chat: Chat) -> None:
    await chose(chat, acknowledgement=Acknowledgement.DAILY)
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Here is how we review"))
    await chat.forward(days=1)
    assert chat.posts() == []
    assert await chat.store(lambda store: store.kudos.messages.awaiting()) == ()


async def test_acknowledging_nothing_posts_nothing(chat: Chat) -> None:
    await chose(chat, acknowledgement=Acknowledgement.NONE)
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.forward(days=2)
    assert chat.posts() == []
    assert await chat.rows("kudos", "schedule") == (1, 0)


async def test_facilitators_may_change_their_mind_in_between(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chose(chat, acknowledgement=Acknowledgement.DAILY, announce=channel("thanks"))
    await chat.forward(minutes=10)
    assert chat.posts() == []
    await chat.carla.reacts("🙌", guide)
    await chose(chat, acknowledgement=Acknowledgement.THREAD)
    await chat.forward(days=1)
    assert chat.posts("thanks") == chat.posts() == []
    await chat.dev.reacts("🙌", guide)
    await chat.forward(minutes=10)
    assert chat.posts()[0].text.startswith("@bob was thanked here by @ann, @carla and @dev.")


async def test_the_note_about_an_answer_in_a_thread_stands_in_that_thread(chat: Chat) -> None:
    question = chat.message("general", chat.ann, "How do you review?")
    answer = chat.message("general", chat.bob, "Here is how we review", thread=question)
    await chat.ann.reacts("🙌", answer)
    await chat.forward(minutes=10)
    assert [post.thread for post in chat.posts()] == [question]
