"""The test card: what it tells without a PIN, what it refuses, and that no bytes break it."""

from datetime import UTC, date, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from hardware.eid.lab import card_files, card_issuer, curve, rights, signing, tlv
from hardware.eid.lab.card import CardPulled, Kind, Moment, SpecimenCard
from hardware.eid.lab.card_access import Access
from hardware.eid.lab.card_passwords import PIN, PUK, Passwords
from hardware.eid.lab.person import ERIKA, GROUPS, data_groups, read_address, read_text
from hardware.eid.lab.powered_card import PoweredCard
from hardware.eid.lab.secure_messaging import Channel, Command, SecureMessagingError
from hardware.eid.lab.terminal_authority import CVCA_NAME, terminal_authority
from kiosk.contracts.identity import Attribute

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ISSUER = card_issuer.card_issuer(NOW)
AUTHORITY = terminal_authority(TODAY, b"description")
FILES = card_files.card_files(ISSUER)
SELECT_EID = bytes.fromhex("00a4040c09e80704007f00070302")
ASK_FOR_PIN = bytes.fromhex("0022c1a412800a04007f0007020204020283010384010d")


def card() -> SpecimenCard:
    return SpecimenCard(FILES, AUTHORITY.root, TODAY)


def status(answer: bytes) -> str:
    return answer[-2:].hex()


@pytest.mark.parametrize(("tries", "told"), [(3, "9000"), (2, "63c2"), (1, "63c1"), (0, "63c0")])
def test_the_tries_left_are_told_without_a_pin(tries: int, told: str) -> None:
    specimen = card()
    specimen.mistype(3 - tries)
    assert status(PoweredCard(specimen).transmit(ASK_FOR_PIN)) == told


def test_a_deactivated_card_tells_so() -> None:
    specimen = card()
    specimen.deactivate()
    assert status(PoweredCard(specimen).transmit(ASK_FOR_PIN)) == "6283"


def test_no_data_group_opens_without_authentication() -> None:
    powered = PoweredCard(card())
    assert status(powered.transmit(SELECT_EID)) == "9000"
    for group in data_groups(ERIKA):
        assert status(powered.transmit(bytes([0, 0xB0, 0x80 | group, 0, 0]))) == "6982"


@given(st.lists(st.binary(max_size=40) | st.just(ASK_FOR_PIN) | st.just(SELECT_EID), max_size=6))
def test_no_bytes_break_the_card(commands: list[bytes]) -> None:
    powered = PoweredCard(card())
    for command in commands:
        assert len(powered.transmit(command)) >= 2


def test_a_try_counts_before_it_is_known_to_be_wrong() -> None:
    passwords = Passwords()
    passwords.begin(PIN)
    assert passwords.retries == 2
    passwords.accepted(PIN)
    assert passwords.retries == 3


def test_the_last_try_needs_the_can_first() -> None:
    passwords = Passwords(retries=1)
    assert passwords.begin(PIN) == 0x6985
    passwords.resumed = True
    assert passwords.begin(PIN) == 0x9000


def test_a_puk_serves_ten_times() -> None:
    passwords = Passwords()
    assert passwords.begin(PUK) == 0x9000
    assert [passwords.unblock() for _ in range(11)] == [0x9000] * 10 + [0x6983]


# --- what people do to it


def answered(specimen: SpecimenCard) -> int:
    """Answer how many commands a card answers before it is snatched away."""
    powered = PoweredCard(specimen)
    for count in range(10):
        try:
            powered.transmit(SELECT_EID)
        except CardPulled:
            return count
    return 10


def test_a_card_is_snatched_once_it_answered_so_many_commands() -> None:
    specimen = card()
    specimen.pull_after(3)
    assert answered(specimen) == 3
    assert answered(specimen) == 10, "only once"


@pytest.mark.parametrize(("after", "tries"), [(False, 3), (True, 2)])
def test_a_card_snatched_after_a_command_has_carried_it_out(*, after: bool, tries: int) -> None:
    specimen, told = card(), []
    specimen.pull(Moment.PACE, after=after, told=lambda: told.append("now"))
    powered = PoweredCard(specimen)
    powered.transmit(ASK_FOR_PIN)
    with pytest.raises(CardPulled):
        powered.transmit(bytes.fromhex("10860000027c0000"))
    assert (specimen.passwords.retries, told) == (tries, ["now"])


@pytest.mark.parametrize(("kind", "told"), [(Kind.OTHER_CARD, "6a82"), (Kind.BROKEN, "6f00")])
def test_another_card_knows_no_eid_application(kind: Kind, told: str) -> None:
    specimen = card()
    specimen.kind = kind
    assert status(PoweredCard(specimen).transmit(SELECT_EID)) == told
    specimen.renew()
    assert status(PoweredCard(specimen).transmit(SELECT_EID)) == "9000"


# --- whom the card trusts


def test_certificates_that_ran_out_before_the_card_was_issued_are_refused() -> None:
    old = terminal_authority(date(2026, 9, 1), b"description", AUTHORITY.anchor)
    terminal = access()
    terminal.choose_issuer(CVCA_NAME)
    body = tlv.find(old.chain[0], 0x7F21)
    assert body is not None
    assert terminal.verify_certificate(body)[1] == 0x6300


