"""What the configuration may say of the eID client."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How the client is run.

    `program` is a name or path, empty for whichever is installed. `preverification` off lets the
    client take a provider of an unknown authority, and `replay` is the address of recorded messages
    instead of a client: both for tests and demonstrations only. `can_allowed` is reading with the
    CAN, for attended profiles. Seconds are the driver's own patience: with a citizen, who is warned
    and asked by the session long before, and with each step of the client's work.
    """

    program: str = ""
    preverification: bool = True
    replay: str = ""
    can_allowed: bool = False
    citizen_seconds: float = 600.0
    client_seconds: float = 45.0
