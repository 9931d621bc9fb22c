"""The command `kiosk`: help for everything, exit codes that mean something, one sentence for what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.cli import COMMANDS, main
from kiosk.config.load import SHIPPED
from tests.kiosk.cli.conftest import Run
from tests.kiosk.cli.unit import ROOT


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize("arguments", [[], *([name] for name, _, _ in COMMANDS)])
def test_everything_has_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--help"])
    assert left.value.code == 0
    out, _ = said(capsys)
    assert out.startswith(f"usage: kiosk {' '.join(arguments)}".rstrip())


@pytest.mark.parametrize(
    "arguments",
    [[], ["dance"], ["events"], ["cases"], ["cases", "show"], ["config", "--colour"], ["texts"]],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    _, err = said(capsys)
    assert "usage: kiosk" in err


@pytest.mark.parametrize(
    "command",
    [
        ["session"],
        ["courier"],
        ["agent"],
        ["config"],
        ["doctor"],
        ["cases", "list"],
        ["events", "verify"],
    ],
)
def test_a_refused_configuration_exits_with_11_and_one_sentence(
    kiosk: Run, tmp_path: Path, command: list[str]
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[site]\ntwon = 'X'\n", "utf-8")
    done = kiosk(*command, "--config", wrong)
    assert done.returncode == 11
    assert done.stderr.startswith(f"{wrong}: site.twon: unknown key")
    assert done.stderr.count("\n") == 1


def test_config_shows_what_is_not_as_shipped(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "--changed", "--config", str(host)]) == 0
    out, _ = said(capsys)
    assert f'profile = "demo"  # {host}' in out
    assert "town" not in out


def test_texts_are_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["texts", "compile"]) == 0
    out, _ = said(capsys)
    assert "locale/de/LC_MESSAGES/kiosk.mo" in out
    assert (SHIPPED / "locale/de/LC_MESSAGES/kiosk.mo").stat().st_size > 1000


def test_a_command_imports_only_its_own() -> None:
    code = (
        "import sys; from kiosk.cli import main\n"
        "try: main(['config', '--help'])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(told.stderr.split())
    assert "kiosk.cli.config" in modules
    for heavy in (
        "kiosk.store",
        "asyncio",
        "kiosk.supervisor",
        "numpy",
        "kivy",
        "hardware.registry",
    ):
        assert heavy not in modules


class TestDoctor:
    def test_it_names_what_is_wanting(
        self, host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "authority.jwk").unlink()
        host.write_text(
            host.read_text("utf-8")
            + '[devices.printer]\ndriver = "inkjet"\n[devices.eid]\ndriver = "ausweisapp"\n'
            'program = "nowhere"\n[site]\nlanguages = ["de", "tlh"]\n',
            "utf-8",
        )
        assert main(["doctor", "--config", str(host)]) == 1
        out, _ = said(capsys)
        assert "wanting devices.printer: there is no driver 'inkjet'" in out
        assert "wanting eid: nowhere is missing; install the Debian package ausweisapp2" in out
        assert f"wanting store.authorities.folder: {tmp_path}/authority.jwk: No such file" in out
        assert "wanting site.languages: there are no texts in 'tlh'." in out
        assert "        camera: there is none." in out
        assert "6 wanting." in out

    def test_production_names_a_virtual_reader_or_none(
        self, host: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        host.write_text(host.read_text("utf-8").replace('"demo"', '"terminal"'), "utf-8")
        main(["doctor", "--config", str(host)])
        out, _ = said(capsys)
        assert ("vpcd: declares a virtual card reader" in out) is Path(
            "/etc/reader.conf.d/vpcd"
        ).exists()

    def test_production_serves_nobody_beside_a_virtual_reader(
        self, tmp_path: Path, kiosk: Run
    ) -> None:
        if not Path("/etc/reader.conf.d/vpcd").exists():
            pytest.skip("vsmartcard-vpcd is not installed")
        host = tmp_path / "terminal.toml"
        host.write_text('[devices.card_reader]\ndriver = "absent"\n', "utf-8")
        done = kiosk("session", "--config", host)
        assert done.returncode == 11
        assert "declares a virtual card reader, which production refuses" in done.stderr

    def test_it_says_why_for_all_that_production_refuses(
        self, host: Path, kiosk: Run, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refused = {"preverification": "false", "can_allowed": "true", "replay": '"10.0.0.1:9"'}
        settings = "".join(f"{key} = {value}\n" for key, value in refused.items())
        host.write_text(
            host.read_text("utf-8").replace('"demo"', '"terminal"')
            + f'[devices.eid]\ndriver = "ausweisapp"\n{settings}'
            '[devices.card_reader]\nreader = "Simulator"\n',
            "utf-8",
        )
        assert main(["doctor", "--config", str(host)]) == 1
        out, _ = said(capsys)
        for key in ("eid.preverification", "eid.can_allowed", "eid.replay", "card_reader.reader"):
            assert f"devices.{key}: " in out
        assert "The clock is kept by" in out
        done = kiosk("session", "--config", host)
        assert done.returncode == 11
        assert "devices.eid.preverification" in done.stderr

    def test_a_camera_needs_the_models_that_measure_its_pictures(
        self, host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept = host.read_text("utf-8")
        for folder, answer in (
            (tmp_path, "wanting capture.models: "),
            (BESIDE_THE_CODE, "The models that photos are measured with are in place."),
        ):
            host.write_text(
                f'{kept}[devices.camera]\ndriver = "opencv"\nsource = "0"\n'
                f'[capture]\nmodels = "{folder}"\n',
                "utf-8",
            )
            main(["doctor", "--config", str(host)])
            assert answer in said(capsys)[0]

    def test_a_scanner_needs_what_judges_and_writes_prints(
        self, host: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept = host.read_text("utf-8")
        scanner = '[devices.fingerprint]\ndriver = "wsbd"\nurl = "http://127.0.0.1:9/"\n'
        for encoder, answer in (
            ("nbis", "fingerprint: this WSQ encoder is certified by nobody."),
            ("nobody", "wanting fingerprint: no WSQ: capture.wsq: there is no encoder 'nobody'."),
        ):
            host.write_text(f'{kept}{scanner}[capture]\nwsq = "{encoder}"\n', "utf-8")
            main(["doctor", "--config", str(host)])
            assert answer in said(capsys)[0]

    def test_it_tells_what_the_agent_knows(
        self, host: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "health.json").write_text(
            '{"format":"buergerterminal/health","presence":"silent","at":"2026-11-21","devices":'
            '[{"kind":"printer","fault":"printer.paper_out","since":"2026-11-20"}]}',
            "utf-8",
        )
        assert main(["doctor", "--config", str(host)]) == 1
        out, _ = said(capsys)
        assert "wanting At 2026-11-21 the terminal was silent." in out
        assert "wanting printer: printer.paper_out since 2026-11-20." in out
