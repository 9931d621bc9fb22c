"""The XML library beside a window: Mesa brings another one of the same name into the process."""

import ctypes.util
import subprocess
import sys

import pytest

from tooling.places import ROOT

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
