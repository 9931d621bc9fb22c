"""Service definitions: read, checked for sense, and refused with file and key where they make none."""

from collections.abc import Callable
from pathlib import Path

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.identity import Attribute
from kiosk.contracts.paying import PayWay
from kiosk.domain.checks import CHECKS
from kiosk.domain.guards import GUARDS
from kiosk.domain.service import (
    Availability,
    Question,
    QuestionKind,
    Service,
    SignatureFor,
    Step,
    StepKind,
)
from kiosk.journeys.capturing import read_renditions, refuse_uncapturable
from kiosk.journeys.reachability import refuse_unanswered, refuse_unwalkable
from kiosk.journeys.tables import DefinitionRefused, Table, read_table
from kiosk.journeys.wording import service_texts

MAX_QUESTION_LENGTH = 200
HasText = Callable[[str], bool]


def load_services(
    folder: Path, destinations: frozenset[str], has_text: HasText
) -> tuple[Service, ...]:
    """Answer all services of a folder in the order in which they are offered.

    `has_text` answers whether every language has the message id. Raises DefinitionRefused.
    """
    services = [_service(path, destinations, has_text) for path in sorted(folder.glob("*.toml"))]
    if not services:
        raise DefinitionRefused(f"{folder.name}: there is no service definition (*.toml)")
    return tuple(sorted(services, key=lambda service: (service.order, service.id)))


def _service(path: Path, destinations: frozenset[str], has_text: HasText) -> Service:
    table = read_table(path)
    name = table.text("id")
    if name != path.stem:
        raise table.refuse("id", f"'{name}' differs from the file's name")
    leaves_case = table.flag("leaves_case", default=True)
    fee = table.table("fee")
    identity = table.table("identity")
    service = Service(
        id=name,
        icon=table.text("icon"),
        minutes=table.whole("minutes"),
        order=table.whole("order"),
        availability=table.name("availability", Availability),
        fee_cents=fee.whole("cents"),
        fee_waived_when=_guard(fee, "waived_when"),
        ways=fee.names("ways", PayWay) or (PayWay.CARD,),
        required=identity.names("required", Attribute),
        optional=identity.names("optional", Attribute),
        captures=table.names("captures", CaptureKind),
        renditions=read_renditions(table),
        destination=_destination(table, destinations) if leaves_case else "",
        leaves_case=leaves_case,
        portal=_portal(table),
        steps=tuple(_step(row) for row in table.tables("steps")),
    )
    for rest in (fee, identity, table):
        rest.done()
    refuse_unwalkable(service, path.name)
    refuse_uncapturable(service, path.name)
    refuse_unanswered(service, path.name)
    for text, key in service_texts(service):
        if not has_text(text):
            raise DefinitionRefused(f"{path.name}: {key}: the text '{text}' is missing")
    return service


def _destination(table: Table, destinations: frozenset[str]) -> str:
    name = table.text("destination")
    if name not in destinations:
        known = ", ".join(sorted(destinations)) or "none"
        raise table.refuse("destination", f"'{name}' is not configured (there is: {known})")
    return name


def _portal(table: Table) -> str:
    """Answer the portal's name; where it is, a terminal's configuration says."""
    portal = table.table("portal")
    name = portal.text("name", "")
    portal.done()
    return name


def _step(table: Table) -> Step:
    kind = table.name("kind", StepKind)
    step = Step(
        kind,
        _guard(table, "when"),
        tuple(_question(q) for q in table.tables("questions")),
        _signature(table) if kind is StepKind.SIGNATURE else None,
    )
    if (kind is StepKind.QUESTIONS) != bool(step.questions):
        raise table.refuse("questions", "belong to a step of kind 'questions', and only there")
    table.done()
    return step


def _signature(table: Table) -> SignatureFor:
    """Answer what a signature is drawn for: by an answer, or always the same."""
    question = table.text("question", "")
    rows = table.table("documents")
    documents = {answer: rows.names(answer, Document) for answer in rows.remaining()}
    if not documents or not all(documents.values()):
        raise table.refuse("documents", "must name documents for each answer")
    return SignatureFor(question, documents)


def _question(table: Table) -> Question:
    kind = table.name("kind", QuestionKind)
    check = table.text("check", "day_month" if kind is QuestionKind.DAY_MONTH else "plain_text")
    if check not in CHECKS:
        raise table.refuse("check", f"'{check}' is not one of: {', '.join(CHECKS)}")
    question = Question(
        id=table.text("id"),
        kind=kind,
        options=table.texts("options"),
        optional=table.flag("optional", default=False),
        max_length=table.whole("max_length", 80),
        check=check,
        when=_guard(table, "when"),
        unless_read=table.name("unless_read", Attribute) if table.has("unless_read") else None,
    )
    chooses = kind in (QuestionKind.CHOICE, QuestionKind.MANY)
    if chooses != bool(question.options):
        raise table.refuse("options", "belong to questions of kind 'choice' or 'many', and must be")
    if not 1 <= question.max_length <= MAX_QUESTION_LENGTH:
        raise table.refuse("max_length", f"must be 1 to {MAX_QUESTION_LENGTH}")
    table.done()
    return question


def _guard(table: Table, key: str) -> str:
    name = table.text(key, "")
    if name and name not in GUARDS:
        raise table.refuse(key, f"'{name}' is not one of: {', '.join(GUARDS)}")
    return name
