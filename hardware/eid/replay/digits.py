"""What a rehearsed card makes of digits: the verdict that a recording stands under."""

from collections.abc import Mapping

from hardware.eid.lab.card_passwords import CAN, OK, PIN, PUK, Passwords

_REFERENCES: Mapping[str, int] = {"SET_PIN": PIN, "SET_CAN": CAN, "SET_PUK": PUK}
RIGHT = "right"
WRONG = "wrong"
USED_UP = "used_up"


def verdict(passwords: Passwords, command: str, digits: str) -> str:
    """Answer the verdict on a PIN, CAN or PUK, and change nothing."""
    reference = _REFERENCES[command]
    if passwords.secret(reference) != digits.encode():
        return WRONG
    return USED_UP if reference == PUK and passwords.puk_uses == 0 else RIGHT


def judge(passwords: Passwords, command: str, digits: str) -> str:
    """Answer the verdict, and have the card count as a real one does."""
    if command == "SET_NEW_PIN":
        passwords.change_pin(digits.encode())
        return RIGHT
    told = verdict(passwords, command, digits)
    reference = _REFERENCES[command]
    if passwords.begin(reference) == OK and told == RIGHT:
        passwords.accepted(reference)
        if reference == PUK:
            passwords.unblock()
    return told


def card_word(passwords: Passwords) -> str:
    """Answer the card's condition by the words of `graph.condition`."""
    if passwords.deactivated:
        return "deactivated"
    return str(passwords.retries)
