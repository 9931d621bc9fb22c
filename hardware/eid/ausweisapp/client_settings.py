"""AusweisApp's own settings files: the one entry that matters, for the laboratory and against it.

With `[preverification] enabled=false` the client takes a provider of an unknown authority for a
genuine one (AusweisApp, PreVerificationSettings): the laboratory needs it, nobody else may have it.
"""

import configparser
from pathlib import Path

# Where Qt files the settings: Debian builds 1.26 without a vendor's name, 2.x with its own.
_FILES = ("Unknown Organization/AusweisApp2.conf", "AusweisApp/AusweisApp2.conf")
_SECTION, _KEY = "preverification", "enabled"
_FALSE = ("false", "0", "")  # what QVariant takes for it


def write_no_preverification(folder: Path) -> None:
    """Write the entry for every version into the empty settings folder."""
    for name in _FILES:
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(f"[{_SECTION}]\n{_KEY}=false\n")


def lets_any_provider_in(home: Path) -> bool:
    """Answer whether settings below `home` switch the check of providers off, or cannot be read."""
    return any(_is_off(path) for pattern in ("*.conf", "*.ini") for path in home.rglob(pattern))


def _is_off(path: Path) -> bool:
    settings = configparser.ConfigParser(
        interpolation=None, strict=False, delimiters=("=",), allow_no_value=True
    )
    try:
        settings.read_string(path.read_text("utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError, configparser.Error):
        return True
    return any(
        (settings.get(section, _KEY, fallback="true") or "").strip().lower() in _FALSE
        for section in settings.sections()
        if section.lower() == _SECTION
    )
