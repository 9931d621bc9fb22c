"""`kiosk capture check`: the table, the vector, and exit codes that a script can go by."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.bench.capture.portraits import SAMPLES, sample
from kiosk.capture.face.assessing import assess
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import load_models
from kiosk.capture.face.profile import SHIPPED, load_profile
from kiosk.cli import main
from tests.kiosk.cli.conftest import Run


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished photo that is accepted."""
    larger = cv2.resize(sample("biden.jpg"), None, fx=2.7, fy=2.7, interpolation=cv2.INTER_CUBIC)
    measurer = FaceMeasurer(load_models(BESIDE_THE_CODE))
    shot = assess(np.asarray(larger[:3840, 400:2560], np.uint8), measurer, load_profile())
    path = tmp_path_factory.mktemp("photos") / "photo.png"
    cv2.imwrite(str(path), shot.crop)
    return path


def test_an_accepted_photo_is_told_with_a_line_for_each_criterion(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["capture", "check", str(photo)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{photo}: accepted by tr03121-gid-7.0"
    assert said[1].startswith("  mandatory 13 of 13, 0 failed; optional ")
    assert said[2] == "  what would help most: turn"
    rows = [line.split() for line in said[3:] if line]
    assert [row[0] for row in rows] == [row.id for row in load_profile().criteria]
    assert (
        "  2.1  O  neutral_expression                                not evaluated (no model)"
        in said
    )


def test_what_is_not_accepted_exits_with_1_and_says_what_would_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["capture", "check", str(SAMPLES / "obama.jpg")]) == 1
    assert "what would help most: closer" in capsys.readouterr().out


def test_the_vector_is_a_line_of_json_for_each_picture(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["capture", "check", "--json", str(photo), str(SAMPLES / "obama.jpg")]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["picture"], first["accepted"], first["instruction"]) == (str(photo), True, "turn")
    assert second["accepted"] is False
    assert {row["id"] for row in first["criteria"]} == {row.id for row in load_profile().criteria}


def test_what_cannot_be_read_is_named_and_the_rest_is_judged(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("no picture")
    (tmp_path / "empty.png").touch()
    wrong = [tmp_path / "nowhere.png", tmp_path, words, tmp_path / "empty.png"]
    assert main(["capture", "check", *map(str, wrong), str(photo)]) == 3
    said = capsys.readouterr()
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == list(map(str, wrong))
    assert "accepted by" in said.out


def test_another_profile_judges_otherwise(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = tmp_path / "strict.toml"
    shipped = (SHIPPED / "tr03121-gid-7.0.toml").read_text("utf-8")
    strict.write_text(
        shipped.replace('name = "tr03121-gid-7.0"', 'name = "strict"', 1).replace(
            "min = 300\n", "min = 400\n", 1
        ),
        "utf-8",
    )
    assert main(["capture", "check", "--profile", str(strict), str(photo)]) == 1
    assert "not accepted by strict" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--profile", "nothing"], "nothing.toml: cannot be read"),
        (["--models", "/nowhere"], "/nowhere/face_detection_short_range.tflite"),
    ],
)
def test_without_profile_or_models_nothing_is_judged(
    options: list[str], sentence: str, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["capture", "check", *options, str(photo)]) == 3
    assert sentence in capsys.readouterr().err


def test_it_runs_as_a_command(kiosk: Run, photo: Path) -> None:
    ended = kiosk("capture", "check", photo)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"{photo}: accepted")
