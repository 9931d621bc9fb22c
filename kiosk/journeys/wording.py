"""Which message ids a service needs: derived from its definition, so that none is forgotten."""

from collections.abc import Iterator

from kiosk.domain.service import Question, QuestionKind, Service, StepKind


def title(service: str) -> str:
    return f"service.{service}.title"


def detail(service: str) -> str:
    return f"service.{service}.detail"


def consent(service: str) -> str:
    return f"service.{service}.consent"


def done(service: str) -> str:
    return f"service.{service}.done"


def next_steps(service: str) -> str:
    return f"service.{service}.next"


def question_title(service: str, question: str) -> str:
    return f"question.{service}.{question}.title"


def question_lead(service: str, question: str) -> str:
    return f"question.{service}.{question}.lead"


def question_label(service: str, question: str) -> str:
    """Name the short label on the page "check answers"."""
    return f"question.{service}.{question}.label"


def question_empty(service: str, question: str) -> str:
    """Name what an optional answer that was left out means; not every question has one."""
    return f"question.{service}.{question}.empty"


def option_label(service: str, question: str, option: str) -> str:
    return f"question.{service}.{question}.option.{option}"


def service_texts(service: Service) -> Iterator[tuple[str, str]]:
    """Yield every message id with the key of the definition that needs it."""
    name = service.id
    yield title(name), "id"
    yield detail(name), "id"
    if any(step.kind is StepKind.CONSENT for step in service.steps):
        yield consent(name), "steps.consent"
    if service.leaves_case:
        yield done(name), "leaves_case"
        yield next_steps(name), "leaves_case"
    for question in service.questions():
        yield from _question_texts(name, question)


def _question_texts(service: str, question: Question) -> Iterator[tuple[str, str]]:
    key = f"questions '{question.id}'"
    yield question_title(service, question.id), key
    yield question_label(service, question.id), key
    if question.kind in (QuestionKind.CHOICE, QuestionKind.MANY):
        for option in question.options:
            yield option_label(service, question.id, option), f"{key}.options"
