"""How a workflow ended: what the client claims, and what of it can be believed."""

from hardware.eid.ausweisapp.messages import AuthEnded, ChangePinEnded
from hardware.eid.ausweisapp.state import Dialogue, Move, Phase, end, fail, settle
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import Broken, Finished

# Result minors, last part (BSI TR-03112-1, 4.2), as AusweisApp uses them.
_MINORS = {
    "dp#trustedChannelEstablishmentFailed": EidFailure.PROVIDER_UNREACHABLE,
    "dp#timeoutError": EidFailure.PROVIDER_UNREACHABLE,
    "signature#invalidCertificatePath": EidFailure.PROVIDER_CERTIFICATE,
    "sal#cancellationByUser": EidFailure.CANCELLED,
    "ifdl#cancellationByUser": EidFailure.CARD_REMOVED,  # so it calls a lost card
    "common#unknownError": EidFailure.CARD_UNREADABLE,
}

# Failure codes of AusweisApp 1.26.3 and newer, by how they begin.
_REASONS = {
    "Card_Removed": EidFailure.CARD_REMOVED,
    "User_Cancelled": EidFailure.CANCELLED,
    "Connect_Card_Eid_Inactive": EidFailure.DEACTIVATED,
    "Establish_Pace_Channel_Puk_Inoperative": EidFailure.PUK_USED_UP,
    "Establish_Pace_Channel_User_Cancelled": EidFailure.CANCELLED,
    "Get_TcToken": EidFailure.PROVIDER_UNREACHABLE,
    "Generic_Send_Receive": EidFailure.PROVIDER_UNREACHABLE,
    "Start_Paos_Response_Error": EidFailure.PROVIDER_REFUSED,
    "Pre_Verification": EidFailure.PROVIDER_CERTIFICATE,
    "Certificate_Check_Failed": EidFailure.PROVIDER_CERTIFICATE,
}


def authenticated(dialogue: Dialogue, message: AuthEnded) -> Move:
    """Believe success by the result's major, and only where digits went to the card."""
    if message.ok and dialogue.sent is not None and not _wished_away(dialogue):
        return end(dialogue, Finished())
    if dialogue.ending is not None:
        return end(dialogue, dialogue.ending)
    if message.ok:
        return fail(dialogue, EidFailure.UNKNOWN)
    failure = _failure(message.reason, message.minor)
    if failure is EidFailure.CARD_UNREADABLE and dialogue.reader:
        return settle(dialogue, Broken(str(failure)))
    return fail(dialogue, failure)


def pin_changed(dialogue: Dialogue, message: ChangePinEnded) -> Move:
    """Believe success only where a new PIN was asked for and sent: the client claims it too early.

    AusweisApp 1.26 and 2.5 answer `success: true` where the card was pulled right after the old PIN.
    """
    if dialogue.ending is not None:
        return end(dialogue, dialogue.ending)
    if message.success and dialogue.new_pin_sent and not message.reason:
        return end(dialogue, Finished())
    failure = _failure(message.reason, "")
    if failure is EidFailure.UNKNOWN:
        failure = uncertain(dialogue, EidFailure.PIN_NOT_CHANGED)
    return settle(dialogue, Broken(str(failure)))


def uncertain(dialogue: Dialogue, failure: EidFailure) -> EidFailure:
    """Answer `failure`, or that nobody knows: the new PIN was under way to the card."""
    under_way = dialogue.new_pin_sent and dialogue.phase is not Phase.ENTRY
    return EidFailure.PIN_UNCERTAIN if under_way else failure


def _wished_away(dialogue: Dialogue) -> bool:
    """Answer whether somebody, not the card's absence, ended the workflow before the client did."""
    removed = Broken(str(EidFailure.CARD_REMOVED))
    return dialogue.ending is not None and dialogue.ending != removed


def _failure(reason: str, minor: str) -> EidFailure:
    for start, failure in _REASONS.items():
        if reason.startswith(start):
            return failure
    return _MINORS.get(minor, EidFailure.UNKNOWN)
