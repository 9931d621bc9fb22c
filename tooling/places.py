"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
REQUIREMENTS = ROOT / "requirements"
CATALOGUES = ROOT / "config" / "locale"
MODELS = ROOT / ".models"
SAMPLES = ROOT / ".samples"

PACKAGES = ("kiosk", "screens", "hardware", "remote_assist", "fleet", "tooling")
