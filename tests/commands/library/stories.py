"""What stories about the library begin with."""

from dataclasses import replace

from copbot.events import LinkFound
from copbot.model.library import Entry, LibrarySettings
from copbot.model.members import Member
from copbot.model.roles import Appointments
from copbot.store import Store
from tests.support.chat import Chat
from tests.support.text import text_of

PAGE = "https://example.org/feedback"
TITLE = "Feedback that helps learners"


def there_is(chat: Chat, url: str = PAGE, title: str | None = TITLE, **found: str) -> None:
    """Have a page stand on the web."""
    chat.links.pages[url] = LinkFound(url=found.pop("ends", url), title=title, **found)


async def member(chat: Chat, name: str) -> Member:
    """Have somebody be known."""
    someone = chat.people[name]
    await someone.says("/library tags")
    someone.sees()

    def find(store: Store) -> Member:
        found = store.members.of_account(someone.user)
        assert found is not None
        return found

    return await chat.store(find)


async def curator(chat: Chat, name: str) -> None:
    """Name somebody a curator."""
    one = await member(chat, name)

    def put(store: Store) -> None:
        named = store.settings.get(Appointments)
        store.settings.put(replace(named, curators=(*named.curators, one.id)))

    await chat.store(put)


async def change(chat: Chat, name: str, **changes: object) -> None:
    """Change how somebody is known."""
    one = await member(chat, name)
    await chat.store(lambda store: store.members.change(replace(one, **changes)))  # type: ignore[arg-type]  # any field of Member


async def chose(chat: Chat, **changes: object) -> None:
    """Have the community exist with these settings."""
    await member(chat, "ann")
    await chat.store(lambda store: store.settings.put(replace(LibrarySettings(), **changes)))  # type: ignore[arg-type]  # any field of LibrarySettings


async def refusals(chat: Chat, name: str) -> list[str]:
    """List why somebody's reactions did not count."""
    one = await member(chat, name)

    def recent(store: Store) -> list[str]:
        return [str(refusal.reason) for refusal in store.refusals.recent(one.id, 10)]

    return await chat.store(recent)


async def waiting(chat: Chat, one: Member) -> list[str]:
    """List what waits in somebody's home."""

    def read(store: Store) -> list[str]:
        return [text_of(notice.message) for notice in store.notices.waiting(one.id)]

    return await chat.store(read)


async def kept(chat: Chat, number: int = 1) -> Entry:
    """Give an entry as it stands."""
    found = await chat.store(lambda store: store.library.get(number))
    assert found is not None
    return found
