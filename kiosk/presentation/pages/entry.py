"""The way in: attract screen and service choice."""

from kiosk.domain import left_card
from kiosk.domain.events import LanguageChosen, ServiceChosen, Touched
from kiosk.domain.offers import obstacle
from kiosk.domain.service import Service
from kiosk.domain.state import Attract
from kiosk.journeys import wording
from kiosk.presentation.frame import View, price
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Lead,
    Note,
    Option,
    Options,
    Page,
    Paper,
    Picture,
    Tile,
    Tiles,
    Tone,
)

LANGUAGE_COLUMNS = 3


def attract(view: View, stage: Attract) -> Page:
    texts = view.texts
    titles = [texts(wording.title(service.id)) for service in view.session.site.services]
    touch = Action("touch", texts("page.attract.touch"), Touched(), icon="hand-tap", tone=Tone.SUN)
    blocks: list[Block] = [Lead(" · ".join(titles)), Buttons((touch,), large=True)]
    if left_card.is_left(view.session):
        blocks[0] = Note("identification-card", texts("page.attract.card_left"), Tone.SUN)
    if stage.apology:
        apology = Note("warning-circle", texts("page.attract.apology"), Tone.SUN)
        blocks.insert(0, apology)
    if view.session.rehearsal:
        blocks.append(Note("info", texts("page.attract.rehearsal"), Tone.SUN))
    blocks.append(language_options(view))
    return Page(
        id="attract",
        title=texts("page.attract.title"),
        look=view.look(),
        header=view.town(),
        blocks=tuple(blocks),
        chips=view.chips()[1:],
        paper=Paper.ACCENT,
        footnote=Note("headphones", texts("page.attract.headphones"), Tone.SUN),
    )


def language_options(view: View, columns: int = LANGUAGE_COLUMNS) -> Options:
    chosen = view.session.settings.language
    return Options(
        tuple(
            Option(
                Action(f"language.{tag}", name, LanguageChosen(tag)),
                chosen=tag == chosen,
                language=tag,
            )
            for tag, name in view.languages.items()
        ),
        columns=columns,
    )


def choose(view: View) -> Page:
    return Page(
        id="choose",
        title=view.texts("page.choose.title"),
        look=view.look(),
        header=view.town(),
        blocks=(Tiles(tuple(_tile(view, service) for service in view.session.site.services)),),
        chips=view.chips(),
        end=view.end(),
        help=view.help(),
    )


def card_left(view: View) -> Page:
    """Answer the page that goes by itself when somebody else's card has left the reader."""
    texts = view.texts
    return Page(
        id="card_left",
        title=texts("page.card_left.title"),
        look=view.look(),
        header=view.town(),
        blocks=(
            Lead(texts("page.card_left.lead")),
            Picture("card_take", texts("picture.card_take")),
            Note("storefront", texts("page.card_left.note"), Tone.SUN),
        ),
        chips=view.chips(),
        end=view.end(),
        help=view.help(),
    )


def _tile(view: View, service: Service) -> Tile:
    texts = view.texts
    title = texts(wording.title(service.id))
    reason = obstacle(view.session, service)
    minutes = texts.counted("page.choose.minutes", service.minutes)
    detail = texts(reason) if reason else f"{texts(wording.detail(service.id))} · {minutes}"
    cost = price(texts, service.fee_cents, service)
    action = Action(
        f"service.{service.id}",
        title,
        ServiceChosen(service.id),
        spoken=f"{title}. {detail}. {cost}",
        enabled=not reason,
    )
    return Tile(service.icon, title, detail, cost, action)
