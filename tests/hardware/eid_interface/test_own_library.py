"""The XML library beside a window: Mesa brings another one of the same name into the process."""

import ast
import ctypes.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree.tracked import text, tracked
from tooling.places import ROOT

OWNER = Path("hardware/eid_interface")
XML_LIBRARIES = {"lxml", "signxml"}
PRODUCT = {"hardware", "kiosk", "screens", "remote_assist"}

PROGRAM = """
import ctypes, sys
ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
import hardware.eid_interface
from lxml import etree
kind = '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="n" type="s:integer"/></s:schema>'
etree.XMLSchema(etree.fromstring(kind)).assertValid(etree.fromstring('<n>' + '9' * 48 + '</n>'))
"""


def test_signatures_are_checked_by_the_library_that_lxml_was_built_with() -> None:
    other = ctypes.util.find_library("xml2")
    if other is None:
        pytest.skip("this system has no libxml2 of its own")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, other],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_nobody_else_loads_it_for_who_comes_first_decides_which_one_all_get() -> None:
    product = [path for path in tracked(".py") if path.parts[0] in PRODUCT]
    loading = {path for path in product if _imported(path) & XML_LIBRARIES}
    assert loading
    assert not [path for path in loading if OWNER not in path.parents]


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.Import):
            names |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
