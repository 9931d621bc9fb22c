"""Pages of an end: what failed and what it means, and the card that still lies on the reader."""

from dataclasses import replace

from kiosk.domain.machine import may_retry
from kiosk.domain.state import Failed, Leaving, Money, Walk
from kiosk.presentation.frame import View
from kiosk.presentation.page import Banner, Block, Fact, Facts, Lead, Note, Page, Picture, Tone
from kiosk.texts import Texts

# Not the terminal's failure: the citizen chose the counter.
CHOSEN = frozenset({"capture.at_counter", "payment.at_counter", "eid.pin_forgotten"})


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
        Fact(texts("page.failure.money"), texts(f"money.{walk.money}")),
        Fact(texts("page.failure.now"), texts(f"failure.{stage.failure}.now")),
    )
    blocks: list[Block] = [banner, Facts(facts)]
    if walk.money is Money.AUTHORISED:
        blocks.append(Note("hourglass", texts("page.failure.reversing"), Tone.SUN))
    blocks.append(Lead(code))
    retry = may_retry(view.session, stage)
    title = texts("page.failure.chosen" if chosen else "page.failure.title")
    main = view.retry() if retry else view.main("action.finish", "check")
    page = view.step_page(walk, "failure", title, *blocks, main=main)
    if walk.money is Money.AUTHORISED:
        return replace(page, end=None, main=None, chips=())
    return page if retry else replace(page, end=None)


def _data(walk: Walk) -> str:
    if walk.case is not None:
        return "data.stored"
    return "data.captures_discarded" if walk.captures else "data.nothing_sent"


def _card_to_take(texts: Texts) -> tuple[Block, ...]:
    return (
        Picture("card_take", texts("picture.card_take")),
        Banner("identification-card", texts("page.take_card.banner"), Tone.SUN),
    )


def leaving(view: View, _stage: Leaving) -> Page:
    texts = view.texts
    return Page(
        id="leaving",
        title=texts("page.take_card.title"),
        look=view.look(),
        header=view.town(),
        blocks=_card_to_take(texts),
    )


def take_card(view: View, walk: Walk) -> Page:
    texts = view.texts
    return view.step_page(walk, "take_card", texts("page.take_card.title"), *_card_to_take(texts))
