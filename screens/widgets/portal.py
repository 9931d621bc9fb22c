"""A portal's place on the page: the hole that its window fills, and the keys below it."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.contracts.portal import FieldKind, PortalKey
from kiosk.domain.portal_events import PortalKeyPressed, PortalKeysToggled, PortalTyped
from kiosk.presentation.page import PortalArea, PortalKeys
from screens.geometry import Box
from screens.keyboard_layout import last_letter, portal_layout
from screens.semantics import Role, Spoken
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.keyboard import Keyboard

_LEAST_MM = 105.0
_LEAST_ALONE_MM = 60.0
_MOST_MM = 1000.0


class PortalAreaWidget(BlockWidget[PortalArea]):
    """From edge to edge of the display: what is inside the lines is somebody else's."""

    place = Place.ACROSS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        least = theme.px(_LEAST_MM if fit.pad > 0.2 else _LEAST_ALONE_MM)  # noqa: PLR2004
        return [Strip(least, self._draw, stretch=theme.px(_MOST_MM), gap=0.0)]

    def _draw(self, sheet: Sheet, box: Box) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        whole = Box(0, box.y, theme.display.width, box.h)
        bar = whole.top(self._bar_height(theme))
        self._draw_bar(sheet, Box(box.x, bar.y, box.w, bar.h))
        line = theme.px(1.1)
        pane = whole.below(bar.h)
        sheet.surface(pane, palette.accent, radius=0)
        hole = pane.inset(0, line)
        sheet.surface(hole, palette.card, radius=0)
        label = typeset(self.block.label, theme.face(Type.TEXT), box.w)
        icon = theme.px(17.7)
        middle = hole.centred(box.w, icon + theme.px(6) + label.height)
        sheet.icon(middle.top(icon), "globe", palette.accent)
        sheet.put(middle.base(label.height), label, palette.soft, align="centre")
        sheet.node(
            f"{self.name}.area", Role.PAD, self.block.label, hole,
            spoken=self.block.spoken, text=(self.block.label,),
        )  # fmt: skip
        sheet.leave_open(hole)

    def _bar_height(self, theme: Theme) -> int:
        return theme.face(Type.SMALL).line + theme.px(3.5)

    def _draw_bar(self, sheet: Sheet, box: Box) -> None:
        """Say whose pages these are, as browsers do; the connection is encrypted, or it is none."""
        theme, palette = sheet.theme, sheet.theme.palette
        face = theme.face(Type.SMALL)
        icon, gap = round(face.size * 0.9), theme.px(3.3)
        inner = box.top(face.line)
        sheet.icon(inner.start(icon).centred(icon, icon), "lock", palette.accent)
        host = typeset(self.block.host, face, inner.w - icon - gap)
        sheet.put(inner.after(icon + gap), host, palette.ink)
        shown: tuple[str, ...] = (self.block.host,)
        rest = inner.after(icon + gap + host.width + theme.px(9))
        text = typeset(self.block.label, face, max(rest.w, theme.px(60)))
        if self.block.loading and text.width <= rest.w and len(text.lines) == 1:
            sheet.put(rest, text, palette.soft, align="end")
            shown = (*shown, self.block.label)
        sheet.node(f"{self.name}.host", Role.TEXT, self.block.host, inner, text=shown)


@dataclass(frozen=True, slots=True)
class _Tool:
    """A key that is no text: the icon stands for its label where that is too long."""

    name: str
    label: str
    icon: str
    act: Callable[[], None]
    shows_label: bool = True


