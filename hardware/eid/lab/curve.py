"""Points of brainpoolP256r1 (RFC 5639, 3.4), as PACE's generic mapping needs them.

`cryptography` signs and agrees keys on this curve, but maps no generator (TR-03110-3, A.3.4.1).
Not constant-time: for test keys only.
"""

import secrets

P = 0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377
A = 0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9
B = 0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6
ORDER = 0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7
SIZE = 32

Point = tuple[int, int]

GENERATOR: Point = (
    0x8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262,
    0x547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997,
)


def add(left: Point | None, right: Point | None) -> Point | None:
    """Answer the sum; None is the point at infinity."""
    if left is None:
        return right
    if right is None:
        return left
    if left[0] == right[0]:
        if (left[1] + right[1]) % P == 0:
            return None
        slope = (3 * left[0] * left[0] + A) * pow(2 * left[1], -1, P) % P
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, P) % P
    x = (slope * slope - left[0] - right[0]) % P
    return x, (slope * (left[0] - x) - left[1]) % P


def multiply(scalar: int, point: Point) -> Point:
    """Answer `scalar` times `point`. Raises ValueError where that is infinity."""
    result: Point | None = None
    addend: Point | None = point
    while scalar:
        if scalar & 1:
            result = add(result, addend)
        addend = add(addend, addend)
        scalar >>= 1
    if result is None:
        raise ValueError("The product is the point at infinity.")
    return result


def key_pair(generator: Point = GENERATOR) -> tuple[int, Point]:
    """Answer a fresh private scalar and its public point over `generator`."""
    private = secrets.randbelow(ORDER - 1) + 1
    return private, multiply(private, generator)


def x_of(point: Point) -> bytes:
    return point[0].to_bytes(SIZE, "big")


def encode(point: Point) -> bytes:
    """Answer the uncompressed form 04 || x || y (TR-03111, 3.2.1)."""
    return b"\x04" + x_of(point) + point[1].to_bytes(SIZE, "big")


def decode(data: bytes) -> Point:
    """Read the uncompressed form, with or without 04. Raises ValueError off the curve."""
    octets = data[1:] if len(data) == 2 * SIZE + 1 and data[0] == 0x04 else data  # noqa: PLR2004
    if len(octets) != 2 * SIZE:
        raise ValueError("A point of this curve has 64 bytes.")
    x, y = int.from_bytes(octets[:SIZE], "big"), int.from_bytes(octets[SIZE:], "big")
    if (y * y - x * x * x - A * x - B) % P:
        raise ValueError("The point is not on the curve.")
    return x, y
