"""The catalogue refuses what could name a person, and knows everything that the program records."""

import ast
from pathlib import Path

import pytest

from kiosk.store.catalogue import CatalogueRefused, EventKind, EventRefused, load_catalogue

CATALOGUE = load_catalogue()
ROOT = Path(__file__).resolve().parents[3]
FITTING = {"id": "camera", "sha256": "0" * 64, "reference": "T-1", "count": 1, "cents": 1300}


@pytest.mark.parametrize("event", CATALOGUE.kinds.values(), ids=lambda event: event.id)
def test_each_event_takes_its_attributes_and_no_others(event: EventKind) -> None:
    attributes: dict[str, object] = {
        name: allowed[0] if isinstance(allowed, tuple) else FITTING[allowed]
        for name, allowed in event.attributes.items()
    }
    assert CATALOGUE.check(event.id, attributes) is event
    with pytest.raises(EventRefused, match="attributes are"):
        CATALOGUE.check(event.id, {**attributes, "name": "mustermann"})
    for name in attributes:
        with pytest.raises(EventRefused, match="attributes are"):
            CATALOGUE.check(event.id, {key: attributes[key] for key in attributes if key != name})
        with pytest.raises(EventRefused, match="does not fit"):
            CATALOGUE.check(event.id, {**attributes, name: "Erika Mustermann"})


def test_an_event_that_is_not_listed_is_refused() -> None:
    with pytest.raises(EventRefused, match="no event"):
        CATALOGUE.check("citizen.smiled", {})


@pytest.mark.parametrize("value", [-1, True, 1.0, "1", 2**53, None])
def test_a_count_is_a_whole_number_from_zero(value: object) -> None:
    with pytest.raises(EventRefused):
        CATALOGUE.check("cases.forgotten", {"cases": value})


def test_a_refused_value_is_not_repeated_in_the_sentence() -> None:
    with pytest.raises(EventRefused) as refused:
        CATALOGUE.check("consent.given", {"service": "Erika Mustermann"})
    assert "Erika" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[", "Invalid"),
        ('["Session.Started"]\nwho = "system"\nsays = "x"', "lower-case"),
        ('["a.b"]\nwho = "robot"\nsays = "x"', "who is one of"),
        ('["a.b"]\nwho = "system"', "says"),
        ('["a.b"]\nwho = "system"\nsays = "x"\ncolour = "red"', "knows only"),
        ('["a.b"]\nwho = "system"\nsays = "x"\nattributes = { name = "text" }', "a type is"),
        ('["a.b"]\nwho = "system"\nsays = "x"\nattributes = 3', "a table"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_its_place(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "events.toml"
    path.write_text(text)
    with pytest.raises(CatalogueRefused, match=reason) as refused:
        load_catalogue(path)
    assert str(path) in str(refused.value)


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueRefused, match="No such file"):
        load_catalogue(tmp_path / "none.toml")


def recorded() -> list[tuple[str, str, frozenset[str] | None]]:
    """Answer (place, event, attribute names) of every literal event in the program's source."""
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            named = getattr(node.func, "attr", getattr(node.func, "id", ""))
            event = node.args[0]
            if named not in ("record", "Record") or not isinstance(event, ast.Constant):
                continue
            names: frozenset[str] | None = frozenset(
                keyword.arg for keyword in node.keywords if keyword.arg
            )
            if named == "Record":
                names = _pairs(node.args[1]) if len(node.args) > 1 else frozenset()
            found.append((f"{path.name}:{node.lineno}", str(event.value), names))
    return found


def _pairs(node: ast.expr) -> frozenset[str] | None:
    if not isinstance(node, ast.Tuple):
        return None
    firsts = [pair.elts[0] for pair in node.elts if isinstance(pair, ast.Tuple)]
    return frozenset(str(first.value) for first in firsts if isinstance(first, ast.Constant))


@pytest.mark.parametrize(("place", "event", "names"), recorded())
def test_all_that_the_program_records_is_in_the_catalogue(
    place: str, event: str, names: frozenset[str] | None
) -> None:
    assert event in CATALOGUE.kinds, place
    if names is not None:
        assert names == CATALOGUE.kinds[event].attributes.keys(), place
