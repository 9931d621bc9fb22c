import pytest

from tooling import debian
from tooling.environment import Stamp, fingerprint, python_version
from tooling.needs import Need, missing_from
from tooling.places import PYTHON, VENV

XVFB = Need("xvfb", "a display")
VOICE = Need("espeak-ng", "reading aloud", without="nothing is read aloud")
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="runs in an installed checkout")


def stamp(**changed: object) -> Stamp:
    standing: dict[str, object] = {
        "place": str(VENV),
        "python": python_version(),
        "requirements": {"dev": fingerprint("dev")},
        "debian_mark": debian.database_mark(),
        "debian": ["xvfb"],
        "without": ["espeak-ng"],
    }
    return Stamp(**{**standing, **changed})  # type: ignore[arg-type]


def test_what_stands_is_not_installed_again() -> None:
    assert stamp().covers_requirements(["dev"])
    assert stamp().covers_packages([XVFB, VOICE])


@pytest.mark.parametrize(
    "changed",
    [
        {"python": "3.10"},
        {"place": "/another/checkout/.venv"},
        {"requirements": {"dev": "0" * 64}},
        {"requirements": {}},
    ],
    ids=["another python", "a moved checkout", "changed requirements", "none yet"],
)
def test_whatever_changed_is_installed(changed: dict[str, object]) -> None:
    assert not stamp(**changed).covers_requirements(["dev"])


def test_a_package_that_came_or_went_is_looked_for() -> None:
    assert not stamp(debian_mark=1).covers_packages([XVFB])
    assert not stamp().covers_packages([XVFB, Need("pcscd", "card readers")])


def test_a_renamed_library_is_found_by_what_it_provides() -> None:
    needs = [XVFB, Need("libglib2.0-0", "pictures"), Need("", "comes with this Python")]
    assert missing_from(needs, {"libglib2.0-0t64", "libglib2.0-0", "xvfb"}) == ()
    assert missing_from(needs, {"xvfb"}) == (needs[1],)
