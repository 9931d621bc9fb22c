"""Cuts the Phosphor icon fonts down to the icons of config/fonts/icons.txt."""

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_STYLES = {
    "Regular": ("regular/Phosphor.ttf", "regular/style.css"),
    "Bold": ("bold/Phosphor-Bold.ttf", "bold/style.css"),
    "Fill": ("fill/Phosphor-Fill.ttf", "fill/style.css"),
}


def build_icons(phosphor: Path, out: Path) -> None:
    """Write KioskIcons-*.ttf and complete icons.txt (a name a line) with code points."""
    table = out / "icons.txt"
    names = [line.split()[0] for line in table.read_text("utf-8").splitlines() if line.strip()]
    codes: dict[str, int] = {}
    for style, (font_path, css_path) in _STYLES.items():
        css = (phosphor / "src" / css_path).read_text("utf-8")
        found = {
            name: int(code, 16)
            for name, code in re.findall(
                r"\.ph-([a-z0-9-]+):before \{\s*content: \"\\([0-9a-f]+)\"", css
            )
        }
        missing = [name for name in names if name not in found]
        if missing:
            raise ValueError(f"Phosphor {style} has no icon called {', '.join(missing)}")
        wanted = {name: found[name] for name in names}
        if codes and wanted != codes:
            raise ValueError(f"Phosphor {style} numbers its icons differently")
        codes = wanted
        font = TTFont(phosphor / "src" / font_path, recalcTimestamp=False)
        subsetter = Subsetter(Options(hinting=False, layout_features=[], glyph_names=False))
        subsetter.populate(unicodes=list(codes.values()))
        subsetter.subset(font)
        font["name"].setName(f"Kiosk Icons {style}", 1, 3, 1, 0x409)
        font["name"].setName(f"Kiosk Icons {style}", 4, 3, 1, 0x409)
        font.save(out / f"KioskIcons-{style}.ttf")
    lines = [f"{name} {code:x}\n" for name, code in sorted(codes.items())]
    table.write_text("".join(lines), "utf-8")
