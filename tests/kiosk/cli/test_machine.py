"""What the doctor says of the machine itself: cores, swap, clock."""

from pathlib import Path

from kiosk.cli.machine import clock, core_dumps, machine, swap

HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


def spaces(tmp_path: Path, *names: str) -> Path:
    swaps = tmp_path / "swaps"
    rows = (f"{name} partition\t1\t0\t-2\n" for name in names)
    swaps.write_text(HEAD + "".join(rows), "utf-8")
    return swaps


def test_cores_in_files_are_limited_away(tmp_path: Path) -> None:
    pattern = tmp_path / "core_pattern"
    pattern.write_text("core\n", "utf-8")
    assert core_dumps(pattern).fine


def test_a_program_that_takes_cores_is_named(tmp_path: Path) -> None:
    pattern = tmp_path / "core_pattern"
    pattern.write_text("|/usr/lib/systemd/systemd-coredump %P %u\n", "utf-8")
    finding = core_dumps(pattern)
    assert finding.fine is None
    assert "/usr/lib/systemd/systemd-coredump go" not in finding.sentence
    assert "/usr/lib/systemd/systemd-coredump;" in finding.sentence


def test_no_swap_is_fine(tmp_path: Path) -> None:
    (finding,) = swap(spaces(tmp_path), tmp_path)
    assert finding.fine


def test_swap_in_memory_and_encrypted_swap_are_fine(tmp_path: Path) -> None:
    (tmp_path / "dm-1" / "dm").mkdir(parents=True)
    (tmp_path / "dm-1" / "dm" / "uuid").write_text("CRYPT-PLAIN-swap\n", "utf-8")
    findings = list(swap(spaces(tmp_path, "/dev/zram0", "/dev/dm-1"), tmp_path))
    assert [finding.fine for finding in findings] == [True, True]


def test_swap_in_the_clear_is_wanting_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "dm-2" / "dm").mkdir(parents=True)
    (tmp_path / "dm-2" / "dm" / "uuid").write_text("LVM-abc\n", "utf-8")
    names = ("/dev/sda2", "/dev/dm-2", "/swapfile")
    for name, finding in zip(names, swap(spaces(tmp_path, *names), tmp_path), strict=True):
        assert finding.fine is False
        assert f"swapoff {name}" in finding.sentence


def test_a_clock_of_its_own_is_wanting() -> None:
    assert clock(5).fine is False
    assert clock(0).fine


def test_this_machine_can_be_looked_at() -> None:
    assert len(list(machine())) >= 3
