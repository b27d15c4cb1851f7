import pytest

from storage.database import UnusableDatabaseError, open_database


@pytest.mark.parametrize("url", ["mysql://here/db", "copbot.db", "", "postgresql"])
def test_an_address_of_another_kind_is_one_sentence(url: str) -> None:
    with pytest.raises(UnusableDatabaseError, match=r"must begin with .sqlite:///. and a file"), open_database(url):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_would_lose_everything(url: str) -> None:
    with pytest.raises(UnusableDatabaseError, match="must name a file"), open_database(url):
        pass
