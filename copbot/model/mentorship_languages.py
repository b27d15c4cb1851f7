"""Languages as people write them: by their English name, by their own, or by their code."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from babel import Locale

from copbot.errors import CopError
from copbot.message import say
from copbot.model.words import folded

MOST_LANGUAGES = 8
_SHOWN = 40
_OWN_NAMES = (
    "ar bg bn ca cs da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kn ko lt lv mk ml mr ms nb nl "
    "nn no pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh"
)
"""Languages that are also known by their own name."""


def parse_languages(text: str) -> tuple[str, ...]:
    """Read languages with commas, semicolons or lines between them; gives their codes, each once.

    Raises: CopError for one nobody knows, or too many.
    """
    named = [part.strip() for part in text.replace(";", ",").replace("\n", ",").split(",") if part.strip()]
    if len(named) > MOST_LANGUAGES:
        raise CopError(say("Name at most {most} languages, those you like to speak.", most=MOST_LANGUAGES))
    return tuple(dict.fromkeys(_code(one) for one in named))


def language_names(codes: tuple[str, ...]) -> str:
    """Write languages as `parse_languages` reads them."""
    english = Locale("en").languages
    return ", ".join(english.get(code, code) for code in codes)


def _code(name: str) -> str:
    known = _known()
    wanted = folded(name[:_SHOWN])
    code = known.get(wanted) or known.get(wanted.replace("_", "-").partition("-")[0])
    if code is not None:
        return code
    near = [other.title() for other in get_close_matches(wanted, known, n=2, cutoff=0.75) if len(other) > 3]  # noqa: PLR2004 -- a code helps nobody
    if near:
        raise CopError(
            say("I know no language “{name}”. Did you mean {near}?", name=name[:_SHOWN], near=", ".join(near))
        )
    raise CopError(say("I know no language “{name}”. Write its name, for example English.", name=name[:_SHOWN]))


@cache
def _known() -> Mapping[str, str]:
    english = {code: name for code, name in Locale("en").languages.items() if code.isalpha() and len(code) <= 3}  # noqa: PLR2004 -- ISO 639
    codes = {code: code for code in english}
    names = {folded(name): code for code, name in english.items()}
    own = {folded(Locale(code).get_display_name() or code): code for code in _OWN_NAMES.split()}
    return codes | own | names
