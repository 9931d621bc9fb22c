"""The virtual reader's wire, with a stand-in for vpcd at the other end of it."""

import socket
import struct
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hardware.eid.lab import card_files, card_issuer
from hardware.eid.lab.card import SpecimenCard
from hardware.eid.lab.terminal_authority import terminal_authority
from hardware.eid.lab.virtual_reader import VirtualReader
from kiosk.clock import SystemClock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SELECT_MAIN = bytes.fromhex("00a4000c023f00")


class Vpcd:
    """Listens as pcscd's driver does."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(5)
        self.port = self.server.getsockname()[1]
        self.contact: socket.socket | None = None

    def accept(self) -> None:
        if self.contact is not None:
            self.contact.close()
        self.contact, _ = self.server.accept()
        self.contact.settimeout(5)

    def ask(self, frame: bytes) -> bytes | None:
        """Answer what the card answers, None where it is gone."""
        assert self.contact is not None
        try:
            self.contact.sendall(struct.pack(">H", len(frame)))
            self.contact.sendall(frame)
            head = self.contact.recv(2)
        except ConnectionError:
            return None
        return self.contact.recv(struct.unpack(">H", head)[0]) if head else None

    def close(self) -> None:
        if self.contact is not None:
            self.contact.close()
        self.server.close()


@pytest.fixture
def vpcd() -> Iterator[Vpcd]:
    vpcd = Vpcd()
    yield vpcd
    vpcd.close()


@pytest.fixture
def card() -> SpecimenCard:
    files = card_files.card_files(card_issuer.card_issuer(NOW))
    return SpecimenCard(files, terminal_authority(NOW.date(), b"").root, NOW.date())


@pytest.fixture
def reader(vpcd: Vpcd, card: SpecimenCard) -> Iterator[VirtualReader]:
    reader = VirtualReader(card, SystemClock(), vpcd.port)
    yield reader
    reader.close()


def test_a_card_answers_to_reset_and_to_commands(reader: VirtualReader, vpcd: Vpcd) -> None:
    reader.insert_card()
    vpcd.accept()
    answer = vpcd.ask(b"\x04")
    assert answer is not None
    assert answer[0] == 0x3B
    assert vpcd.ask(SELECT_MAIN) == b"\x90\x00"
    assert reader.card_present


def test_a_card_taken_away_answers_no_more(reader: VirtualReader, vpcd: Vpcd) -> None:
    reader.insert_card()
    vpcd.accept()
    reader.remove_card()
    assert not reader.card_present
    assert vpcd.ask(b"\x04") is None


def test_a_card_snatched_at_a_command_answers_it_no_more(
    reader: VirtualReader, vpcd: Vpcd, card: SpecimenCard
) -> None:
    told: list[str] = []
    card.pull_at(0xA4, lambda: told.append("now"))
    reader.insert_card()
    vpcd.accept()
    assert vpcd.ask(b"\x04") is not None
    assert vpcd.ask(SELECT_MAIN) is None
    assert told == ["now"]
    reader.close()
    assert not reader.card_present


def test_the_same_card_can_be_laid_down_again(reader: VirtualReader, vpcd: Vpcd) -> None:
    for _ in range(2):
        reader.insert_card()
        vpcd.accept()
        assert vpcd.ask(SELECT_MAIN) == b"\x90\x00"
        reader.remove_card()


def test_a_reader_that_nobody_runs_leaves_the_card_beside_it(card: SpecimenCard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    reader = VirtualReader(card, SystemClock(), port)
    reader.insert_card()
    reader.close()
    assert not reader.card_present
