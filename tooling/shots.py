"""Pictures the gallery of pages in every theme, text size, orientation and language."""

import subprocess
import sys
from itertools import product

from screens.palette import THEMES
from screens.theme import TEXT_SIZES
from tooling.places import BUILD, ROOT
from tooling.progress import stage

LANGUAGES = ("de", "en", "ar")
ORIENTATIONS = ("portrait", "landscape")


def main() -> int:
    """Run the gallery in a process for each combination: a window cannot change its size."""
    for orientation, theme, size, language in product(ORIENTATIONS, THEMES, TEXT_SIZES, LANGUAGES):
        name = f"{orientation}-{theme}-{size}-{language}"
        folder = BUILD / "shots" / name
        options = ["--orientation", orientation, "--theme", theme, "--text-size", size]
        options += ["--language", language, "--out", str(folder)]
        with stage(name) as running:
            subprocess.run([sys.executable, "-m", "screens.shots", *options], check=True)
            running.count = f"{len(list(folder.glob('*.png')))} pictures"
    print(f"  All of them lie in {(BUILD / 'shots').relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
