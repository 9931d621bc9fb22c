"""What the citizen agrees to, answers, and checks before anything is paid or sent."""

from collections.abc import Iterator

from kiosk.domain.events import Answered, ChangePressed
from kiosk.domain.service import Question, QuestionKind
from kiosk.domain.state import Walk
from kiosk.domain.step_states import (
    QuestionsStep,
)
from kiosk.domain.steps import check as check_rules
from kiosk.domain.steps import questions as question_rules
from kiosk.domain.steps.pay import fee_cents
from kiosk.journeys import wording
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Fact,
    Facts,
    Field,
    Keys,
    Lead,
    Note,
    Option,
    Options,
    Page,
    Sentences,
    Tone,
)
from kiosk.presentation.person import identity_facts

TWO_COLUMNS_FROM = 5
KEYS = {
    QuestionKind.TEXT: Keys.TEXT,
    QuestionKind.DATE: Keys.DATE,
    QuestionKind.DAY_MONTH: Keys.DAY_MONTH,
}


def consent(view: View, walk: Walk) -> Page:
    texts = view.texts
    service = walk.service
    items = [("file-text", texts(wording.consent(service.id)))]
    if service.required:
        read = ", ".join(texts(f"attribute.{name}") for name in service.required)
        items.append(("identification-card", texts("page.consent.reads", attributes=read)))
    items += [
        ("lock-key", texts("page.consent.sealed")),
        ("trash", texts("page.consent.erased")),
    ]
    return view.step_page(
        walk,
        "consent",
        texts("page.consent.title"),
        Sentences(tuple(items)),
        Note("storefront", texts("page.consent.counter")),
        back=True,
        main=view.main("action.agree", "check"),
    )


def question(view: View, walk: Walk, step: QuestionsStep) -> Page:
    texts = view.texts
    asked = next(q for q in question_rules.asked(walk) if q.id == step.question)
    service = walk.service.id
    blocks: list[Block] = []
    lead = wording.question_lead(service, asked.id)
    if texts.has(lead):
        blocks.append(Lead(texts(lead)))
    error = texts(step.error, limit=asked.max_length) if step.error else ""
    if asked.kind in KEYS:
        blocks.append(
            Field(
                question=asked.id,
                label=texts(wording.question_label(service, asked.id)),
                value=walk.answers.get(asked.id, ""),
                keys=KEYS[asked.kind],
                max_length=asked.max_length,
                error=error,
            )
        )
    else:
        if error:
            blocks.append(Note("warning-circle", error, Tone.BAD))
        blocks.append(_options(view, walk, asked))
    return view.step_page(
        walk,
        f"question.{asked.id}",
        texts(wording.question_title(service, asked.id)),
        *blocks,
        back=True,
        main=view.main("action.next"),
    )


def _options(view: View, walk: Walk, asked: Question) -> Options:
    chosen = walk.answers.get(asked.id, "").split()
    options = tuple(
        Option(
            Action(
                f"option.{name}",
                view.texts(wording.option_label(walk.service.id, asked.id, name)),
                Answered(asked.id, name),
            ),
            detail=_option_detail(view, walk, asked, name),
            chosen=name in chosen,
        )
        for name in asked.options
    )
    columns = 2 if len(options) >= TWO_COLUMNS_FROM else 1
    return Options(options, columns=columns, multiple=asked.kind is QuestionKind.MANY)


def _option_detail(view: View, walk: Walk, asked: Question, name: str) -> str:
    message = f"{wording.option_label(walk.service.id, asked.id, name)}.detail"
    return view.texts(message) if view.texts.has(message) else ""


def check(view: View, walk: Walk) -> Page:
    texts = view.texts
    facts = list(check_facts(view, walk))
    cents = fee_cents(walk)
    if walk.service.fee_cents:
        amount = texts.money(cents) if cents else texts("price.waived")
        facts.append(Fact(texts("page.check.you_pay"), amount, strong=True))
    blocks: list[Block] = [Facts(tuple(facts))]
    if walk.identity is not None:
        blocks.append(Note("identification-card", texts("page.check.from_card")))
    main = view.main("action.pay" if cents else "action.send")
    title = texts("page.check.title")
    return view.step_page(walk, "check", title, *blocks, back=True, main=main)


def check_facts(view: View, walk: Walk) -> Iterator[Fact]:
    """Yield what will be sent: read from the card, answered, captured, left to the counter."""
    texts = view.texts
    yield from identity_facts(texts, walk.identity, walk.released)
    for asked in check_rules.answered(walk):
        yield _answer(view, walk, asked)
    for capture in walk.captures:
        told = texts("page.check.captured")
        yield Fact(texts(f"capture.{capture.kind}"), told, icon="check")
    for kind in walk.skipped:
        told = texts("page.check.at_counter")
        yield Fact(texts(f"capture.{kind}"), told, icon="storefront")


def _answer(view: View, walk: Walk, asked: Question) -> Fact:
    texts = view.texts
    service = walk.service.id
    value = walk.answers.get(asked.id, "")
    match asked.kind:
        case QuestionKind.CHOICE | QuestionKind.MANY:
            names = [wording.option_label(service, asked.id, name) for name in value.split()]
            shown = ", ".join(texts(name) for name in names) or texts("page.check.none")
        case QuestionKind.DAY_MONTH:
            shown = f"{value[:2]}.{value[2:]}."
        case _:
            nothing = wording.question_empty(service, asked.id)
            shown = value or texts(nothing if texts.has(nothing) else "page.check.none")
    label = texts(wording.question_label(service, asked.id))
    change = Action(
        f"change.{asked.id}",
        texts("action.change"),
        ChangePressed(asked.id),
        spoken=texts("action.change_what", what=label),
    )
    return Fact(label, shown, private=True, change=change)
