"""What is always in its place: header and chips above, the row of actions below."""

from kiosk.presentation.page import Action, Header, Note, Page, Paper, Tone
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import FITS, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import Context
from screens.widgets.buttons import BOTTOM, CHIP, draw_button, height_for, natural_width
from screens.widgets.words import NoteWidget


def draw_header(sheet: Sheet, page: Page, context: Context) -> int:
    """Draw header, chips and progress; answer how high they are."""
    theme = sheet.theme
    whole = Box(0, 0, theme.display.width, theme.display.height).inset(theme.margin, 0)
    chip_gap = theme.gap(4.4)
    widths = [natural_width(theme, action, CHIP) for action in page.chips]
    chips = sum(widths) + chip_gap * max(0, len(widths) - 1)
    beside = whole.w - chips - theme.px(5) * bool(chips)
    inline = _inline_progress(theme, page, beside)
    own_row = not _fits(theme, page.header, beside - inline)
    beside -= 0 if own_row else inline
    row = whole.top(_title_height(theme, page.header, whole.w if own_row else beside))
    _draw_title(sheet, row if own_row else row.start(beside), page.header)
    height = row.h
    line = row
    if own_row:
        line = Box(whole.x, height, whole.w, theme.px(26))
        height += line.h
    x = line.right - chips
    tall = max(
        (height_for(theme, a, w, CHIP) for a, w in zip(page.chips, widths, strict=True)), default=0
    )
    for action, width in zip(page.chips, widths, strict=True):
        place = Box(x, line.y + (line.h - tall) // 2, width, tall)
        draw_button(sheet, place, _as_chip(action), context.do(action), dress=CHIP)
        x += width + chip_gap
    if page.progress is not None and inline and not own_row:
        _draw_progress(sheet, row.after(beside).start(inline - theme.px(17)), page)
    elif page.progress is not None:
        height += _draw_progress(sheet, whole.below(height), page)
    return height


def _inline_progress(theme: Theme, page: Page, width: int) -> int:
    """In landscape the progress stands between title and chips, where room is left: its width."""
    if page.progress is None or not theme.display.landscape:
        return 0
    title = max(
        typeset(page.header.title, theme.face(Type.LABEL), width).width,
        typeset(page.header.subtitle, theme.face(Type.SMALL), width).width,
    )
    text = typeset(page.progress.text, theme.face(Type.SMALL), width)
    free = min(theme.px(235), width - title - _arms_width(theme, page.header) - theme.px(9))
    return free if free > text.width + theme.px(62) else 0


def _as_chip(action: Action) -> Action:
    return Action(
        f"chip.{action.id}", action.label, action.intent, action.icon, action.tone,
        action.spoken, action.enabled,
    )  # fmt: skip


def _fits(theme: Theme, header: Header, width: int) -> bool:
    """Answer whether the title stands beside the chips: two lines, no word made smaller."""
    room = width - _arms_width(theme, header)
    if room < theme.px(70):
        return False
    face = theme.face(Type.LABEL)
    title = typeset(header.title, face, room)
    subtitle = typeset(header.subtitle, theme.face(Type.SMALL), room)
    lines = len(title.lines) + len(subtitle.lines)
    return title.face.size > face.size * 0.93 and lines <= 3  # noqa: PLR2004


def _arms_width(theme: Theme, header: Header) -> int:
    return theme.px(16.6 + 5.0) if header.arms else 0


def _title_height(theme: Theme, header: Header, width: int) -> int:
    room = width - _arms_width(theme, header)
    title = typeset(header.title, theme.face(Type.LABEL), room)
    subtitle = typeset(header.subtitle, theme.face(Type.SMALL), room)
    least = 32.0 if theme.display.landscape else 36.5
    return max(theme.px(least), title.height + subtitle.height + theme.px(8))


def _draw_title(sheet: Sheet, box: Box, header: Header) -> None:
    theme, palette = sheet.theme, sheet.theme.palette
    arms = _arms_width(theme, header)
    if arms:
        height = theme.px(19.4)
        seat = box.start(theme.px(16.6))
        sheet.drawing(seat.centred(round(height * 860 / 640), height), "arms")
    room = box.after(arms)
    title = typeset(header.title, theme.face(Type.LABEL), room.w)
    subtitle = typeset(header.subtitle, theme.face(Type.SMALL), room.w)
    y = room.y + (room.h - title.height - subtitle.height) // 2
    sheet.put(Box(room.x, y, room.w, title.height), title, palette.ink)
    sheet.put(Box(room.x, y + title.height, room.w, subtitle.height), subtitle, palette.soft)
    sheet.node(
        "header", Role.TEXT, header.title, box,
        spoken=f"{header.title}. {header.subtitle}", text=(header.title, header.subtitle),
        read=False,
    )  # fmt: skip


def _draw_progress(sheet: Sheet, area: Box, page: Page) -> int:
    progress = page.progress
    if progress is None:
        return 0
    theme, palette = sheet.theme, sheet.theme.palette
    text = typeset(progress.text, theme.face(Type.SMALL), max(1, area.w - theme.px(45)))
    tall = max(theme.px(14 if theme.display.landscape else 19.4), text.height)
    row = area.top(tall) if area.h > theme.px(60) else area
    sheet.put(row.start(text.width), text, palette.soft, valign="middle")
    bar = row.after(text.width + theme.px(7.7))
    count = max(1, progress.total)
    for index, place in enumerate(bar.columns(count, theme.px(2.2))):
        height = theme.px(3.3)
        done = index < progress.current
        sheet.surface(
            place.centred(place.w, height), palette.accent if done else palette.track,
            edge=palette.rim, edge_width=2, radius=height // 2,
        )  # fmt: skip
    sheet.node(
        "progress", Role.PROGRESS, progress.text, row,
        state=f"{progress.current}/{progress.total}",
    )  # fmt: skip
    return row.h


def draw_footer(sheet: Sheet, page: Page, context: Context) -> int:
    """Draw footnote and bottom row; answer the height they take from the display's lower edge."""
    theme = sheet.theme
    whole = Box(0, 0, theme.display.width, theme.display.height)
    height = _draw_footnote_strip(sheet, whole, page) if page.paper is Paper.ACCENT else 0
    height += _draw_actions(sheet, whole.top(whole.h - height), page, context)
    if page.footnote is not None and page.paper is not Paper.ACCENT:
        width = whole.w - 2 * theme.margin
        strip = NoteWidget("footnote", page.footnote, context).strips(theme, width, FITS[1])[0]
        box = Box(theme.margin, whole.h - height - strip.height, width, strip.height)
        strip.draw(sheet, box)
        height += strip.height
    return height


def _draw_actions(sheet: Sheet, whole: Box, page: Page, context: Context) -> int:
    theme = sheet.theme
    actions = [a for a in (page.back, page.end, page.help, page.main) if a is not None]
    if not actions:
        return theme.px(8)
    landscape = theme.display.landscape
    area = whole.inset(theme.margin, 0)
    gap = theme.gap(5.5)
    widths = {action.id: natural_width(theme, action, BOTTOM) for action in actions}
    above = theme.px(4.5 if landscape else 6.0)
    under = theme.px(7.0 if landscape else 11.0)
    small = [action for action in actions if action is not page.main]
    everything = sum(widths.values()) + gap * (len(actions) - 1)
    stacked = page.main is not None and everything > area.w
    row = area.w if stacked or page.main is None else area.w - gap - widths[page.main.id]
    need = sum(widths[a.id] for a in small) + gap * max(0, len(small) - 1)
    squeeze = min(1.0, (row - gap * max(0, len(small) - 1)) / max(1, need - gap * (len(small) - 1)))
    placed = {action.id: int(widths[action.id] * squeeze) for action in small}
    main_room = row if stacked else area.w - need - gap
    tall = max(height_for(theme, a, placed.get(a.id, main_room), BOTTOM) for a in actions)
    tall = min(tall, theme.px(30.5)) if landscape and squeeze == 1.0 else tall
    line = Box(area.x, whole.bottom - under - tall, area.w, tall)
    _draw_row(sheet, line, page, placed, context, with_main=not stacked)
    height = tall + above + under
    if stacked and page.main is not None:
        main_height = height_for(theme, page.main, area.w, BOTTOM)
        place = Box(area.x, line.y - gap - main_height, area.w, main_height)
        draw_button(sheet, place, _main(page.main), context.do(page.main), dress=BOTTOM)
        height += gap + main_height
    return height


def _draw_row(
    sheet: Sheet,
    line: Box,
    page: Page,
    widths: dict[str, int],
    context: Context,
    *,
    with_main: bool,
) -> None:
    """Back and End from the start, Help and the main action towards the end."""
    gap = sheet.theme.gap(5.5)
    x = line.x
    for action in (page.back, page.end):
        if action is not None:
            place = Box(x, line.y, widths[action.id], line.h)
            draw_button(sheet, place, action, context.do(action), dress=BOTTOM)
            x = place.right + gap
    main = page.main if with_main else None
    right = line.right
    main_box: Box | None = None
    if main is not None:
        help_width = widths[page.help.id] + gap if page.help else 0
        most = line.right - x - help_width
        enough = max(sheet.theme.px(150), natural_width(sheet.theme, main, BOTTOM))
        wide = min(most, enough) if sheet.theme.display.landscape else most
        main_box = line.end(wide)
        right = main_box.x - gap
    if page.help is not None:
        width = widths[page.help.id]
        place = Box(right - width, line.y, width, line.h)
        draw_button(sheet, place, page.help, context.do(page.help), dress=BOTTOM)
    if main is not None and main_box is not None:
        draw_button(sheet, main_box, _main(main), context.do(main), dress=BOTTOM)


def _main(action: Action) -> Action:
    """Answer the main action: filled with the accent unless the page gives it another tone."""
    if action.tone is not Tone.QUIET:
        return action
    return Action(
        action.id, action.label, action.intent, action.icon, Tone.MAIN, action.spoken,
        action.enabled,
    )  # fmt: skip


def _draw_footnote_strip(sheet: Sheet, whole: Box, page: Page) -> int:
    """On the attract screen the footnote is a strip along the lower edge."""
    note: Note | None = page.footnote
    if note is None:
        return 0
    theme, palette = sheet.theme, sheet.theme.palette
    icon = theme.px(17.7)
    gap = theme.px(7.2)
    text = typeset(note.text, theme.face(Type.SMALL), whole.w - 2 * theme.margin - icon - gap)
    height = max(theme.px(34 if theme.display.landscape else 41.5), text.height + theme.px(8))
    band = whole.base(height)
    sheet.surface(band, palette.strip, radius=0)
    if palette.rim:
        sheet.surface(band.top(theme.hair), palette.rim, radius=0)
    inner = band.inset(theme.margin, 0)
    sheet.icon(inner.start(icon).centred(icon, icon), note.icon, palette.sun)
    sheet.put(inner.after(icon + gap), text, palette.ink, valign="middle")
    sheet.node("footnote", Role.TEXT, note.text, band)
    return height
