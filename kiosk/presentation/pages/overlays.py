"""Pages that lie over a stage: language, accessibility, help, confirm the end, "are you still there?"."""

from kiosk.domain.events import (
    CallPressed,
    EndConfirmed,
    HangUpPressed,
    OverlayClosed,
    SettingChosen,
    Touched,
)
from kiosk.domain.settings import LOUDEST, TEXT_SIZES, THEMES
from kiosk.domain.state import Money, Walking
from kiosk.domain.steps import portal
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Countdown,
    Lead,
    Note,
    Option,
    Options,
    Page,
    Picture,
    Sentences,
    Tone,
    Wait,
)
from kiosk.presentation.pages.entry import language_options

VOLUME_STEP = 2


def language(view: View) -> Page:
    texts = view.texts
    return Page(
        id="language",
        title=texts("page.language.title"),
        look=view.look(),
        header=view.town(),
        blocks=(language_options(view, columns=2),),
        chips=view.chips()[1:],
        main=_close(view, "action.done"),
    )


def accessibility(view: View) -> Page:
    texts = view.texts
    settings = view.session.settings

    def options(name: str, values: tuple[str, ...], now: str) -> Options:
        return Options(
            tuple(
                Option(
                    Action(
                        f"{name}.{value}",
                        texts(f"setting.{name}.{value}"),
                        SettingChosen(name, value),
                    ),
                    chosen=value == now,
                )
                for value in values
            ),
            heading=texts(f"setting.{name}.title"),
            columns=len(values),
        )

    volume = settings.volume
    return Page(
        id="accessibility",
        title=texts("page.accessibility.title"),
        look=view.look(),
        header=view.town(),
        blocks=(
            options("text_size", TEXT_SIZES, settings.text_size),
            options("theme", THEMES, settings.theme),
            options("speech", ("on", "off"), "on" if settings.speech else "off"),
            Buttons(
                (
                    _volume(view, "softer", max(volume - VOLUME_STEP, 0), "speaker-low"),
                    _volume(view, "louder", min(volume + VOLUME_STEP, LOUDEST), "speaker-high"),
                )
            ),
            Note("headphones", texts("page.attract.headphones")),
        ),
        chips=view.chips()[:1],
        main=_close(view, "action.done"),
    )


def _volume(view: View, way: str, value: int, icon: str) -> Action:
    label = view.texts(f"setting.volume.{way}")
    return Action(f"volume.{way}", label, SettingChosen("volume", str(value)), icon=icon)


def help_(view: View) -> Page:
    texts = view.texts
    call = view.session.call
    phase = call.phase if call is not None else "idle"
    hang_up = Action("hang_up", texts("action.hang_up"), HangUpPressed(), icon="phone-disconnect")
    blocks: list[Block]
    match phase:
        case "waiting" if call is not None:
            waiting = texts("page.help.waiting", position=call.position)
            blocks = [Picture("clerk", ""), Wait(waiting), Buttons((hang_up,))]
        case "connected" if call is not None:
            talking = texts("page.help.connected", clerk=call.clerk or texts("page.help.clerk"))
            blocks = [
                Picture("clerk", ""),
                Note("video-camera", talking, Tone.GOOD),
                Buttons((hang_up,)),
            ]
        case _:
            blocks = _help_offer(view)
    title = "page.help.title" if phase not in ("waiting", "connected") else "page.help.call_title"
    return Page(
        id="help",
        title=texts(title),
        look=view.look(),
        header=view.town(),
        blocks=tuple(blocks),
        chips=view.chips(),
        end=view.end(),
        main=_close(view, "page.help.back"),
    )


def _help_offer(view: View) -> list[Block]:
    texts = view.texts
    call = view.session.call
    label = texts("page.help.call")
    dial = Action("call", label, CallPressed(), icon="video-camera", tone=Tone.SUN)
    blocks: list[Block] = [Lead(texts("page.help.lead"))]
    if call is not None and call.fault:
        blocks.append(Note("warning-circle", texts(f"failure.{call.fault}.what"), Tone.BAD))
    blocks += [
        Buttons((dial,), large=True),
        Sentences(
            (
                ("shield-check", texts("page.help.private")),
                ("eye-slash", texts("page.help.camera_off")),
                ("storefront", texts("page.help.counter")),
            )
        ),
    ]
    return blocks


def confirm_end(view: View) -> Page:
    texts = view.texts
    stage = view.session.stage
    done = isinstance(stage, Walking) and stage.walk.case is not None
    paid = isinstance(stage, Walking) and stage.walk.money is not Money.NOTHING_PAID
    what = "page.confirm_end.stored" if done or paid else "page.confirm_end.nothing_sent"
    if isinstance(stage, Walking) and portal.is_open(stage.walk):
        what = "page.confirm_end.portal"
    label = texts("page.confirm_end.yes")
    yes = Action("end_confirmed", label, EndConfirmed(), icon="x")
    return Page(
        id="confirm_end",
        title=texts("page.confirm_end.title"),
        look=view.look(),
        header=view.town(),
        blocks=(Lead(texts(what)), Buttons((yes,))),
        chips=view.chips(),
        help=view.help(),
        main=_close(view, "page.confirm_end.no"),
    )


def still_there(view: View) -> Page:
    texts = view.texts
    session = view.session
    seconds = session.countdown
    label = texts("page.still_there.yes")
    here = Action("still_here", label, Touched(), icon="hand-tap", tone=Tone.SUN)
    end = Action("end_confirmed", texts("action.end"), EndConfirmed(), icon="x")
    return Page(
        id="still_there",
        title=texts("page.still_there.title"),
        look=view.look(),
        header=view.town(),
        blocks=(
            Lead(texts("page.still_there.lead")),
            Countdown(
                seconds,
                session.site.timing.still_there,
                texts.counted("page.still_there.seconds", seconds),
            ),
            Buttons((here,), large=True),
        ),
        end=end,
    )


def _close(view: View, message: str) -> Action:
    return Action("close", view.texts(message), OverlayClosed(), icon="check", tone=Tone.MAIN)
