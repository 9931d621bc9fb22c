"""Pages of a service at somebody else's portal: what is different there, its window, and the end of it."""

from dataclasses import replace

from kiosk.contracts.portal import Portal
from kiosk.domain.portal_events import PortalKeysToggled
from kiosk.domain.state import Walk
from kiosk.domain.step_states import PortalStep
from kiosk.journeys import wording
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Fact,
    Lead,
    Note,
    Page,
    PortalArea,
    PortalKeys,
    Progress,
    Sentences,
    Slip,
    Tone,
    Wait,
)
from kiosk.presentation.pages import card


def consent(view: View, walk: Walk) -> Page:
    """Answer the page before the portal: whose pages come, what they cannot do here, and the way by phone."""
    texts = view.texts
    portal = _portal(view, walk)
    items = (
        ("globe", texts(wording.consent(walk.service.id))),
        ("identification-card", texts("page.portal.consent.opens", host=portal.host)),
        ("credit-card", texts("page.portal.consent.pays")),
        ("prohibit", texts("page.portal.consent.cannot")),
        ("trash", texts("page.portal.consent.erased")),
    )
    how = texts("page.portal.phone.how")
    phone = Fact(texts("page.portal.phone.label"), how, strong=True)
    return view.step_page(
        walk,
        "consent",
        texts("page.portal.consent.title"),
        Sentences(items),
        Slip(portal.start, texts("page.portal.phone.symbol", host=portal.host), (phone,)),
        back=True,
        main=view.main("action.open_portal"),
    )


def portal(view: View, walk: Walk, step: PortalStep) -> Page:
    texts = view.texts
    if step.eid is not None:
        return card.dialogue_page(view, walk, step.eid)
    if step.finishing:
        return _finishing(view, walk)
    if not step.shown:
        title = texts("page.portal.opening.title")
        wait = Wait(texts("page.portal.opening.wait"))
        return view.step_page(walk, "portal.opening", title, wait, back=True)
    return _window(view, walk, step)


def _window(view: View, walk: Walk, step: PortalStep) -> Page:
    texts = view.texts
    host = _portal(view, walk).host
    spoken = texts("page.portal.spoken", host=host)
    blocks: list[Block] = [PortalArea(host, texts("page.portal.loading"), spoken, step.loading)]
    if step.refused:
        blocks.append(Note("prohibit", texts("page.portal.refused"), Tone.SUN))
    typing = step.field is not None and not step.keys_away
    if step.field is not None and typing:
        blocks.append(
            PortalKeys(
                kind=step.field,
                enter=texts("page.portal.keys.enter"),
                next_field=texts("page.portal.keys.next_field"),
                left=texts("page.portal.keys.left"),
                right=texts("page.portal.keys.right"),
                hide=texts("page.portal.keys.hide"),
            )
        )
    elif step.field is not None:
        label = texts("page.portal.keys.show")
        blocks.append(Buttons((Action("keys", label, PortalKeysToggled(), icon="keyboard"),)))
    # Under a keyboard, a button that closes everything would be taken for the end of typing.
    main = None if typing else view.main("action.leave_portal", "sign-out")
    title = texts("page.portal.title", host=host)
    page = view.step_page(walk, "portal", title, *blocks, back=True, main=main)
    return replace(page, progress=_time_left(view, step))


def _time_left(view: View, step: PortalStep) -> Progress:
    """Answer what is left of the visit, as words and as a bar that grows shorter."""
    whole = max(1, round(view.session.site.timing.portal / 60))
    left = min(whole, max(0, step.limit - step.minutes))
    return Progress(left, whole, view.texts.counted("page.portal.time_left", left))


def _finishing(view: View, walk: Walk) -> Page:
    texts = view.texts
    page = view.step_page(
        walk,
        "portal.finish",
        texts("page.portal.finish.title"),
        Lead(texts("page.portal.finish.lead")),
        Sentences(
            (
                ("check-circle", texts("page.portal.finish.sent")),
                ("trash", texts("page.portal.finish.erased")),
            )
        ),
        back=True,
        main=view.main("action.close_portal", "check"),
    )
    return replace(page, end=None)


def _portal(view: View, walk: Walk) -> Portal:
    return view.session.site.portals[walk.service.portal]