class PortalKeysWidget(BlockWidget[PortalKeys]):
    """What is typed goes to the portal key by key; the last letter alone is kept, for its forms."""

    place = Place.ACROSS

    def __init__(self, name: str, block: PortalKeys, context: Context) -> None:
        super().__init__(name, block, context)
        self._keyboard = self._made(block.kind)

    def update(self, block: PortalKeys) -> None:
        if block.kind is not self.block.kind:
            self._keyboard = self._made(block.kind)
        super().update(block)

    def close(self) -> None:
        self._keyboard.text = ""

    def _made(self, kind: FieldKind) -> Keyboard:
        return Keyboard(
            self._type, self._delete, self._replace, self.context,
            layout=portal_layout(kind),
            quiet=kind is FieldKind.HIDDEN,
            begins_capital=kind is FieldKind.TEXT,
        )  # fmt: skip

    # --- setting ----------------------------------------------------------------------------------

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        rows = len(self._keyboard.layout.rows)
        key = theme.px(20.5 if not theme.display.landscape and fit.pad > 0.4 else 16.0)  # noqa: PLR2004
        gap = self._keyboard.gap(theme)
        if theme.display.landscape:
            return [Strip(rows * key + (rows - 1) * gap, self._draw_beside, gap=5.5)]
        return [Strip((rows + 1) * (key + gap) - gap, self._draw_above, gap=5.5)]

    def _draw_above(self, sheet: Sheet, box: Box) -> None:
        """In portrait the tools stand in a row over the keys."""
        gap = self._keyboard.gap(sheet.theme)
        rows = len(self._keyboard.layout.rows)
        height = (box.h - rows * gap) // (rows + 1)
        tools = self._tools()
        shares = (3, 1, 1, 3, 2)
        columns = box.top(height).columns(sum(shares), gap)
        start = 0
        for tool, share in zip(tools, shares, strict=True):
            last = columns[start + share - 1]
            place = Box(columns[start].x, box.y, last.right - columns[start].x, height)
            self._draw_tool(sheet, place, tool)
            start += share
        self._keyboard.draw(sheet, box.below(height + gap))

    def _draw_beside(self, sheet: Sheet, box: Box) -> None:
        """In landscape, where height is dear, they stand beside them."""
        theme = sheet.theme
        gap = self._keyboard.gap(theme)
        column = box.end(theme.px(96))
        keys = box.start(box.w - column.w - theme.px(9))
        self._keyboard.draw(sheet, keys)
        hide, left, right, next_field, enter = self._tools()
        rows = 4
        height = (column.h - (rows - 1) * gap) // rows
        lines = [Box(column.x, column.y + i * (height + gap), column.w, height) for i in range(4)]
        for place, tool in zip(
            (lines[0], lines[2], lines[3]), (hide, next_field, enter), strict=True
        ):
            self._draw_tool(sheet, place, tool)
        for place, tool in zip(
            sheet.from_left(lines[1].columns(2, gap)), (left, right), strict=True
        ):
            self._draw_tool(sheet, place, tool)

    def _tools(self) -> tuple[_Tool, ...]:
        block = self.block
        return (
            _Tool("hide", block.hide, "caret-down", self._hide),
            _Tool(
                "left",
                block.left,
                "caret-left",
                lambda: self._press(PortalKey.LEFT),
                shows_label=False,
            ),
            _Tool(
                "right",
                block.right,
                "caret-right",
                lambda: self._press(PortalKey.RIGHT),
                shows_label=False,
            ),
            _Tool(
                "next_field",
                block.next_field,
                "arrow-down",
                lambda: self._press(PortalKey.NEXT_FIELD),
            ),
            _Tool("enter", block.enter, "check", lambda: self._press(PortalKey.ENTER)),
        )

    def _draw_tool(self, sheet: Sheet, box: Box, tool: _Tool) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        node_id = f"tool.{tool.name}"
        radius = theme.px(4.4)
        fill = palette.pressed if sheet.is_pressed(node_id) else palette.ground
        sheet.surface(box, fill, edge=palette.edge, radius=radius)
        face = theme.face(Type.SMALL)
        text = typeset(tool.label, face, box.w - theme.px(3))
        shown = tool.shows_label and text.face == face and text.height <= box.h
        if shown:
            sheet.put(box, text, palette.ink, align="centre", valign="middle")
        else:
            size = min(theme.px(12.5), box.h * 3 // 5)
            sheet.icon(box.centred(size, size), tool.icon, palette.ink)
        sheet.node(
            node_id, Role.KEY, tool.label, box,
            text=(tool.label,) if shown else (), read=False, radius=radius,
        )  # fmt: skip
        sheet.target(node_id, box, tool.act, enabled=True)

    # --- typing -----------------------------------------------------------------------------------

    def _type(self, text: str) -> None:
        self._remember(text)
        if self.block.kind is not FieldKind.HIDDEN:
            self.context.speak(Spoken(text, self.context.language, private=True))
        self.context.emit(PortalTyped(text))

    def _delete(self) -> None:
        self._keyboard.text = ""
        self.context.emit(PortalKeyPressed(PortalKey.BACKSPACE))

    def _replace(self, form: str) -> None:
        self.context.emit(PortalKeyPressed(PortalKey.BACKSPACE))
        self._type(form)

    def _remember(self, text: str) -> None:
        """Keep what the forms are made of, and that the field is no longer empty."""
        self._keyboard.text = last_letter(text) if self._keyboard.layout.has_forms else "·"

    def _press(self, key: PortalKey) -> None:
        self._keyboard.text = ""
        self.context.emit(PortalKeyPressed(key))

    def _hide(self) -> None:
        self.context.emit(PortalKeysToggled())
