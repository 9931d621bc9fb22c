"""Shows the merged configuration as TOML, each line with the file that said it."""

import json
import re
from collections.abc import Iterator, Mapping

from kiosk.config.layers import Keys, Layers

BARE = re.compile(r"[A-Za-z0-9_-]+")


def lines(layers: Layers, *, changed: bool) -> Iterator[str]:
    """Yield TOML lines of the merged configuration; `changed`: only what is not as shipped."""
    yield from _table(layers, layers.table, layers.shipped, (), changed=changed)


def _table(
    layers: Layers, table: Mapping[str, object], shipped: object, keys: Keys, *, changed: bool
) -> Iterator[str]:
    below = shipped if isinstance(shipped, Mapping) else {}
    rows = [
        f"{_key(key)} = {_value(value)}  # {layers.origin((*keys, key))}"
        for key, value in table.items()
        if not isinstance(value, Mapping) and not (changed and _same(value, below.get(key)))
    ]
    if rows and keys:
        yield f"\n[{'.'.join(map(_key, keys))}]"
    yield from rows
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _table(layers, value, below.get(key), (*keys, key), changed=changed)


def _same(value: object, shipped: object) -> bool:
    return type(value) is type(shipped) and value == shipped


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else json.dumps(key)


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + "}"
    # JSON writes texts, numbers and booleans as TOML does; dates and times speak for themselves
    is_json = isinstance(value, (str, int, float))
    return json.dumps(value, ensure_ascii=False) if is_json else str(value)
