"""Sheets: all of a printout is on them, in every script, with the symbol to read."""

import io
import re
from dataclasses import replace

import pytest

from hardware.document_printer.sheets import BOTTOM, HEIGHT, _Setter, pdf, wrapped
from kiosk.contracts.printouts import Printout
from tests.hardware.document_printer.printouts import PRINTOUT, codes_on

ARABIC = replace(PRINTOUT, title="طلب شهادة", rows=(("الاسم", "إريكا"),), rtl=True)


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", document))


@pytest.mark.parametrize(
    "printout", [PRINTOUT, ARABIC, replace(PRINTOUT, large=True)], ids=["normal", "ar", "large"]
)
def test_the_symbol_can_be_read_off_the_sheet(printout: Printout) -> None:
    setter = _Setter(printout)
    setter.set()
    (sheet,) = setter.numbered()
    out = io.BytesIO()
    sheet.canvas.save(out, "PNG")
    assert codes_on(out.getvalue()) == [printout.link]


def test_one_sheet_of_a4_where_it_is_enough() -> None:
    document = pdf(PRINTOUT)
    assert document.startswith(b"%PDF-")
    assert pages(document) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", document)
    assert box is not None
    assert (round(float(box[1])), round(float(box[2]))) == (595, 842)  # points


def test_a_long_one_goes_on_over_the_page_and_loses_nothing() -> None:
    rows = tuple((f"Frage {number}", "Antwort " * 12) for number in range(60))
    setter = _Setter(replace(PRINTOUT, rows=rows))
    setter.set()
    sheets = setter.numbered()
    assert len(sheets) > 1
    for sheet in sheets:
        foot = sheet.canvas.crop((0, HEIGHT - BOTTOM // 2, sheet.canvas.width, HEIGHT))
        assert foot.getextrema() == (255, 255), "ink in the printer's margin"
        assert sheet.canvas.getextrema()[0] == 0


def test_large_print_takes_more_room() -> None:
    rows = tuple((f"Frage {number}", "Antwort") for number in range(20))
    told = replace(PRINTOUT, rows=rows)
    assert pages(pdf(replace(told, large=True))) > pages(pdf(told))


def test_a_word_wider_than_the_line_is_parted_not_cut() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    lines = list(wrapped(word, 46, "Regular", 500))
    assert len(lines) > 1
    assert "".join(lines) == word


def test_what_is_printed_stays_out_of_its_repr() -> None:
    assert "Mustermann" not in repr(PRINTOUT)
