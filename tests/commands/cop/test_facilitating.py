from dataclasses import replace
from pathlib import Path

from commands.cop import cop_practice
from commands.prompts import PRACTICE as PROMPTS
from copbot.errors import DeliveryError, Failure
from copbot.events import ChannelGone
from copbot.intents import FormErrors, OpenForm
from copbot.message import say
from copbot.model.kudos_settings import KudosSettings
from copbot.model.prompt_posts import PromptSeries
from copbot.model.roles import Appointments
from copbot.schedule import parse_schedule
from copbot.store import Store
from tests.commands.cop.stories import known, prefers, set_up, shown
from tests.support.chat import Chat, channel, opened


async def test_facilitators_name_each_other(chat: Chat) -> None:
    await chat.bob.says("/cop facilitators")
    assert chat.bob.sees() == [
        "# Facilitators\nNobody is named yet.\nAdministrators of this workspace always facilitate."
    ]
    await chat.ann.says("/cop facilitators add @bob")
    await chat.bob.says("/cop facilitators add @carla")
    await chat.bob.says("/cop facilitators add @carla")
    assert chat.bob.sees()[-1].splitlines()[1:3] == ["- @bob", "- @carla"]
    await chat.carla.says("/cop facilitators remove @bob")
    assert "@bob" not in chat.carla.sees()[-1]
    await chat.carla.says("/cop audit")
    assert chat.carla.sees()[-1].splitlines()[1] == "- 2026-11-23T09:00+00:00, @carla: took @bob off the facilitators"


