"""The test card under power: APDUs in, APDUs out (ISO/IEC 7816-4, TR-03110-3)."""

from collections.abc import Callable

from hardware.eid.lab import card_passwords, rights, tlv
from hardware.eid.lab.card import SpecimenCard
from hardware.eid.lab.card_access import Access
from hardware.eid.lab.card_files import DIRECTORY, EID_APPLICATION
from hardware.eid.lab.card_pace import Answer, Opened, Pace
from hardware.eid.lab.card_passwords import NOT_ALLOWED, OK
from hardware.eid.lab.person import data_groups
from hardware.eid.lab.secure_messaging import Channel, Command, SecureMessagingError

_NOTHING = b""
_NOT_FOUND = 0x6A82
_NO_ACCESS = 0x6982
_NO_FILE = 0x6986
_WRONG_PARAMETERS = 0x6A86
_BEYOND_END = 0x6B00
_SHORT_FILE = 0x6282
_UNKNOWN_COMMAND = 0x6D00
_CHANNEL_LOST = 0x6988
_BROKEN_DATA = 0x6A80
_OUT_OF_DATE = 0x6300
_WRONG_LENGTH = 0x6700
_HEADER = 4
_SECURED = 0x0C
_DIRECTORY_ID = 0x1E
_TEMPLATE = 0x7F4C
_AUXILIARY = 0x67
_VALIDITY_OID = bytes.fromhex("04007f000703010402")  # id-DateOfExpiry
_WHOLE = 256


