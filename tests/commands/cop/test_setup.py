from pathlib import Path

from commands import ALL
from copbot.intents import FormErrors, OpenForm
from copbot.model.communities import Community
from copbot.model.kudos_settings import KudosSettings, KudosValue
from copbot.model.library import LibrarySettings
from copbot.model.packs import load_pack
from copbot.model.recap import RecapSettings
from copbot.model.roles import Appointments
from copbot.store import Store
from tests.commands.cop.stories import set_up, shown
from tests.support.chat import Chat, channel, opened
from tests.support.platform import FakePlatform


async def community(chat: Chat) -> Community:
    return await chat.store(lambda store: store.community.get())


async def rhythms(chat: Chat) -> list[tuple[str, str]]:
    """List what is scheduled: its kind and the next local time."""

    def ask(store: Store) -> list[tuple[str, str]]:
        return [(one.kind, f"{one.next_nominal:%a %H:%M}") for one in store.timetable.all()]

    return await chat.store(ask)


async def settings(chat: Chat, kind: type) -> object:
    return await chat.store(lambda store: store.settings.get(kind))


async def test_four_pages_and_a_button_make_a_community(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    assert chat.ann.sees() == [
        (
            "# 1 of 4: What unites you\n"
            "What you share, what for, and how you treat each other. Help and welcomes begin with it.\n"
            "[Fill in] [Skip] [Finish]\n"
            "You can stop at any time; /cop setup goes on from here."
        )
    ]
    await chat.ann.presses("Fill in")
    await chat.ann.submits(name="Reading teachers", domain="Teaching reading", purpose="Every child reads")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(zone="berlin", pack="education")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(prompts="sim:demo/talk", kudos="sim:demo/thanks", library="sim:demo/books")
    await chat.ann.presses("Fill in")
    await chat.ann.submits()
    assert chat.ann.sees()[-1].splitlines() == [
        "# Ready",
        "Name: Reading teachers",
        "What unites us: Teaching reading",
        "What for: Every child reads",
        "Guidelines: those of the starter pack",
        "Time zone: Europe/Berlin",
        "Language: English",
        "Starter pack: Education",
        "Home: #general",
        "Prompts: #talk",
        "Kudos: #thanks",
        "Recap: #general",
        "New in the library: #books",
        (
            "Prompts come: every Tuesday at 09:30, Europe/Berlin: "
            "2026-11-24T08:30+00:00; 2026-12-01T08:30+00:00; 2026-12-08T08:30+00:00"
        ),
        (
            "The recap comes: every Tuesday at 10:00, Europe/Berlin: "
            "2026-11-24T09:00+00:00; 2026-12-01T09:00+00:00; 2026-12-08T09:00+00:00"
        ),
        "Nothing is changed yet. Finish applies all of it at once.",
        "[Finish] [What unites you] [Time and beginnings] [Channels] [First prompt and recap]",
    ]
    assert await rhythms(chat) == []
    await chat.ann.presses("Finish")
    done = await community(chat)
    pack = load_pack("education")
    assert (done.name, done.domain, done.zone, done.pack) == (
        "Reading teachers",
        "Teaching reading",
        "Europe/Berlin",
        "education",
    )
    assert done.guidelines == pack.guidelines
    assert done.home == channel("general")
    assert done.set_up_at == chat.clock.now()
    kudos = await settings(chat, KudosSettings)
    assert isinstance(kudos, KudosSettings)
    assert [one.name for one in kudos.values] == [one.name for one in pack.values]
    assert kudos.announce == channel("thanks")
    assert await settings(chat, LibrarySettings) == LibrarySettings(tags=pack.tags, home=channel("books"))
    assert await settings(chat, RecapSettings) == RecapSettings(channel=channel("general"))
    assert await rhythms(chat) == [("prompt", "Tue 09:30"), ("recap", "Tue 10:00"), ("library.weekly", "Mon 09:00")]


async def test_who_completes_it_is_a_facilitator_and_it_is_written_down(chat: Chat) -> None:
    await set_up(chat)
    named = await settings(chat, Appointments)
    assert isinstance(named, Appointments)
    assert len(named.facilitators) == 1
    await set_up(chat)
    assert await settings(chat, Appointments) == named
    await chat.ann.says("/cop audit")
    assert chat.ann.sees()[0].splitlines()[1] == "- 2026-11-23T09:00+00:00, @ann: set up Reading teachers"


async def test_finishing_says_what_comes_and_what_to_try(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(recap_words="")
    chat.ann.sees()
    await chat.ann.presses("Finish")
    assert chat.ann.sees() == [
        (
            "# demo is set up\n"
            "You facilitate it; name others with /cop facilitators.\n"
            "Coming up:\n"
            "- Prompt in #general: 2026-11-24T08:30+00:00 (every Tuesday at 09:30, Europe/Berlin)\n"
            "Now try:\n"
            "- Thank somebody: /kudos give\n"
            "- Keep something useful: /library add\n"
            "- See the next prompt: /prompt preview\n"
            "/cop settings changes any of it."
        ),
        "All is well: I can do what I need to in every channel.",
    ]


async def test_everything_can_be_skipped(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Finish")
    assert "Coming up" not in chat.ann.sees()[-1]
    assert (await community(chat)).set_up_at is not None
    assert await rhythms(chat) == []


async def test_an_unknown_zone_is_said_beside_its_field_with_near_ones(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    answer = await chat.ann.submits(zone="Europe/Berlni", pack="health")
    assert isinstance(answer, FormErrors)
    assert [(name, str(sentence)) for name, sentence in answer.errors] == [
        ("zone", "I know no time zone Europe/Berlni. Did you mean Europe/Berlin, Europe/Dublin, Europe/Riga?")
    ]
    await chat.ann.submits(zone="Europe/Berlin")
    assert chat.ann.sees()[-1].startswith("# 3 of 4: Channels")
    await chat.ann.presses("Finish")
    assert (await community(chat)).pack == "health"


async def test_words_that_are_no_schedule_are_said_beside_their_field(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    for _ in range(3):
        await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    answer = await chat.ann.submits(prompt_words="whenever")
    assert isinstance(answer, FormErrors)
    assert [name for name, _ in answer.errors] == ["prompt_words"]
    answer = await chat.ann.submits(prompt_words="every friday at 9:00", recap_words="on 1 March 2020 at 9:00")
    assert isinstance(answer, FormErrors)
    assert [name for name, _ in answer.errors] == ["recap_words"]
    await chat.ann.submits(prompt_words="every friday at 9:00", recap_words="every friday at 16:00")
    await chat.ann.presses("Finish")
    assert await rhythms(chat) == [("prompt", "Fri 09:00"), ("recap", "Fri 16:00")]


async def test_prompts_without_any_channel_are_asked_for_one(chat: Chat) -> None:
    await chat.ann.writes_to_bot("/cop setup")
    for _ in range(3):
        await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits()
    assert chat.ann.sees()[-1] == "It needs a channel. Choose one first, or leave this empty for now."
    await chat.ann.submits(prompt_words="", recap_words="")
    await chat.ann.presses("Finish")
    assert await rhythms(chat) == []


async def test_finishing_twice_changes_nothing_more(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    card = shown(chat)
    await chat.ann.presses("Finish")
    chat.ann.sees()
    await chat.ann.presses("Finish", card)
    await chat.ann.presses("Fill in", card)
    assert chat.ann.sees() == ["That is finished already. /cop settings shows it, /cop setup begins again."] * 2
    assert await chat.rows("audit") == (2,)


async def test_strangers_can_neither_begin_nor_finish(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    card = shown(chat)
    await chat.bob.says("/cop setup")
    await chat.bob.presses("Finish", card)
    await chat.bob.presses("Fill in", card)
    assert set(chat.bob.sees()) == {"Only facilitators can do that. Ask one of them, or see /cop facilitators."}
    assert (await community(chat)).set_up_at is None


async def test_a_restart_in_the_middle_forgets_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path / "copbot.db", ALL) as chat:
        await chat.ann.says("/cop setup")
        await chat.ann.presses("Fill in")
        await chat.ann.submits(name="Night shift", domain="Nursing at night")
        card = shown(chat)
    async with opened(tmp_path / "copbot.db", ALL) as chat:
        await chat.ann.presses("Finish", card)
        assert (await community(chat)).name == "Night shift"


async def test_beginning_again_goes_on_with_what_was_filled_in(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(domain="Nursing at night")
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Fill in")
    assert isinstance(chat.ann.answer, OpenForm)
    initial = {one.name: one.initial for one in chat.ann.answer.form.fields}
    assert initial["domain"] == "Nursing at night"


async def test_running_it_again_edits_what_is_there(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    for _ in range(3):
        await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits()
    await chat.ann.presses("Time and beginnings")
    await chat.ann.submits(pack="design")
    await chat.ann.presses("Finish")
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(zone="New York", pack="software")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(prompts="sim:demo/talk")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(recap_words="every friday at 15:00")
    await chat.ann.presses("Finish")
    assert await rhythms(chat) == [("prompt", "Tue 09:30"), ("recap", "Fri 15:00")]
    kudos = await settings(chat, KudosSettings)
    assert isinstance(kudos, KudosSettings)
    assert [one.name for one in kudos.values] == [one.name for one in load_pack("software").values]
    series = await chat.store(lambda store: store.prompt_posts.all_series())
    assert [getattr(one, "channel", None) for one in series] == [channel("talk")]


async def test_values_of_ones_own_outlast_another_pack(chat: Chat) -> None:
    own = (KudosValue(name="Patience"),)
    await set_up(chat)
    await chat.store(lambda store: store.settings.put(KudosSettings(values=own)))
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(pack="software")
    await chat.ann.presses("Finish")
    kudos = await settings(chat, KudosSettings)
    assert isinstance(kudos, KudosSettings)
    assert kudos.values == own


async def test_a_channel_it_cannot_post_in_is_told_at_once_with_the_fix(chat: Chat) -> None:
    platform: FakePlatform = chat.platform
    platform.closed_channels.add("thanks")
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(kudos="sim:demo/thanks")
    await chat.ann.presses("Finish")
    assert chat.ann.sees()[-1] == (
        "# To be mended\n"
        "- #thanks: Invite copbot to the channel.\n"
        "One other channel is fine.\n"
        "Then try /cop check again."
    )


async def test_too_many_guidelines_are_too_many(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(guidelines="\n".join(["Be kind"] * 13))
    await chat.ann.submits(guidelines="Be kind", name=" ")
    assert chat.ann.sees()[1:] == [
        "Keep it to 12 guidelines: few are remembered.",
        "What is the community called?",
    ]


async def test_a_pack_that_is_none_is_refused(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(pack="cooking")
    assert chat.ann.sees()[-1] == "There is no such starter pack. Choose one of the list."


async def test_new_words_move_the_prompts_and_the_same_words_leave_the_recap(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    for _ in range(3):
        await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits()
    await chat.ann.presses("Finish")
    before = await chat.store(lambda store: store.timetable.all("recap"))
    await chat.ann.says("/cop setup")
    for _ in range(3):
        await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(prompt_words="every monday at 14:00")
    await chat.ann.presses("Finish")
    assert await rhythms(chat) == [("prompt", "Mon 14:00"), ("recap", "Tue 10:00")]
    assert await chat.store(lambda store: store.timetable.all("recap")) == before


async def test_the_first_week_begins_by_itself(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(pack="education")
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits()
    await chat.ann.presses("Finish")
    await chat.forward(days=1)
    first = load_pack("education").prompts[0]
    assert first.text in chat.posts()[0].text
