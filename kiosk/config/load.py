"""Finds the configuration's files and answers the checked tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.config.layers import ConfigurationRefused, Layers, Table, lay, read_file
from kiosk.config.model import Configuration, Profile
from kiosk.config.production import objections
from kiosk.config.reading import WrongValue, read_tree

SHIPPED = Path(__file__).resolve().parents[2] / "config"
HOST = Path("/etc/buergerterminal/terminal.toml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, and the layers it came from for whoever asks why."""

    configuration: Configuration
    layers: Layers


def load_configuration(host: Path | None = None, profile: str | None = None) -> Configuration:
    """Answer the configuration of this terminal.

    `host` replaces the host file of the system, which may be absent; `profile` overrules the one
    that the host file names. Raises ConfigurationRefused.
    """
    return load(host, profile).configuration


def load(host: Path | None = None, profile: str | None = None) -> Loaded:
    """Answer the configuration together with its layers. Raises ConfigurationRefused."""
    loaded = read(host, profile)
    for sentence in refusals(loaded):
        raise ConfigurationRefused(sentence)
    return loaded


def refusals(loaded: Loaded) -> Iterator[str]:
    """Yield a sentence for everything that production refuses, naming file and key."""
    for key, why in objections(loaded.configuration):
        yield _sentence(loaded.layers, key, why)


def read(host: Path | None = None, profile: str | None = None) -> Loaded:
    """Answer the configuration as it is written, whether or not production refuses some of it.

    Only to look at it: nothing may be run by it. Raises ConfigurationRefused.
    """
    shipped = SHIPPED / "terminal.toml"
    host_name, host_table = _host(host)
    shipped_table = read_file(shipped)
    chosen = profile or host_table.get("profile") or shipped_table.get("profile")
    if chosen not in tuple(Profile):
        where = "--profile" if profile else f"{host_name}: profile"
        raise ConfigurationRefused(f"{where}: '{chosen}' is not one of: {', '.join(Profile)}.")
    profile_file = SHIPPED / "profiles" / f"{chosen}.toml"
    layers = lay(
        (
            (str(shipped), shipped_table),
            (str(profile_file), read_file(profile_file)),
            (host_name, host_table | {"profile": chosen}),
        )
    )
    try:
        configuration = read_tree(Configuration, layers.table)
    except WrongValue as wrong:
        raise ConfigurationRefused(_sentence(layers, wrong.key, wrong.why)) from None
    return Loaded(configuration, layers)


def _host(host: Path | None) -> tuple[str, Table]:
    if host is None and not HOST.exists():
        return "command line", {}
    path = host or HOST
    return str(path), read_file(path)


def _sentence(layers: Layers, key: str, why: str) -> str:
    keys = tuple(key.partition("[")[0].split("."))
    return f"{layers.origin(keys)}: {key}: {why}."
