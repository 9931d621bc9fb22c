"""What every page has in common: header, chips, progress, and the actions in their fixed places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import (
    BackPressed,
    EndPressed,
    NextPressed,
    OtherWayPressed,
    OverlayOpened,
    RetryPressed,
)
from kiosk.domain.service import Service, StepKind
from kiosk.domain.state import Overlay, Session, Walk
from kiosk.domain.steps.pay import fee_cents
from kiosk.journeys import wording
from kiosk.presentation.page import Action, Block, Header, Look, Page, Progress, Tone
from kiosk.texts import Texts

# Steps the citizen perceives as one each; the others happen by themselves.
PERCEIVED = frozenset(set(StepKind) - {StepKind.SUBMIT, StepKind.TAKE_CARD})


@dataclass(frozen=True, slots=True)
class View:
    """What a page function gets: the session, its language's texts, all names of languages, the time."""

    session: Session
    texts: Texts
    languages: Mapping[str, str]
    now: datetime

    def look(self) -> Look:
        settings = self.session.settings
        return Look(
            language=settings.language,
            rtl=self.texts.rtl,
            theme=settings.theme,
            text_size=settings.text_size,
            speech=settings.speech,
        )

    def town(self) -> Header:
        site = self.session.site
        return Header(site.town, f"{self.texts('app.name')} · {site.place}", arms=True)

    def service(self, walk: Walk) -> Header:
        title = self.texts(wording.title(walk.service.id))
        return Header(title, price(self.texts, fee_cents(walk), walk.service))

    def chips(self) -> tuple[Action, ...]:
        language = self.session.settings.language
        return (
            Action(
                "language",
                self.languages[language],
                OverlayOpened(Overlay.LANGUAGE),
                icon="translate",
                spoken=self.texts("action.language"),
            ),
            Action(
                "accessibility",
                self.texts("action.accessibility"),
                OverlayOpened(Overlay.ACCESSIBILITY),
                icon="person-arms-spread",
            ),
        )

    def progress(self, walk: Walk) -> Progress | None:
        steps = walk.service.steps
        perceived = [
            index
            for index, step in enumerate(steps)
            if step.kind in PERCEIVED and not (step.kind is StepKind.PAY and fee_cents(walk) == 0)
        ]
        if len(perceived) <= 1:
            return None
        current = sum(1 for index in perceived if index <= walk.position)
        current = min(max(current, 1), len(perceived))
        text = self.texts("page.progress", current=current, total=len(perceived))
        return Progress(current, len(perceived), text)

    def back(self) -> Action:
        return Action("back", self.texts("action.back"), BackPressed(), icon="arrow-left")

    def end(self) -> Action:
        return Action("end", self.texts("action.end"), EndPressed(), icon="x")

    def help(self) -> Action:
        help_ = OverlayOpened(Overlay.HELP)
        label = self.texts("action.help")
        return Action("help", label, help_, icon="video-camera", tone=Tone.SUN)

    def main(self, message: str, icon: str = "arrow-right") -> Action:
        return Action("next", self.texts(message), NextPressed(), icon=icon, tone=Tone.MAIN)

    def retry(self, message: str = "action.retry") -> Action:
        label = self.texts(message)
        return Action("retry", label, RetryPressed(), icon="arrow-clockwise", tone=Tone.MAIN)

    def other_way(self, message: str, icon: str = "users") -> Action:
        return Action("other_way", self.texts(message), OtherWayPressed(), icon=icon)

    def step_page(
        self,
        walk: Walk,
        name: str,
        title: str,
        *blocks: Block,
        back: bool = False,
        main: Action | None = None,
    ) -> Page:
        """Answer a page of a service's step, with everything in its place."""
        return Page(
            id=name,
            title=title,
            look=self.look(),
            header=self.service(walk),
            blocks=blocks,
            chips=self.chips(),
            progress=self.progress(walk),
            back=self.back() if back else None,
            end=self.end(),
            help=self.help(),
            main=main,
        )


def price(texts: Texts, cents: int, service: Service) -> str:
    """Answer the price as a citizen reads it; "free" where the service or this purpose costs nothing."""
    if cents:
        return texts.money(cents)
    return texts("price.waived" if service.fee_cents else "price.free")
