"""Rights in the dialogue: what the provider wants, what the citizen allows, and nothing beyond."""

from dataclasses import replace

from hardware.eid.ausweisapp import card_watch
from hardware.eid.ausweisapp.commands import Accept, GetCertificate, SetAccessRights
from hardware.eid.ausweisapp.messages import AccessRights
from hardware.eid.ausweisapp.state import (
    Dialogue,
    Move,
    Phase,
    break_off,
    send,
    stay,
    wait,
)
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import ConfirmRights, Connecting, EidPrompt, Provider

# Reading with the CAN, without PIN: the client turns it on by itself wherever the provider may.
CAN_ALLOWED = "CanAllowed"


def offered(dialogue: Dialogue, rights: AccessRights) -> Move:
    match dialogue.phase:
        case Phase.STARTING if dialogue.rights is None:
            if CAN_ALLOWED in rights.required and not dialogue.can_allowed:
                return break_off(dialogue, EidFailure.RIGHTS_DIFFER)
            return send(replace(dialogue, rights=rights), Phase.STARTING, GetCertificate())
        case Phase.CONFIRMING:
            return _accepted(dialogue, rights)
        case _:
            return stay(dialogue)


def certified(dialogue: Dialogue, provider: Provider) -> Move:
    rights = dialogue.rights
    if dialogue.phase is not Phase.STARTING or rights is None:
        return stay(dialogue)
    optional = tuple(name for name in rights.optional if name != CAN_ALLOWED)
    prompt = ConfirmRights(
        provider, rights.required, optional, rights.transaction, rights.required_age
    )
    return wait(dialogue, Phase.RIGHTS, prompt)


def agreed(dialogue: Dialogue, optional: tuple[str, ...]) -> Move:
    """Send what the citizen turned on; everything else that is optional is off."""
    offered_names = dialogue.rights.optional if dialogue.rights else ()
    if dialogue.rights is not None and not offered_names:
        # Of nothing, nothing can be chosen: the client refuses even the empty list.
        return _accepted(dialogue, dialogue.rights, Connecting())
    chosen = tuple(
        name
        for name in offered_names
        if (dialogue.can_allowed if name == CAN_ALLOWED else name in optional)
    )
    command = SetAccessRights(chosen)
    return send(replace(dialogue, chosen=chosen), Phase.CONFIRMING, command, Connecting())


def _accepted(dialogue: Dialogue, rights: AccessRights, *prompts: EidPrompt) -> Move:
    """Go on to the card if the client would read just what the citizen agreed to."""
    wanted = {*rights.required, *dialogue.chosen}
    if rights.refused or set(rights.effective) != wanted:
        return break_off(dialogue, EidFailure.RIGHTS_DIFFER)
    return card_watch.look(send(dialogue, Phase.LOOKING, Accept(), *prompts))
