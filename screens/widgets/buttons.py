"""Buttons: how every action looks, how wide and high it must be, and rows of them in a page."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.presentation.page import Action, Buttons, Paper, Tone
from screens.geometry import Box
from screens.icons import IconStyle
from screens.palette import Palette
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import TARGET_MM, Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip

_TRAILING = frozenset({"arrow-right", "caret-right"})  # what points onwards stands after its word


@dataclass(frozen=True, slots=True)
class Dress:
    """What kind of button: millimetres of height, padding, icon and gap, and its type."""

    kind: Type = Type.LABEL
    height: float = 32.0
    padding: float = 8.5
    icon: float = 13.3
    gap: float = 4.6
    radius: float = 6.65


PLAIN = Dress()
BOTTOM = Dress(height=35.5)
CHIP = Dress(kind=Type.SMALL, height=23.3, padding=6.4, icon=11.1, gap=2.8, radius=11.65)
LARGE = Dress(kind=Type.BANNER, height=50.0, padding=11.0, icon=22.5, gap=7.0, radius=10.0)


def colours(palette: Palette, tone: Tone, *, pressed: bool, enabled: bool) -> tuple[str, str, str]:
    """Answer fill, text and edge of a button."""
    if not enabled:
        return palette.ground, palette.faint, palette.line
    if tone is Tone.QUIET:
        return (palette.pressed if pressed else palette.card), palette.ink, palette.edge
    fill, text, _icon = palette.tone(tone)
    if tone in (Tone.MAIN, Tone.SUN):
        return (
            (text, fill, fill)
            if pressed and tone is Tone.MAIN
            else (fill, text, palette.rim or fill)
        )
    return fill, text, text


def natural_width(theme: Theme, action: Action, dress: Dress = PLAIN) -> int:
    """Answer how wide the button is with its label on one line."""
    face = theme.face(dress.kind)
    width = typeset(action.label, face, 10_000).width + 2 * theme.px(dress.padding)
    if action.icon:
        width += theme.px(dress.icon) + (theme.px(dress.gap) if action.label else 0)
    return max(width, theme.px(TARGET_MM))


def height_for(
    theme: Theme, action: Action, width: int, dress: Dress = PLAIN, fit: Fit | None = None
) -> int:
    """Answer how high the button must be, its label broken into lines where it is long."""
    fit = fit or Fit()
    room = _label_room(theme, action, width, dress)
    label = typeset(action.label, theme.face(dress.kind), room)
    least = max(TARGET_MM, dress.height * (0.55 + 0.45 * fit.pad))
    return max(theme.px(least), label.height + 2 * theme.px(3.2))


def _label_room(theme: Theme, action: Action, width: int, dress: Dress) -> int:
    icon = theme.px(dress.icon) + theme.px(dress.gap) if action.icon else 0
    return max(1, width - 2 * theme.px(min(dress.padding, 6.0)) - icon)


def draw_button(
    sheet: Sheet,
    box: Box,
    action: Action,
    act: Callable[[], None],
    *,
    dress: Dress = PLAIN,
    language: str = "",
    read: bool = False,
) -> None:
    """Draw an action as a button, with its node and its target."""
    theme, palette = sheet.theme, sheet.theme.palette
    pressed = sheet.is_pressed(action.id)
    fill, text, edge = colours(palette, action.tone, pressed=pressed, enabled=action.enabled)
    radius = min(theme.px(dress.radius), box.h // 2)
    sheet.surface(box, fill, edge=edge, radius=radius)
    _draw_label(sheet, box, action, text, dress)
    sheet.node(
        action.id, Role.BUTTON, action.label, box,
        spoken=action.spoken, enabled=action.enabled, language=language, read=read,
        state="" if action.enabled else "disabled", radius=radius,
    )  # fmt: skip
    sheet.target(action.id, box, act, enabled=action.enabled)


def _draw_label(sheet: Sheet, box: Box, action: Action, colour: str, dress: Dress) -> None:
    theme = sheet.theme
    label = typeset(action.label, theme.face(dress.kind), _label_room(theme, action, box.w, dress))
    icon = min(theme.px(dress.icon), box.h - theme.px(3)) if action.icon else 0
    gap = theme.px(dress.gap) if icon and action.label else 0
    width = label.width + gap + icon
    line = box.centred(width, box.h)
    icon_box = Box(line.x, box.y + (box.h - icon) // 2, icon, icon)
    text_box = Box(line.x + icon + gap, box.y, label.width, box.h)
    if action.icon in _TRAILING:
        text_box = text_box.shifted(dx=-(icon + gap))
        icon_box = icon_box.shifted(dx=label.width + gap)
    if icon:
        style = IconStyle.REGULAR if action.tone is Tone.QUIET else IconStyle.BOLD
        sheet.icon(icon_box, action.icon, colour, style)
    align = "centre" if len(label.lines) > 1 and not icon else "start"
    sheet.put(text_box, label, colour, align=align, valign="middle")


class ButtonsWidget(BlockWidget[Buttons]):
    """Actions side by side where they fit, one under the other where they do not."""

    place = Place.OFFERS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        actions = self.block.actions
        dress = LARGE if self.block.large else PLAIN
        gap = theme.gap(5.5, fit)
        column = (width - gap * (len(actions) - 1)) // max(1, len(actions))
        beside = all(natural_width(theme, action, dress) <= column for action in actions)
        rows = [actions] if beside else [(action,) for action in actions]
        above = 18.0 if self.block.large and theme.paper is Paper.ACCENT else 8.0
        strips = []
        for index, row in enumerate(rows):
            wide = column if beside else width
            height = max(height_for(theme, action, wide, dress, fit) for action in row)
            strips.append(
                Strip(height, self._draw(row, gap, dress), gap=above if not index else 5.5)
            )
        return strips

    def _draw(
        self, row: tuple[Action, ...], gap: int, dress: Dress
    ) -> Callable[[Sheet, Box], None]:
        def draw(sheet: Sheet, box: Box) -> None:
            # A single button is not stretched over a whole landscape.
            wide = max(sheet.theme.px(170), natural_width(sheet.theme, row[0], dress))
            single = len(row) == 1 and sheet.theme.display.landscape and box.w > wide
            boxes = (box.start(wide),) if single else box.columns(len(row), gap)
            for action, place in zip(row, boxes, strict=True):
                draw_button(sheet, place, action, self.context.do(action), dress=dress)

        return draw
