"""Builds the fonts in config/fonts from their published sources; a developer's tool.

Sources are npm packages, fetched with `npm pack NAME@VERSION` and unpacked side by side:

    @ibm/plex-sans@1.1.0  @ibm/plex-sans-arabic@1.1.0  @fontsource/noto-sans@5.3.0
    @phosphor-icons/web@2.1.2

    python -m screens.fonts.build --plex DIR --arabic DIR --noto DIR --phosphor DIR

each DIR being the unpacked `package` folder. The text family is "Kiosk Sans": the licence of
Plex (OFL 1.1) reserves the name "Plex" for the original.
"""

import argparse
import unicodedata
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from screens import din91379
from screens.fonts.compose import LetterComposer
from screens.fonts.icons import build_icons

WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
ASCENT, DESCENT = 1160, -420  # room for stacked capitals (Ǻ, Ẫ) and for Arabic below the line
_NOT_IN_PLEX = "ƇƈƷʒʰʳˢᵈᵗʹʺʾʿˈˌⁿ"
_LATIN = (*range(0x20, 0x250), *range(0x250, 0x370), *range(0x370, 0x530), *range(0x1D00, 0x2000))
_SIGNS = (*range(0x2000, 0x2300), 0x25CF, 0xFB01, 0xFB02, 0xFFFD)
_ARABIC = (
    *range(0x600, 0x700),
    *range(0x750, 0x780),
    *range(0xFB50, 0xFE00),
    *range(0xFE70, 0xFF00),
)


def build_text_font(plex: Path, arabic: Path, noto: Path, weight: str) -> TTFont:
    """Answer one weight of Kiosk Sans: Plex Sans, Plex Sans Arabic, the rest of DIN 91379."""
    font = _subset(
        plex / f"fonts/complete/woff2/IBMPlexSans-{weight}.woff2", (*_LATIN, *_SIGNS), cases=True
    )
    _copy_glyphs(font, arabic / f"fonts/complete/woff2/IBMPlexSansArabic-{weight}.woff2", _ARABIC)
    for part in ("latin", "latin-ext"):
        path = noto / f"files/noto-sans-{part}-{WEIGHTS[weight]}-normal.woff2"
        _copy_glyphs(font, path, tuple(map(ord, _NOT_IN_PLEX)))
    _map_isolated_forms(font)
    _add_empty(font, (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x00AD))
    composer = LetterComposer(font)
    composer.add(din91379.ALL)
    _add_sequences(font, composer.sequences)
    _name(font, weight)
    return font


def _subset(path: Path, codes: tuple[int, ...], *, cases: bool = False) -> TTFont:
    font = TTFont(path, recalcTimestamp=False)
    options = Options(
        hinting=False, glyph_names=True, layout_features=["kern"], notdef_outline=True
    )
    subsetter = Subsetter(options)
    marks = [name for name in font.getGlyphOrder() if cases and name.endswith(".case")]
    subsetter.populate(unicodes=codes, glyphs=marks)
    subsetter.subset(font)
    font.flavor = None
    if "GSUB" in font:
        del font["GSUB"]
    return font


def _copy_glyphs(font: TTFont, source: Path, codes: tuple[int, ...]) -> None:
    """Copy what `font` does not have yet, composites taken apart into outlines."""
    other = TTFont(source)
    if other["head"].unitsPerEm != font["head"].unitsPerEm:
        raise ValueError(f"{source.name} is not drawn on {font['head'].unitsPerEm} units")
    glyphs, known = other.getGlyphSet(), font.getBestCmap()
    added: dict[str, str] = {}
    for code, name in other.getBestCmap().items():
        if code not in codes or code in known:
            continue
        if name not in added:
            added[name] = f"uni{code:04X}"
            flat, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
            glyphs[name].draw(flat)
            flat.replay(pen)
            font.setGlyphOrder([*font.getGlyphOrder(), added[name]])
            font["glyf"][added[name]] = pen.glyph()
            font["hmtx"][added[name]] = other["hmtx"][name]
        _map(font, code, added[name])


def _map(font: TTFont, code: int, name: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def _map_isolated_forms(font: TTFont) -> None:
    """Isolated presentation forms look like the letter itself; Plex encodes only the letter."""
    known = font.getBestCmap()
    for code in _ARABIC:
        form = unicodedata.decomposition(chr(code)).split()
        if code not in known and form[:1] == ["<isolated>"] and len(form) == 2:  # noqa: PLR2004
            letter = int(form[1], 16)
            if letter in known:
                _map(font, code, known[letter])


def _add_empty(font: TTFont, codes: tuple[int, ...]) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), "kiosk.nothing"])
    font["glyf"]["kiosk.nothing"] = TTGlyphPen(None).glyph()
    font["hmtx"]["kiosk.nothing"] = (0, 0)
    for code in codes:
        _map(font, code, "kiosk.nothing")


def _add_sequences(font: TTFont, sequences: dict[tuple[str, ...], str]) -> None:
    """Write the composed sequences as ligatures of `ccmp`, which every shaper applies."""
    rules = "\n".join(
        f"  sub {' '.join(names)} by {glyph};"
        for names, glyph in sorted(sequences.items(), key=lambda item: -len(item[0]))
    )
    addOpenTypeFeaturesFromString(
        font,
        f"languagesystem DFLT dflt;\nlanguagesystem latn dflt;\nfeature ccmp {{\n{rules}\n}} ccmp;",
        tables=["GSUB"],
    )


def _name(font: TTFont, weight: str) -> None:
    family, full = "Kiosk Sans", f"Kiosk Sans {weight}"
    texts = {
        1: full, 2: "Regular", 3: f"Buergerterminal: {full}", 4: full,
        6: full.replace(" ", ""), 16: family, 17: weight,
    }  # fmt: skip
    table = font["name"]
    kept = [record for record in table.names if record.nameID in (0, 13, 14)]
    table.names = kept
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ASCENT, DESCENT, 0
    metrics = font["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ASCENT, DESCENT, 0
    metrics.usWinAscent, metrics.usWinDescent = ASCENT, -DESCENT
    font["head"].recalcBBoxes = True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for source in ("plex", "arabic", "noto", "phosphor"):
        parser.add_argument(f"--{source}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("config/fonts"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        font = build_text_font(args.plex, args.arabic, args.noto, weight)
        font.save(args.out / f"KioskSans-{weight}.ttf")
    build_icons(args.phosphor, args.out)


if __name__ == "__main__":
    main()
