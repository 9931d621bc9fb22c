"""Pins every requirement with its hashes, for all Pythons and platforms that the project allows."""

import os
import sys

from tooling.logged import run_logged
from tooling.places import BUILD, REQUIREMENTS, ROOT
from tooling.progress import stage

LOG = "pins.log"
FILES = {
    "build": ("--group", "build"),
    "terminal": ("pyproject.toml", "--extra", "terminal"),
    "desk": ("pyproject.toml", "--extra", "desk"),
    "dev": ("pyproject.toml", "--extra", "terminal", "--extra", "desk", "--group", "dev"),
}


def pin_all() -> None:
    """Write `requirements/*.txt` anew; versions that still fit stay as they are."""
    tools = BUILD / "pins"
    if not (tools / "bin" / "uv").exists():
        with stage("uv, which resolves for all platforms at once"):
            run_logged([sys.executable, "-m", "venv", str(tools)], LOG)
            run_logged([str(tools / "bin" / "pip"), "install", "-q", "uv"], LOG)
    os.chdir(ROOT)
    for name, sources in FILES.items():
        with stage(f"requirements/{name}.txt"):
            command = [str(tools / "bin" / "uv"), "pip", "compile", "-q", *sources]
            command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
            command += ["--no-emit-index-url", "--custom-compile-command", "./dev pins"]
            run_logged([*command, "-o", str(REQUIREMENTS / f"{name}.txt")], LOG)
