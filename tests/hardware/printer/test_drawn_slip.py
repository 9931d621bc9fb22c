"""The drawn slip: large print and every script, as readable and as harmless as the written one."""

import io
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from hardware.printer.escpos.drawn_slip import draw_slip, lay_out
from hardware.printer.escpos.raster import harmless
from hardware.printer.escpos.slip import Paper, set_slip
from hardware.printer.escpos_tcp import Settings
from hardware.printer.thermal.commands import REALTIME, Command, take
from hardware.printer.thermal.paper import draw
from hardware.printer.thermal.print_head import Dots, Line, PrintHead, Row
from kiosk.contracts.receipts import Receipt
from tests.hardware.printer.slips import RECEIPT, codes_on

PAGES: Mapping[str, int] = Settings().code_pages
WIDTHS = (384, 512, 576)
LARGE = replace(RECEIPT, large=True)
ARABIC = replace(
    RECEIPT,
    title="شهادة حسن السيرة والسلوك",
    rows=(("التاريخ", "21.11.2026"), ("الرسوم", "13,00 €")),
    notes=("احتفظ بهذا الإيصال. يمكنك الاطلاع على حالة طلبك عبر هذا الرمز.",),
    rtl=True,
)
VIETNAMESE = replace(RECEIPT, title="Giấy chứng nhận lý lịch tư pháp", notes=("Hãy giữ lại.",))


def rows_of(receipt: Receipt, dots: int = 576) -> list[Row]:
    buffer = bytearray(b"".join(set_slip(receipt, Paper(dots, PAGES))))
    head = PrintHead(dots)
    rows: list[Row] = []
    while (command := take(buffer)) is not None:
        rows += head.obey(command)
    assert not buffer
    return rows


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("receipt", [LARGE, ARABIC, VIETNAMESE], ids=["large", "ar", "vi"])
def test_the_code_can_be_read_off_a_drawn_slip(receipt: Receipt, dots: int) -> None:
    assert codes_on(draw(rows_of(receipt, dots), dots)) == [receipt.link]


@pytest.mark.parametrize("receipt", [LARGE, ARABIC, VIETNAMESE], ids=["large", "ar", "vi"])
def test_what_the_printer_cannot_write_is_drawn_whole(receipt: Receipt) -> None:
    kinds = {type(row) for row in rows_of(receipt)}
    assert Dots in kinds
    assert Line not in kinds


def test_what_the_printer_can_write_is_written() -> None:
    assert Line in {type(row) for row in rows_of(RECEIPT)}


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("receipt", [LARGE, ARABIC, VIETNAMESE], ids=["large", "ar", "vi"])
def test_every_word_stands_on_it(receipt: Receipt, dots: int) -> None:
    above, below, end = lay_out(receipt, dots)
    told = "".join(line.text for part in (above, below, end) for line in part.lines).replace(
        " ", ""
    )
    rows = tuple(text for row in receipt.rows for text in row)
    for text in (receipt.town, receipt.title, receipt.number, *rows, *receipt.notes):
        assert text.replace(" ", "") in told


@pytest.mark.parametrize("dots", WIDTHS)
def test_no_line_touches_the_next_and_none_leaves_the_paper(dots: int) -> None:
    long = replace(LARGE, title="Aufenthaltsbescheinigungsverlängerungsantrag", number="7" * 40)
    for part in lay_out(long, dots):
        tops = sorted({(line.top, line.size) for line in part.lines})
        for (top, size), (below, _) in pairwise(tops):
            assert top + size < below
    picture = Image.open(io.BytesIO(draw(rows_of(long, dots), dots))).convert("L")
    assert picture.getbbox() is not None


def test_large_print_is_at_least_sixteen_points() -> None:
    points = [line.size / 203 * 72 for part in lay_out(LARGE, 576) for line in part.lines]
    assert min(points) >= 16


def test_an_arabic_row_begins_at_the_right() -> None:
    alone = replace(ARABIC, rows=(("الرسوم", ""),))
    label = next(line for line in lay_out(alone, 576)[0].lines if line.text == "الرسوم")
    dots = b"".join(block[8:] for block in draw_slip(alone, 576)[1:-1])  # after GS v 0's head
    picture = Image.frombytes("1", (576, len(dots) // 72), dots)
    inked = picture.crop((0, label.top, 576, label.top + label.size)).getbbox()
    assert inked is not None
    assert inked[0] > 576 / 2


def test_no_picture_can_make_the_printer_obey() -> None:
    for receipt in (LARGE, ARABIC, VIETNAMESE):
        data = b"".join(draw_slip(receipt, 576))
        assert not any(request in data for request in REALTIME)
        rest = bytearray(data)
        cuts = 0
        while (command := take(rest)) is not None:
            cuts += isinstance(command, Command) and command.name == "GS V"
        assert cuts == 1


@pytest.mark.parametrize("obeyed", [0x04, 0x05, 0x14])
def test_dots_that_read_as_a_request_get_one_dot_more(obeyed: int) -> None:
    row = bytes((0, 0x10, obeyed, 0xFF))
    assert harmless(row) == bytes((0, 0x10, obeyed | 0x08, 0xFF))
    assert harmless(bytes((obeyed, 1)), before=0x10) == bytes((obeyed | 0x08, 1))
    assert harmless(bytes((0x10, 0x11))) == bytes((0x10, 0x11))


@pytest.mark.parametrize("large", [False, True])
def test_what_is_still_to_pay_has_its_own_symbol_below(*, large: bool) -> None:
    owing = replace(RECEIPT, pay="https://pay.example/t1", pay_here="Hier bezahlen", large=large)
    assert codes_on(draw(rows_of(owing), 576)) == [RECEIPT.link, owing.pay]


@pytest.mark.parametrize("large", [False, True])
def test_on_narrow_paper_a_wide_symbol_is_left_to_the_rows(*, large: bool) -> None:
    giro_code = "\n".join(("BCD", "002", "1", "SCT", "X" * 160))
    owing = replace(RECEIPT, pay=giro_code, pay_here="Hier bezahlen", large=large)
    assert codes_on(draw(rows_of(owing, 384), 384)) == [RECEIPT.link]


def test_the_card_terminals_slip_is_drawn_with_it() -> None:
    paid = replace(LARGE, card_slip=("Kundenbeleg", "Betrag 13,00 EUR"))
    assert [line.text for line in lay_out(paid, 576)[2].lines] == list(paid.card_slip)
