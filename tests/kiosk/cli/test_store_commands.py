"""What a technician and an authority do with cases and with the event log."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main
from kiosk.courier.folder import Folder, Settings
from kiosk.store import Store
from tests.kiosk.courier.conftest import store_case


@pytest.fixture
def number(store: Store) -> str:
    """The number of a case that waits in the outbox."""
    made = store_case(store)
    store.close()
    return made


def out(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_cases_are_listed_and_shown(
    host: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "list", "--config", str(host)]) == 0
    assert out(capsys).startswith(f"{number}  stored       folder  ")
    assert main(["cases", "list", "--state", "quarantined", "--config", str(host)]) == 0
    assert out(capsys) == ""
    assert main(["cases", "show", number, "--config", str(host)]) == 0
    shown = out(capsys)
    assert f"number:      {number}" in shown
    assert "state:       stored" in shown
    assert main(["cases", "show", number, "--json", "--config", str(host)]) == 0
    told = json.loads(out(capsys))
    assert (told["number"], told["state"], told["standing"]) == (number, "pending", "stored")
    assert main(["cases", "list", "--json", "--config", str(host)]) == 0
    assert json.loads(out(capsys)) == told


def test_a_case_is_sent_again(host: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "retry", number, "--config", str(host)]) == 0
    assert "It is sent again." in out(capsys)


def test_a_case_is_set_aside_until_it_is_sent_again(
    host: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "set-aside", number, "--config", str(host)]) == 0
    assert main(["cases", "set-aside", number, "--config", str(host)]) == 1
    assert "stays as it is" in out(capsys)
    assert main(["cases", "list", "--config", str(host)]) == 0
    assert out(capsys).startswith(f"{number}  set aside    folder  ")
    assert main(["cases", "retry", number, "--config", str(host)]) == 0
    assert main(["cases", "show", number, "--config", str(host)]) == 0
    assert "state:       stored" in out(capsys)


@pytest.mark.parametrize("act", ["show", "retry", "set-aside"])
def test_an_unknown_case_exits_with_1(
    host: Path, number: str, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", act, "AAAA-AAAA", "--config", str(host)]) == 1
    assert number not in out(capsys)


def test_no_database_is_made_by_looking(host: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "list", "--config", str(host)]) == 3
    assert "there is no such database" in capsys.readouterr().err
    assert list((host.parent / "state").iterdir()) == []


class TestOpening:
    @pytest.fixture
    def delivered(self, store: Store, tmp_path: Path) -> Path:
        number = store_case(store)
        parcel = store.outbox.claim("folder")
        assert parcel is not None
        Folder(Settings(str(tmp_path / "delivered"))).deliver(parcel, lambda _notes: None)
        (folder,) = (path for path in (tmp_path / "delivered").iterdir() if path.is_dir())
        assert number
        return folder

    def test_the_authority_opens_it(
        self,
        delivered: Path,
        tmp_path: Path,
        private_jwk: dict[str, Any],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        key = tmp_path / "private.jwk"
        key.write_text(json.dumps(private_jwk), "utf-8")
        target = tmp_path / "opened"
        arguments = ["cases", "open", str(delivered), "--key", str(key), "--out", str(target)]
        assert main(arguments) == 0
        assert str(target / "case.json") in out(capsys)
        assert (target / "photo.jpg").read_bytes().startswith(b"\xff\xd8\xff")
        assert main(arguments) == 3

    def test_a_wrong_key_opens_nothing(
        self,
        delivered: Path,
        tmp_path: Path,
        private_jwk: dict[str, Any],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        key = tmp_path / "private.jwk"
        key.write_text(json.dumps({**private_jwk, "kid": "somebody-else"}), "utf-8")
        target = tmp_path / "opened"
        arguments = ["cases", "open", str(delivered), "--key", str(key), "--out", str(target)]
        assert main(arguments) == 3
        assert capsys.readouterr().err.count("\n") == 1
        assert not target.exists()


class TestEvents:
    def test_a_whole_log_holds(
        self, host: Path, number: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert number
        assert main(["events", "verify", "--config", str(host)]) == 0
        assert "holds: " in out(capsys)

    def test_database_and_key_are_all_it_needs(
        self, database: Path, device_key: Path, number: str
    ) -> None:
        assert number
        key = str(device_key.with_suffix(".pub"))
        assert main(["events", "verify", "--database", str(database), "--key", key]) == 0

    def test_an_altered_log_exits_with_1_and_names_the_flaw(
        self, host: Path, database: Path, number: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert number
        with sqlite3.connect(database) as connection:
            connection.execute("DROP TRIGGER events_no_delete")
            connection.execute("DELETE FROM events WHERE seq = 2")
        connection.close()
        assert main(["events", "verify", "--config", str(host)]) == 1
        shown = out(capsys)
        assert "does not hold" in shown
        assert "records are missing or out of order" in shown

    def test_what_cannot_be_read_exits_with_3(
        self, host: Path, number: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert number
        for option in ("--database", "--key", "--anchor"):
            arguments = ["events", "verify", "--config", str(host), option, "/nowhere/file"]
            assert main(arguments) == 3
            assert "/nowhere/file" in capsys.readouterr().err
