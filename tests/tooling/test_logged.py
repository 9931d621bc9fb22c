import sys

import pytest

from tooling.logged import SIGNS, cause, run_logged
from tooling.places import BUILD
from tooling.refusal import Refused


def test_each_known_trouble_has_a_sentence_of_its_own() -> None:
    sentences = [sentence for _, sentence in SIGNS]
    assert len(set(sentences)) == len(sentences)
    for signs, sentence in SIGNS:
        for sign in signs:
            assert cause(f"E: before\n  {sign} and after\n") == sentence


def test_an_unknown_trouble_shows_its_last_word_and_where_the_rest_is() -> None:
    said = cause("much\nerror: the moon is full\n\n", "debian.log")
    assert "the moon is full" in said
    assert "build/debian.log" in said


def test_a_program_is_watched_line_by_line_and_kept_in_the_log() -> None:
    seen: list[str] = []
    said = run_logged(
        [sys.executable, "-c", "print('one'); print('two')"], "test.log", watch=seen.append
    )
    assert seen == ["one\n", "two\n"]
    assert said == "one\ntwo\n"
    assert (BUILD / "test.log").read_text(encoding="utf-8").endswith("one\ntwo\n")


def test_a_failing_program_is_refused() -> None:
    with pytest.raises(Refused, match="the disk said no"):
        run_logged([sys.executable, "-c", "raise SystemExit('the disk said no')"], "test.log")


def test_a_program_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no-such-program"):
        run_logged(["no-such-program"], "test.log")
