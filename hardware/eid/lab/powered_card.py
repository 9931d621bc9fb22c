"""The test card under power: APDUs in, APDUs out (ISO/IEC 7816-4, TR-03110-3)."""

from collections.abc import Callable

from hardware.eid.lab import card_passwords, sector, tlv
from hardware.eid.lab.card import Command as Noticed
from hardware.eid.lab.card import Kind, Moment, SpecimenCard
from hardware.eid.lab.card_access import Access
from hardware.eid.lab.card_file_system import CardFileSystem
from hardware.eid.lab.card_pace import Answer, Opened, Pace
from hardware.eid.lab.card_passwords import NOT_ALLOWED, OK
from hardware.eid.lab.person import data_groups
from hardware.eid.lab.secure_messaging import Channel, Command, SecureMessagingError

_NOTHING = b""
_NO_ACCESS = 0x6982
_NOT_FOUND = 0x6A82
_WRONG_PARAMETERS = 0x6A86
_UNKNOWN_COMMAND = 0x6D00
_CHANNEL_LOST = 0x6988
_BROKEN_DATA = 0x6A80
_BROKEN_CHIP = 0x6F00
_WRONG_LENGTH = 0x6700
_HEADER = 4
_SECURED = 0x0C
_SELECT = 0xA4
_READ = 0xB0
_GENERAL_AUTHENTICATE = 0x86
_TEMPLATE = 0x7F4C
_AUXILIARY = 0x67
_MECHANISM = 0x80
_WHOLE = 256
_NO_RIGHTS = bytes(5)

_MOMENTS = {
    _SELECT: Moment.BEING_LOOKED_AT,
    _READ: Moment.BEING_LOOKED_AT,
    _GENERAL_AUTHENTICATE: Moment.PACE,
    0x2A: Moment.CERTIFICATES,
    0x82: Moment.TERMINAL_AUTHENTICATION,
    0x20: Moment.COMPARING,
    0x2C: Moment.WRITING_PIN,
}


class PoweredCard:
    """The card from power-up to power-off; a reset makes a new one."""

    def __init__(self, card: SpecimenCard) -> None:
        card.passwords.resumed = False
        self._card = card
        self._files = CardFileSystem(card.files.contents, data_groups(card.holder))
        self._channel: Channel | None = None
        self._agreed: Channel | None = None
        self._pace: Pace | None = None
        self._opened: Opened | None = None
        self._access: Access | None = None
        self._identifying = False
        self._commands: dict[int, Callable[[Command], Answer]] = {
            _SELECT: self._files.select,
            _READ: self._read,
            0x22: self._manage_environment,
            _GENERAL_AUTHENTICATE: self._general_authenticate,
            0x2C: self._reset_retry_counter,
            0x84: self._challenge,
            0x2A: self._verify_certificate,
            0x82: self._external_authenticate,
            0x20: self._verify,
        }

    def transmit(self, apdu: bytes) -> bytes:
        """Answer an APDU. Raises CardPulled."""
        if len(apdu) < _HEADER:
            return _WRONG_LENGTH.to_bytes(2, "big")
        command = _parsed(apdu)
        self._card.meet(Noticed(command.ins, self._moment(command)))
        answer = self._answered(command)
        self._card.leave()
        if self._agreed:
            self._channel, self._agreed = self._agreed, None
        return answer

    def _moment(self, command: Command) -> Moment | None:
        moment = _MOMENTS.get(command.ins)
        if self._access is None:
            return moment
        if command.ins == _GENERAL_AUTHENTICATE:
            return Moment.COMPARING if self._identifying else Moment.CHIP_AUTHENTICATION
        if command.ins == _READ and self._access.effective:
            return Moment.READING
        return moment

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
        if self._card.kind is Kind.BROKEN:
            return _NOTHING, _BROKEN_CHIP
        if self._card.kind is Kind.OTHER_CARD:
            return _NOTHING, _NOT_FOUND if command.ins == _SELECT else _UNKNOWN_COMMAND
        run = self._commands.get(command.ins)
        if run is None:
            return _NOTHING, _UNKNOWN_COMMAND
        try:
            return run(command)
        except (ValueError, KeyError, IndexError, StopIteration):
            return _NOTHING, _BROKEN_DATA

    def _read(self, command: Command) -> Answer:
        return self._files.read(command, self._access.granted if self._access else _NO_RIGHTS)

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
                self._identifying = objects.get(_MECHANISM) == sector.RI_OID
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
        if self._access and self._identifying:
            return self._access.identify(command.data)
        if self._access and inner:
            answer, channel = self._access.authenticate_chip(inner[0].value)
            self._agreed = channel
            return answer
        return _refused()

    def _open(self, opened: Opened) -> None:
        self._opened = opened
        self._agreed = opened.channel
        if opened.template:
            card = self._card
            self._access = Access(
                card.root, opened.template, opened.card_id, card.files.keys, card.issued
            )

    def _challenge(self, _command: Command) -> Answer:
        return self._access.challenge() if self._access else _refused()

    def _verify_certificate(self, command: Command) -> Answer:
        return self._access.verify_certificate(command.data) if self._access else _refused()

    def _external_authenticate(self, command: Command) -> Answer:
        return self._access.authenticate_terminal(command.data) if self._access else _refused()

    def _verify(self, command: Command) -> Answer:
        if self._access is None:
            return _NOTHING, _NO_ACCESS
        return self._access.verify(tlv.values(command.data)[0x06], self._card.holder)

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
