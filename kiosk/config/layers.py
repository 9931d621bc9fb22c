"""Lays the configuration's files over each other and keeps in mind which file said what."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Table = dict[str, Any]
Keys = tuple[str, ...]


class ConfigurationRefused(Exception):
    """The configuration is wrong; the sentence names file and key."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The merged table, the shipped one under it, and which file said each key last."""

    table: Table
    shipped: Table
    shipped_name: str
    origins: Mapping[Keys, str]

    def origin(self, keys: Keys) -> str:
        """Answer the file that said this key, or the nearest table around it."""
        while keys:
            if keys in self.origins:
                return self.origins[keys]
            keys = keys[:-1]
        return self.shipped_name


def read_file(path: Path) -> Table:
    """Answer the file's content. Raises ConfigurationRefused."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationRefused(f"{path}: there is no such file.") from None
    except OSError as error:
        raise ConfigurationRefused(f"{path}: cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationRefused(f"{path}: is no TOML: {error}.") from None


def lay(layers: tuple[tuple[str, Table], ...]) -> Layers:
    """Answer the layers merged, the first one lowest; tables merge, everything else is replaced."""
    table: Table = {}
    origins: dict[Keys, str] = {}
    for name, content in layers:
        _merge(table, content, name, (), origins)
    name, shipped = layers[0]
    return Layers(table, shipped, name, origins)


def _merge(below: Table, above: Table, name: str, keys: Keys, origins: dict[Keys, str]) -> None:
    if _is_other_driver(below, above):
        # another driver has other settings: none of the one before may remain
        below.clear()
        for known in [known for known in origins if known[: len(keys)] == keys and known != keys]:
            del origins[known]
    for key, value in above.items():
        here = (*keys, key)
        origins[here] = name
        if isinstance(value, dict) and isinstance(below.get(key, {}), dict):
            _merge(below.setdefault(key, {}), value, name, here, origins)
        else:
            below[key] = value


def _is_other_driver(below: Table, above: Table) -> bool:
    return "driver" in above and "driver" in below and above["driver"] != below["driver"]
