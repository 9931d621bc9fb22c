"""The shipped fonts draw every letter that a name, a text or a page can have."""

import re
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.presentation.page import Look
from screens import din91379, icons
from screens.gallery import gallery
from screens.icons import FONTS
from screens.leaves import Icon
from screens.paint.drawings import DRAWINGS
from screens.theme import Weight
from screens.typesetting import label, text_font, visual
from tests.screens.sheets import set_page

ROOT = Path(__file__).resolve().parents[2]
weights = pytest.mark.parametrize("weight", Weight)


def font(weight: Weight) -> TTFont:
    return TTFont(FONTS / f"{text_font(weight)}.ttf")


@weights
def test_every_letter_of_din_91379_has_a_glyph(weight: Weight) -> None:
    cmap = font(weight).getBestCmap()
    letters = {sign for letter in din91379.ALL for sign in letter}
    assert sorted(letter for letter in letters if ord(letter) not in cmap) == []


@weights
def test_every_sequence_of_din_91379_is_one_composed_glyph(weight: Weight) -> None:
    face = font(weight)
    cmap, widths = face.getBestCmap(), face["hmtx"]
    ligatures = {
        (first, *ligature.Component): ligature.LigGlyph
        for lookup in face["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, found in table.ligatures.items()
        for ligature in found
    }
    size = 200
    for sequence in din91379.SEQUENCES:
        glyph = ligatures[tuple(cmap[ord(sign)] for sign in sequence)]
        drawn = label(text_font(weight), size).get_extents(sequence)[0]
        assert abs(drawn - widths[glyph][0] * size / 1000) < 30, sequence


@weights
def test_persian_and_arabic_forms_have_glyphs(weight: Weight) -> None:
    cmap = font(weight).getBestCmap()
    # ruff: noqa: RUF001 - Persian letters are meant
    text = "پذیرش گواهی عدم سوءپیشینه چاپ ژاله کارت ۱۲۳ لا شهادة تسجيل السكن، هل؟ أؤئإآ نشانه‌ها"
    assert [sign for sign in visual(text, rtl=True) if ord(sign) not in cmap] == []


@weights
def test_every_catalogue_is_covered(weight: Weight) -> None:
    cmap = font(weight).getBestCmap()
    catalogues = sorted((ROOT / "config" / "locale").rglob("*.po"))
    assert catalogues
    for catalogue in catalogues:
        signs = {sign for sign in catalogue.read_text("utf-8") if sign.isprintable()}
        assert sorted(sign for sign in signs if ord(sign) not in cmap) == [], catalogue


def test_fonts_are_small_and_carry_their_licences() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 2_500_000
    assert "SIL Open Font License" in (FONTS / "OFL-KioskSans.txt").read_text("utf-8")
    assert "MIT License" in (FONTS / "MIT-Phosphor.txt").read_text("utf-8")
    for weight in Weight:
        names = [record.toUnicode() for record in font(weight)["name"].names if record.nameID != 0]
        assert not [name for name in names if name.startswith("IBM Plex")], "a reserved name"


def test_every_icon_that_services_and_pages_name_is_shipped() -> None:
    named = {
        tomllib.loads(path.read_text("utf-8"))["icon"]
        for path in (ROOT / "config" / "services").glob("*.toml")
    }
    pages = (ROOT / "kiosk" / "presentation").rglob("*.py")
    source = "\n".join(path.read_text("utf-8") for path in pages)
    named |= set(re.findall(r'icon="([a-z-]+)"', source))
    named |= set(re.findall(r'(?:Note|Banner)\(\s*"([a-z-]+)"', source))
    assert sorted(named - set(icons.names())) == []


def test_every_drawing_that_pages_name_is_known() -> None:
    pages = (ROOT / "kiosk" / "presentation").rglob("*.py")
    source = "\n".join(path.read_text("utf-8") for path in pages)
    named = set(re.findall(r'Picture\(\s*"([a-z_]+)"', source))
    assert named
    assert sorted(named - set(DRAWINGS)) == []


def test_the_gallery_draws_every_icon_it_names(caplog: pytest.LogCaptureFixture) -> None:
    drawn = 0
    for page in gallery(Look()):
        drawn += sum(isinstance(leaf, Icon) for leaf in set_page(page).leaves)
    assert drawn > 100
    assert caplog.records == []


def test_an_unknown_icon_is_logged_and_draws_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert icons.character("unicorn") == ""
    assert "no icon is called unicorn" in caplog.text


def test_arrows_turn_where_one_reads_from_the_right() -> None:
    assert icons.character("arrow-left", rtl=True) == icons.character("arrow-right")
    assert icons.character("x", rtl=True) == icons.character("x")
