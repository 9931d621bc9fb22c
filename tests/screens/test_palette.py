"""Every colour pair that carries meaning is computed, in every theme and on every paper."""

import itertools

import pytest

from kiosk.domain import settings
from kiosk.presentation.page import Paper, Tone
from screens.palette import THEMES, Palette, contrast, palette

EVERY = [palette(theme, paper) for theme, paper in itertools.product(THEMES, Paper)]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", EVERY)
def test_every_text_is_at_or_above_seven_to_one(colours: Palette) -> None:
    pairs = [
        (colours.ink, colours.ground), (colours.ink, colours.card), (colours.ink, colours.pressed),
        (colours.soft, colours.ground), (colours.soft, colours.card),
        (colours.on_tint, colours.tint), (colours.on_accent, colours.accent),
        (colours.on_sun, colours.sun), (colours.accent, colours.card), (colours.ink, colours.strip),
        (colours.ink, colours.good_tint), (colours.good, colours.good_tint),
        (colours.ink, colours.bad_tint),
    ]  # fmt: skip
    for tone in Tone:
        ground, text, _icon = colours.tone(tone)
        pairs.append((text, ground))
    assert [pair for pair in pairs if contrast(*pair) < 7] == []


@pytest.mark.parametrize("colours", EVERY)
def test_every_edge_icon_and_ring_is_at_or_above_three_to_one(colours: Palette) -> None:
    pairs = [
        (colours.edge, colours.ground), (colours.edge, colours.card), (colours.ring, colours.halo),
        (colours.accent, colours.ground), (colours.bad, colours.card),
        (colours.faint, colours.ground), (colours.faint, colours.card),
        (colours.accent, colours.track),
    ]  # fmt: skip
    for tone in Tone:
        ground, _text, icon = colours.tone(tone)
        pairs.append((icon, ground))
    assert [pair for pair in pairs if contrast(*pair) < 3] == []


def test_there_is_a_palette_for_every_theme_that_a_citizen_can_choose() -> None:
    assert set(THEMES) == set(settings.THEMES)


def test_an_unknown_theme_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no theme is called 'neon'"):
        palette("neon", Paper.PAPER)
