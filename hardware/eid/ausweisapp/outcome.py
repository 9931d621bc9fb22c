"""How a workflow ended: what the client claims, and what of it can be believed."""

from hardware.eid.ausweisapp import failure_codes, proof
from hardware.eid.ausweisapp.messages import AuthEnded, ChangePinEnded
from hardware.eid.ausweisapp.state import Dialogue, Move, Phase, end, fail, settle, stay
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import Broken, Finished

_TO_PROVE = ("", "Change_Pin_Unexpected_Transmit_Status")
"""With what reasons a claimed success may be true; the second is the card's error, told by 2.x.

An error of the card's memory leaves open what it holds now (ISO/IEC 7816-4, 5.6: 65xx).
"""
_AT_THE_CARD = (EidFailure.UNKNOWN, EidFailure.CARD_UNREADABLE, EidFailure.CARD_REMOVED)


def authenticated(dialogue: Dialogue, message: AuthEnded) -> Move:
    """Believe success by the result's major, and only where digits went to the card."""
    if message.ok and dialogue.sent is not None and not _wished_away(dialogue):
        return end(dialogue, Finished(message.refresh))
    if dialogue.ending is not None:
        return end(dialogue, dialogue.ending)
    if message.ok:
        return fail(dialogue, EidFailure.UNKNOWN)
    if message.by_server:
        return fail(dialogue, EidFailure.PROVIDER_REFUSED)
    failure = failure_codes.failure(message.reason, message.minor)
    if failure in (EidFailure.CARD_UNREADABLE, EidFailure.CARD_REMOVED) and dialogue.reader:
        # The client may still list the card that is gone; the next workflow must not meet it.
        return settle(dialogue, Broken(str(failure)))
    return fail(dialogue, failure)


def pin_changed(dialogue: Dialogue, message: ChangePinEnded) -> Move:
    """Believe success only where a new PIN was asked for and sent, and the card then takes it.

    AusweisApp 1.26 and 2.5 answer `success: true` where the card was pulled right after the old PIN,
    and where the card refuses to write, 1.26 without a word of it. What a pin pad took is known to
    nobody, so there is no proof of it.
    """
    if dialogue.ending is not None:
        return end(dialogue, dialogue.ending)
    if dialogue.proving:
        if not dialogue.started:
            return stay(dialogue)  # it still speaks of the workflow before
        return settle(dialogue, Broken(str(EidFailure.PIN_UNCERTAIN)))
    if message.success and dialogue.new_pin and message.reason in _TO_PROVE:
        return proof.begin(dialogue)
    if message.success and dialogue.new_pin_sent and not message.reason:
        return end(dialogue, Finished())
    failure = failure_codes.failure(message.reason)
    if failure in _AT_THE_CARD:
        known = failure if failure is EidFailure.CARD_REMOVED else EidFailure.PIN_NOT_CHANGED
        failure = uncertain(dialogue, known)
    return settle(dialogue, Broken(str(failure)))


def uncertain(dialogue: Dialogue, failure: EidFailure) -> EidFailure:
    """Answer `failure`, or that nobody knows: the new PIN was under way to the card."""
    under_way = dialogue.new_pin_sent and dialogue.phase is not Phase.ENTRY
    return EidFailure.PIN_UNCERTAIN if under_way else failure


def _wished_away(dialogue: Dialogue) -> bool:
    """Answer whether somebody, not the card's absence, ended the workflow before the client did."""
    removed = Broken(str(EidFailure.CARD_REMOVED))
    return dialogue.ending is not None and dialogue.ending != removed
