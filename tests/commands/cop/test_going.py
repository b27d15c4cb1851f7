"""Who leaves the workspace, comes back, or is called otherwise from now on."""

from dataclasses import replace

from tests.commands.cop.stories import known, prefers, set_up
from tests.support.chat import Chat


async def _thanks(chat: Chat, name: str) -> list[str]:
    """Have ann read who thanked her."""
    await chat.ann.says("/kudos mine")
    return [line for line in "\n".join(chat.ann.sees()).splitlines() if name in line]


async def test_who_left_is_told_nothing_and_named_without_a_mention(chat: Chat) -> None:
    await set_up(chat)
    await prefers(chat, "bob", takes_direct=True)
    await chat.bob.says("/kudos give @ann for the set-up")
    await chat.bob.says("/library add https://a.example/ Feedback that helps")
    await chat.bob.goes()
    chat.bob.sees()
    await chat.forward(days=8)
    await chat.ann.says("/kudos give @bob for the review")

    assert chat.bob.sees() == []
    assert "@bob" not in "".join(await _thanks(chat, "ob"))
    assert (await chat.member(chat.bob)).left_at is not None
    await chat.carla.says("/library show feedback")
    assert "Bob" in chat.carla.sees()[0]


async def test_who_comes_back_is_a_member_as_before(chat: Chat) -> None:
    await set_up(chat)
    await known(chat, "bob")
    for back in (chat.bob.joins, chat.bob.changes):
        await chat.bob.goes()
        assert (await chat.member(chat.bob)).left_at is not None
        await back()
        assert (await chat.member(chat.bob)).left_at is None
    chat.ann.sees()
    await chat.ann.says("/kudos give @bob for coming back")
    assert chat.ann.sees()[0].startswith("Thank you.")


async def test_who_opted_out_stays_out_whatever_the_platform_tells(chat: Chat) -> None:
    await set_up(chat)
    await known(chat, "bob")
    await chat.bob.says("/cop leave")
    await chat.bob.presses("Leave")
    await chat.forward(minutes=1)
    await chat.bob.goes()
    await chat.bob.joins()
    assert (await chat.member(chat.bob)).left_at is not None


async def test_leaving_one_channel_is_leaving_nothing(chat: Chat) -> None:
    await set_up(chat)
    await known(chat, "bob")
    await chat.bob.goes("general")
    assert (await chat.member(chat.bob)).left_at is None


async def test_a_stranger_who_leaves_or_changes_is_not_begun(chat: Chat) -> None:
    await set_up(chat)
    (before,) = await chat.rows("member")
    await chat.fay.goes()
    await chat.fay.changes()
    assert await chat.rows("member") == (before,)


async def test_a_new_name_and_zone_are_taken_over_and_are_no_act_of_theirs(chat: Chat) -> None:
    await set_up(chat)
    await known(chat, "bob")
    await chat.bob.changes()
    before = await chat.member(chat.bob)
    chat.bob.person = replace(chat.bob.person, name="Robert", zone="Asia/Tokyo")
    await chat.forward(minutes=1)
    await chat.bob.changes()
    after = await chat.member(chat.bob)
    assert (before.name, before.platform_zone) == ("Bob", "Europe/Berlin")
    assert (after.name, after.platform_zone) == ("Robert", "Asia/Tokyo")
    assert after.last_act_at == before.last_act_at
