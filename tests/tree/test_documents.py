import re
import tomllib
from pathlib import Path

import pytest

from tests.tree.tracked import ROOT, text, tracked
from tooling.commands import COMMANDS
from tooling.generated import documents

DOCUMENTS = tracked(".md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HOW_TOS = [path for path in DOCUMENTS if path.parts[:2] == ("docs", "how-to")]
DECISIONS = [path for path in DOCUMENTS if path.parts[:2] == ("docs", "decisions")]


def links(path: Path) -> set[Path]:
    """Answer the files of this repository that a document links to."""
    targets = (link.split("#")[0] for link in LINK.findall(text(path)))
    return {
        (ROOT / path.parent / target).resolve()
        for target in targets
        if target and not target.startswith(("http:", "https:", "mailto:"))
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert not [target for target in links(path) if not target.exists()]


def test_every_document_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = {ROOT / "README.md"}
    while ahead:
        seen |= ahead
        found = {link for path in ahead for link in links(path.relative_to(ROOT))}
        ahead = {path for path in found if path.suffix == ".md"} - seen
    wanted = {ROOT / path for path in DOCUMENTS if path.parts[0] in {"docs", "CHANGELOG.md"}}
    assert not wanted - seen


def test_the_readme_names_every_command() -> None:
    readme = text(Path("README.md"))
    assert [c.name for c in COMMANDS if f"./dev {c.name}" not in readme] == []


def test_ci_runs_the_readmes_test_command() -> None:
    assert "\n./dev test\n" in text(Path(".ci/run"))
    assert "\n./dev test" in text(Path("README.md"))


@pytest.mark.parametrize("path", HOW_TOS, ids=str)
def test_a_how_to_has_at_most_seven_steps_and_ends_with_a_command(path: Path) -> None:
    steps = re.findall(r"^(\d+)\. ", text(path), re.MULTILINE)
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
    assert 1 < len(steps) <= 7
    last = text(path).split(f"\n{steps[-1]}. ")[1]
    assert re.search(r"^ +\./dev |`\./dev ", last, re.MULTILINE)


@pytest.mark.parametrize("path", DECISIONS, ids=str)
def test_a_decision_says_why_and_what_was_rejected(path: Path) -> None:
    heads = re.findall(r"^## (.+)$", text(path), re.MULTILINE)
    assert heads == ["Context", "Decision", "Rejected", "Consequences"]
    number = path.name[:4]
    assert text(path).startswith(f"# {number} ")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_architecture_names_every_contract_between_the_layers() -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))
    architecture = text(Path("docs/architecture.md"))
    names = [contract["name"] for contract in project["tool"]["importlinter"]["contracts"]]
    assert [name for name in names if name not in architecture] == []


def test_the_changelog_knows_this_version() -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))
    assert f"## {project['project']['version']}" in text(Path("CHANGELOG.md"))


def test_generated_documents_are_current() -> None:
    stale = [path for path, content in documents().items() if path.read_text("utf-8") != content]
    assert not stale, "./dev docs writes them anew"