class PoweredCard:
    """The card from power-up to power-off; a reset makes a new one."""

    def __init__(self, card: SpecimenCard) -> None:
        card.passwords.resumed = False
        self._card = card
        self._groups = data_groups(card.holder)
        self._in_application = False
        self._file: bytes | None = None
        self._channel: Channel | None = None
        self._agreed: Channel | None = None
        self._pace: Pace | None = None
        self._opened: Opened | None = None
        self._access: Access | None = None
        self._commands: dict[int, Callable[[Command], Answer]] = {
            0xA4: self._select,
            0xB0: self._read,
            0x22: self._manage_environment,
            0x86: self._general_authenticate,
            0x2C: self._reset_retry_counter,
            0x84: self._challenge,
            0x2A: self._verify_certificate,
            0x82: self._external_authenticate,
            0x20: self._verify_validity,
        }

    def transmit(self, apdu: bytes) -> bytes:
        """Answer an APDU. Raises CardPulled."""
        if len(apdu) < _HEADER:
            return _WRONG_LENGTH.to_bytes(2, "big")
        command = _parsed(apdu)
        self._card.meet(command.ins)
        answer = self._answered(command)
        if self._agreed:
            self._channel, self._agreed = self._agreed, None
        return answer

    def _answered(self, command: Command) -> bytes:
        channel = self._channel
        if channel is None or command.cla & _SECURED != _SECURED:
            self._channel = None
            data, status = self._run(command)
            return data + status.to_bytes(2, "big")
        try:
            inner = channel.unwrap(command)
        except (SecureMessagingError, tlv.TlvError):
            self._channel = None
            return _CHANNEL_LOST.to_bytes(2, "big")
        return channel.wrap_answer(*self._run(inner))

    def _run(self, command: Command) -> Answer:
        run = self._commands.get(command.ins)
        if run is None:
            return _NOTHING, _UNKNOWN_COMMAND
        try:
            return run(command)
        except (ValueError, KeyError, IndexError, StopIteration):
            return _NOTHING, _BROKEN_DATA

    # --- files

    def _select(self, command: Command) -> Answer:
        self._file = None
        if command.data == EID_APPLICATION:
            self._in_application = True
            return _NOTHING, OK
        if command.p1 in (0, 2) and command.data in (b"", b"\x3f\x00"):
            self._in_application = False
            return _NOTHING, OK
        self._file = self._card.files.contents.get(int.from_bytes(command.data, "big"))
        return _NOTHING, OK if self._file is not None else _NOT_FOUND

    def _read(self, command: Command) -> Answer:
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80:
            offset = command.p2
            status = self._choose(command.p1 & 0x1F)
            if status != OK:
                return _NOTHING, status
        if self._file is None:
            return _NOTHING, _NO_FILE
        if offset >= len(self._file):
            return _NOTHING, _BEYOND_END
        wanted = command.expected or _WHOLE
        chunk = self._file[offset : offset + wanted]
        whole = len(chunk) == wanted or wanted >= _WHOLE
        return chunk, OK if whole else _SHORT_FILE

    def _choose(self, short_identifier: int) -> int:
        if not self._in_application:
            wanted = DIRECTORY if short_identifier == _DIRECTORY_ID else 0x0100 | short_identifier
            self._file = self._card.files.contents.get(wanted)
            return OK if self._file is not None else _NOT_FOUND
        self._file = None
        if short_identifier not in self._groups:
            return _NOT_FOUND
        if self._access is None or not rights.opens(self._access.granted, short_identifier):
            return _NO_ACCESS
        self._file = self._groups[short_identifier]
        return OK

    # --- authentication

    def _manage_environment(self, command: Command) -> Answer:
        objects = tlv.values(command.data)
        match command.p1, command.p2:
            case 0xC1, 0xA4:
                return self._prepare_pace(command.data, objects[0x83][0])
            case 0x81, 0xB6 if self._access:
                return self._access.choose_issuer(objects[0x83])
            case 0x81, 0xA4 if self._access:
                return self._access.choose_terminal(objects, _raw(command.data, _AUXILIARY))
            case 0x41, 0xA4:
                return _NOTHING, OK
            case _:
                return _NOTHING, _WRONG_PARAMETERS

    def _prepare_pace(self, data: bytes, reference: int) -> Answer:
        self._pace = Pace(self._card.passwords, reference, _raw(data, _TEMPLATE))
        self._access = None
        return _NOTHING, self._card.passwords.condition(reference)

    def _general_authenticate(self, command: Command) -> Answer:
        inner = tlv.decode(tlv.decode(command.data)[0].value)
        if self._pace and self._pace.running:
            answer = self._pace.step(inner[0].value if inner else _NOTHING)
            if self._pace.opened:
                self._open(self._pace.opened)
            return answer
        if self._access and inner:
            answer, channel = self._access.authenticate_chip(inner[0].value)
            self._agreed = channel
            return answer
        return _refused()

    def _open(self, opened: Opened) -> None:
        self._opened = opened
        self._agreed = opened.channel
        if opened.template:
            self._access = Access(
                self._card.root, opened.template, opened.card_id, self._card.files.chip_key
            )

    def _challenge(self, _command: Command) -> Answer:
        return self._access.challenge() if self._access else _refused()

    def _verify_certificate(self, command: Command) -> Answer:
        return self._access.verify_certificate(command.data) if self._access else _refused()

    def _external_authenticate(self, command: Command) -> Answer:
        return self._access.authenticate_terminal(command.data) if self._access else _refused()

    def _verify_validity(self, command: Command) -> Answer:
        """Compare the card's expiry with the date that the terminal signed (TR-03110-3, B.6.1)."""
        if self._access is None or not self._access.effective:
            return _NOTHING, _NO_ACCESS
        if tlv.values(command.data).get(0x06) != _VALIDITY_OID:
            return _NOTHING, _WRONG_PARAMETERS
        for item in tlv.decode(tlv.find(self._access.auxiliary, _AUXILIARY) or _NOTHING):
            fields = tlv.values(item.value)
            if fields.get(0x06) == _VALIDITY_OID:
                valid = fields[0x53] <= self._card.holder.expiry.encode()
                return _NOTHING, OK if valid else _OUT_OF_DATE
        return _NOTHING, _OUT_OF_DATE

    # --- PIN management

    def _reset_retry_counter(self, command: Command) -> Answer:
        reference = self._opened.reference if self._opened and self._channel else None
        match command.p1, reference:
            case 2, card_passwords.PIN:
                return _NOTHING, self._card.passwords.change_pin(command.data)
            case 3, card_passwords.PUK:
                return _NOTHING, self._card.passwords.unblock()
            case _:
                return _NOTHING, _NO_ACCESS


def _refused() -> Answer:
    return _NOTHING, NOT_ALLOWED


def _raw(data: bytes, tag: int) -> bytes:
    return b"".join(item.raw for item in tlv.decode(data) if item.tag == tag)


def _parsed(apdu: bytes) -> Command:
    """Take an APDU apart, short or extended length (ISO/IEC 7816-3, 12.1.3)."""
    cla, ins, p1, p2 = apdu[:4]
    body = apdu[4:]
    if len(body) <= 1:
        return Command(cla, ins, p1, p2, b"", (body[0] or _WHOLE) if body else None)
    wide = body[0] == 0
    if wide and len(body) == 3:  # noqa: PLR2004 - extended Le alone
        return Command(cla, ins, p1, p2, b"", int.from_bytes(body[1:], "big") or _WHOLE**2)
    start = 3 if wide else 1
    length = int.from_bytes(body[1:3], "big") if wide else body[0]
    rest = body[start + length :]
    expected = (int.from_bytes(rest, "big") or (_WHOLE ** len(rest))) if rest else None
    return Command(cla, ins, p1, p2, body[start : start + length], expected)
