"""Which block stands in which column: one below the other, or words left and hands right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.presentation.page import Banner, CameraView, Page, Paper, Picture, PortalArea
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip
from screens.widgets.buttons import ButtonsWidget
from screens.widgets.options import OptionsWidget
from screens.widgets.pinpad import PAD_MM, PinPadWidget
from screens.widgets.progressing import WaitWidget

Source = Callable[[Theme, int, Fit], list[Strip]]


@dataclass(frozen=True, slots=True)
class Column:
    """Sources of strips in one column.

    The last `tail` of them stand at the foot of the attract screen; `middle` centres what does not
    fill the column.
    """

    box: Box
    sources: tuple[Source, ...]
    tail: int = 0
    middle: bool = False


def plan(
    theme: Theme, area: Box, page: Page, widgets: tuple[BlockWidget[Any], ...]
) -> list[Column]:
    """Answer the page's columns, in reading order."""
    _tell_pin_pads(page, widgets)
    if len(widgets) == 1 and isinstance(widgets[0], WaitWidget):
        widgets[0].alone, widgets[0].place = True, Place.SHOWS
    title = [] if _told_otherwise(page) else [title_source(page, seen=not _is_a_mirror(page))]
    pad = any(isinstance(w, PinPadWidget) and not w.block.on_reader for w in widgets)
    every = [*title, *(_narrow(w) if pad else w.strips for w in widgets)]
    if not theme.display.landscape or any(w.place is Place.ACROSS for w in widgets):
        tail = 1 if page.paper is Paper.ACCENT and isinstance(_last(widgets), OptionsWidget) else 0
        return [Column(area, tuple(every), tail=tail)]
    left, right = _sides(widgets)
    if not right:
        wide = area.start(min(area.w, theme.px(370)))
        return [Column(wide, tuple(every))]
    gap = theme.px(17)
    words = round((area.w - gap) * 0.43)
    shows = any(widget.place is Place.SHOWS for widget in widgets)
    return [
        Column(area.start(words), (*title, *left)),
        Column(area.after(words + gap), tuple(right), middle=shows),
    ]


def _sides(widgets: tuple[BlockWidget[Any], ...]) -> tuple[list[Source], list[Source]]:
    """Words left; right what is shown or, where nothing is shown, what is offered."""
    if any(widget.place is Place.SHOWS for widget in widgets):
        return (
            [w.told if w.place is Place.SHOWS else w.strips for w in widgets],
            [w.shown for w in widgets if w.place is Place.SHOWS],
        )
    offers = [
        index
        for index, widget in enumerate(widgets)
        if widget.place is Place.OFFERS and not isinstance(widget, ButtonsWidget)
    ]
    if not offers:
        return [w.strips for w in widgets], []
    first = offers[0]
    return [w.strips for w in widgets[:first]], [w.strips for w in widgets[first:]]


def _narrow(widget: BlockWidget[Any]) -> Source:
    """Buttons under a pad are as wide as the pad."""
    if not isinstance(widget, ButtonsWidget):
        return widget.strips

    def strips(theme: Theme, width: int, fit: Fit) -> list[Strip]:
        wide = min(width, theme.px(PAD_MM))

        def centred(draw: Callable[[Sheet, Box], None]) -> Callable[[Sheet, Box], None]:
            return lambda sheet, box: draw(sheet, box.centred(wide, box.h))

        return [
            Strip(strip.height, centred(strip.draw), strip.stretch, strip.gap)
            for strip in widget.strips(theme, wide, fit)
        ]

    return strips


def title_source(page: Page, *, seen: bool = True) -> Source:
    """Answer the title's strip; one that is not `seen` is only read."""

    def strips(theme: Theme, width: int, fit: Fit) -> list[Strip]:
        if not seen:
            return [Strip(0, lambda sheet, box: _read_title(sheet, box, page.title), leads=True)]
        kind = Type.HERO if page.paper is Paper.ACCENT else Type.TITLE
        title = typeset(page.title, theme.face(kind, fit), width)

        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box, title, sheet.theme.palette.ink)
            sheet.node("title", Role.HEADING, page.title, box)

        return [Strip(title.height, draw, leads=True)] if page.title else []

    return strips


def _read_title(sheet: Sheet, box: Box, title: str) -> None:
    sheet.node("title", Role.HEADING, title, box, text=())


def _is_a_mirror(page: Page) -> bool:
    """Answer whether the page is there to see oneself: what it is about is said, and room is left."""
    return bool(page.blocks) and isinstance(page.blocks[0], CameraView)


def _told_otherwise(page: Page) -> bool:
    """Answer whether the title needs no place of its own: a banner says it, or a portal's own page."""
    first = page.blocks[0] if page.blocks else None
    return isinstance(first, PortalArea) or (isinstance(first, Banner) and first.text == page.title)


def _tell_pin_pads(page: Page, widgets: tuple[BlockWidget[Any], ...]) -> None:
    """Tell pads: a page that shows the reader's pad itself needs no second drawing of it."""
    drawn = any(isinstance(b, Picture) and b.name == "reader_pinpad" for b in page.blocks)
    for widget in widgets:
        if isinstance(widget, PinPadWidget):
            widget.drawn_elsewhere = drawn


def _last(widgets: tuple[BlockWidget[Any], ...]) -> BlockWidget[Any] | None:
    return widgets[-1] if widgets else None
