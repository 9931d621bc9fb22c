"""Canonical JSON: one value, one byte sequence."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.canonical import LARGEST, canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FRACTIONS = st.floats(-LARGEST, LARGEST).filter(lambda value: abs(value) >= 1e-4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | FRACTIONS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_back_the_same(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(VALUES)
def test_writing_what_was_read_changes_nothing(value: Any) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written


@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6), st.randoms())
def test_order_of_insertion_leaves_no_trace(value: dict[str, int], chance: Any) -> None:
    items = list(value.items())
    chance.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


def test_keys_sort_by_utf16_as_rfc_8785_shows() -> None:
    # The example of RFC 8785, 3.2.3: the emoji (a surrogate pair) comes before U+FB33.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, b"0"),
        (-0.0, b"0"),
        (4.0, b"4"),
        (4.5, b"4.5"),
        (0.002, b"0.002"),
        (333333333.33333329, b"333333333.3333333"),
    ],
)
def test_fractions_are_written_as_rfc_8785_shows(value: float, written: bytes) -> None:
    assert canonical(value) == written


def test_text_is_escaped_as_rfc_8785_shows() -> None:
    value = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical(value) == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize(
    "value",
    [
        1e-5,
        float("nan"),
        float("-inf"),
        LARGEST + 1,
        float(2**53),
        -LARGEST - 1,
        {1: "a"},
        b"bytes",
        {"a": {1, 2}},
        "\ud800",
    ],
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|text"):
        canonical(value)
