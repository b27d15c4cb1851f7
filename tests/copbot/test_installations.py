from base64 import b64encode, urlsafe_b64encode

import pytest
from pydantic import SecretStr

from copbot.installations import UnusableKeyError, keys_of

_OLD, _NEW = bytes(range(200, 232)), bytes(range(32))


def test_the_first_of_several_keys_is_the_newest() -> None:
    given = SecretStr(f"{b64encode(_NEW).decode()}, {urlsafe_b64encode(_OLD).decode()}\n")
    assert keys_of(given) == (_NEW, _OLD)


@pytest.mark.parametrize("text", ["", "too short", "c2hvcnQ=", "ключ", b64encode(_NEW).decode() + ",", "x" * 43])
def test_what_is_no_key_is_refused_with_the_way_to_make_one(text: str) -> None:
    with pytest.raises(UnusableKeyError, match="openssl rand -base64 32") as refused:
        keys_of(SecretStr(text))
    assert text == "" or text not in str(refused.value)
