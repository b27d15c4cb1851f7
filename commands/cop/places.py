"""The channels this community uses, each with what it is used for."""

from copbot.context import JobContext
from copbot.message import Said, say
from copbot.model.kudos_settings import KudosSettings
from copbot.model.library import LibrarySettings
from copbot.model.recap import RecapSettings
from copbot.refs import ChannelRef


def places(known: JobContext) -> dict[ChannelRef, list[Said]]:
    """List the channels that are set anywhere, with what each is for."""
    kudos = known.store.settings.get(KudosSettings)
    library = known.store.settings.get(LibrarySettings)
    recap = known.store.settings.get(RecapSettings)
    uses: list[tuple[ChannelRef | None, Said]] = [
        (known.community.home, say("home")),
        *((one.channel, say("prompts")) for one in known.store.prompt_posts.all_series()),
        *((one.channel, say("meetups")) for one in known.store.meetups.all_series()),
        (kudos.announce, say("kudos")),
        (recap.channel, say("recap")),
        (recap.roundup_channel, say("recognition roundup")),
        (library.home, say("what is new in the library")),
    ]
    found: dict[ChannelRef, list[Said]] = {}
    for channel, use in uses:
        if channel is not None and use not in found.setdefault(channel, []):
            found[channel].append(use)
    return found


def threads_in(known: JobContext, channel: ChannelRef) -> bool:
    """Tell whether threads are opened in a channel."""
    return any(one.thread for one in known.store.prompt_posts.series_in(channel))
