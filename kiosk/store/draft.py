"""What a journey leaves, before it is sealed, and what the citizen gets for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.contracts.captures import Remarks
from kiosk.contracts.identity import Identity
from kiosk.contracts.paying import PayWay


@dataclass(frozen=True, slots=True)
class Payment:
    """A card payment that the bank has authorised and that storing the case books."""

    reference: str
    cents: int
    card_type: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """A fee that is paid after the case is stored: at a pay page, or by transfer.

    `reference` is the provider's name for the transaction; an invoice's is made of the case's number.
    """

    way: PayWay
    cents: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case as the citizen confirmed it.

    `captures` are the ids that `seal_capture` answered; whatever else the session sealed is
    destroyed with the same stroke. `left` are captures that the counter must make, each with a
    word for the reason. `payment` is None where nothing was paid at the terminal, `demand` where nothing is to be paid later.
    """

    session: str
    service: str
    destination: str
    answers: Mapping[str, str] = field(repr=False)
    identity: Identity | None = field(repr=False, default=None)
    captures: tuple[str, ...] = ()
    payment: Payment | None = None
    demand: Demand | None = None
    left: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """The case is on disk. `number` is XXXX-XXXX; `link` is what the receipt's symbol carries."""

    number: str
    link: str


@dataclass(frozen=True, slots=True)
class SealedRendition:
    """One file of a capture that is on disk, sealed in a piece of its own that is named by `id`.

    `sha256` and `sha512` are of the content; they stay in memory and go into sealed pieces only.
    """

    id: str
    name: str
    media_type: str
    sha256: str = field(repr=False)
    sha512: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class SealedCapture:
    """A capture that is on disk, all of its renditions sealed; what the case document says of it."""

    id: str
    kind: str
    renditions: tuple[SealedRendition, ...]
    remarks: Remarks = field(repr=False)
