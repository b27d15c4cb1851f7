from sqlalchemy import insert

from copbot.errors import DeliveryError, Failure
from copbot.intents import FormErrors, OpenForm
from copbot.message import Mention, Message, Paragraph
from copbot.model.kudos_settings import KudosValue
from copbot.refs import ChannelRef, Emoji
from copbot.store import Store
from storage.books import SqlStore
from storage.columns import table
from storage.tables.communities import AccountRow
from tests.commands.kudos.stories import chose, prefer
from tests.support.chat import Chat, channel


async def test_thanking_somebody_is_written_down_answered_and_posted(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the patient review")
    assert chat.ann.sees() == [
        (
            "Thank you. That is written down.\n"
            "You can undo this for a minute. You have 4 kudos left today.\n"
            "[Undo] [Change the reason]"
        )
    ]
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: the patient review"]
    assert await chat.rows("kudos", "kudos_receiver", "outbox") == (1, 1, 1)


async def test_thanking_oneself_changes_nothing(chat: Chat) -> None:
    await chat.ann.says("/kudos give @ann being great")
    assert chat.ann.sees() == ["You cannot thank yourself."]
    assert await chat.rows("kudos", "outbox") == (0, 0)


async def test_a_missing_reason_opens_the_form_with_what_was_given(chat: Chat) -> None:
    await chat.ann.says("/kudos @bob")
    await chat.ann.submits(reason="her notes")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: her notes"]


async def test_three_people_are_thanked_in_one_post(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob @carla @dev for the workshop")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob, @carla and @dev: the workshop"]
    assert "You have 2 kudos left today." in chat.ann.sees()[0]


async def test_a_fourth_person_is_one_too_many(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob @carla @dev @eve for the workshop")
    assert chat.ann.sees() == ["Thank at most 3 people at a time."]
    assert await chat.rows("kudos", "outbox") == (0, 0)


async def test_the_sixth_of_a_day_waits_for_midnight_where_the_giver_is(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob @carla @dev for the workshop")
    await chat.ann.says("/kudos give @eve @fay for the tea")
    chat.ann.sees()
    await chat.ann.says("/kudos give @gus for the cake")
    assert chat.ann.sees() == ["You have given all your kudos for today. New ones come 2026-11-23T23:00+00:00."]
    await chat.forward(hours=14)
    await chat.ann.says("/kudos give @gus for the cake")
    assert "You have 4 kudos left today." in chat.ann.sees()[0]


async def test_midnight_is_where_the_giver_lives_and_not_where_the_community_does(chat: Chat) -> None:
    await chat.ann.says("/kudos mine")
    fay = chat.someone("fay", zone="Asia/Tokyo")
    await fay.says("/kudos give @bob @carla @dev for the workshop")
    await fay.says("/kudos give @eve @gus for the tea")
    fay.sees()
    await fay.says("/kudos give @ann for the cake")
    assert fay.sees() == ["You have given all your kudos for today. New ones come 2026-11-23T15:00+00:00."]
    await chat.forward(hours=7)
    await fay.says("/kudos give @ann for the cake")
    assert "You have 4 kudos left today." in fay.sees()[0]


async def test_the_same_pair_waits_in_both_directions(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    chat.ann.sees()
    await chat.ann.says("/kudos give @bob for the other review")
    await chat.bob.says("/kudos give @ann for hers")
    assert chat.ann.sees()[0].startswith("You thanked Bob a short while ago.")
    assert chat.bob.sees()[0].startswith("Ann thanked you a short while ago, and thanks are not traded.")
    assert await chat.rows("kudos") == (1,)


async def test_the_bot_is_not_thanked(chat: Chat) -> None:
    await chat.ann.says("/kudos give @copbot for everything")
    assert chat.ann.sees() == ["Copbot is a bot. Thank a person instead."]
    assert await chat.rows("kudos", "outbox") == (0, 0)


async def test_two_accounts_of_one_person_are_one_receiver(chat: Chat) -> None:
    twice = (chat.bob.user, chat.bob.user)
    await chat.ann.invokes("kudos give", to=twice, reason="the review")
    assert await chat.rows("kudos_receiver") == (1,)


async def test_guests_thank_too(chat: Chat) -> None:
    await chat.someone("gus", is_guest=True).says("/kudos give @bob for the welcome")
    assert [post.text for post in chat.posts()] == ["@gus thanks @bob: the welcome"]


async def test_what_a_member_writes_pings_nobody_and_stays_as_it_is(chat: Chat) -> None:
    await chat.ann.invokes("kudos give", to=(chat.bob.user,), reason="*all* of <!channel> {giver} اهلا 🎉")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: *all* of <!channel> {giver} اهلا 🎉"]


async def test_a_reason_that_is_far_too_long_is_refused(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for " + "x" * 40_000)
    assert "300" in chat.ann.sees()[0]
    assert await chat.rows("kudos") == (0,)


async def test_a_value_is_named_below_the_reason(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail", emoji=Emoji("🧭")),))
    await chat.ann.says('/kudos give @bob for the runbook value:"clear trail"')
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: the runbook\n🧭 Clear trail"]


async def test_an_unknown_value_is_answered_with_those_there_are(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail"), KudosValue(name="Calm hands")))
    await chat.ann.says("/kudos give @bob for the runbook value:speed")
    assert chat.ann.sees() == ["“speed” is no value of ours. Choose one of: Clear trail, Calm hands."]


async def test_values_are_suggested_while_typing(chat: Chat) -> None:
    values = (KudosValue(name="Clear trail", about="Writing down"), KudosValue(name="Calm hands"))
    await chose(chat, values=values)
    assert await chat.ann.asks("kudos give", "value", "C") == ["Clear trail", "Calm hands"]
    assert await chat.ann.asks("kudos give", "value", "writing") == ["Clear trail"]


async def test_with_counts_off_no_number_is_said(chat: Chat) -> None:
    await chose(chat, counts=False)
    await chat.ann.says("/kudos give @bob for the review")
    assert chat.ann.sees() == [
        "Thank you. That is written down.\nYou can undo this for a minute.\n[Undo] [Change the reason]"
    ]


async def test_kudos_stand_where_the_community_announces_them(chat: Chat) -> None:
    await chose(chat, announce=channel("thanks"))
    await chat.ann.says("/kudos give @bob for the review")
    assert [post.text for post in chat.posts("thanks")] == ["@ann thanks @bob: the review"]
    assert chat.posts() == []
    assert "It stands in #thanks." in chat.ann.sees()[0]
    await chat.carla.says("/kudos give @dev for the tea", channel="thanks")
    assert "It stands in" not in chat.carla.sees()[0]


async def test_announced_in_another_house_people_are_called_by_their_accounts_there(chat: Chat) -> None:
    await chose(chat, announce=ChannelRef("sim", "other", "thanks"))
    await chat.bob.says("/kudos mine")

    def link(store: Store) -> None:
        assert isinstance(store, SqlStore)
        member = store.members.of_account(chat.bob.user)
        assert member is not None
        values = {"community": 1, "account": "sim:other/robert", "member": member.id}
        store._connection.execute(insert(table(AccountRow)), values)

    await chat.store(link)
    await chat.ann.says("/kudos give @bob @carla for the review")
    post = chat.posts("thanks")[0]
    assert post.text == "Ann thanks @robert and Carla: the review"
    assert "@carla will hear of it" not in chat.ann.sees()[0]
    await prefer(chat, "carla", takes_direct=True)
    await chat.forward(minutes=1)
    assert chat.carla.sees() == ["@ann thanked you: the review\nOthers can see it too. /kudos mine changes that."]
    assert _pings(post.message) == {"robert"}


async def test_in_a_thread_the_thanks_stay_in_the_thread(chat: Chat) -> None:
    question = chat.message("general", chat.carla, "How do you…?")
    await chat.ann.says("/kudos give @bob for the answer", thread=question)
    assert [post.thread for post in chat.posts()] == [question]


async def test_receivers_are_pinged_by_day_and_others_are_not(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    post = chat.posts()[0]
    assert _pings(post.message) == {"bob"}


async def test_who_silenced_everything_is_named_and_not_pinged(chat: Chat) -> None:
    await prefer(chat, "bob", silenced=True)
    await chat.ann.says("/kudos give @bob @carla for the review")
    assert "@bob" in chat.posts()[0].text
    assert _pings(chat.posts()[0].message) == {"carla"}


async def test_at_night_nobody_is_pinged_and_the_receiver_hears_of_it_in_the_morning(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    await prefer(chat, "bob", takes_direct=True)
    await chat.forward(hours=12)
    await chat.ann.says("/kudos give @bob for the review")
    assert _pings(chat.posts()[0].message) == set()
    chat.bob.sees()
    await chat.forward(hours=9)
    assert chat.bob.sees() == []
    await chat.forward(hours=2)
    assert chat.bob.sees() == ["@ann thanked you: the review\nOthers can see it too. /kudos mine changes that."]


async def test_who_wishes_no_post_is_told_in_private_a_minute_later(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Private")
    await chat.ann.says("/kudos give @bob for the review")
    assert chat.posts() == []
    assert "@bob will hear of it in private." in chat.ann.sees()[0]
    chat.bob.sees()
    await chat.forward(seconds=60)
    assert chat.bob.sees() == [
        "@ann thanked you: the review\nOnly you and they can see this. /kudos mine changes that."
    ]


async def test_a_post_names_those_who_wish_it_and_the_others_are_told(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Recap only")
    chat.bob.sees()
    await chat.ann.says("/kudos give @bob @carla for the workshop")
    assert [post.text for post in chat.posts()] == ["@ann thanks @carla: the workshop"]
    await chat.forward(seconds=60)
    assert chat.bob.sees() == [
        (
            "@ann thanked you: the workshop\n"
            "Others will see it in the next recap, and nowhere else. /kudos mine changes that."
        )
    ]


async def test_what_was_undone_is_never_told(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Private")
    chat.bob.sees()
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    await chat.forward(minutes=2)
    assert chat.bob.sees() == []


async def test_given_in_a_direct_chat_it_is_told_and_not_posted(chat: Chat) -> None:
    await prefer(chat, "bob", takes_direct=True)
    await chat.ann.writes_to_bot("/kudos give @bob for the review")
    assert "@bob will hear of it in private." in chat.ann.sees()[0]
    await chat.forward(minutes=2)
    assert chat.posts() == []
    assert chat.bob.sees()[0].startswith("@ann thanked you: the review")


async def test_a_post_that_cannot_be_sent_is_told_to_those_it_was_for(chat: Chat) -> None:
    await prefer(chat, "bob", takes_direct=True)
    await prefer(chat, "ann", takes_direct=True)
    chat.platform.trouble.append(DeliveryError(Failure.DESTINATION_GONE, "archived"))
    await chat.ann.says("/kudos give @bob for the review")
    assert chat.ann.sees()[1:] == [
        "Your kudos counts, but I could not post it there. Whom you thanked is told in private."
    ]
    assert chat.bob.sees()[0].startswith("@ann thanked you: the review")


async def test_a_post_that_cannot_be_sent_after_an_undo_is_told_to_nobody(chat: Chat) -> None:
    chat.platform.trouble.append(DeliveryError(Failure.LATER, "busy"))
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    chat.platform.trouble.append(DeliveryError(Failure.DESTINATION_GONE, "archived"))
    chat.ann.sees()
    await chat.forward(minutes=1)
    assert chat.ann.sees() == chat.bob.sees() == []


def _pings(shown: Message) -> set[str]:
    """List whom a message notifies."""
    spans = [span for block in shown.blocks if isinstance(block, Paragraph) for span in block.line]
    return {span.user.user for span in spans if isinstance(span, Mention) and span.ping}


async def test_the_shortcut_thanks_the_author_of_a_message(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.uses("give_kudos", guide)
    await chat.ann.submits(reason="the guide")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: the guide\nwhat they wrote"]
    await chat.bob.says("/kudos mine")
    assert "@ann: the guide" in chat.bob.sees()[-1]


async def test_the_shortcut_on_ones_own_message_leaves_open_whom_to_thank(chat: Chat) -> None:
    own = chat.message("general", chat.ann, "Bob helped me")
    answer = await chat.ann.uses("give_kudos", own)
    assert isinstance(answer, OpenForm)
    assert answer.form.fields[0].initial == ()
    await chat.ann.submits(reason="the help")
    assert chat.ann.sees() == ["Choose whom to thank."]
    await chat.ann.submits(to=(str(chat.bob.user),), reason="the help")
    assert chat.posts()[0].text.startswith("@ann thanks @bob: the help")


async def test_the_shortcuts_form_comes_back_as_it_was_filled_in(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail"),))
    guide = chat.message("general", chat.bob, "Here is how we review")
    await chat.ann.uses("give_kudos", guide)
    answer = await chat.ann.submits(reason="the guide", value="Clear trail", to=(str(chat.ann.user),))
    assert isinstance(answer, FormErrors)
    assert [error[0] for error in answer.errors] == ["to"]
    assert [field.initial for field in answer.form.fields] == [(chat.ann.user,), "the guide", ("Clear trail",)]
    await chat.ann.submits(to=(str(chat.bob.user),))
    assert chat.posts()[0].text == "@ann thanks @bob: the guide\nClear trail · what they wrote"


async def test_a_message_is_looked_up_once_however_often_it_is_thanked_for(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review")
    for giver in (chat.ann, chat.carla):
        await giver.uses("give_kudos", guide)
        await giver.submits(reason="the guide")
    assert await chat.rows("kudos", "kudos_message") == (2, 1)
    assert [post.text for post in chat.posts()][1].endswith("@bob: the guide")


async def test_a_post_that_dies_after_its_giver_was_forgotten_is_told_without_their_name(chat: Chat) -> None:
    await prefer(chat, "bob", takes_direct=True)
    chat.platform.trouble.append(DeliveryError(Failure.LATER, "busy"))
    await chat.carla.says("/kudos give @bob for the review")

    def forget(store: Store) -> None:
        carla = store.members.of_account(chat.carla.user)
        assert carla is not None
        for held in store.personal:
            held.erase(carla.id)

    await chat.store(forget)
    chat.platform.trouble.append(DeliveryError(Failure.DESTINATION_GONE, "archived"))
    await chat.forward(minutes=1)
    assert chat.bob.sees() == [
        "somebody thanked you: the review\nOthers can see it too. /kudos mine changes that.",
    ]


async def test_thanks_for_an_answer_in_a_thread_stand_in_that_thread(chat: Chat) -> None:
    question = chat.message("general", chat.ann, "How do you review?")
    answer = chat.message("general", chat.bob, "Here is how we review", thread=question)
    await chat.carla.uses("give_kudos", answer)
    await chat.carla.submits(question, reason="the examples")
    assert [post.thread for post in chat.posts()] == [question]


async def test_thanks_for_a_message_that_others_answered_stand_in_the_channel(chat: Chat) -> None:
    guide = chat.message("general", chat.bob, "Here is how we review", thread=None)
    await chat.carla.uses("give_kudos", guide)
    await chat.carla.submits(guide, reason="the examples")
    assert [post.thread for post in chat.posts()] == [None]
