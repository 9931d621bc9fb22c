"""Whose work this project stands on, and under which licences."""

import re
from importlib.metadata import metadata

from tooling.generated.tables import table
from tooling.places import REQUIREMENTS

PERMITTED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CECILL-C",
        "LGPL-2.1-or-later",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Public domain",
        "Zlib",
    }
)
"""What may run inside our processes beside EUPL-1.2; GPL and AGPL may not."""

# How packages of before PEP 639 spell their licence.
SPELLINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "CeCILL-C": "CECILL-C",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Public Domain": "Public domain",
}

# Where the metadata say less than the licence file in the package does.
READ_IN_THE_PACKAGE = {
    "deepmerge": "MIT",
    "docutils": "Public domain AND BSD-2-Clause",
    "jinja2": "BSD-3-Clause",
    "pyscard": "LGPL-2.1-or-later",
    "python-bidi": "LGPL-3.0-or-later",
    "qrcode": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "vulture": "MIT",
}

BESIDE_US = (
    ("AusweisApp (Debian `ausweisapp2`)", "EUPL-1.2", "the eID client, spoken to by WebSocket"),
    ("Chromium", "BSD-3-Clause and others", "the window of portals, spoken to by pipes"),
    ("CUPS", "Apache-2.0", "the spooler of A4 sheets, spoken to by IPP"),
    ("espeak-ng", "GPL-3.0-or-later", "the voice, in a process of its own"),
    ("libfprint, PyGObject", "LGPL-2.1-or-later", "fingerprint readers, in a process of their own"),
    ("pcscd (pcsc-lite)", "BSD-3-Clause", "card readers, spoken to by a socket"),
    ("vpcd (vsmartcard)", "GPL-3.0-or-later", "the reader of the test card, inside pcscd"),
    ("Xvfb", "MIT", "a display for tests and for the demo without one"),
)

SHIPPED = (
    ("IBM Plex Sans, IBM Plex Sans Arabic", "OFL-1.1", "`config/fonts`, renamed as the OFL asks"),
    ("Phosphor icons", "MIT", "`config/fonts`, those that are used"),
    (
        "Canonical face of MediaPipe, its vertices rounded",
        "Apache-2.0",
        "`kiosk/capture/face/pose.py`, `hardware/camera/portrait`",
    ),
)

FETCHED = (
    ("Models of MediaPipe 0.10.21: face, iris, person", "Apache-2.0", "measuring photos"),
    ("Portraits of the White House and of NASA", "Public domain", "tests and measurements alone"),
)

INTRODUCTION = """\
# Licences

Bürgerterminal is licensed under the [EUPL-1.2](../LICENSE). What it installs from the Python package
index is under permissive or weak copyleft licences; programs under the GPL run only as processes of
their own, started by their own command or by the system, and none of their code is in ours.
"""


def _where(terminal: bool, desk: bool) -> str:  # noqa: FBT001 - two answers about one name
    runs = (name for name, runs in (("terminal", terminal), ("desk", desk)) if runs)
    return ", ".join(runs) or "development"


def licences_document() -> str:
    terminal, desk = pinned("terminal"), pinned("desk")
    rows = [
        (name, licence(name), _where(name in terminal, name in desk))
        for name in sorted(pinned("build") | pinned("dev"))
    ]
    return "\n".join(
        (
            INTRODUCTION,
            "## Python packages\n",
            table(("package", "licence", "for"), rows),
            "The wheel of `opencv-python` carries FFmpeg and Qt, of `kivy` SDL 2: LGPL and Zlib, as",
            "shared libraries that can be exchanged.\n",
            "## Shipped in this repository\n",
            table(("work", "licence", "where"), SHIPPED),
            "## Fetched beside it, never shipped\n",
            table(("work", "licence", "for"), FETCHED),
            "## Programs beside ours\n",
            table(("program", "licence", "what for"), BESIDE_US),
        )
    )


def pinned(name: str) -> frozenset[str]:
    """Answer the packages that a requirement file pins."""
    content = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([\w.-]+)==", content, re.MULTILINE))


def licence(package: str) -> str:
    """Answer the licence of an installed package as an SPDX expression."""
    if package in READ_IN_THE_PACKAGE:
        return READ_IN_THE_PACKAGE[package]
    about = metadata(package)
    classified = [
        line.rsplit(" :: ", 1)[1]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ")
    ]
    said = (
        *(about.get_all("License-Expression") or ()),
        *(about.get_all("License") or ()),
        " AND ".join(classified),
    )
    first = str(said[0])
    return SPELLINGS.get(first, first)
