from dataclasses import replace

from copbot.errors import DeliveryError, Failure
from copbot.events import Event, MessagesDeleted, Place, ReactionAdded, ReactionsCleared
from copbot.model.kudos_settings import KudosValue
from copbot.refs import Emoji
from tests.commands.kudos.stories import chose, prefer
from tests.support.chat import Chat


async def test_a_reaction_thanks_the_author_of_the_message_without_a_word(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    assert await chat.rows("kudos", "kudos_receiver") == (1, 1)
    assert chat.posts() == []
    await chat.bob.says("/kudos mine")
    assert "- @ann: Here is how we review · " in chat.bob.sees()[-1]


async def test_other_reactions_leave_no_row(chat: Chat) -> None:
    await chat.ann.says("/kudos mine")
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🍕", guide)
    await chat.ann.unreacts("🍕", guide)
    assert await chat.rows("kudos", "kudos_reaction") == (0, 0)


async def test_added_removed_added_is_kudos_reversal_kudos(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    for _ in range(2):
        await chat.ann.reacts("🙌", guide)
        await chat.ann.reacts("🙌", guide)
        await chat.ann.unreacts("🙌", guide)
        await chat.ann.unreacts("🙌", guide)
    await chat.ann.reacts("🙌", guide)
    assert await chat.rows("kudos", "kudos_reversal") == (3, 2)
    await chat.bob.says("/kudos mine")
    assert chat.bob.sees()[-1].count("@ann") == 1


async def test_a_values_emoji_thanks_for_that_value(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail", emoji=Emoji("🧭")),))
    await chat.ann.reacts("🧭", chat.message("general", chat.bob, "Here is how we review"))
    await chat.bob.says("/kudos mine")
    assert "· 🧭 Clear trail ·" in chat.bob.sees()[-1]


async def test_ones_own_message_is_not_thanked_for_and_why_says_so(chat: Chat) -> None:
    await chat.ann.reacts("🙌", chat.message("general", chat.ann, "I did it"))
    assert await chat.rows("kudos", "refusal") == (0, 1)
    assert chat.ann.sees() == []
    await chat.ann.says("/kudos why")
    assert "- Your reaction did not count as kudos: You cannot thank yourself." in chat.ann.sees()[-1]


async def test_a_bots_message_is_not_thanked_for_and_the_bot_becomes_no_member(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.carla.reacts("🙌", chat.posts()[0])
    assert await chat.rows("kudos", "member") == (1, 3)
    await chat.carla.says("/kudos why")
    assert "Copbot is a bot. Thank a person instead." in chat.carla.sees()[-1]


async def test_a_message_of_nobody_is_not_thanked_for(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "posted by a web hook")
    event = Event(
        place=Place(platform="sim", tenant="demo", channel="general"),
        happened=ReactionAdded(guide, Emoji("🙌"), None),
        actor=chat.ann.person,
    )
    await chat.happens(event)
    await chat.ann.says("/kudos why")
    assert "It seems that no person wrote that message." in chat.ann.sees()[-1]


async def test_a_refused_reaction_is_tried_again_when_it_is_put_again(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    assert await chat.rows("kudos", "refusal") == (1, 1)
    await chat.forward(hours=12)
    await chat.ann.unreacts("🙌", guide)
    assert await chat.rows("kudos_reversal") == (0,)
    await chat.ann.reacts("🙌", guide)
    assert await chat.rows("kudos", "refusal") == (2, 1)


async def test_a_second_emoji_on_the_same_message_is_within_the_cooldown(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.ann.reacts("👏🏽", guide)
    assert await chat.rows("kudos", "refusal") == (1, 1)
    await chat.ann.unreacts("👏🏽", guide)
    assert await chat.rows("kudos_reversal") == (0,)


async def test_a_message_found_to_be_a_bots_takes_the_kudos_back(chat: Chat) -> None:
    hook = chat.message("general", chat.gus, "Build passed")
    chat.platform.readable[hook] = replace(chat.platform.readable[hook], author_is_bot=True)
    await chat.ann.reacts("🙌", hook)
    assert await chat.rows("kudos", "kudos_reversal") == (1, 1)
    await chat.carla.reacts("🙌", hook)
    assert await chat.rows("kudos", "refusal") == (1, 1)
    await chat.ann.says("/kudos why")
    assert "@gus: taken back, because a bot wrote that message." in chat.ann.sees()[-1]


async def test_thanking_somebody_by_a_shortcut_on_a_bots_message_counts(chat: Chat) -> None:
    hook = chat.message("general", chat.gus, "Build passed, by dev")
    chat.platform.readable[hook] = replace(chat.platform.readable[hook], author_is_bot=True)
    await chat.carla.uses("give_kudos", hook)
    await chat.carla.submits(to=(str(chat.dev.user),), reason="the build")
    assert await chat.rows("kudos", "kudos_reversal") == (1, 0)


async def test_where_the_message_cannot_be_read_the_kudos_counts_all_the_same(chat: Chat) -> None:
    secret = chat.message("general", chat.bob, "secret")
    chat.platform.readable[secret] = replace(chat.platform.readable[secret], text=None, permalink=None)
    gone = chat.message("general", chat.carla, "gone")
    chat.platform.readable.pop(gone)
    await chat.ann.reacts("🙌", secret)
    await chat.ann.reacts("🙌", gone)
    assert await chat.rows("kudos") == (2,)
    await chat.ann.says("/kudos mine")
    assert "- @bob: something they wrote" in chat.ann.sees()[-1]


async def test_a_platform_that_will_not_say_changes_nothing(chat: Chat) -> None:
    chat.platform.trouble.append(DeliveryError(Failure.REFUSED, "not allowed"))
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Here is how we review"))
    assert await chat.rows("kudos", "kudos_reversal") == (1, 0)


async def test_how_a_strangers_message_begins_is_not_kept(chat: Chat) -> None:
    guide = chat.message("general", chat.gus, "Strangers wrote this")
    await chat.ann.uses("give_kudos", guide)
    await chat.ann.submits(to=(str(chat.bob.user),), reason="finding it")
    assert "Strangers" not in str(await chat.store(lambda store: store.kudos.get(1)))


async def test_a_deleted_message_takes_its_kudos_and_its_words_along(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.carla.uses("give_kudos", guide)
    await chat.carla.submits(reason="the guide")
    assert len(chat.posts()) == 1
    await chat.deletes(guide)
    assert await chat.rows("kudos", "kudos_reversal") == (2, 2)
    assert chat.posts() == []
    await chat.ann.says("/kudos why")
    assert "@bob: taken back, because the message was deleted." in chat.ann.sees()[-1]
    kept = await chat.store(lambda store: store.kudos.get(1))
    assert "how we review" not in str(kept)
    await chat.forward(minutes=10)
    assert chat.posts() == []


async def test_deleting_is_known_by_whoever_did_it(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    place = Place(platform="sim", tenant="demo", channel="general")
    await chat.happens(Event(place=place, happened=MessagesDeleted((guide,)), actor=chat.bob.person))
    assert await chat.rows("kudos_reversal") == (1,)


async def test_cleared_reactions_take_back_what_they_gave(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.reacts("🙌", guide)
    await chat.carla.reacts("👏", guide)
    await chat.dev.uses("give_kudos", guide)
    await chat.dev.submits(reason="the guide")
    await chat.observes(ReactionsCleared(guide, Emoji("👏")))
    assert await chat.rows("kudos_reversal") == (1,)
    await chat.observes(ReactionsCleared(guide))
    await chat.observes(ReactionsCleared(guide))
    assert await chat.rows("kudos", "kudos_reversal") == (3, 2)
    await chat.carla.reacts("👏", guide)
    assert await chat.rows("kudos") == (4,)
    await chat.ann.says("/kudos why")
    assert "@bob: taken back, because somebody cleared the reactions." in chat.ann.sees()[-1]


async def test_a_reaction_of_who_left_counts_for_nothing(chat: Chat) -> None:
    await prefer(chat, "ann", left_at=chat.clock.now())
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Here is how we review"))
    assert await chat.rows("kudos", "refusal") == (0, 0)
