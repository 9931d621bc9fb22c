"""The rules of every step kind."""

from collections.abc import Mapping

from kiosk.domain.move import StepRules
from kiosk.domain.service import StepKind
from kiosk.domain.steps import (
    check,
    consent,
    fingers,
    identify,
    manage_pin,
    pay,
    photo,
    portal,
    questions,
    receipt,
    signature,
    submit,
    take_card,
)

STEP_RULES: Mapping[StepKind, StepRules] = {
    StepKind.CONSENT: consent.RULES,
    StepKind.IDENTIFY: identify.RULES,
    StepKind.MANAGE_PIN: manage_pin.RULES,
    StepKind.PORTAL: portal.RULES,
    StepKind.QUESTIONS: questions.RULES,
    StepKind.PHOTO: photo.RULES,
    StepKind.FINGERPRINTS: fingers.RULES,
    StepKind.SIGNATURE: signature.RULES,
    StepKind.CHECK: check.RULES,
    StepKind.PAY: pay.RULES,
    StepKind.SUBMIT: submit.RULES,
    StepKind.RECEIPT: receipt.RULES,
    StepKind.TAKE_CARD: take_card.RULES,
}
