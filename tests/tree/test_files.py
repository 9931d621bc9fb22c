import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree.tracked import text, texts, tracked

CEILING = 400
CODE = (*tracked(".py", ".html", ".js", ".css", ".kv", ".sh"), Path("dev"), Path(".ci/run"))
PYTHON = tracked(".py")

# Words that tell a reader nothing about what a thing is for.
EMPTY_WORDS = {"manager", "helper", "util", "handler", "base", "common", "misc", "utility"}

# Written in pieces, so that this file does not find itself.
LEFTOVERS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
PLACES = re.compile(
    r"(^|[^A-Za-z0-9_.])/(wo" + r"rk|ro" + r"ot|ho" + r"me/[a-z]+|Us" + r"ers)/"
    r"|(extra-)?index" + r"-url"
    r"|https?://[^ ]*/simp" + r"le/?"
    r"|files\.python" + r"hosted"
    r"|registry\.np" + r"mjs"
    r"|deb\.deb" + r"ian\.org"
)


@pytest.mark.parametrize("path", CODE, ids=str)
def test_no_file_is_longer_than_a_person_reads_at_once(path: Path) -> None:
    assert len(text(path).splitlines()) <= CEILING


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_names_say_what_a_thing_is_for(path: Path) -> None:
    modules = [part.removesuffix(".py") for part in path.parts]
    classes = [
        node.name for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.ClassDef)
    ]
    for name in (*modules, *classes):
        assert not EMPTY_WORDS & {word.rstrip("s") for word in _words(name)}, name


def test_nothing_is_left_for_later() -> None:
    assert not list(_hits(LEFTOVERS))


def test_no_file_knows_a_registry_or_a_place_on_one_machine() -> None:
    allowed = {Path("tooling/pins.py")}  # tells uv to write no address
    assert not [hit for hit in _hits(PLACES) if hit[0] not in allowed]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in PYTHON
        if path.parts[0] != "tests" and text(path).strip() and not ast.get_docstring(_tree(path))
    ]
    assert not silent


def _tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def _hits(pattern: re.Pattern[str]) -> Iterator[tuple[Path, int, str]]:
    for path, content in texts().items():
        if path.suffix in {".svg", ".po"} or path.name == "LICENSE":
            continue
        for number, line in enumerate(content.splitlines(), 1):
            if pattern.search(line):
                yield path, number, line.strip()[:120]
