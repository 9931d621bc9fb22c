import re
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree.tracked import ROOT
from tooling.pins import FILES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EVERYWHERE = PROJECT["project"]["dependencies"]
TERMINAL = PROJECT["project"]["optional-dependencies"]["terminal"]
DESK = PROJECT["project"]["optional-dependencies"]["desk"]
GROUPS = PROJECT["dependency-groups"]

DECLARED = {
    "build": GROUPS["build"],
    "terminal": [*EVERYWHERE, *TERMINAL],
    "desk": [*EVERYWHERE, *DESK],
    "dev": [*EVERYWHERE, *TERMINAL, *DESK, *GROUPS["dev"]],
}


def pins(name: str) -> dict[str, list[tuple[str, Marker | None]]]:
    """Answer the pinned versions of each package with the Pythons that they are for."""
    found: dict[str, list[tuple[str, Marker | None]]] = {}
    content = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for line in content.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip(" \\"))
            (specifier,) = requirement.specifier
            version = (specifier.version, requirement.marker)
            found.setdefault(canonicalize_name(requirement.name), []).append(version)
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_declared_requirement_is_pinned_in_a_version_that_fits(name: str) -> None:
    pinned = pins(name)
    for line in DECLARED[name]:
        wanted = Requirement(line)
        versions = pinned[canonicalize_name(wanted.name)]
        assert all(version in wanted.specifier for version, _ in versions), line


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_hashes_and_there_is_one_for_each_python(name: str) -> None:
    content = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[\w.-]+==)", content)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    for package, versions in pins(name).items():
        for python in ("3.11", "3.12", "3.13"):
            here = {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": "linux",
            }
            fitting = [v for v, marker in versions if marker is None or marker.evaluate(here)]
            assert len(fitting) == 1, f"{package} for Python {python}"


@pytest.mark.parametrize("name", ["terminal", "desk"])
def test_the_tests_run_with_the_versions_that_are_run_with(name: str) -> None:
    tested = pins("dev")
    for package, versions in pins(name).items():
        assert {v for v, _ in tested[package]} == {v for v, _ in versions}, package
