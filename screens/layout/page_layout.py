"""Lays a whole page out: frame and body into one sheet, and the widgets that stand behind it."""

from dataclasses import dataclass
from typing import Any

from kiosk.presentation import page as model
from kiosk.presentation.page import Page
from screens.geometry import Box
from screens.layout.body import draw_body
from screens.layout.frame import draw_footer, draw_header
from screens.layout.pager import Pager
from screens.semantics import Node
from screens.sheet import Sheet
from screens.theme import Theme
from screens.widgets.block import BlockWidget, Context
from screens.widgets.buttons import ButtonsWidget
from screens.widgets.camera import CameraWidget
from screens.widgets.facts import FactsWidget
from screens.widgets.field import FieldWidget
from screens.widgets.finger import FingerWidget
from screens.widgets.options import OptionsWidget
from screens.widgets.pictures import PictureWidget
from screens.widgets.pinpad import PinPadWidget
from screens.widgets.portal import PortalAreaWidget, PortalKeysWidget
from screens.widgets.progressing import CountdownWidget, WaitWidget
from screens.widgets.prose import ProseWidget
from screens.widgets.shots import ShotsWidget
from screens.widgets.signature import SignatureShownWidget, SignatureWidget
from screens.widgets.slip import SlipWidget
from screens.widgets.tiles import TilesWidget
from screens.widgets.words import BannerWidget, LeadWidget, NoteWidget, SentencesWidget

WIDGETS: dict[type, type[BlockWidget[Any]]] = {
    model.Lead: LeadWidget,
    model.Banner: BannerWidget,
    model.Note: NoteWidget,
    model.Picture: PictureWidget,
    model.Tiles: TilesWidget,
    model.Options: OptionsWidget,
    model.Facts: FactsWidget,
    model.Field: FieldWidget,
    model.PinPad: PinPadWidget,
    model.CameraView: CameraWidget,
    model.Shots: ShotsWidget,
    model.FingerView: FingerWidget,
    model.SignatureArea: SignatureWidget,
    model.SignatureShown: SignatureShownWidget,
    model.PortalArea: PortalAreaWidget,
    model.PortalKeys: PortalKeysWidget,
    model.Slip: SlipWidget,
    model.Wait: WaitWidget,
    model.Countdown: CountdownWidget,
    model.Buttons: ButtonsWidget,
    model.Sentences: SentencesWidget,
    model.Prose: ProseWidget,
}


@dataclass(slots=True)
class PageView:
    """A page that is shown: its widgets live as long as the page's id stays."""

    page: Page
    widgets: tuple[BlockWidget[Any], ...]
    pager: Pager
    context: Context


def build(page: Page, context: Context) -> PageView:
    """Make the widgets of a page."""
    widgets = tuple(_widget(index, block, context) for index, block in enumerate(page.blocks))
    return PageView(page, widgets, Pager(context.words, context.changed), context)


def update(view: PageView, page: Page) -> None:
    """Give the same page's new contents to its widgets; where another kind of block came, a new one."""
    widgets = []
    for index, block in enumerate(page.blocks):
        old = view.widgets[index] if index < len(view.widgets) else None
        if old is not None and type(old.block) is type(block):
            if old.block != block:
                old.update(block)
            widgets.append(old)
        else:
            if old is not None:
                old.close()
            widgets.append(_widget(index, block, view.context))
    for left in view.widgets[len(page.blocks) :]:
        left.close()
    view.page, view.widgets = page, tuple(widgets)


def close(view: PageView) -> None:
    for widget in view.widgets:
        widget.close()


def lay_out(view: PageView, theme: Theme, *, focused: str = "", pressed: str = "") -> Sheet:
    """Answer the page set for this theme. Nodes stand in reading order: header, body, actions."""
    sheet = Sheet(theme, focused=focused, pressed=pressed, covered=view.page.covered)
    top = draw_header(sheet, view.page, view.context)
    header = len(sheet.nodes)
    foot = draw_footer(sheet, view.page, view.context)
    actions: list[Node] = sheet.nodes[header:]
    del sheet.nodes[header:]
    whole = Box(0, 0, theme.display.width, theme.display.height)
    above = theme.px(6.0 if theme.display.landscape else 9.5)
    area = whole.inset(theme.margin, 0).below(top + above)
    draw_body(sheet, area.top(area.h - foot), view.page, view.widgets, view.pager)
    sheet.nodes += actions
    return sheet


def _widget(index: int, block: object, context: Context) -> BlockWidget[Any]:
    return WIDGETS[type(block)](f"block{index}", block, context)
