from copbot.message import say
from copbot.refs import CommunityId, MemberId
from tests.commands.kudos.stories import chose
from tests.support.chat import Chat

RULES = (
    "# The rules\n"
    "- You can thank 5 people a day.\n"
    "- The day begins at midnight where you are; what you do not give is not saved up.\n"
    "- One kudos is for at most 3 people.\n"
    "- The same two people wait 12 hours, whoever of them thanked the other.\n"
    "- Nobody thanks themselves, and bots are not thanked.\n"
    "- A kudos says what somebody did; only one by reaction may do without.\n"
    "- Take the reaction off, or delete the message, and it is taken back.\n"
    "- These reactions thank who wrote a message: 🙌 👏"
)


async def test_who_gave_nothing_reads_the_rules(chat: Chat) -> None:
    await chat.eve.says("/kudos why")
    assert chat.eve.sees() == [
        "You gave no kudos yet, and none was refused.\n"
        "You have 5 kudos left today. New ones come 2026-11-23T23:00+00:00.\n" + RULES
    ]


async def test_why_tells_what_counted_and_what_did_not(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob @carla for the workshop")
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Slides are up"))
    await chat.ann.says("/kudos give @dev for the tea")
    await chat.ann.presses("Undo")
    await chat.ann.says("/kudos why")
    assert chat.ann.sees()[-1] == (
        "# What did not count\n"
        "- Your reaction did not count as kudos: You thanked Bob a short while ago."
        " You can again 2026-11-23T21:00+00:00. · 2026-11-23T09:00+00:00\n"
        "# What you gave\n"
        "- @dev: taken back, because you undid it. · 2026-11-23T09:00+00:00\n"
        "- @bob and @carla: it counts. · 2026-11-23T09:00+00:00\n"
        "You have 3 kudos left today. New ones come 2026-11-23T23:00+00:00.\n" + RULES
    )


async def test_why_a_reaction_was_taken_back(chat: Chat) -> None:
    slides = chat.message("general", chat.bob, "Slides are up")
    await chat.ann.reacts("🙌", slides)
    await chat.ann.unreacts("🙌", slides)
    await chat.ann.says("/kudos why")
    assert "- @bob: taken back, because the reaction was taken off." in chat.ann.sees()[-1]


async def test_the_rules_are_those_of_this_community(chat: Chat) -> None:
    await chose(chat, allowance=1, most_receivers=1, cooldown_hours=0, emoji=(), counts=False)
    await chat.ann.says("/kudos why")
    said = chat.ann.sees()[-1]
    assert "- You can thank one person a day.\n" in said
    assert "- One kudos is for one person.\n- Nobody" in said
    assert "reactions thank" not in said
    assert "left today" not in said


async def test_refusals_of_other_practices_are_not_told_here(chat: Chat) -> None:
    reason, now = say("That was no link."), chat.clock.now()
    await chat.transactions.write(lambda books: books.refuse(CommunityId(1), MemberId(1), "", reason, now))
    await chat.ann.says("/kudos why")
    assert "no link" not in chat.ann.sees()[-1]