def access() -> Access:
    template = rights.template(rights.ALL)
    return Access(AUTHORITY.root, template, bytes(32), FILES.keys, TODAY)


def test_a_terminal_of_the_known_authority_is_taken() -> None:
    terminal = access()
    assert terminal.choose_issuer(CVCA_NAME)[1] == 0x9000
    for certificate, name in zip(
        AUTHORITY.chain, (b"DEKIOSKDV00001", b"DEKIOSKAT00001"), strict=True
    ):
        body = tlv.find(certificate, 0x7F21)
        assert body is not None
        assert terminal.verify_certificate(body)[1] == 0x9000
        assert terminal.choose_issuer(name)[1] == 0x9000


def test_a_terminal_of_another_authority_is_refused() -> None:
    stranger = terminal_authority(TODAY, b"description")
    terminal = access()
    terminal.choose_issuer(CVCA_NAME)
    body = tlv.find(stranger.chain[0], 0x7F21)
    assert body is not None
    assert terminal.verify_certificate(body)[1] == 0x6300


def test_a_terminal_that_proved_nothing_gets_no_channel() -> None:
    _, public = curve.key_pair()
    (_, refused), channel = access().authenticate_chip(curve.encode(public))
    assert refused == 0x6985
    assert channel is None


# --- the parts


def test_the_curve_is_the_one_that_the_field_uses() -> None:
    private, public = curve.key_pair()
    numbers = ec.derive_private_key(private, ec.BrainpoolP256R1()).public_key().public_numbers()
    assert (numbers.x, numbers.y) == public
    assert curve.decode(curve.encode(public)) == public
    with pytest.raises(ValueError, match="curve"):
        curve.decode(b"\x04" + bytes(63) + b"\x01")


def test_a_signature_fits_its_message_and_key_only() -> None:
    key = signing.new_key()
    signature = signing.sign(key, b"message")
    assert signing.verifies(signing.public_point(key), b"message", signature)
    assert not signing.verifies(signing.public_point(key), b"another", signature)
    assert not signing.verifies(AUTHORITY.root, b"message", signature)


def test_both_ends_of_a_channel_understand_each_other_and_nobody_between_them() -> None:
    terminal, chip = Channel.agreed(b"secret"), Channel.agreed(b"secret")
    for data in (b"", b"x", bytes(300)):
        apdu = terminal.wrap(Command(0, 0xA4, 4, 0x0C, data, None))
        long = apdu[4] == 0
        body = apdu[7:-2] if long else apdu[5:-1]
        cla, ins, p1, p2 = apdu[:4]
        command = chip.unwrap(Command(cla, ins, p1, p2, body, None))
        assert (command.ins, command.data) == (0xA4, data)
        assert terminal.unwrap_answer(chip.wrap_answer(data, 0x9000)) == (data, 0x9000)
    answer = bytearray(chip.wrap_answer(b"truth", 0x9000))
    answer[5] ^= 1
    with pytest.raises(SecureMessagingError):
        terminal.unwrap_answer(bytes(answer))


def test_a_card_of_another_issuer_fails_passive_authentication() -> None:
    card_security = FILES.contents[0x011D]
    infos = card_issuer.verified_security_infos(ISSUER.anchor, card_security)
    assert card_files.chip_public_key(infos) == curve.multiply(
        FILES.keys.authentication, curve.GENERATOR
    )
    with pytest.raises((ValueError, InvalidSignature)):
        card_issuer.verified_security_infos(card_issuer.card_issuer(NOW).anchor, card_security)
    forged = card_security.replace(
        curve.encode(card_files.chip_public_key(infos)), curve.encode(curve.GENERATOR)
    )
    with pytest.raises(ValueError, match="digest"):
        card_issuer.verified_security_infos(ISSUER.anchor, forged)


def test_data_groups_read_back_as_they_were_written() -> None:
    groups, person = data_groups(ERIKA), ERIKA.identity
    assert read_text(groups[GROUPS[Attribute.FAMILY_NAME]]) == person.family_name
    assert read_text(groups[GROUPS[Attribute.PLACE_OF_BIRTH]]) == person.place_of_birth
    assert read_text(groups[GROUPS[Attribute.DATE_OF_BIRTH]]) == person.date_of_birth
    assert read_address(groups[GROUPS[Attribute.ADDRESS]]) == person.address


@given(st.integers(1, 0xFFFF), st.binary(max_size=400))
def test_a_data_object_reads_back(length: int, value: bytes) -> None:
    nested = tlv.encode(0x7F49, tlv.encode(0x86, value), tlv.encode(0x04, bytes(length % 300)))
    assert tlv.find(nested, 0x7F49, 0x86) == value
    assert tlv.decode(nested)[0].raw == nested


@given(st.binary(max_size=60))
def test_bytes_are_data_objects_or_refused(data: bytes) -> None:
    try:
        objects = tlv.decode(data)
    except tlv.TlvError:
        return
    assert b"".join(item.raw for item in objects) == data
