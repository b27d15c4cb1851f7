"""Discord's limits on components, in messages and in forms. Source: Discord's component reference."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tests.e2e.discord_wire.places import walk
from tests.e2e.discord_wire.refusal import Json, Wrong

ROWS = 5
IN_A_ROW = 5
IN_ALL = 40
OPTIONS = 25
FORM_FIELDS = 5
SELECTS = frozenset({3, 5, 6, 7, 8})
FIELDS = SELECTS | {4, 19, 21, 22, 23}
"""What may stand in a form's label."""


def check_components(at: str, components: Sequence[Json], *, new_style: bool) -> Iterator[Wrong]:
    """Check the components of a message; `new_style` with the flag for components v2."""
    everything = list(walk([*components]))
    if new_style:
        if len(everything) > IN_ALL:
            yield Wrong(at, f"at most {IN_ALL} components in all: {len(everything)}")
        texts = sum(len(part.get("content") or "") for part in everything)
        if texts > 4000:
            yield Wrong(at, f"at most 4000 characters of text in all: {texts}")
    else:
        if len(components) > ROWS:
            yield Wrong(at, f"at most {ROWS} rows: {len(components)}")
        for number, component in enumerate(components):
            if component.get("type") != 1:
                yield Wrong(f"{at}.{number}.type", "only rows stand here")
    yield from _check_ids(at, everything)
    for part in everything:
        match part.get("type"):
            case 1:
                yield from _check_row(at, part.get("components") or ())
            case 2:
                yield from _check_button(at, part)
            case kind if kind in SELECTS:
                yield from _check_select(at, part)
            case 4 | 18 | 19 | 21 | 22 | 23:
                yield Wrong(at, "stands only in a form")
            case _:
                pass


def check_form_components(at: str, components: Sequence[Json]) -> Iterator[Wrong]:
    """Check the components of a form."""
    if not 1 <= len(components) <= FORM_FIELDS:
        yield Wrong(at, f"between 1 and {FORM_FIELDS}: {len(components)}")
    yield from _check_ids(at, list(walk([*components])))
    for number, component in enumerate(components):
        here = f"{at}.{number}"
        match component.get("type"):
            case 18:
                yield from _length(f"{here}.label", component.get("label"), 1, 45)
                yield from _length(f"{here}.description", component.get("description"), 0, 100)
                yield from _check_field(f"{here}.component", component.get("component") or {})
            case 1:
                inner = component.get("components") or ()
                if [field.get("type") for field in inner] != [4]:
                    yield Wrong(f"{here}.components", "a row of a form is one text input")
                for field in inner:
                    yield from _length(f"{here}.components.0.label", field.get("label"), 1, 45)
                    yield from _check_text_input(f"{here}.components.0", field)
            case 10:
                yield from _length(f"{here}.content", component.get("content"), 1, 4000)
            case other:
                yield Wrong(f"{here}.type", f"no component of a form: {other!r}")


def _check_field(at: str, field: Json) -> Iterator[Wrong]:
    kind = field.get("type")
    if kind not in FIELDS:
        yield Wrong(f"{at}.type", f"no field of a form: {kind!r}")
    elif kind == 4:
        if field.get("label"):
            yield Wrong(f"{at}.label", "the label around it says it already")
        yield from _check_text_input(at, field)
    elif kind in SELECTS:
        yield from _check_select(at, field)
        if field.get("disabled"):
            yield Wrong(f"{at}.disabled", "nothing is disabled in a form")
    elif kind in {21, 22}:
        least = 2 if kind == 21 else 1
        yield from _check_options(at, field.get("options") or (), least=least, most=10)


def _check_text_input(at: str, field: Json) -> Iterator[Wrong]:
    yield from _length(f"{at}.custom_id", field.get("custom_id"), 1, 100)
    yield from _length(f"{at}.placeholder", field.get("placeholder"), 0, 100)
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not (0 <= least <= 4000 and 1 <= most <= 4000 and least <= most):
        yield Wrong(f"{at}.max_length", f"no length lies between {least} and {most}")
    if field.get("value"):
        yield from _length(f"{at}.value", field["value"], least, most)
    if field.get("style") not in {1, 2}:
        yield Wrong(f"{at}.style", "1 (short) or 2 (paragraph)")


