"""Brings python-escpos in without what its import leaves behind."""

import logging
import shutil
from collections.abc import Mapping
from typing import Any


def slip_builder(code_pages: Mapping[str, int]) -> Any:
    """Answer python-escpos' printer that only collects bytes, writing with these code pages.

    The first call imports the library (0.2 s): make it in a worker thread. The import parses a
    database of printers, pickles it into a new temporary directory and configures the root logger;
    directory and logging are put back.
    """
    root = logging.getLogger()
    handlers = root.handlers[:]
    from escpos import capabilities  # noqa: PLC0415 - on demand: slow, and only this driver needs it
    from escpos.magicencode import Encoder  # noqa: PLC0415
    from escpos.printer import Dummy  # noqa: PLC0415

    root.handlers[:] = handlers
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return Dummy(magic_encode_args={"encoder": Encoder(dict(code_pages))})
