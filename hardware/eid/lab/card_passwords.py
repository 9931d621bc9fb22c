"""PIN, CAN and PUK of the test card with their counters (TR-03110-2, 3.3; TR-03127)."""

from dataclasses import dataclass, field

CAN = 2
PIN = 3
PUK = 4

FULL_RETRIES = 3
_SUSPENDED = 1

OK = 0x9000
DEACTIVATED = 0x6283
WARNED = 0x63C0
NOT_ALLOWED = 0x6985
BLOCKED = 0x6983
MEMORY_FAILURE = 0x6581


@dataclass(slots=True)
class Passwords:
    """The card's secrets; `resumed` says that the CAN was shown since the power came on.

    `worn` is a chip whose memory takes nothing new.
    """

    pin: str = field(default="123456", repr=False)
    can: str = field(default="222222", repr=False)
    puk: str = field(default="3333333333", repr=False)
    retries: int = FULL_RETRIES
    puk_uses: int = 10
    deactivated: bool = False
    resumed: bool = False
    worn: bool = False

    def secret(self, reference: int) -> bytes:
        """Answer the password by its reference in MSE:Set AT; empty where the card has none."""
        return {CAN: self.can, PIN: self.pin, PUK: self.puk}.get(reference, "").encode()

    def condition(self, reference: int) -> int:
        """Answer the status that MSE:Set AT gives: for the PIN it tells the tries left."""
        if reference != PIN:
            return OK
        if self.deactivated:
            return DEACTIVATED
        return OK if self.retries == FULL_RETRIES else WARNED | self.retries

    def begin(self, reference: int) -> int:
        """Count the try before it is made, so that pulling the card gains none; answer a status."""
        if reference != PIN:
            return OK
        if self.deactivated:
            return DEACTIVATED
        if self.retries == 0:
            return WARNED
        if self.retries == _SUSPENDED and not self.resumed:
            return NOT_ALLOWED
        self.retries -= 1
        return OK

    def refused(self, reference: int) -> int:
        """Answer the status of a wrong password."""
        return WARNED | self.retries if reference == PIN else 0x6300

    def accepted(self, reference: int) -> None:
        if reference == PIN:
            self.retries = FULL_RETRIES
        elif reference == CAN:
            self.resumed = True

    def change_pin(self, digits: bytes) -> int:
        if self.worn:
            return MEMORY_FAILURE
        self.pin = digits.decode()
        self.retries = FULL_RETRIES
        return OK

    def unblock(self) -> int:
        if self.puk_uses == 0:
            return BLOCKED
        self.puk_uses -= 1
        self.retries = FULL_RETRIES
        return OK
