"""What stories about kudos begin with."""

from dataclasses import replace

from copbot.model.kudos_settings import KudosSettings
from copbot.store import Store
from tests.support.chat import Chat


async def chose(chat: Chat, **changes: object) -> None:
    """Have facilitators have chosen these settings."""

    def put(store: Store) -> None:
        store.settings.put(replace(store.settings.get(KudosSettings), **changes))  # type: ignore[arg-type]  # any field

    await chat.store(put)


async def prefer(chat: Chat, name: str, **changes: object) -> None:
    """Have somebody be known, with these wishes."""
    someone = chat.people[name]
    await someone.says("/kudos mine")
    someone.sees()

    def change(store: Store) -> None:
        member = store.members.of_account(someone.user)
        assert member is not None
        store.members.change(replace(member, **changes))  # type: ignore[arg-type]  # any field of Member

    await chat.store(change)
