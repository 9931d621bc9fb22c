"""Port contracts run over simulated devices, and with `--device` over the thing on the desk.

    pytest tests/contracts/test_printer.py --device printer:escpos_tcp,address=192.168.1.40:9100

KIND:DRIVER[,SETTING=VALUE…], once for each device; values are read as TOML where they are TOML.
"""

import tomllib
from collections.abc import Mapping

import pytest

from kiosk.contracts.devices import DeviceKind

Table = Mapping[str, object]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="KIND:DRIVER[,SETTING=VALUE…]",
        help="also run the port contracts over this real device",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a `device_table` each table of the kind that the test's module names in KIND."""
    if "device_table" not in metafunc.fixturenames:
        return
    kind = metafunc.module.KIND
    tables = [table for found, table in map(read_device, _given(metafunc)) if found is kind]
    reason = f"no --device {kind}:… given"
    metafunc.parametrize(
        "device_table", tables or [pytest.param({}, marks=pytest.mark.skip(reason))]
    )


def _given(metafunc: pytest.Metafunc) -> list[str]:
    # The option exists only when pytest is started on these tests.
    given: list[str] = metafunc.config.getoption("--device", default=[])
    return given


def read_device(text: str) -> tuple[DeviceKind, Table]:
    head, *settings = text.split(",")
    kind, _, driver = head.partition(":")
    if kind not in set(DeviceKind) or not driver:
        raise pytest.UsageError(f"--device {text}: it begins with KIND:DRIVER")
    table: dict[str, object] = {"driver": driver}
    for setting in settings:
        key, _, value = setting.partition("=")
        try:
            table[key] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            table[key] = value
    return DeviceKind(kind), table
