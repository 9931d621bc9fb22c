"""ECDSA with SHA-256 on brainpoolP256r1 in the plain r || s form of TR-03110 (TR-03111, 5.2.1)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from hardware.eid.lab import curve

Key = ec.EllipticCurvePrivateKey


def new_key() -> Key:
    return ec.generate_private_key(ec.BrainpoolP256R1())


def public_point(key: Key) -> curve.Point:
    numbers = key.public_key().public_numbers()
    return numbers.x, numbers.y


def sign(key: Key, message: bytes) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(curve.SIZE, "big") + s.to_bytes(curve.SIZE, "big")


def verifies(public: curve.Point, message: bytes, signature: bytes) -> bool:
    r = int.from_bytes(signature[: curve.SIZE], "big")
    s = int.from_bytes(signature[curve.SIZE :], "big")
    key = ec.EllipticCurvePublicNumbers(*public, ec.BrainpoolP256R1()).public_key()
    try:
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
