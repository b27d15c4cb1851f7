import pytest

from tests.support.chat import Chat


@pytest.fixture
async def chat(chat: Chat) -> Chat:
    """A chat whose community exists: one that nobody ever spoke to hears no reactions."""
    await chat.ann.says("/kudos mine")
    chat.ann.sees()
    return chat
