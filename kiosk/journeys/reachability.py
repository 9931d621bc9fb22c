"""Whether a service can be walked from start to end, in the order that the law and the machine ask."""

from kiosk.domain.service import QuestionKind, Service, StepKind
from kiosk.journeys.tables import DefinitionRefused

ONCE = frozenset(set(StepKind) - {StepKind.QUESTIONS})
# (earlier, later): the later step makes no sense, or is not allowed, before the earlier one.
BEFORE = (
    (StepKind.CONSENT, StepKind.IDENTIFY),
    (StepKind.CONSENT, StepKind.QUESTIONS),
    (StepKind.CONSENT, StepKind.PORTAL),
    (StepKind.CONSENT, StepKind.PHOTO),
    (StepKind.CONSENT, StepKind.FINGERPRINTS),
    (StepKind.CONSENT, StepKind.SIGNATURE),
    (StepKind.QUESTIONS, StepKind.CHECK),
    (StepKind.IDENTIFY, StepKind.CHECK),
    (StepKind.CHECK, StepKind.PAY),
    (StepKind.CHECK, StepKind.SUBMIT),
    (StepKind.PAY, StepKind.SUBMIT),
    (StepKind.SUBMIT, StepKind.RECEIPT),
    (StepKind.RECEIPT, StepKind.TAKE_CARD),
)
USES_CARD = (StepKind.IDENTIFY, StepKind.MANAGE_PIN, StepKind.PORTAL)
# A portal has its own questions, payment and receipt, and the terminal does not see them.
AT_PORTAL = frozenset({StepKind.CONSENT, StepKind.PORTAL, StepKind.TAKE_CARD})


def refuse_unanswered(service: Service, file: str) -> None:
    """Raise DefinitionRefused where a signature's documents and the answers to its question differ."""
    asked = {question.id: question for question in service.questions()}
    for index, step in enumerate(service.steps):
        wanted = step.signature
        if wanted is None or not wanted.question:
            continue
        options = asked[wanted.question].options if wanted.question in asked else ()
        if set(options) != set(wanted.documents):
            raise DefinitionRefused(
                f"{file}: steps[{index}].documents: must name every answer to '{wanted.question}'"
            )


def refuse_unwalkable(service: Service, file: str) -> None:
    """Raise DefinitionRefused, naming the step, where the order cannot be walked."""
    kinds = [step.kind for step in service.steps]

    def refuse(index: int, why: str) -> DefinitionRefused:
        return DefinitionRefused(f"{file}: steps[{index}].kind: {why}")

    if not kinds:
        raise DefinitionRefused(f"{file}: steps: there is none")
    for index, kind in enumerate(kinds):
        if kind in ONCE and kind in kinds[:index]:
            raise refuse(index, f"'{kind}' comes twice")
        for earlier, later in BEFORE:
            if kind is earlier and later in kinds[:index]:
                raise refuse(kinds.index(later), f"'{later}' cannot be reached before '{earlier}'")
    last = len(kinds) - 1
    if (StepKind.PORTAL in kinds) != bool(service.portal):
        raise refuse(last, "a step of kind 'portal' and the portal's name belong together")
    if service.portal:
        for index, kind in enumerate(kinds):
            if kind not in AT_PORTAL:
                raise refuse(index, f"'{kind}' has no place in a service at a portal")
    if any(kind in kinds for kind in USES_CARD) and kinds[-1] is not StepKind.TAKE_CARD:
        raise refuse(last, "a service that uses the card must end with 'take_card'")
    for needed, wanted, why in (
        (StepKind.SUBMIT, service.leaves_case, "a service that leaves a case must submit it"),
        (StepKind.CONSENT, service.leaves_case, "nothing is taken down without consent"),
        (StepKind.CONSENT, bool(service.portal), "the citizen must know that they leave"),
        (StepKind.CHECK, service.leaves_case, "the citizen must see everything before it is sent"),
        (
            StepKind.PAY,
            service.fee_cents > 0 and not service.portal,
            "there is a fee, but no step to pay it",
        ),
        (StepKind.IDENTIFY, bool(service.required), "attributes are asked for, but no card"),
    ):
        if wanted and needed not in kinds:
            raise refuse(last, f"'{needed}' is missing: {why}")
    _refuse_questions(service, file)


def _refuse_questions(service: Service, file: str) -> None:
    seen: set[str] = set()
    for index, step in enumerate(service.steps):
        if step.when and step.kind is not StepKind.QUESTIONS:
            raise DefinitionRefused(f"{file}: steps[{index}].when: only questions can be left out")
        for question in step.questions:
            key = f"steps[{index}].questions '{question.id}'"
            if question.id in seen:
                raise DefinitionRefused(f"{file}: {key}: comes twice")
            told = question.unless_read
            if told is not None and told not in (*service.required, *service.optional):
                raise DefinitionRefused(f"{file}: {key}: unless_read: the card is not asked for it")
            if question.kind is QuestionKind.DAY_MONTH and question.check != "day_month":
                raise DefinitionRefused(f"{file}: {key}: must be checked by 'day_month'")
            seen.add(question.id)
