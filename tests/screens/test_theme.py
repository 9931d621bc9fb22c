"""Sizes are stated in millimetres and hold on every display."""

import pytest

from kiosk.domain import settings
from kiosk.presentation.page import Look, Paper
from screens.theme import (
    CAP_HEIGHT,
    FITS,
    GAP_MM,
    LANDSCAPE,
    PORTRAIT,
    SMALLEST_CAPITAL_MM,
    TEXT_SIZES,
    DisplayProfile,
    Theme,
    Type,
)

PROFILES = (
    PORTRAIT,
    LANDSCAPE,
    DisplayProfile(2160, 3840, 0.1385),
    DisplayProfile(mm_per_px=0.311),
)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("size", TEXT_SIZES)
def test_capitals_are_seven_tenths_of_a_degree_high(profile: DisplayProfile, size: str) -> None:
    theme = Theme.of(profile, Look(text_size=size), Paper.PAPER)
    for kind in Type:
        for fit in FITS:
            capital = theme.face(kind, fit).size * CAP_HEIGHT * profile.mm_per_px
            assert capital >= SMALLEST_CAPITAL_MM - profile.mm_per_px / 2, (kind, fit)


def test_text_sizes_grow() -> None:
    faces = [
        Theme.of(PORTRAIT, Look(text_size=size), Paper.PAPER).face(Type.TEXT).size
        for size in TEXT_SIZES
    ]
    assert faces[0] * 1.15 < faces[1]
    assert faces[1] * 1.14 < faces[2]


def test_gaps_never_close_below_three_millimetres() -> None:
    for profile in PROFILES:
        theme = Theme.of(profile, Look(), Paper.PAPER)
        for fit in FITS:
            assert theme.gap(4.0, fit) * profile.mm_per_px >= GAP_MM - profile.mm_per_px / 2


def test_there_is_a_size_for_every_text_size_that_a_citizen_can_choose() -> None:
    assert set(TEXT_SIZES) == set(settings.TEXT_SIZES)


def test_an_unknown_text_size_and_an_impossible_display_are_refused() -> None:
    with pytest.raises(ValueError, match="no text size is called 'huge'"):
        Theme.of(PORTRAIT, Look(text_size="huge"), Paper.PAPER)
    with pytest.raises(ValueError, match="cannot hold a page"):
        DisplayProfile(320, 240)
