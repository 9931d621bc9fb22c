"""Of several slots the one that reads ID cards is watched; names are those of devices on the market."""

import pytest

from hardware.card_reader.reader_names import chosen, is_virtual

OMNIKEY = (
    "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422 Smartcard Reader] (KD0) 00 00",
    "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] (KD0) 01 00",
)
IDENTIV = (
    "Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F Contact Reader] (5355) 00 00",
    "Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F CL Reader] (5355) 01 00",
)
ACS = (
    "ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader ICC] 00 00",
    "ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader PICC] 00 01",
    "ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader SAM] 00 02",
)
REINER = ("REINER SCT cyberJack RFID komfort (1234567890) 00 00",)
VIRTUAL = ("Virtual PCD 00 00", "Virtual PCD 00 01")


def choose(names: tuple[str, ...], wanted: str = "", before: str = "") -> str:
    return chosen(names, wanted, allow_virtual=False, before=before)


@pytest.mark.parametrize(
    ("names", "slot"), [(OMNIKEY, 1), (IDENTIV, 1), (ACS, 1), (REINER, 0)],
    ids=["OMNIKEY", "Identiv", "ACS", "REINER SCT"],
)  # fmt: skip
def test_the_contactless_slot_is_taken(names: tuple[str, ...], slot: int) -> None:
    assert choose(names) == names[slot]
    assert choose(tuple(reversed(names))) == names[slot]


def test_a_slot_that_always_holds_a_card_is_never_watched() -> None:
    assert choose(ACS[2:]) == ""


def test_without_a_contactless_slot_the_contacts_must_do() -> None:
    assert choose(OMNIKEY[:1]) == OMNIKEY[0]


@pytest.mark.parametrize("wanted", ["ACS ACR1281", "ACS*00 01", "*PICC"])
def test_the_configured_pattern_decides(wanted: str) -> None:
    assert choose((*OMNIKEY, *ACS), wanted) == ACS[1]


def test_a_pattern_is_no_regular_expression() -> None:
    assert choose(ACS, "ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader PICC]") == ACS[1]
    assert choose(ACS, "ACS ACR....") == ""


def test_the_reader_before_is_kept_among_equals() -> None:
    twins = ("Reader A CL 00 00", "Reader B CL 01 00")
    assert choose(twins, before=twins[1]) == twins[1]
    assert choose((*OMNIKEY,), before=OMNIKEY[0]) == OMNIKEY[1]


def test_the_virtual_reader_is_for_tests_alone() -> None:
    assert choose(VIRTUAL) == ""
    assert chosen(VIRTUAL, "", allow_virtual=True) == VIRTUAL[0]
    assert [is_virtual(name) for name in (*VIRTUAL, *REINER)] == [True, True, False]
