"""What the hand-over server is told by its TOML file; an unknown key is refused."""

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.contracts.handover import LEGAL_HOURS

_TERMINAL = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_TOKEN = re.compile(r"[0-9a-f]{64}")


class SettingsRefused(Exception):
    """The file says something that it cannot say; the sentence names file and key."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths are files or folders; made by the server: `database`, `signing_key`, `pepper`, `export`.

    `keys`: the authority's private keys (JWK or PEM), one for each public key that terminals still
    seal to. `terminals`: name to the PEM file of the public key that its courier signs with.
    `applications`: name to SHA-256 (hex) of the token by which a Fachverfahren calls. `hours`: kept
    at most. `taken_minutes`: an exported container that nobody acknowledged is deleted after this.
    `fingerprints_on_screen`: show their pictures to clerks, not only their quality.
    """

    database: Path
    keys: tuple[Path, ...]
    signing_key: Path
    pepper: Path
    export: Path
    terminals: Mapping[str, Path]
    applications: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 8443
    certificate: str = ""
    certificate_key: str = ""
    behind_tls: bool = False
    hours: float = LEGAL_HOURS
    taken_minutes: float = 30
    tombstone_days: float = 30
    town: str = "Stadt Musterstadt"
    fingerprints_on_screen: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.hours <= LEGAL_HOURS:
            raise ValueError(f"hours: from 0 to {LEGAL_HOURS} (PassDEÜV § 1f)")
        if not self.keys:
            raise ValueError("keys: at least one")
        for name in self.terminals:
            if not _TERMINAL.fullmatch(name):
                raise ValueError(f"terminals: '{name}' is no name: small letters, digits, dashes")
        for name, token in self.applications.items():
            if not _TOKEN.fullmatch(str(token)):
                raise ValueError(f"applications.{name}: 64 hexadecimal digits, the token's SHA-256")
        if not (0 < self.taken_minutes <= 240 and 0 < self.tombstone_days <= 365):  # noqa: PLR2004
            raise ValueError("taken_minutes: up to 240; tombstone_days: up to 365")
        if bool(self.certificate) != bool(self.certificate_key):
            raise ValueError("certificate and certificate_key: both or none")
        loopback = self.host in ("127.0.0.1", "::1", "localhost")
        if not (self.certificate or self.behind_tls or loopback):
            raise ValueError("host: beyond this machine only with a certificate, or behind_tls")

    @property
    def encrypted(self) -> bool:
        """Answer whether browsers come by https."""
        return bool(self.certificate) or self.behind_tls


def load_settings(path: Path) -> Settings:
    """Answer the settings in a file; relative paths count from its folder. Raises SettingsRefused."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"{path}: {error}") from None
    known = {one.name for one in dataclasses.fields(Settings)}
    if unknown := sorted(table.keys() - known):
        raise SettingsRefused(f"{path}: {unknown[0]}: unknown key")
    here = path.absolute().parent
    try:
        for key in ("database", "signing_key", "pepper", "export"):
            table[key] = here / str(table[key])
        for key in ("certificate", "certificate_key"):
            table[key] = str(here / table[key]) if table.get(key) else ""
        table["keys"] = tuple(here / str(key) for key in table["keys"])
        table["terminals"] = {name: here / str(key) for name, key in table["terminals"].items()}
        return Settings(**table)
    except KeyError as missing:
        raise SettingsRefused(f"{path}: {missing.args[0]}: is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise SettingsRefused(f"{path}: {error}") from None
