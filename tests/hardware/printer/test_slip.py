"""The slip: readable on every paper, in every letter, and free of bytes that a printer would obey."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import pytest

from hardware.printer.escpos.letters import printable
from hardware.printer.escpos.slip import Paper, set_slip
from hardware.printer.escpos_tcp import Settings
from hardware.printer.thermal.commands import REALTIME, Command, take
from hardware.printer.thermal.paper import draw
from hardware.printer.thermal.print_head import Line, PrintHead, Row
from kiosk.contracts.receipts import Receipt
from tests.hardware.printer.slips import RECEIPT, codes_on

PAGES: Mapping[str, int] = Settings().code_pages
WIDTHS = (384, 512, 576)


def rows_of(receipt: Receipt, dots: int = 576, pages: Mapping[str, int] = PAGES) -> list[Row]:
    """Answer what a print head makes of the slip."""
    buffer = bytearray(b"".join(set_slip(receipt, Paper(dots, pages))))
    head = PrintHead(dots)
    rows: list[Row] = []
    while (command := take(buffer)) is not None:
        rows += head.obey(command)
    assert not buffer
    return rows


def lines_of(receipt: Receipt, dots: int = 576) -> list[str]:
    return [
        "".join(letter for letter, _ in row.letters).strip()
        for row in rows_of(receipt, dots)
        if isinstance(row, Line)
    ]


@pytest.mark.parametrize("dots", WIDTHS)
def test_the_code_can_be_read_off_the_paper(dots: int) -> None:
    assert codes_on(draw(rows_of(RECEIPT, dots), dots)) == [RECEIPT.link]


@pytest.mark.parametrize("dots", WIDTHS)
def test_all_is_on_it_and_no_line_is_broken_by_the_printer(dots: int) -> None:
    lines = lines_of(RECEIPT, dots)
    text = " ".join(" ".join(lines).split())
    assert {"Musterstadt", "M7K4-92QX"} <= set(lines)
    for told in ("Gebühr 13,00 €", "Datum 21.11.2026, 10:12 Uhr", *RECEIPT.notes):
        assert told in text
    for row in rows_of(RECEIPT, dots):
        if isinstance(row, Line):
            assert sum(12 * style.width for _, style in row.letters) <= dots


def test_the_number_is_the_largest() -> None:
    sizes = {
        "".join(letter for letter, _ in row.letters): row.letters[0][1].width
        for row in rows_of(RECEIPT)
        if isinstance(row, Line)
    }
    assert sizes.pop("M7K4-92QX") > max(sizes.values())


def test_a_long_number_is_set_smaller_rather_than_broken() -> None:
    number = "2026-GB-000000123-NRW-7Q2M9KX4T1B8Z0"
    assert number in lines_of(replace(RECEIPT, number=number))


def test_state_can_be_asked_between_blocks() -> None:
    for block in set_slip(RECEIPT, Paper(576, PAGES)):
        assert len(block) <= 2048
        rest = bytearray(block)
        while take(rest) is not None:
            pass
        assert not rest, "a block ends within a command"


def test_no_text_can_make_the_printer_obey() -> None:
    evil = "\x10\x04\x01\x1b@\x1dV\x00\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
    told = replace(RECEIPT, town=evil, rows=((evil, evil),), notes=(evil,))
    data = b"".join(set_slip(told, Paper(576, PAGES)))
    assert not any(request in data for request in REALTIME)
    rest = bytearray(data)
    cuts = 0
    while (command := take(rest)) is not None:
        cuts += isinstance(command, Command) and command.name == "GS V"
    assert cuts == 1


def test_a_link_too_long_for_the_paper_is_refused_unnamed() -> None:
    with pytest.raises(ValueError, match="fit across the paper") as refused:
        set_slip(replace(RECEIPT, link="https://example.org/" + "x" * 800), Paper(384, PAGES))
    assert "xxx" not in str(refused.value)


def test_letters_come_as_they_are_where_the_printer_has_them() -> None:
    told = "Łódź – „Grüße“ 13 €, Київ, Čapek"  # noqa: RUF001 - a dash as in good typography
    assert told in lines_of(replace(RECEIPT, notes=(told,)))


def test_every_latin_letter_has_a_readable_form() -> None:
    latin = [chr(code) for code in (*range(0xA0, 0x250), *range(0x1E00, 0x1F00))]
    in_use = [
        letter
        for letter in latin
        if unicodedata.category(letter) in {"Lu", "Ll"} and unicodedata.decomposition(letter)
    ]
    assert len(in_use) > 400
    for letter in in_use:
        read = printable(letter, str.isascii)
        assert read.isascii(), letter
        assert "?" not in read, letter
        assert any(map(str.isalpha, read)), letter


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Đặng Nguyễn", "Dang Nguyen"),
        ("C̆ M̂ Ç̆", "C M C"),  # sequences of DIN 91379 that have no letter of their own
        ("Ləman", "Leman"),
        ("Straße", "Strasse"),
        ("13 €", "13 EUR"),
        ("محمد", "????"),
    ],
)
def test_what_the_printer_lacks_is_written_nearest(written: str, read: str) -> None:
    assert printable(written, str.isascii) == read


def test_letters_and_marks_apart_are_the_letter() -> None:
    assert printable("Mu\u0308ller", lambda letter: letter.isascii() or letter == "ü") == "Müller"
