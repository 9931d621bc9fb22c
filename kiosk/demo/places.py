"""Where the demo keeps what: its state, its authority's keys, and the configuration it writes."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.store.sealing import make_authority_key

Tables = Mapping[str, Mapping[str, Any]]
# Where the set-up of a checkout leaves what faces are measured with; an installation has its own folder.
MODELS = Path(__file__).resolve().parents[2] / ".models"


class Places:
    """One folder for everything; `out` is where a headless run leaves what outlives it.

    That is what was printed, logged and delivered, and the authority's keys to open it.
    """

    def __init__(self, home: Path, out: Path | None = None) -> None:
        self.home = home
        self.run = home / "run"
        self.state = home / "state"
        self.delivered = (out or home) / "delivered"
        self.fetched = (out or home) / "fetched"
        self.courier_key = self.state / "courier.key"
        self.slips = (out or home) / "receipts"
        self.logs = (out or home) / "logs"
        self.configuration = self.run / "terminal.toml"
        self.public_key = (out or home) / "authority.public.jwk"
        self.private_key = (out or home) / "authority.private.jwk"
        self.intake_key = self.state / "keys" / "intake.jwk"
        self.event_key = self.state / "device.pub"
        self.database = self.state / "terminal.db"

    def make(self) -> None:
        """Make the folders, for the demo's own account only."""
        for folder in (self.home, self.run, self.state, self.delivered):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.slips, self.logs):
            folder.mkdir(parents=True, exist_ok=True)

    def make_authority(self) -> bool:
        """Make the demo authority's keys where there are none; answer whether they are new."""
        if self.private_key.exists() and self.public_key.exists():
            return False
        private, public = make_authority_key()
        _write(self.private_key, private)
        _write(self.public_key, public)
        return True

    def configure(
        self,
        devices: Tables,
        *,
        stagehand: str,
        display: Mapping[str, object],
        language: str,
        intake: Mapping[str, Any] | None = None,
        handover: Mapping[str, Any] | None = None,
        portals: Tables | None = None,
    ) -> None:
        """Write the host file of this run over the demo profile.

        `intake` is the table of a destination that publishes its key, `handover` of one whose key is
        the demo authority's; without them, folders.
        """
        languages = [language, *(tag for tag in ("de", "en") if tag != language)]
        tables: dict[str, Mapping[str, object]] = {
            "site": {"languages": languages},
            "store": {
                "state_dir": str(self.state),
                "device_key": str(self.state / "device.key"),
            },
            "store.authorities": {
                "intake": str(self.public_key if intake is None else self.intake_key),
                "handover": str(self.public_key),
            },
            **_destination("intake", intake or self._folder("intake")),
            **_destination("handover", handover or self._folder("handover")),
            "agent": {
                "socket": str(self.run / "conditions.sock"),
                "health": str(self.state / "health.json"),
            },
            "display": display,
            "simulation": {"enabled": True, "stagehand": stagehand},
        }
        if MODELS.is_dir():
            tables["capture"] = {"models": str(MODELS)}
        tables |= {f"devices.{kind}": table for kind, table in devices.items()}
        tables |= {f"portals.{name}": table for name, table in (portals or {}).items()}
        lines = ['profile = "demo"']
        for name, table in tables.items():
            lines += ["", f"[{name}]"]
            lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        self.configuration.write_text("\n".join(lines) + "\n", "utf-8")

    def _folder(self, name: str) -> Mapping[str, Any]:
        return {"driver": "folder", "path": str(self.delivered / name)}


def _destination(name: str, table: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Answer the TOML tables of a destination; its services are tables of their own."""
    plain = {key: value for key, value in table.items() if key != "services"}
    services = table.get("services", {})
    path = f"destinations.{name}"
    return {path: plain} | {f"{path}.services.{one}": services[one] for one in services}


def _write(path: Path, key: Mapping[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key, file)
