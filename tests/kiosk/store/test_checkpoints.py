"""Signed tree heads: readable by any verifier of C2SP notes, and by nobody's key but the device's."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.store.checkpoints import Checkpoint, CheckpointRefused, read, sign, verify_note
from kiosk.store.merkle import leaf_hash

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = Checkpoint("buergerterminal/rathaus-1", 42, leaf_hash(b"root"))

# The example of Go's golang.org/x/mod/sumdb/note: key "PeterNeumann", algorithm 1 (Ed25519).
FOREIGN_KEY = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
FOREIGN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
FOREIGN_SIGNATURE = (
    "\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_signed_by_another_program_is_understood() -> None:
    raw = base64.b64decode(FOREIGN_KEY)[1:]
    key = Ed25519PublicKey.from_public_bytes(raw)
    verify_note(FOREIGN_TEXT, FOREIGN_SIGNATURE, "PeterNeumann", key)
    with pytest.raises(CheckpointRefused):
        verify_note(FOREIGN_TEXT + "!", FOREIGN_SIGNATURE, "PeterNeumann", key)


def test_a_signed_head_says_origin_size_and_root_and_is_read_back() -> None:
    note = sign(HEAD, KEY)
    lines = note.splitlines()
    assert lines[:2] == ["buergerterminal/rathaus-1", "42"]
    assert base64.b64decode(lines[2]) == HEAD.root
    assert read(note, KEY.public_key()) == HEAD


def test_another_key_refuses() -> None:
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(CheckpointRefused):
        read(sign(HEAD, KEY), other)


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("42", "43"),
        ("42", "042"),
        ("rathaus-1\n", "rathaus-2\n"),
        ("\n\n", "\nmore\n\n"),
        ("\n\n", "\n"),
        ("\N{EM DASH}", "-"),
    ],
)
def test_any_change_refuses(found: str, put: str) -> None:
    note = sign(HEAD, KEY)
    assert found in note
    with pytest.raises(CheckpointRefused):
        read(note.replace(found, put, 1), KEY.public_key())


def test_every_single_character_counts() -> None:
    note = sign(HEAD, KEY)
    accepted = []
    for place, character in enumerate(note):
        other = "A" if character != "A" else "B"
        try:
            read(note[:place] + other + note[place + 1 :], KEY.public_key())
        except CheckpointRefused:
            continue
        accepted.append(place)
    assert accepted == []


def test_an_origin_with_blanks_is_not_signed() -> None:
    with pytest.raises(ValueError, match="origin"):
        sign(Checkpoint("two words", 1, HEAD.root), KEY)
