"""ZVT's bytes: vectors of the specification, every field there and back, and nothing that crashes it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.payment import Voucher
from hardware.payment.zvt import bmp, orders, reports, tlv
from hardware.payment.zvt.apdu import LONGEST, Apdu, ProtocolError, Splitter
from hardware.payment.zvt.orders import Password, read_order
from hardware.payment.zvt.packed import digits, from_text, pack, to_text, unpack
from hardware.payment.zvt.printing import Printed, ReceiptKind, masked
from hardware.payment.zvt.reports import (
    Aborted,
    CardNumber,
    Completion,
    News,
    Status,
    condition,
    read_report,
    registered,
)
from hardware.payment.zvt.totals import KINDS, Totals, pack_totals, read_totals

PASSWORD = Password("123456")
# A payment as a terminal reported it (PA00P015 13.08, 3.1.1), its contract number made up to 15 places.
APPROVED = bytes.fromhex(
    "04 0F 77 27 00 04 00 00 00 00 20 40 0B 00 04 70 0C 22 39 53 0D 10 06 0E 25 12 17 00 01 19 70"
    "22 F0 F8 EE EE EE EE EE EE 47 71 29 28 00 48 69"
    "2A 31 30 30 34 36 37 36 33 20 20 20 20 20 20 20 3B 36 31 31 38 30 34 00 00"
    "3C F0 F1 F4 47 45 4E 2E 4E 52 2E 3A 36 31 31 38 30 34 49 09 78 87 04 70 88 00 04 70 8A 2E"
    "8B F1 F7 44 65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 00".replace(" ", "")
)
STOPPED = bytes.fromhex(
    "04 0F 1E 27 6C 29 28 00 48 69 3C F0 F1 F9 41 62 62 72 75 63 68 20 64 75 72 63 68 20 4B 75 6E"
    "64 65".replace(" ", "")
)
ORDERS = {
    "06 00 0E 12 34 56 BE 09 78 06 06 26 04 0A 02 06 D3": orders.Register(PASSWORD),
    "06 01 0C 04 00 00 00 00 13 00 49 09 78 19 40": orders.Authorise(13_00),
    "06 01 10 04 00 00 00 00 13 00 49 09 78 19 40 01 1E 02 06": orders.Authorise(13_00, 30, 6),
    "06 02 00": orders.LogOff(),
    "06 B0 00": orders.Abort(),
    "06 30 0D 12 34 56 87 04 70 04 00 00 00 00 13 00": orders.Reverse(PASSWORD, 470, 13_00),
    "06 50 03 12 34 56": orders.EndOfDay(PASSWORD),
    "06 20 05 12 34 56 03 03": orders.RepeatReceipt(PASSWORD),
    "05 01 05 12 34 56 03 02": orders.Enquire(PASSWORD),
    "06 70 00": orders.Diagnose(),
    "06 93 03 12 34 56": orders.Initialise(PASSWORD),
}
FIELDS = st.one_of(
    st.sampled_from(sorted(bmp.FIXED)).flatmap(
        lambda n: st.tuples(st.just(n), st.binary(min_size=bmp.FIXED[n], max_size=bmp.FIXED[n]))
    ),
    st.sampled_from(sorted(bmp.VARIABLE)).flatmap(
        lambda n: st.tuples(st.just(n), st.binary(max_size=99 if bmp.VARIABLE[n] == 2 else 999))
    ),
    st.tuples(st.just(bmp.CONTAINER), st.binary(max_size=300)),
)
TAGS = st.one_of(
    st.integers(0, 0xFF).filter(lambda tag: tag & 0x1F != 0x1F),
    st.tuples(st.sampled_from((0x1F, 0x3F, 0x9F, 0xFF)), st.integers(0, 0x7F)).map(
        lambda tag: tag[0] << 8 | tag[1]
    ),
    st.tuples(st.integers(0x80, 0xFF), st.integers(0, 0x7F)).map(
        lambda tag: 0x1F << 16 | tag[0] << 8 | tag[1]
    ),
)


def split(data: bytes) -> Apdu:
    (apdu,) = Splitter().feed(data)
    return apdu


@pytest.mark.parametrize(("told", "order"), ORDERS.items())
def test_orders_are_what_the_specification_writes(told: str, order: orders.Order) -> None:
    data = bytes.fromhex(told.replace(" ", ""))
    assert order.apdu().encode() == data
    assert read_order(split(data)) == order


def test_the_given_payment_is_read_to_the_byte() -> None:
    apdu = split(APPROVED)
    assert read_report(apdu) == Status(
        result=0,
        cents=20_40,
        voucher=Voucher("28004869", receipt=470, trace=470, at="1006223953"),
        card_type=0x2E,
        card_name="Debit Mastercard",
        text="GEN.NR.:611804",
        card_number=CardNumber.MASKED,
    )
    fields = bmp.decode(apdu.data)
    assert len(fields) == 18
    assert apdu.encode() == Apdu(apdu.control, bmp.encode(fields)).encode() == APPROVED


def test_the_given_stop_is_read() -> None:
    status = read_report(split(STOPPED))
    assert isinstance(status, Status)
    assert (status.result, status.text) == (0x6C, "Abbruch durch Kunde")


@given(FIELDS)
def test_every_field_there_and_back(given_field: tuple[int, bytes]) -> None:
    assert bmp.decode(bmp.encode([given_field])) == (given_field,)


def test_the_table_is_chapter_13() -> None:
    known = {*bmp.FIXED, *bmp.VARIABLE, bmp.CONTAINER}
    assert len(known) == 74 + 1  # and 4C, of 3.1.1
    assert bmp.VARIABLE[0x2D] == 2
    assert bmp.VARIABLE[0x2E] == 3
    unknown = sorted(set(range(256)) - known)
    for number in unknown:
        with pytest.raises(ProtocolError, match=f"a field {number:02X} that ZVT has not"):
            bmp.decode(bytes((number, 0)))


@given(st.lists(FIELDS, max_size=8))
def test_fields_in_any_order_there_and_back(fields: list[tuple[int, bytes]]) -> None:
    data = bmp.encode(fields)
    assert bmp.decode(data) == tuple(fields)
    for cut in range(len(data)):
        try:
            part = bmp.decode(data[:cut])
        except ProtocolError:
            continue
        assert part == tuple(fields)[: len(part)]


@given(st.lists(st.tuples(TAGS, st.binary(max_size=300)), max_size=5))
def test_containers_there_and_back(pairs: list[tuple[int, bytes]]) -> None:
    items = tuple(tlv.Item(tag, value) for tag, value in pairs)
    assert tlv.decode(tlv.encode(items)) == items


@pytest.mark.parametrize(
    ("size", "written"), [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100")]
)
def test_lengths_of_a_container(size: int, written: str) -> None:
    assert tlv.length(size).hex() == written
    assert tlv.read_length(tlv.length(size), 0) == (size, len(written) // 2)


@pytest.mark.parametrize("data", ["25", "2504", "1f", "1f87", "1fffffffff00", "2583000001"])
def test_a_container_that_is_none_is_refused(data: str) -> None:
    with pytest.raises(ProtocolError):
        tlv.decode(bytes.fromhex(data))


@given(
    st.integers(0, 0xFFFF), st.sampled_from((0, 1, 253, 254, 255, 256, 4000, LONGEST)), st.data()
)
def test_any_cut_makes_the_same_apdus(control: int, size: int, data: st.DataObject) -> None:
    apdus = [Apdu(control, bytes(size)), Apdu(0x8000)]
    wire = b"".join(apdu.encode() for apdu in apdus)
    assert wire[2] == min(size, 0xFF)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    splitter, found = Splitter(), []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        found += splitter.feed(wire[start:end])
    assert found == apdus
    assert not splitter.midway


def test_single_bytes_make_the_same_apdu() -> None:
    splitter = Splitter()
    found = [apdu for byte in APPROVED for apdu in splitter.feed(bytes((byte,)))]
    assert [apdu.encode() for apdu in found] == [APPROVED]


def test_too_long_an_apdu_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="65536 bytes do not fit"):
        Apdu(0x06D3, bytes(LONGEST + 1)).encode()


@given(st.binary(max_size=600))
def test_random_bytes_raise_nothing_but_that_they_are_no_zvt(data: bytes) -> None:
    for apdu in Splitter().feed(data):
        _read_everything(apdu)


@given(
    st.sampled_from(
        (0x0401, 0x040F, 0x04FF, 0x060F, 0x061E, 0x06D1, 0x06D3, *range(0x0600, 0x06FF))
    ),
    st.binary(max_size=200),
)
def test_random_data_behind_a_known_control_neither(control: int, data: bytes) -> None:
    _read_everything(Apdu(control, data))


@given(st.integers(0, len(APPROVED) - 4), st.integers(0, 255))
def test_a_bent_byte_neither(place: int, value: int) -> None:
    data = bytearray(split(APPROVED).data)
    data[place] = value
    _read_everything(Apdu(reports.STATUS, bytes(data)))


def _read_everything(apdu: Apdu) -> None:
    for read in (read_report, read_order):
        with suppress(ProtocolError):
            told = read(apdu)
            repr(told)
            if isinstance(told, Completion):
                for ask in (registered, condition):
                    with suppress(ProtocolError):
                        ask(told)


@given(st.integers(0, 99_999_999), st.integers(4, 6))
def test_digits_there_and_back(number: int, size: int) -> None:
    assert unpack(pack(number, size)) == number


@pytest.mark.parametrize("number", [-1, 100])
def test_what_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="has no 2 digits"):
        pack(number, 1)


def test_a_nibble_that_is_no_digit_is_refused() -> None:
    with pytest.raises(ProtocolError, match="digits that are none"):
        digits(b"\x1a")


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 10**8)), min_size=7, max_size=7))
def test_totals_there_and_back(parts: list[tuple[int, int]]) -> None:
    totals = Totals(1, 9999, tuple(parts))
    assert read_totals(pack_totals(totals)) == totals
    assert len(totals.parts) == len(KINDS)
    assert totals.cents == sum(cents for _, cents in parts)


REPORTS: list[reports.News | Status | Printed | Aborted | Completion] = [
    News(0x0A),
    News(0x17, 5, ("Bitte warten…".replace("…", "..."), "Gerät prüft")),
    Status(cents=13_00, voucher=Voucher("28004869", 17, 18, "1121100001"), card_name="girocard"),
    Status(0x6C, text="Abbruch durch Kunde"),
    Status(cents=26_00, totals=Totals(1, 2, ((2, 26_00),) * 7), original_trace=5, card_type=5),
    Printed(("Händlerbeleg", "", "13,00 €"[:5]), ReceiptKind.MERCHANT, ends=True),
    Printed(("Kundenbeleg",), ReceiptKind.CUSTOMER),
    Aborted(0x6C),
    Completion(b"\x19\x10"),
]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
def test_reports_there_and_back(report: reports.News | Status | Printed | Aborted) -> None:
    assert read_report(split(report.apdu().encode())) == report


@pytest.mark.parametrize(
    ("data", "code"),
    [("00", 0), ("dc", 0xDC), ("f0", 0xF0), ("000600", 0), ("f0f0f3312e30c2", 0xC2)],
)
def test_a_condition_is_told_with_and_without_a_version(data: str, code: int) -> None:
    assert condition(Completion(bytes.fromhex(data))) == code


def test_a_registration_tells_status_and_terminal() -> None:
    told = Completion(bytes.fromhex("190029280048694909 78".replace(" ", "")))
    assert registered(told) == (0, "28004869")


def test_lines_that_are_printed_one_by_one() -> None:
    def line(data: str) -> Printed:
        told = read_report(Apdu(0x06D1, bytes.fromhex(data)))
        assert isinstance(told, Printed)
        return told

    assert line("00" + b"Beleg".hex()).lines == ("Beleg",)
    assert line("03" + b"Beleg".hex()).lines == ("   Beleg",)
    assert line("40" + b"Beleg".hex()).lines == ("         Beleg",)
    assert line("ff03").lines == ("", "", "")
    assert line("ff").lines == ("",)
    assert line("81").ends
    assert not line("80").ends
    assert not line("ff01").ends


def test_no_card_number_passes_or_shows() -> None:
    clear = Apdu(reports.STATUS, bytes.fromhex("270022f0f8" + "4111111111111111"))
    told = read_report(clear)
    assert isinstance(told, Status)
    assert told.card_number is CardNumber.CLEAR
    assert "4111" not in repr((clear, told, bmp.decode(clear.data)[1][0], Splitter().feed(b"")))
    assert masked("Nr 4111 1111 1111 1111 VISA") == "Nr **** **** **** 1111 VISA"
    assert masked("4111111111111111") == "************1111"
    assert masked("Terminal-ID 28004869") == "Terminal-ID 28004869"
    assert masked("EMV-AID A0000000041010") == "EMV-AID A0000000041010"
    assert masked("1234567890123456") == "1234567890123456"  # no card's: its check digit is wrong
    block = Printed(("4111 1111 1111 1111",)).apdu()
    printed = read_report(block)
    assert isinstance(printed, Printed)
    assert printed.lines == ("**** **** **** 1111",)
    assert "1111" not in repr(printed)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"GR\x9aN\x84\x94\x81\xe1", "GRÜNäöüß"),  # CP437, as the specification wants
        (b"** H\xc4NDLERBELEG **", "** HÄNDLERBELEG **"),  # ISO 8859-1, as some terminals write
        (b"\xc4\xc4\xc4\xc4", "────"),
        (b"Visa\0", "Visa"),
        (b"a\x1bb\r\n", "a b  "),
    ],
)
def test_text_is_read_as_terminals_write_it(data: bytes, text: str) -> None:
    assert to_text(data) == text


def test_a_letter_that_the_terminal_has_not_is_replaced() -> None:
    assert from_text("Ağustos") == b"A?ustos"
