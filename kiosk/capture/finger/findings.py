"""Judges how a finger lies, in the words of one instruction, and whether its print is good enough."""

from enum import StrEnum

from kiosk.capture.finger.rules import ContactRules, FingerRules
from kiosk.capture.finger.segmentation import Area, Contact


class Finding(StrEnum):
    """What to tell the citizen: text ids after `page.fingers.problem.`."""

    NOTHING = "finger.nothing"
    SEVERAL = "finger.several"
    UNREADABLE = "finger.unreadable"
    PARTIAL = "finger.partial"
    LIGHT = "finger.light"
    WET = "finger.wet"
    WEAK = "finger.weak"


def refused(contact: Contact, rules: ContactRules) -> Finding | None:
    """Answer why what lies there is no print of one finger at all (pre-qualification), None if it is."""
    if not contact.fingers:
        return Finding.NOTHING
    if contact.clarity < rules.least_clarity:
        return Finding.UNREADABLE
    if _is_several(contact.fingers, rules):
        return Finding.SEVERAL
    largest = contact.fingers[0]
    flat = largest.height >= rules.least_aspect * largest.width
    if largest.mm2 < rules.least_mm2 or not flat or largest.cut > rules.most_cut:
        return Finding.PARTIAL
    return None


def hint(contact: Contact, score: int, rules: FingerRules) -> Finding | None:
    """Answer what would make the print better, None where its score is good enough."""
    if rules.is_good(score):
        return None
    if contact.ink > rules.hints.wet_ink:
        return Finding.WET
    if contact.ink < rules.hints.light_ink or contact.contrast < rules.hints.light_contrast:
        return Finding.LIGHT
    return Finding.WEAK


def _is_several(fingers: tuple[Area, ...], rules: ContactRules) -> bool:
    largest = fingers[0]
    if len(fingers) > 1 and fingers[1].mm2 >= rules.second_finger_mm2:
        return True
    notched = largest.roundness < rules.roundest_pair and largest.width > largest.height
    return largest.width_mm > rules.widest_mm or (notched and largest.mm2 > 2 * rules.least_mm2)
