"""How a dialogue with the ID card can end otherwise than wished: ids of the failure catalogue."""

from enum import StrEnum


class EidFailure(StrEnum):
    """The values of `Broken.failure`; beside them a dialogue can break with an `EidFault`."""

    CANCELLED = "eid.cancelled"
    """The citizen ended it, here or at the reader's own pad. Nothing was sent, nothing changed."""

    TIMED_OUT = "eid.timed_out"
    """Nobody put a card on or typed for long, or the client fell silent. The card is released."""

    CARD_REMOVED = "eid.card_removed"
    """The card left the reader midway. For data: nothing reached the provider."""

    CARD_UNREADABLE = "eid.card_unreadable"
    """The card lies there, but talking with it failed: a worn chip, a bad position."""

    DEACTIVATED = "eid.deactivated"
    """The online function of this card is switched off; the Bürgeramt switches it on."""

    PUK_USED_UP = "eid.puk_used_up"
    """The PUK of this card was used ten times; a new PIN comes from the Bürgeramt."""

    NOT_BLOCKED = "eid.not_blocked"
    """Unblocking was wished, but this card's PIN is not blocked: nothing to do, nothing changed."""

    PIN_NOT_CHANGED = "eid.pin_not_changed"
    """The old PIN stays valid: the client did not change it, or the card refused the new one when it
    was asked for it. That has cost one of its tries.
    """

    PIN_UNCERTAIN = "eid.pin_uncertain"
    """The card left while the new PIN was written, or its proof broke off: the old one or the new one
    is valid.
    """

    PROVIDER_UNREACHABLE = "eid.provider_unreachable"
    """No trusted channel to the eID service: network, name, TLS."""

    PROVIDER_CERTIFICATE = "eid.provider_certificate"
    """The eID service's authorisation is not valid; its operator must be told."""

    PROVIDER_REFUSED = "eid.provider_refused"
    """The eID service ended the authentication, for instance because the card is out of date."""

    RIGHTS_DIFFER = "eid.rights_differ"
    """The client would read more than the citizen agreed to, or needs the CAN: it was stopped."""

    CLIENT_LOST = "eid.client_lost"
    """The connection to the eID client broke; the client ends the workflow and is started anew."""

    UNKNOWN = "eid.unknown"
    """It failed for another reason."""
