"""Charts as pictures."""

from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.workshop.charts import WorkshopPainter, draw_chart
from adapters.workshop.drawing import COLOURS, DPI, WIDTH, figure_text
from adapters.workshop.lettering import Lettering, families_for
from adapters.workshop.process import Workshop
from copbot.message import Chart, Series, say

SMALL = Lettering(("DejaVu Sans",), 11)


def _picture(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png)) as image:
        return image.convert("RGBA")


def _pixels(image: Image.Image, colour: str) -> int:
    """Count the pixels of exactly one colour: the inside of bars."""
    wanted = (*bytes.fromhex(colour.removeprefix("#")), 255)
    return sum(count for count, found in image.getcolors(image.width * image.height) or () if found == wanted)


def test_a_chart_is_a_light_card_with_clear_corners() -> None:
    image = _picture(draw_chart("Kudos", ("Sharing", "Helping"), (("n", (3, 1)),)))
    assert image.width == round(WIDTH * DPI) == 1600
    assert image.getpixel((0, 0)) == (255, 255, 255, 0)
    assert image.getpixel((image.width // 2, 20)) == (255, 255, 255, 255)


def test_bars_are_as_long_as_their_figures() -> None:
    image = _picture(
        draw_chart("Kudos", ("Sharing", "Helping"), (("given", (8, 0)), ("taken", (0, 4)), ("both", (2, 0))))
    )
    given_pixels, taken_pixels, both_pixels = (_pixels(image, colour) for colour in COLOURS)
    assert given_pixels / taken_pixels == pytest.approx(2, rel=0.06)
    assert taken_pixels / both_pixels == pytest.approx(2, rel=0.06)


def test_nothing_but_zeros_draws_no_bar() -> None:
    image = _picture(draw_chart("Kudos", ("Sharing",), (("n", (0,)),)))
    assert _pixels(image, COLOURS[0]) == 0


def test_a_very_small_figure_beside_a_very_large_one_is_seen() -> None:
    image = _picture(draw_chart("", ("one", "two"), (("small", (0, 1)), ("large", (1_000_000, 0)))))
    assert _pixels(image, COLOURS[0]) > 0


def test_the_same_chart_gives_the_same_picture() -> None:
    args = ("Kudos", ("Sharing", "Helping"), (("n", (3, 1)), ("m", (2, 2.5))))
    assert draw_chart(*args) == draw_chart(*args)


def test_more_bars_make_a_higher_picture_not_thinner_bars() -> None:
    few, many = (_picture(draw_chart("", ("x",) * n, (("n", (1,) * n),))) for n in (1, 12))
    assert many.height > 5 * few.height
    assert _pixels(many, COLOURS[0]) == pytest.approx(12 * _pixels(few, COLOURS[0]), rel=0.01)


@pytest.mark.parametrize(
    "label",
    [
        "a label that goes on and on and on and on until nobody reads it any more",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        "تقييم الأقران والتغذية الراجعة",
        "形成的評価",
        "🎉👩‍🏫",
        "$x^2$ \\frac{1}{2} {",
        "\u202eevil\u202c\x00\n",
        "",
        "मूल्यांकन",
        "Z" + "\u0301" * 500,
    ],
)
def test_no_text_breaks_the_layout(label: str) -> None:
    image = _picture(draw_chart(label, (label, "plain"), ((label, (1, 2)), ("plain", (2, 1)))))
    assert image.width == 1600
    assert image.height < 1000
    right, bottom = image.width, image.height
    for margin in ((30, 30, 70, bottom - 30), (right - 70, 30, right - 30, bottom - 30), (30, 30, right - 30, 70)):
        assert {colour for _, colour in image.crop(margin).getcolors() or ()} == {(255, 255, 255, 255)}


@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ((), (("n", ()),)),
        (("x",) * 13, (("n", (1,) * 13),)),
        (("x",), ()),
        (("x",), (("n", (1,)),) * 4),
        (("x",), (("n", (1, 2)),)),
        (("x",), (("n", (-1,)),)),
        (("x",), (("n", (float("nan"),)),)),
        (("x",), (("n", (float("inf"),)),)),
    ],
)
def test_what_cannot_be_shown_as_bars_is_refused(
    labels: tuple[str, ...], series: tuple[tuple[str, tuple[float, ...]], ...]
) -> None:
    with pytest.raises(ValueError, match=r"labels|figures"):
        draw_chart("Kudos", labels, series)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (3, "3"), (2.0, "2"), (2.26, "2.3"), (1234, "1\u202f234"), (1234567.8, "1\u202f234\u202f567.8")],
)
def test_figures_are_short(value: float, text: str) -> None:
    assert figure_text(value) == text


@settings(deadline=None)
@given(st.text(max_size=80), st.floats(0.3, 3), st.integers(1, 3))
@example("Æ00", 0.3046875, 1)
def test_a_text_is_made_to_fit(text: str, width: float, lines: int) -> None:
    shown = SMALL.drawable(text)
    fitted = SMALL.fitted(shown, width, lines)
    assert len(fitted) <= lines
    assert all(SMALL.width(line) <= width for line in fitted)
    if not any(line.endswith("…") for line in fitted):
        assert "".join(fitted).replace(" ", "") == shown.replace(" ", "")


def test_a_letter_is_never_parted_from_its_marks() -> None:
    for letter in ("x\u0323\u0331", "x\u0489"):
        for width in (0.3, 0.33, 0.36, 0.39, 0.42):
            assert all(line.startswith("x") for line in SMALL.fitted(letter * 8, width, 3))


def test_another_font_is_asked_for_only_where_the_house_font_lacks_a_letter() -> None:
    others = ("no such font", "STIXGeneral")
    assert families_for(("Kudos", "шалом"), others) == ("DejaVu Sans",)
    assert families_for(("\U0001d4d0 and \u2e3a", "\ue260"), others) == ("DejaVu Sans", "STIXGeneral")


async def test_a_painter_draws_a_chart_with_the_words_it_is_given() -> None:
    chart = Chart(say("Kudos"), ("Sharing",), (Series(say("this week"), (2,)), Series("before", (1,))), say("Kudos: 2"))
    async with Workshop() as workshop:
        png = await WorkshopPainter(workshop).draw(chart)
    assert png == draw_chart("Kudos", ("Sharing",), (("this week", (2,)), ("before", (1,))))
