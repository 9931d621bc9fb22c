import shutil
import zipfile
from pathlib import Path

import pytest

from kiosk.capture.face.model_files import (
    BESIDE_THE_CODE,
    MODEL_FILES,
    NOTICE,
    ModelsMissing,
    are_there,
    checked,
    unpack,
)
from kiosk.cli import main

NOTICE_IN_WHEEL = "mediapipe-0.10.21.dist-info/LICENSE"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """Wrap the fetched models up again as the wheel has them."""
    path = tmp_path / "models.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for model in MODEL_FILES:
            archive.write(BESIDE_THE_CODE / model.file, model.in_wheel)
        archive.write(BESIDE_THE_CODE / NOTICE, NOTICE_IN_WHEEL)
        archive.writestr("mediapipe/__init__.py", "raise RuntimeError")
    return path


def test_models_and_licence_come_out_of_the_wheel_and_nothing_else(
    wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "models"
    assert main(["capture", "fetch-models", "--wheel", str(wheel), "--to", str(folder)]) == 0
    wanted = {model.file for model in MODEL_FILES} | {NOTICE}
    assert {path.name for path in folder.iterdir()} == wanted
    assert {Path(line).name for line in capsys.readouterr().out.splitlines()} == wanted
    assert are_there(folder)
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.iterdir())


def test_one_wrong_model_and_none_is_written(wheel: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.whl"
    with zipfile.ZipFile(wheel) as right, zipfile.ZipFile(wrong, "w") as archive:
        for name in right.namelist():
            data = right.read(name)
            archive.writestr(name, data[:-1] + bytes([data[-1] ^ 1]) if "iris" in name else data)
    with pytest.raises(ModelsMissing, match="iris_landmark"):
        unpack(wrong, tmp_path / "models")
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), (b"", "no whole wheel"), (b"PK\3\4 cut", "no whole wheel")],
)
def test_what_is_no_wheel_is_said_in_a_sentence(
    tmp_path: Path, content: bytes | None, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "some.whl"
    if content is not None:
        path.write_bytes(content)
    assert main(["capture", "fetch-models", "--wheel", str(path), "--to", str(tmp_path)]) == 3
    err = capsys.readouterr().err
    assert says in err
    assert len(err.splitlines()) == 1


def test_another_packages_wheel_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as archive:
        archive.writestr("other/__init__.py", "")
    with pytest.raises(ModelsMissing, match=r"mediapipe 0\.10\.21"):
        unpack(tmp_path / "other.whl", tmp_path / "models")


def test_a_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissing, match=r"face_detection_short_range.*fetch-models"):
        checked(tmp_path, MODEL_FILES[0])
    assert not are_there(tmp_path)


def test_a_changed_model_is_not_loaded(tmp_path: Path) -> None:
    model = MODEL_FILES[1]
    shutil.copy(BESIDE_THE_CODE / model.file, tmp_path)
    assert checked(tmp_path, model) == tmp_path / model.file
    with (tmp_path / model.file).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelsMissing, match="not the model"):
        checked(tmp_path, model)
