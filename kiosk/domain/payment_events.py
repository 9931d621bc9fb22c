"""What can happen while a fee is paid: by card, on the own phone, or later."""

from dataclasses import dataclass, field

from kiosk.contracts.paying import PayWay


@dataclass(frozen=True, slots=True)
class PayWayChosen:
    way: PayWay


@dataclass(frozen=True, slots=True)
class PaymentMoved:
    """`progress` is a value of the payment port's PaymentProgress."""

    progress: str


@dataclass(frozen=True, slots=True)
class PaymentAuthorised:
    reference: str
    card_type: str


@dataclass(frozen=True, slots=True)
class PaymentConfirmed:
    """The money is kept; `slip` is the card terminal's own receipt for the citizen, line by line."""

    slip: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    pass


@dataclass(frozen=True, slots=True)
class PayPageOpened:
    """The provider's page waits; nothing is charged before the citizen pays there."""

    transaction: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayPageMoved:
    """`state` is a value of the pay page port's PayPageState."""

    state: str
