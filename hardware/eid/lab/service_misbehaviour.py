"""The switches by which the eID server goes wrong to the eyes of the service that asks it."""

from enum import StrEnum
from typing import Self

from hardware.eid_interface.names import Minor


class ServiceMisbehaviour(StrEnum):
    """What is wrong with the answers; the value is the switch's name, `says` its sentence.

    `minor` is the result code where the answer itself is in order and only tells of an error.
    """

    says: str
    minor: Minor | None

    def __new__(cls, switch: str, says: str, minor: Minor | None = None) -> Self:
        member = str.__new__(cls, switch)
        member._value_ = switch
        member.says, member.minor = says, minor
        return member

    SLOW = "slow", "The answer comes after a while."
    SILENT = "silent", "No answer comes."
    CUT = "cut", "The connection is cut instead of an answer."
    HALF = "half", "The connection is cut within the answer."
    DOWN = "down", "The service is down for maintenance (503)."
    FAULT = "fault", "The service answers with a SOAP fault (500)."
    ELSEWHERE = "elsewhere", "The service sends the caller elsewhere (307)."
    GARBAGE = "garbage", "The answer is no XML."
    HUGE = "huge", "The answer is of ten megabytes."
    BOMB = "bomb", "The answer declares entities that unfold without end."
    UNSIGNED = "unsigned", "The answer is not signed."
    STRANGER = "stranger", "Somebody else signed the answer."
    CHANGED = "changed", "The answer was changed after it was signed."
    WRAPPED = "wrapped", "The signed answer was moved aside, and another one put in its place."
    STALE = "stale", "The answer was signed an hour ago."
    EARLY = "early", "The answer is signed for an hour from now."
    OTHER_ANSWER = "other-answer", "The answer is one to another call."
    NO_DATA = "no-data", "The answer says well, and holds nothing."
    INTERNAL = "internal", "The service has an error of its own.", Minor.INTERNAL_ERROR
    SCHEMA = "schema", "The service finds the request malformed.", Minor.SCHEMA_VIOLATION
    BUSY = "busy", "Too many sessions are open.", Minor.TOO_MANY_SESSIONS
    NO_RIGHTS = "no-rights", "The certificate lacks rights.", Minor.MISSING_RIGHTS
    NOT_YET = "not-yet", "There is no result yet, some times over.", Minor.NO_RESULT_YET
    EXPIRED = "expired", "The session expired.", Minor.INVALID_SESSION
    COUNTER = "counter", "The counter is wrong.", Minor.INVALID_COUNTER
    DENIED = "denied", "The card is of a kind that is not accepted.", Minor.DENIED_DOCUMENT
    REVOKED = "revoked", "The card is revoked.", Minor.INVALID_DOCUMENT