async def test_the_last_facilitator_cannot_be_removed(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add @bob")
    await chat.ann.says("/cop facilitators remove @bob")
    assert chat.ann.sees()[-1] == "You cannot remove the last facilitator. Add another first."
    await chat.ann.says("/cop facilitators add @stewards")
    await chat.ann.says("/cop facilitators remove @bob")
    await chat.ann.says("/cop facilitators remove @stewards")
    assert chat.ann.sees()[-1] == "You cannot remove the last facilitators. Add somebody first."


async def test_an_administrator_who_begins_without_a_set_up_facilitates_and_is_told_of_things(chat: Chat) -> None:
    await chat.ann.says("/prompt list")
    assert await chat.rows("setting", "audit") == (0, 0)
    await chat.ann.says("/prompt add What surprised you?")
    await chat.ann.says("/cop facilitators")
    assert chat.ann.sees()[-1].splitlines()[1] == "- @ann"
    await chat.ann.says("/cop audit")
    assert chat.ann.sees()[-1].endswith("@ann: facilitates from now on, for nobody was named")
    await chat.bob.says("/prompt suggest Who helped you?")
    assert chat.ann.sees()[0].startswith("Bob suggests a prompt:")


async def test_administrators_stay_unnamed_where_somebody_or_a_role_facilitates(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add @stewards")
    await chat.ann.says("/prompt add What surprised you?")
    await chat.ann.says("/cop facilitators add @bob")
    await chat.ann.says("/prompt add Who helped you?")
    await chat.ann.says("/cop facilitators")
    assert chat.ann.sees()[-1].splitlines()[1:3] == ["- @bob", "- @stewards"]


async def test_members_change_no_list(chat: Chat) -> None:
    await chat.bob.says("/cop facilitators add @bob")
    await chat.bob.says("/cop curators add @bob")
    assert chat.bob.sees() == ["Only facilitators can change that list. Ask one of them."] * 2
    assert await chat.rows("setting") == (0,)


async def test_bots_and_guests_look_after_nothing(chat: Chat) -> None:
    chat.someone("gus", is_guest=True)
    await chat.ann.says("/cop facilitators add @copbot")
    await chat.ann.says("/cop curators add @gus")
    assert chat.ann.sees() == [
        "Copbot is a bot, and bots look after nothing here.",
        "Gus is a guest here. Guests take part but do not facilitate or curate.",
    ]


async def test_one_name_at_a_time(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add")
    await chat.ann.says("/cop facilitators remove @bob")
    assert chat.ann.sees() == [
        "Name one member, or one role: for example /cop facilitators add @ann.",
        "They are not on that list, so there is nothing to remove.",
    ]


async def test_curators_are_members_or_roles(chat: Chat) -> None:
    await chat.ann.says("/cop curators add @bob")
    await chat.ann.says("/cop curators add @librarians")
    await chat.bob.says("/cop curators")
    assert chat.bob.sees() == ["# Curators\n- @bob\n- @librarians"]
    await chat.ann.says("/cop curators remove @librarians")
    await chat.ann.says("/cop curators remove @bob")
    assert chat.ann.sees()[-1] == "# Curators\nNobody is named yet."


async def test_the_audit_is_for_facilitators_and_begins_empty(chat: Chat) -> None:
    await chat.bob.says("/cop audit")
    await chat.ann.says("/cop audit")
    assert chat.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
    assert chat.ann.sees() == ["Nothing was changed yet."]


async def test_a_facilitator_who_was_forgotten_is_listed_by_nobody(chat: Chat) -> None:
    await chat.ann.says("/cop facilitators add @bob")
    await chat.ann.says("/cop facilitators add @stewards")
    await chat.bob.says("/cop mydata erase")
    await chat.bob.presses("Erase everything")
    await chat.ann.says("/cop facilitators")
    assert chat.ann.sees()[-1].splitlines()[1] == "- @stewards"


# Settings


async def test_settings_show_everything_and_lead_to_every_form(chat: Chat) -> None:
    await set_up(chat)
    await chat.ann.says("/cop settings")
    seen = chat.ann.sees()[0]
    assert "Guidelines: 2 of yours" in seen
    assert "More: /kudos settings, /kudos values, /prompt schedule, /recap schedule, /cop facilitators." in seen
    await chat.ann.presses("What unites you")
    await chat.ann.submits(name="Readers")
    assert chat.ann.sees()[-1].splitlines()[:3] == ["Saved.", "# Settings", "Name: Readers"]
    await chat.ann.says("/cop audit")
    assert "@ann: changed what the community says of itself" in chat.ann.sees()[0]


async def test_settings_before_the_set_up_do_not_stand_in_for_it(chat: Chat) -> None:
    await chat.ann.says("/cop settings")
    await chat.ann.presses("What unites you")
    await chat.ann.submits(name="Readers")
    community = await chat.store(lambda store: store.community.get())
    assert (community.name, community.set_up_at) == ("Readers", None)


async def test_a_new_zone_takes_the_schedules_along(chat: Chat) -> None:
    await set_up(chat)
    await schedule(chat, "every tuesday at 9:30", "Europe/Berlin")
    await schedule(chat, "every friday at 9:30", "Asia/Tokyo")
    await chat.ann.says("/cop settings")
    await chat.ann.presses("Time and beginnings")
    answer = await chat.ann.submits(zone="nowhere at all")
    assert isinstance(answer, FormErrors)
    await chat.ann.submits(zone="New York")
    coming = await chat.store(lambda store: store.timetable.all())
    assert [one.schedule.zone for one in coming] == ["America/New_York", "Asia/Tokyo"]


async def test_new_channels_are_looked_into_at_once(chat: Chat) -> None:
    await set_up(chat)
    chat.platform.closed_channels.add("quiet")
    await chat.forward(hours=1)
    await chat.ann.says("/cop settings")
    await chat.ann.presses("Channels")
    await chat.ann.submits(kudos="sim:demo/quiet")
    assert chat.ann.sees()[-1].startswith("# To be mended\n- #quiet: Invite copbot to the channel.")


async def test_strangers_see_and_change_no_settings(chat: Chat) -> None:
    await chat.ann.says("/cop settings")
    card = shown(chat)
    await chat.bob.says("/cop settings")
    await chat.bob.presses("Welcome", card)
    assert set(chat.bob.sees()) == {"Only facilitators can do that. Ask one of them, or see /cop facilitators."}


# Checking


async def schedule(chat: Chat, words: str, zone: str = "Europe/Berlin", *, thread: bool = True) -> None:
    """Have prompts come in a channel called talk."""

    def add(store: Store) -> None:
        number = store.prompt_posts.add_series(PromptSeries(channel=channel("talk"), thread=thread))
        rule = parse_schedule(words, zone=zone, today=chat.clock.now().date())
        store.timetable.add("prompt", str(number), rule, chat.clock.now())

    await chat.store(add)


async def test_checking_before_anything_is_set_says_where_to_begin(chat: Chat) -> None:
    await chat.ann.says("/cop check")
    assert chat.ann.sees() == ["No channel is set yet. Begin with /cop setup."]


async def test_every_channel_is_looked_into_and_told_of_in_one_go(chat: Chat) -> None:
    await set_up(chat, kudos="sim:demo/thanks", library="sim:demo/books")
    await chat.forward(hours=1)
    chat.platform.closed_channels |= {"thanks", "books"}
    await chat.ann.says("/cop check")
    assert chat.ann.sees() == [
        "I am looking into 3 channels.\n[Show what you found]",
        (
            "# To be mended\n"
            "- #thanks: Invite copbot to the channel.\n"
            "- #books: Invite copbot to the channel.\n"
            "One other channel is fine.\n"
            "Then try /cop check again."
        ),
    ]
    await chat.ann.presses("Show what you found")
    assert chat.ann.sees()[-1].startswith("# To be mended")


async def test_threads_matter_where_prompts_have_them(chat: Chat) -> None:
    await set_up(chat)
    await schedule(chat, "every tuesday at 9:30")
    chat.platform.threadless = {"talk", "general"}
    await chat.forward(hours=1)
    await chat.ann.says("/cop check")
    assert chat.ann.sees()[-1].splitlines()[1] == (
        "- #talk: I cannot work there. Invite me, and allow me to post and to open threads."
    )


async def test_a_platform_that_will_not_say_counts_as_a_trouble(chat: Chat) -> None:
    await set_up(chat, kudos="sim:demo/thanks")
    await chat.forward(hours=1)
    chat.platform.mute = {"general"}
    await chat.ann.says("/cop check")
    assert chat.ann.sees()[-1].splitlines()[1:3] == [
        "- #general: I cannot work there. Invite me, and allow me to post and to open threads.",
        "One other channel is fine.",
    ]


async def test_a_newer_check_takes_the_place_of_one_under_way(chat: Chat) -> None:
    await set_up(chat)
    await chat.forward(hours=1)
    chat.platform.trouble_asking.append(DeliveryError(Failure.LATER, "busy"))
    await chat.ann.says("/cop check")
    await chat.ann.presses("Show what you found")
    assert chat.ann.sees()[-1] == "One channel is still to be asked about.\n[Show what you found]"
    await chat.forward(seconds=1)
    chat.platform.trouble_asking.append(DeliveryError(Failure.REFUSED, "never"))
    await chat.ann.says("/cop check")
    await chat.forward(hours=1)
    told = [seen for seen in chat.ann.sees() if "Show what" not in seen]
    assert len(told) == 1


# What happens to the home channel, and while the bot is away


async def test_when_the_home_channel_goes_facilitators_hear_of_it_once(chat: Chat) -> None:
    await set_up(chat)
    await prefers(chat, "ann", takes_direct=True)
    await chat.observes(ChannelGone(channel("elsewhere")))
    await chat.observes(ChannelGone(channel("general")))
    await chat.observes(ChannelGone(channel("general")))
    assert chat.ann.sees() == [
        (
            "Our home channel is gone, or I may no longer post in it. Newcomers are introduced nowhere.\n"
            "Choose another: /cop settings, Channels."
        )
    ]
    community = await chat.store(lambda store: store.community.get())
    assert community.home is None


async def test_what_was_missed_is_told_once_and_listed(tmp_path: Path) -> None:
    async with opened(tmp_path / "copbot.db", (PROMPTS, cop_practice((PROMPTS,)))) as chat:
        await set_up(chat)
        await prefers(chat, "ann", takes_direct=True)
        await schedule(chat, "every tuesday at 9:30")
        await schedule(chat, "every tuesday at 9:40")
        chat.clock.set(chat.clock.now().replace(day=25))
        await chat.forward(seconds=1)
        assert chat.ann.sees() == [
            "I was not running when something fell due: the Prompt of 2026-11-24T08:30+00:00 was missed. See /cop next."
        ]
        await chat.bob.says("/cop next")
        assert chat.bob.sees()[0].splitlines()[3:] == [
            "# Left out lately",
            "- Prompt in #talk of 2026-11-24T08:40+00:00 was missed: I was not running then",
            "- Prompt in #talk of 2026-11-24T08:30+00:00 was missed: I was not running then",
            "Times are yours; schedules keep to the zone of the community (Europe/Berlin).",
        ]


async def test_pauses_ends_and_skips_are_said(chat: Chat) -> None:
    await known(chat, "ann")
    await chat.ann.says("/cop next")
    assert chat.ann.sees() == ["# Coming up\nNothing is scheduled yet. Facilitators begin with /prompt schedule."]
    today = chat.clock.now().date()

    def add(store: Store) -> None:
        now = chat.clock.now()
        weekly = parse_schedule("every tuesday at 9:30", zone="Europe/Berlin", today=today)
        store.timetable.add("other", "a", replace(weekly, paused_until=today.replace(month=12)), now)
        store.timetable.once("welcome", "3:1", now)
        once = store.timetable.add("roundup", "b", parse_schedule("tomorrow at 9:00", zone="UTC", today=today), now)
        store.timetable.skip_next(once.id, say("nothing to say"))

    await chat.store(add)
    await chat.ann.says("/cop next")
    assert chat.ann.sees()[0].splitlines()[1:5] == [
        "- Something: paused until 2026-12-23 (every Tuesday at 09:30, Europe/Berlin)",
        "- Recognition roundup: will not fall due again (once on 2026-11-24 at 09:00, UTC)",
        "# Left out lately",
        "- Recognition roundup of 2026-11-24T09:00+00:00 was skipped: nothing to say",
    ]


# Help


async def test_help_is_made_of_what_each_may_use(chat: Chat) -> None:
    await chat.bob.says("/cop help")
    seen = chat.bob.sees()[0]
    assert "I help this community learn together" in seen
    assert "[Set up]" not in seen
    await chat.ann.says("/cop help")
    seen = chat.ann.sees()[0]
    assert "It is not set up yet: five minutes are enough." in seen
    assert "[Set up]" in seen
    await chat.ann.presses("Set up")
    assert chat.ann.sees()[0].startswith("# 1 of 4")
    await set_up(chat)
    await chat.bob.says("/cop help")
    assert "Reading teachers: Every child reads" in chat.bob.sees()[0]


async def test_a_page_of_help_lists_commands_with_examples_and_shortcuts(chat: Chat) -> None:
    await chat.bob.says("/cop help")
    await chat.bob.presses("More about …", values=("kudos",))
    page = chat.bob.sees()[-1]
    assert "- /kudos give Thank" in page
    assert "open its menu (⋯) and choose “Give kudos”" in page
    assert "/kudos settings" not in page
    await chat.ann.says("/cop help /kudos")
    assert "/kudos settings" in chat.ann.sees()[-1]
    await chat.bob.presses_control("cop.help")
    assert chat.bob.sees()[-1].startswith("# Cop")


async def test_help_on_what_is_none_names_what_there_is(chat: Chat) -> None:
    await chat.bob.says("/cop help cooking")
    assert chat.bob.sees()[0].startswith("There is no practice “cooking”. There are: ")


async def test_mentioning_or_writing_to_the_bot_is_never_met_with_silence(chat: Chat) -> None:
    await chat.bob.says("/cop help")
    chat.bob.sees()
    await chat.bob.mentions_bot("hello you")
    await chat.bob.writes_to_bot("what is this?")
    assert [seen.splitlines()[0] for seen in chat.bob.sees()] == ["# What you can do here"] * 2


async def test_unknown_words_after_cop_are_answered_with_what_there_is(chat: Chat) -> None:
    await chat.bob.says("/cop dance")
    assert "cop" in chat.bob.sees()[0]
    assert await chat.rows("audit") == (0,)


async def test_nothing_is_lost_of_the_settings_of_others(chat: Chat) -> None:
    await set_up(chat)
    await chat.store(lambda store: store.settings.put(KudosSettings(allowance=9)))
    await chat.ann.says("/cop settings")
    await chat.ann.presses("Channels")
    assert isinstance(chat.ann.answer, OpenForm)
    await chat.ann.submits(kudos="sim:demo/thanks")
    kudos = await chat.store(lambda store: store.settings.get(KudosSettings))
    assert (kudos.allowance, kudos.announce) == (9, channel("thanks"))
    named = await chat.store(lambda store: store.settings.get(Appointments))
    assert len(named.facilitators) == 1
