"""The body of a page: blocks from top to bottom, in landscape beside each other, never scrolled.

What does not fit is set tighter: first gaps and pictures, then headlines. What still does not fit
is cut into parts between two strips, with large buttons to turn them.
"""

from dataclasses import dataclass, replace
from typing import Any

from kiosk.presentation.page import Page, Paper
from screens.geometry import Box
from screens.layout.pager import Pager
from screens.layout.plan import Column, plan
from screens.sheet import Sheet
from screens.theme import FITS, Fit, Theme
from screens.widgets.block import BlockWidget, Strip


@dataclass(frozen=True, slots=True)
class _Set:
    """A column's strips at one fit."""

    column: Column
    strips: list[Strip]
    gaps: list[int]
    foot: int  # index of the first strip that stands at the foot

    @property
    def height(self) -> int:
        return sum(strip.height for strip in self.strips) + sum(self.gaps)


def draw_body(
    sheet: Sheet, area: Box, page: Page, widgets: tuple[BlockWidget[Any], ...], pager: Pager
) -> None:
    """Set the page's title and blocks into the area."""
    theme = sheet.theme
    columns = plan(theme, area, page, widgets)
    for fit in FITS:
        sets = [_set(theme, column, fit) for column in columns]
        if all(block.height <= area.h for block in sets):
            pager.parts = 1
            for block in sets:
                _draw_column(sheet, block, centred=page.paper is Paper.ACCENT)
            return
    room = area.h - pager.height(theme)
    tries = [[_set(theme, column, fit) for column in columns] for fit in FITS[1:]]
    _draw_parts(sheet, area, min(tries, key=lambda sets: _parts(sets, room)), pager)


def _parts(sets: list[_Set], room: int) -> int:
    return max(len(_cut(block, room)) for block in sets)


def _set(theme: Theme, column: Column, fit: Fit) -> _Set:
    pieces = [source(theme, column.box.w, fit) for source in column.sources]
    strips = [strip for piece in pieces for strip in piece]
    gaps = [
        0 if not index else (theme.gap(strip.gap, fit) if strip.gap else 0)
        for index, strip in enumerate(strips)
    ]
    foot = len(strips) - sum(len(piece) for piece in pieces[len(pieces) - column.tail :])
    return _Set(column, strips, gaps, foot)


def _draw_column(sheet: Sheet, block: _Set, *, centred: bool) -> None:
    box = block.column.box
    spare = box.h - block.height
    stretches = _shared(spare, [strip.stretch for strip in block.strips])
    spare -= sum(stretches)
    y, jump_at, jump = box.y, -1, 0
    if centred:
        y, jump_at, jump = _centring(block, spare)
    elif block.column.middle:
        y += spare // 2
    for index, (strip, gap, more) in enumerate(
        zip(block.strips, block.gaps, stretches, strict=True)
    ):
        y += gap + (jump if index == jump_at else 0)
        strip.draw(sheet, Box(box.x, y, box.w, strip.height + more))
        y += strip.height + more


def _shared(spare: int, wishes: list[int]) -> list[int]:
    """Share the spare pixels among those who wish for them, evenly, nobody above the wish."""
    given = [0] * len(wishes)
    open_ = [index for index, wish in enumerate(wishes) if wish > 0]
    while open_ and spare >= len(open_):
        each = spare // len(open_)
        for index in list(open_):
            more = min(each, wishes[index] - given[index])
            given[index] += more
            spare -= more
            if given[index] >= wishes[index]:
                open_.remove(index)
        if each == 0:
            break
    return given


def _centring(block: _Set, spare: int) -> tuple[int, int, int]:
    """On the attract screen words stand in the middle, the languages at the foot."""
    box = block.column.box
    if block.foot == len(block.strips):
        return box.y + spare // 2, -1, 0
    above = round(spare * 0.55)
    return box.y + above, block.foot, spare - above


def _draw_parts(sheet: Sheet, area: Box, sets: list[_Set], pager: Pager) -> None:
    room = area.h - pager.height(sheet.theme)
    cut = [_cut(block, room) for block in sets]
    pager.parts = max(len(parts) for parts in cut)
    shown = pager.part
    for block, parts in zip(sets, cut, strict=True):
        box = block.column.box.top(room)
        if len(parts) == 1 and len(sets) > 1:
            _draw_column(
                sheet, replace(block, column=replace(block.column, box=box)), centred=False
            )
            continue
        y = box.y
        for position, index in enumerate(parts[min(shown, len(parts) - 1)]):
            y += block.gaps[index] if position else 0
            strip = block.strips[index]
            strip.draw(sheet, Box(box.x, y, box.w, strip.height))
            y += strip.height
    pager.draw(sheet, area.base(pager.height(sheet.theme)))


def _cut(block: _Set, room: int) -> list[list[int]]:
    """Answer which strips stand on each part; a strip is never cut."""
    parts: list[list[int]] = [[]]
    used = 0
    for index, strip in enumerate(block.strips):
        gap = block.gaps[index] if parts[-1] else 0
        follower = block.strips[index + 1 : index + 2] if strip.leads else []
        need = strip.height + sum(block.gaps[index + 1] + next_.height for next_ in follower)
        if parts[-1] and used + gap + need > room:
            parts.append([])
            used, gap = 0, 0
        parts[-1].append(index)
        used += gap + strip.height
    return parts
