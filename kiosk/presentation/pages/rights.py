"""Who asks for data of the ID card, for which and why: the consent, and the provider's certificate."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from kiosk.contracts.eid import ConfirmRights, Provider
from kiosk.contracts.identity import Attribute
from kiosk.domain.events import ProviderAsked, RightToggled
from kiosk.domain.state import Session, Walk, Walking
from kiosk.domain.step_states import CardDialogue
from kiosk.journeys import wording
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Fact,
    Facts,
    Note,
    Option,
    Options,
    Page,
    Prose,
)
from kiosk.texts import Texts

AGE, PLACE = "AgeVerification", "AddressVerification"


def confirm(view: View, walk: Walk, dialogue: CardDialogue, asked: ConfirmRights) -> Page:
    """Answer the page on which the citizen agrees; what is optional is off until turned on."""
    texts = view.texts
    blocks: list[Block] = [Facts(tuple(_asked(view, asked)))]
    if asked.optional:
        options = tuple(
            Option(
                Action(f"right.{name}", _named(texts, name), RightToggled(name)),
                chosen=name in dialogue.chosen_rights,
            )
            for name in asked.optional
        )
        heading = texts("page.rights.optional")
        blocks.append(Options(options, heading=heading, columns=2, multiple=True))
    blocks.append(Note("shield-check", texts("page.rights.note")))
    main = view.main("action.agree", "check")
    title = texts("page.rights.title")
    return view.step_page(walk, "card.rights", title, *blocks, back=True, main=main)


def _asked(view: View, asked: ConfirmRights) -> list[Fact]:
    texts = view.texts
    label = texts("action.who_asks")
    who = Action("provider", label, ProviderAsked(shown=True), icon="info")
    facts = [
        Fact(texts("page.rights.provider"), asked.provider.name, strong=True, change=who),
        Fact(texts("page.rights.purpose"), asked.provider.purpose),
    ]
    if asked.transaction:
        facts.append(Fact(texts("page.rights.transaction"), asked.transaction))
    known: dict[str, int] = {name: place for place, name in enumerate(Attribute)}
    read = sorted(
        (name for name in asked.required if name not in (AGE, PLACE)),
        key=lambda name: known.get(name, len(known)),
    )
    if read:
        names = ", ".join(_named(texts, name) for name in read)
        facts.append(Fact(texts("page.rights.required"), names))
    checked = " ".join(_checked(view, asked))
    if checked:
        facts.append(Fact(texts("page.rights.checked"), checked))
    return facts


def _named(texts: Texts, right: str) -> str:
    """Answer a right's name: a portal may ask for more than our services do, and must not hide it."""
    name = f"attribute.{right}"
    return texts(name) if texts.has(name) else right


def _checked(view: View, asked: ConfirmRights) -> list[str]:
    """Answer what the card is asked to say yes or no to, as the questions that they are."""
    questions = []
    if AGE in asked.required and asked.required_age is not None:
        questions.append(view.texts("page.rights.age", years=asked.required_age))
    if PLACE in asked.required:
        questions.append(view.texts("page.rights.place"))
    return questions


def transaction(session: Session, texts: Texts) -> str:
    """Answer the sentence on what the data are for, as our own requests have it; "" for none."""
    stage = session.stage
    if not isinstance(stage, Walking):
        return ""
    service = texts(wording.title(stage.walk.service.id))
    return texts("page.rights.transaction_text", service=service, town=session.site.town)


def provider(view: View, walk: Walk, asks: Provider) -> Page:
    """Answer who asks, as the authorisation certificate has it; Back returns to the consent."""
    texts = view.texts
    rows = (
        ("page.provider.name", asks.name),
        ("page.provider.url", urlsplit(asks.url).netloc or asks.url),
        ("page.provider.purpose", asks.purpose),
        ("page.provider.issuer", asks.issuer),
        ("page.provider.validity", _validity(view, asks.valid_from, asks.valid_until)),
    )
    facts = tuple(Fact(texts(label), value) for label, value in rows if value)
    blocks: list[Block] = [Note("seal-check", texts("page.provider.note")), Facts(facts)]
    terms = _paragraphs(asks.terms)
    if terms:
        blocks.append(Prose(texts("page.provider.terms"), terms))
    back = Action("back", texts("action.back"), ProviderAsked(shown=False), icon="arrow-left")
    title = texts("page.provider.title")
    page = view.step_page(walk, "card.provider", title, *blocks)
    return replace(page, back=back)


def _validity(view: View, start: date | None, end: date | None) -> str:
    texts = view.texts
    if end is None:
        return ""
    until = texts.day(end.year, end.month, end.day)
    if start is None:
        return texts("page.provider.until", end=until)
    since = texts.day(start.year, start.month, start.day)
    return texts("page.provider.from_until", start=since, end=until)


def _paragraphs(terms: str) -> tuple[str, ...]:
    """Answer the terms in paragraphs; within one, lines stay as they are (an address, a list)."""
    lines = [line.strip() for line in terms.replace("\r", "").split("\n")]
    return tuple(part.strip() for part in "\n".join(lines).split("\n\n") if part.strip())
