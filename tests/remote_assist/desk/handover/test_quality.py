"""What the clerk reads of a photo's quality vector: in words, with TR's numbers, and never a broken page."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contracts.captures import Document, LeftReason, Remarks
from kiosk.store.listing import ListedCapture, ListedRendition
from remote_assist.desk.handover.opening import Document as Container
from remote_assist.desk.handover.quality import MOST_BYTES, IllFormed, read_quality
from remote_assist.desk.handover.showing import Line, Verdict, shown
from remote_assist.desk.handover.words import CRITERIA, LEFT, SIGNATURES, number, remark_words
from tests.remote_assist.desk.handover.whole import vector

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PROFILE = Path(__file__).resolve().parents[4] / "config" / "capture" / "tr03121-gid-7.0.toml"
ROW = {"id": "1.1", "name": "yaw", "state": "passed"}


def captured(kind: str, remarks: Remarks) -> ListedCapture:
    photo = ListedRendition("i", "interchange", "image/jpeg", "a" * 64, 1)
    return ListedCapture(kind, (photo,), remarks)


def page(quality: bytes | None, *captures: ListedCapture, **left: str) -> dict[str, Any]:
    document = Container("ABCD-EFGH", "1208", "both", "", "", captures, left)
    return dict(shown(document, quality, fingers=False))


def verdicts(quality: bytes | None) -> list[Verdict]:
    told = page(quality, captured("photo", {}))["photo_verdicts"]
    assert isinstance(told, list)
    return told


def test_the_table_names_each_criterion_with_value_limit_and_result() -> None:
    told = page(vector(), captured("photo", {}))["lines"]
    assert isinstance(told, list)
    lines: dict[str, Line] = {line.id: line for line in told}
    assert lines["1.1"] == Line(
        "1.1",
        "Kopf nicht zur Seite gedreht",
        False,
        "1,25°",
        "\N{MINUS SIGN}5 bis 5",
        Verdict("good", "erfüllt"),
    )
    assert lines["2.2"].verdict == Verdict("bad", "nicht erfüllt")
    assert lines["4.1"].verdict == Verdict("warn", "nicht erfüllt")
    assert lines["2.1"].verdict == Verdict("plain", "bitte selbst ansehen")
    assert (lines["2.2"].limits, lines["3.1"].limits, lines["5.1"].limits) == (
        "bis 0,05",
        "ab 0,2",
        "1.600",
    )


def test_what_nobody_foresaw_is_shown_as_it_came() -> None:
    told = page(
        vector(ofiq={"UnifiedQualityScore": 61}, criteria=[{**ROW, "name": "new", "seen": [1]}]),
        captured("photo", {"taste": "sweet"}),
    )
    assert "OFIQ: UnifiedQualityScore 61" in told["vector_remarks"]
    (line,) = told["lines"]
    assert line.name == "new (seen: [1])"
    assert told["photo_remarks"] == ["taste: sweet"]


@pytest.mark.parametrize(
    ("pad", "tone", "words"),
    [
        ({"state": "omitted"}, "warn", "nicht durchgeführt"),
        ({"state": "scored", "score": 0.1}, "plain", "0,1 (0 echt"),
        (
            {"state": "scored", "score": 0.9, "alarm": True},
            "bad",
            "Verdacht auf Täuschung: Wert 0,9",
        ),
        ({"state": "broken"}, "warn", "broken"),
        ({"state": "scored", "score": 0.1, "picture": "a" * 64}, "plain", "0,1 (0 echt"),
        ({"state": "scored", "score": 0.1, "picture": "b" * 64}, "bad", "für ein anderes Bild"),
    ],
)
def test_pad_is_told_to_the_clerk(pad: object, tone: str, words: str) -> None:
    told = verdicts(vector(pad=pad))
    assert [one.tone for one in told if words in one.sentence] == [tone]
    if tone == "bad":
        assert words in told[0].sentence, "before all"


def test_the_rest_of_the_vector_is_a_list_in_words() -> None:
    told = page(
        vector(
            accepted=True,
            ofiq_style={"Sharpness": {"raw": 12.5, "scalar": 61}, "Odd": [1]},
            pad={"state": "omitted", "omission": "not_fitted", "driver": "omitted 1"},
        ),
        captured("photo", {}),
    )["vector_remarks"]
    assert "Vom Terminal angenommen: ja" in told
    assert "Nach Art von OFIQ (ISO/IEC 29794-5), 0 bis 100: Sharpness 61, Odd [1]" in told
    assert "Täuschungserkennung, Grund: keine eingebaut" in told


def test_a_photo_in_order_says_so_and_one_without_values_too() -> None:
    fine = verdicts(vector(criteria=[{**ROW, "mandatory": True}]))
    assert Verdict("good", "Keines von 1 Pflichtkriterien verletzt") in fine
    unseen = {**ROW, "id": "7.2", "mandatory": True, "state": "not_evaluated"}
    told = verdicts(vector(criteria=[unseen]))
    assert Verdict("warn", "Pflichtkriterien nicht geprüft: 7.2") in told
    assert Verdict("plain", "Keine Messwerte übermittelt") in verdicts(None)


@pytest.mark.parametrize("quality", [None, b"no vector", b'{"criteria": []}'])
def test_that_nothing_is_known_of_attacks_is_told_too(quality: bytes | None) -> None:
    silent = Verdict("warn", "Täuschungserkennung: keine Angabe")
    assert silent in verdicts(quality)
    assert silent not in page(quality)["photo_verdicts"], "there is no photo to attack with"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"criteria": {}}',
        b'{"criteria": [1]}',
        b'{"criteria": [{"id": "1.1", "name": "yaw"}]}',
        b'{"criteria": [{"id": 1, "name": "yaw", "state": "passed"}]}',
        json.dumps({"criteria": [{**ROW, "value": "high"}]}).encode(),
        json.dumps({"criteria": [{**ROW, "value": True}]}).encode(),
        json.dumps({"criteria": [{**ROW, "value": 10**400}]}).encode(),
        json.dumps({"criteria": [{**ROW, "mandatory": "yes"}]}).encode(),
        b'{"criteria": [{"id": "1", "name": "n", "state": "s", "value": NaN}]}',
        b'{"criteria": [], "pad": "fine"}',
        b'{"criteria": [], "pad": {"state": "scored", "score": 1.5}}',
        json.dumps({"criteria": [ROW] * 201}).encode(),
        b'{"criteria": [], "x": "' + b"x" * MOST_BYTES + b'"}',
        b'{"criteria": ' + b"[" * 100_000,
    ],
)
def test_an_ill_formed_vector_is_called_so_and_the_page_stands(content: bytes) -> None:
    with pytest.raises(IllFormed):
        read_quality(content)
    (verdict,) = (one for one in verdicts(content) if "nicht lesbar" in one.sentence)
    assert verdict.tone == "warn"


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), JSON, JSON)
def test_no_vector_whatever_breaks_the_page(
    told: dict[str, object], row: object, pad: object
) -> None:
    entry = {**ROW, **row} if isinstance(row, dict) else row
    content = json.dumps({**told, "criteria": [entry, ROW], "pad": pad}).encode()
    assert verdicts(content)


@pytest.mark.parametrize(
    ("remarks", "tone", "words"),
    [
        ({"nfiq2": 30}, "good", "gut: NFIQ 2 30 von 100, verlangt 30"),
        ({"quality": 29}, "warn", "zu schwach: NFIQ 2 29, verlangt 30. Bester Versuch"),
        ({"nfiq2": 255}, "warn", "nicht messbar"),
        ({"nfiq2": 35, "nfiq2_threshold": 40}, "warn", "zu schwach: NFIQ 2 35, verlangt 40"),
        ({}, "plain", "ohne Messwert"),
        ({"quality": True}, "plain", "ohne Messwert"),
    ],
)
def test_a_finger_is_told_by_its_nfiq_2_and_the_trs_threshold(
    remarks: Remarks, tone: str, words: str
) -> None:
    right, left = page(None, captured("finger_right", remarks), finger_left="missing")["fingers"]
    assert right["verdict"].tone == tone
    assert words in right["verdict"].sentence
    assert left["verdict"] == Verdict("warn", "am Schalter aufnehmen (nicht möglich: Finger fehlt)")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.25, "0,25"),
        (1244.0, "1.244"),
        (-3.5, "\N{MINUS SIGN}3,5"),
        (10, "10"),
        (0.004, "0"),
        (61.0, "61"),
    ],
)
def test_numbers_are_written_as_in_german(value: float, written: str) -> None:
    assert number(value) == written


def test_every_reason_and_every_document_has_its_words() -> None:
    assert set(LeftReason) <= LEFT.keys()
    assert set(Document) <= SIGNATURES.keys()


def test_every_criterion_of_the_shipped_profile_has_its_words() -> None:
    profile = tomllib.loads(PROFILE.read_text("utf-8"))
    assert {row["name"] for row in profile["criteria"]} <= CRITERIA.keys()


def test_remarks_are_words() -> None:
    assert remark_words("kept_on", "glasses,head_covering").endswith(": Brille, Kopfbedeckung")
    assert remark_words("kept_on", "").endswith(": nichts")
    assert remark_words("by_hand", value=True) == "by_hand: ja"
    assert remark_words("minutiae", 1234) == "Minutien: 1.234"
    for odd in (10**400, float("inf"), float("nan")):
        assert remark_words("odd", odd) == f"odd: {odd}"
