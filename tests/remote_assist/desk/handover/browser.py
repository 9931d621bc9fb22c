"""A headless Chromium on its debugging pipe: goes to pages, fills forms, says what it refused."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--remote-debugging-pipe",
    "--window-size=1440,900",
    "--lang=de",
)
# The pipe's ends come as standard input and output, and the browser wants them as 3 and 4.
MOVE_PIPES = 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null'


class Browser:
    def __init__(self, program: Path, profile: Path) -> None:
        self._process = subprocess.Popen(
            ["sh", "-c", MOVE_PIPES, "sh", program, *SWITCHES, f"--user-data-dir={profile}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "HOME": str(profile)},
        )
        self._serial = 0
        self._rest = b""
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Answer the result of a command of the DevTools protocol."""
        self._serial += 1
        command: dict[str, object] = {"id": self._serial, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self._serial:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def load(self, url: str) -> None:
        self._settle("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Answer the value of an expression in the page."""
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    def submit(self, form: str, **fields: str) -> None:
        """Fill a form (a CSS selector) and press its button; return when the next page is there."""
        for name, value in fields.items():
            place = json.dumps(f"{form} [name={name}]")
            self.run(f"document.querySelector({place}).value = {json.dumps(value)}")
        button = json.dumps(f"{form} button")
        self._settle("Runtime.evaluate", expression=f"document.querySelector({button}).click()")

    def picture(self, *, whole: bool = False) -> bytes:
        """Answer what is in the window, or the whole page, as PNG."""
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def objections(self) -> list[str]:
        """Answer what the browser complained of: policies, missing files."""
        logged = [e["params"]["entry"] for e in self.events if e.get("method") == "Log.entryAdded"]
        return [str(entry["text"]) for entry in logged]

    def _settle(self, method: str, **parameters: object) -> None:
        before = self._loads()
        self.ask(method, **parameters)
        while self._loads() == before:
            self.events.append(self._message())

    def _loads(self) -> int:
        return sum(event.get("method") == "Page.loadEventFired" for event in self.events)

    def _message(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        while b"\0" not in self._rest:
            chunk = self._process.stdout.read(65536)
            assert chunk, "the browser is gone"
            self._rest += chunk
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message
