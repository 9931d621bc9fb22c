"""Pages of an end: what failed and what it means, and the card that still lies on the reader."""

from dataclasses import replace

from kiosk.domain.machine import may_retry
from kiosk.domain.state import Failed, Leaving, Money, Walk
from kiosk.domain.steps import portal
from kiosk.presentation.frame import View
from kiosk.presentation.page import Banner, Block, Fact, Facts, Lead, Note, Page, Picture, Tone

# Not the terminal's failure: the citizen chose the counter.
CHOSEN = frozenset(
    {"capture.at_counter", "payment.at_counter", "eid.pin_forgotten", "eid.letter_missing"}
)


def failure(view: View, stage: Failed) -> Page:
    texts = view.texts
    walk = stage.walk
    chosen = stage.failure in CHOSEN
    what = texts(f"failure.{stage.failure}.what")
    banner = (
        Banner("storefront", what, Tone.INFO)
        if chosen
        else Banner("warning-circle", what, Tone.BAD)
    )
    code = texts(
        "page.failure.code",
        code=stage.failure,
        moment=texts.moment(view.now),
        terminal=view.session.site.terminal,
    )
    facts = (
        Fact(texts("page.failure.data"), texts(_data(walk))),
        Fact(texts("page.failure.money"), texts(_money(walk))),
        Fact(texts("page.failure.now"), texts(f"failure.{stage.failure}.now")),
    )
    blocks: list[Block] = [banner, Facts(facts)]
    if walk.money is Money.AUTHORISED:
        blocks.append(Note("hourglass", texts("page.failure.reversing"), Tone.SUN))
    blocks.append(Lead(code))
    retry = may_retry(view.session, stage)
    title = texts("page.failure.chosen" if chosen else "page.failure.title")
    again = "action.back_to_portal" if portal.is_open(walk) else "action.retry"
    main = view.retry(again) if retry else view.main("action.finish", "check")
    page = view.step_page(walk, "failure", title, *blocks, main=main)
    if walk.money is Money.AUTHORISED:
        return replace(page, end=None, main=None, chips=())
    return page if retry else replace(page, end=None)


def _data(walk: Walk) -> str:
    if walk.service.portal:
        return "data.portal"
    if walk.case is not None:
        return "data.stored"
    return "data.captures_discarded" if walk.captures else "data.nothing_sent"


def _money(walk: Walk) -> str:
    return "money.portal" if walk.service.portal else f"money.{walk.money}"


def leaving(view: View, stage: Leaving) -> Page:
    """Answer the page that stays until the reader is empty; after a reminder it is an alarm."""
    texts = view.texts
    kind = "other_" if view.session.other_card else ""
    icon, tone = ("bell", Tone.BAD) if stage.reminders else ("identification-card", Tone.SUN)
    return Page(
        id="take_card" if stage.outcome == "completed" else "leaving",
        title=texts(f"page.take_card.{kind}title"),
        look=view.look(),
        header=view.town(),
        blocks=(
            Picture("card_take", texts("picture.card_take")),
            Banner(icon, texts(f"page.take_card.{kind}banner"), tone),
        ),
    )
