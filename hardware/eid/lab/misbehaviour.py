"""The switches by which the eID server goes wrong, one at a time, to the client's eyes."""

from enum import StrEnum
from typing import Self


class Misbehaviour(StrEnum):
    """What is wrong with the server; the value is the switch's name, `says` its sentence."""

    says: str

    def __new__(cls, switch: str, says: str) -> Self:
        member = str.__new__(cls, switch)
        member._value_ = switch
        member.says = says
        return member

    TLS_NAME = "tls-name", "The TLS certificate is for another name."
    TLS_EXPIRED = "tls-expired", "The TLS certificate expired yesterday."
    TLS_NOT_YET = "tls-not-yet", "The TLS certificate is valid from tomorrow."
    TLS_STRANGER = "tls-stranger", "The provider's description does not know the TLS certificate."
    TLS_CHAIN = "tls-chain", "The TLS certificate's issuer did not sign it."
    TOKEN_MISSING = "token-missing", "There is no TcToken (404)."
    TOKEN_FAILS = "token-fails", "The server fails at the TcToken (500)."
    TOKEN_EMPTY = "token-empty", "The TcToken is empty."
    TOKEN_MALFORMED = "token-malformed", "The TcToken is no XML."
    TOKEN_INCOMPLETE = "token-incomplete", "The TcToken has no server address."
    REFRESH_FOREIGN = "refresh-foreign", "The refresh address is of another origin."
    SUBJECT_FOREIGN = (
        "subject-foreign",
        "The provider's address is of another origin than the TcToken.",
    )
    DESCRIPTION_FORGED = (
        "description-forged",
        "The provider's description is not the one certified.",
    )
    PROVIDER_EXPIRED = "provider-expired", "The provider's certificates are expired."
    PROVIDER_STRANGER = (
        "provider-stranger",
        "Somebody else than the card's root signed for the provider.",
    )
    PROVIDER_OTHER_ROOT = (
        "provider-other-root",
        "The provider's chain names a root that the card has not.",
    )
    PROVIDER_SIGNATURE = "provider-signature", "The provider cannot sign with its certified key."
    PAOS_FAILS = "paos-fails", "The server fails at a PAOS message (500)."
    PAOS_MISSING = "paos-missing", "There is nobody at the PAOS address (404)."
    PAOS_GARBAGE = "paos-garbage", "A PAOS message is garbage."
    PAOS_OUT_OF_ORDER = "paos-out-of-order", "A PAOS message is one for another moment."
    PAOS_CUT = "paos-cut", "The connection is cut instead of a PAOS message."
    PAOS_HALF = "paos-half", "The connection is cut within a PAOS message."
    PAOS_SILENT = "paos-silent", "The server goes silent instead of a PAOS message."
    SESSION_EXPIRED = "session-expired", "The session expires before the PAOS message."
    REFUSES = "refuses", "The server ends the dialogue with an error of its own."
