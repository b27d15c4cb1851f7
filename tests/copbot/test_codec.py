"""What is written down is read back."""

from copbot.codec import decode, encode
from copbot.message import Code


def test_half_a_character_that_was_typed_is_kept_until_the_database_drops_it() -> None:
    assert decode(encode(Code("a\ud800b"), Code), Code) == Code("a\ud800b")