def _check_row(at: str, inside: Sequence[Json]) -> Iterator[Wrong]:
    kinds = [part.get("type") for part in inside]
    if not kinds or (kinds != [2] * len(kinds) and not (len(kinds) == 1 and kinds[0] in SELECTS)):
        yield Wrong(at, f"a row holds buttons, or one select: {kinds}")
    if len(kinds) > IN_A_ROW:
        yield Wrong(at, f"at most {IN_A_ROW} buttons a row: {len(kinds)}")


def _check_button(at: str, button: Json) -> Iterator[Wrong]:
    yield from _length(f"{at}.label", button.get("label"), 0, 80)
    if not button.get("label") and not button.get("emoji"):
        yield Wrong(f"{at}.label", "a button shows a label or an emoji")
    url, custom_id = button.get("url"), button.get("custom_id")
    match button.get("style"):
        case 5:
            if custom_id or not url or urlsplit(url).scheme not in {"http", "https", "discord"} or len(url) > 512:
                yield Wrong(f"{at}.url", f"a link button has an address of at most 512 and no custom id: {url!r}")
        case 1 | 2 | 3 | 4:
            yield from _length(f"{at}.custom_id", custom_id, 1, 100)
            if url:
                yield Wrong(f"{at}.url", "only a link button has an address")
        case other:
            yield Wrong(f"{at}.style", f"no style for a button here: {other!r}")


def _check_select(at: str, select: Json) -> Iterator[Wrong]:
    yield from _length(f"{at}.custom_id", select.get("custom_id"), 1, 100)
    yield from _length(f"{at}.placeholder", select.get("placeholder"), 0, 150)
    least, most = select.get("min_values"), select.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    if not (0 <= least <= 25 and 1 <= most <= 25 and least <= most):
        yield Wrong(f"{at}.max_values", f"no choice lies between {least} and {most}")
    if (shown := len(select.get("default_values") or ())) and not least <= shown <= most:
        yield Wrong(f"{at}.default_values", f"{shown} are chosen already, not {least} to {most}")
    if select.get("type") == 3:
        options = select.get("options") or ()
        yield from _check_options(at, options, least=1, most=OPTIONS)
        if most > len(options):
            yield Wrong(f"{at}.max_values", f"more than there are options: {most} of {len(options)}")
        if sum(bool(option.get("default")) for option in options) > most:
            yield Wrong(f"{at}.options", "more are chosen already than may be")


def _check_options(at: str, options: Sequence[Json], *, least: int, most: int) -> Iterator[Wrong]:
    if not least <= len(options) <= most:
        yield Wrong(f"{at}.options", f"between {least} and {most} options: {len(options)}")
    values = Counter(option.get("value") for option in options)
    if any(often > 1 for often in values.values()):
        yield Wrong(f"{at}.options", f"the values are not all different: {values.most_common(1)}")
    for number, option in enumerate(options):
        yield from _length(f"{at}.options.{number}.label", option.get("label"), 1, 100)
        yield from _length(f"{at}.options.{number}.value", option.get("value"), 1, 100)
        yield from _length(f"{at}.options.{number}.description", option.get("description"), 0, 100)


def _check_ids(at: str, everything: Sequence[Json]) -> Iterator[Wrong]:
    ids = Counter(part["custom_id"] for part in everything if part.get("custom_id"))
    for custom_id, often in ids.items():
        if often > 1:
            yield Wrong(at, f"Component custom id cannot be duplicated: {custom_id}")


def _length(at: str, text: object, least: int, most: int) -> Iterator[Wrong]:
    length = len(text) if isinstance(text, str) else 0
    if not least <= length <= most or (text is not None and not isinstance(text, str)):
        yield Wrong(at, f"Must be between {least} and {most} in length: {text!r}")
