"""Lays the dock out: scenarios on top, a row for each device, the open one with its acts."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.presentation.page import Look, Paper
from screens.dock import wording
from screens.dock.chips import BODY, HEAD, SMALL, STRONG, TITLE, Chip, draw_chip, flow
from screens.dock.model import Act, Device, Dock
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet, Target
from screens.theme import DisplayProfile, Theme
from screens.typesetting import measure, typeset

WIDTH = 600
MARGIN = 24
GAP = 10
CHIP_HEIGHT = 38
LABEL = 146
FOOT = 76
NEXT_CITIZEN = "next_citizen"


@dataclass(frozen=True, slots=True)
class Hands:
    """What pressing does."""

    act: Callable[[str, str, dict[str, object]], None]
    play: Callable[[str], None]
    toggle: Callable[[str], None]
    fold: Callable[[str], None]
    step: Callable[[str, Act, int], None]


def theme_of(height: int) -> Theme:
    """Answer the terminal's standard theme for a window of that height."""
    display = DisplayProfile(width=WIDTH, height=height, mm_per_px=0.45)
    return Theme.of(display, Look(), Paper.PAPER)


class Panel:
    """One layout of the whole dock.

    `extent` is how high everything is, to know how far one may scroll; `hidden` how many pixels of
    the open device are under the foot and would be seen if one scrolled by them.
    """

    def __init__(self, dock: Dock, hands: Hands, height: int, *, scroll: int, pressed: str) -> None:
        self.dock = dock
        self.hands = hands
        self.sheet = Sheet(theme_of(height), pressed=pressed)
        self.hidden = 0
        self._colours = self.sheet.theme.palette
        self._height = height
        body = Box(MARGIN, 0, WIDTH - 2 * MARGIN, height)
        y = self._header(body.shifted(dy=26 - scroll))
        y = self._scenarios(Box(body.x, y + 18, body.w, 0))
        y += GAP
        for device in dock.devices:
            y = self._device(device, Box(body.x, y + GAP, body.w, 0))
        self.extent = y + scroll + MARGIN + FOOT
        self._foot(Box(0, height - FOOT, WIDTH, FOOT))

    def _header(self, box: Box) -> int:
        colours = self._colours
        self.sheet.text(box, "Simulated devices", TITLE, colours.ink)
        self.sheet.text(box.below(34), self.dock.address, SMALL, colours.soft)
        word, icon, ink, tint = (
            ("connected", "check-circle", colours.good, colours.good_tint)
            if self.dock.connected
            else ("no world", "warning-circle", colours.bad, colours.bad_tint)
        )
        width = measure(word, SMALL.weight, SMALL.size) + 46
        pill = box.end(width).top(30).shifted(dy=4)
        self.sheet.surface(pill, tint, radius=15)
        self.sheet.icon(pill.start(18).shifted(dx=10).centred(18, 18), icon, ink, IconStyle.FILL)
        self.sheet.text(pill.after(34), word, SMALL, ink, valign="middle")
        self.sheet.node("connection", Role.ALERT, word, pill)
        return box.y + 58

    def _scenarios(self, box: Box) -> int:
        names = [scenario for scenario in self.dock.scenarios if scenario.name != NEXT_CITIZEN]
        y = box.y
        if len(names) < len(self.dock.scenarios):
            chip = Chip(
                NEXT_CITIZEN, "Next citizen", self._playing(NEXT_CITIZEN), "user-plus", sun=True
            )
            draw_chip(self.sheet, box.top(52), chip)
            y += 52 + GAP
        chips = [Chip(one.name, wording.phrase(one.name), self._playing(one.name)) for one in names]
        return flow(self.sheet, Box(box.x, y, box.w, 0), chips, CHIP_HEIGHT)

    def _device(self, device: Device, box: Box) -> int:
        colours = self._colours
        is_open = device.name == self.dock.opened
        at = len(self.sheet.leaves)
        y = box.y + 64
        if is_open:
            y = self._facts(device, Box(box.x + 20, y + 4, box.w - 40, 0))
            y = self._acts(device, Box(box.x + 20, y + 14, box.w - 40, 0)) + 20
        card = Box(box.x, box.y, box.w, y - box.y)
        behind = Sheet(self.sheet.theme)
        edge = colours.accent if is_open else colours.line
        behind.surface(card, colours.card, edge=edge, edge_width=2 if is_open else 1, radius=14)
        self.sheet.leaves[at:at] = behind.leaves
        if is_open:
            under = card.bottom + GAP - (self._height - FOOT)
            self.hidden = max(0, min(under, card.y - GAP))
        self._row(device, card.top(64), is_open=is_open)
        return y

    def _row(self, device: Device, box: Box, *, is_open: bool) -> None:
        colours = self._colours
        badge = Box(box.x + 14, box.y + 12, 40, 40)
        self.sheet.surface(badge, colours.tint, radius=12)
        self.sheet.icon(badge.centred(24, 24), wording.icon(device.name), colours.accent)
        words = Box(badge.right + 14, box.y, box.w - 120, box.h)
        title, changed = wording.title(device.name), device.changed()
        self.sheet.text(words.shifted(dy=11), title, HEAD, colours.ink)
        line = _shortened(wording.summary(changed), words.w)
        ink = colours.accent if changed else colours.faint
        self.sheet.text(words.shifted(dy=34), line, SMALL, ink)
        caret = box.end(46).start(20).centred(20, 20)
        self.sheet.icon(caret, "caret-up" if is_open else "caret-down", colours.soft)
        node = f"device.{device.name}"
        self.sheet.node(node, Role.BUTTON, title, box, state="open" if is_open else "")
        self.sheet.target(node, box, lambda: self.hands.toggle(device.name), enabled=True)

    def _facts(self, device: Device, box: Box) -> int:
        colours = self._colours
        changed = dict(device.changed())
        columns = box.columns(2, 24)
        rows = [columns[0].y, columns[1].y]
        for number, (key, now) in enumerate(device.state.items()):
            side = number % 2
            column, name = columns[side], wording.phrase(key)
            place = Box(column.x, rows[side], column.w, 24)
            value = _shortened(wording.value(now), place.w - 130)
            self.sheet.text(place.start(126), _shortened(name, 126), SMALL, colours.soft)
            face = STRONG if key in changed else SMALL
            ink = colours.accent if key in changed else colours.ink
            self.sheet.text(place.after(130), value, face, ink)
            self.sheet.node(f"{device.name}.{key}", Role.TEXT, f"{name}: {value}", place)
            rows[side] += 24
        return max(rows)

    def _acts(self, device: Device, box: Box) -> int:
        """Draw what is chosen beside its act first, then plain acts, then switches and numbers."""
        kinds: dict[str, list[Act]] = {"named": [], "plain": [], "set": []}
        for act in device.acts:
            kinds[_kind(act)].append(act)
        y = box.y - GAP
        for act in kinds["named"]:
            y = self._beside(device, act, Box(box.x, y + GAP, box.w, CHIP_HEIGHT))
        chips = [self._chip(device, act) for act in kinds["plain"]]
        y = flow(self.sheet, Box(box.x, y + GAP, box.w, CHIP_HEIGHT), chips, CHIP_HEIGHT)
        for act in kinds["plain"]:
            if self.dock.unfolded == _name(device, act):
                y = self._beside(device, act, Box(box.x, y + GAP, box.w, CHIP_HEIGHT))
        for act in kinds["set"]:
            draw = self._number if act.choice is not None and act.choice.is_number else self._beside
            y = draw(device, act, Box(box.x, y + GAP, box.w, CHIP_HEIGHT))
        return y

    def _chip(self, device: Device, act: Act) -> Chip:
        node = _name(device, act)
        return Chip(
            node,
            wording.phrase(act.name),
            self._doing(device, act),
            fold=(lambda: self.hands.fold(node)) if act.folds else None,
            unfolded=self.dock.unfolded == node,
        )

    def _number(self, device: Device, act: Act, box: Box) -> int:
        """Draw an act with its number and what turns it down and up; answer where it ends."""
        node, now = _name(device, act), self.dock.number(device.name, act)
        whole = act.choice is not None and isinstance(act.choice.default, int)
        number = int(now) if whole else now
        label = f"{wording.phrase(act.name)}: {number:g}"
        chips = [
            Chip(node, label, self._doing(device, act, number)),
            Chip(f"{node}.less", "", lambda: self.hands.step(device.name, act, -1), "minus"),
            Chip(f"{node}.more", "", lambda: self.hands.step(device.name, act, 1), "plus"),
        ]
        return flow(self.sheet, box, chips, CHIP_HEIGHT)

    def _beside(self, device: Device, act: Act, box: Box) -> int:
        """Draw an act's name with its choices beside it; answer where it ends."""
        name = box.start(LABEL - GAP).top(CHIP_HEIGHT)
        label = typeset(wording.phrase(act.name), STRONG, name.w)
        self.sheet.put(name, label, self._colours.soft, valign="middle")
        values = act.choice.values if act.choice is not None else ()
        chips = [
            Chip(
                f"{_name(device, act)}.{value}",
                wording.phrase(_spoken(value)),
                self._doing(device, act, value),
            )
            for value in values
        ]
        return flow(self.sheet, box.after(LABEL), chips, CHIP_HEIGHT)

    def _foot(self, box: Box) -> None:
        colours, word = self._colours, self.dock.word
        ground, ink, icon = {
            True: (colours.good_tint, colours.good, "check-circle"),
            False: (colours.bad_tint, colours.bad, "warning-circle"),
            None: (colours.strip, colours.soft, "info"),
        }[word.good]
        self.sheet.surface(box, ground, radius=0)
        self.sheet.surface(box.top(2), colours.line, radius=0)
        text = word.text or "Point at an act to read what it does."
        self.sheet.icon(Box(MARGIN, box.y, 22, box.h).centred(22, 22), icon, ink, IconStyle.FILL)
        place = box.after(MARGIN + 34).start(WIDTH - 2 * MARGIN - 34)
        block = typeset(text, BODY, place.w)
        self.sheet.put(place, block, ink, valign="middle")
        self.sheet.node("word", Role.ALERT, text, place)
        # What has scrolled under the foot must not be pressed through it.
        self.sheet.targets.insert(0, Target("foot", box, lambda: None, enabled=False))

    def _playing(self, scenario: str) -> Callable[[], None]:
        return lambda: self.hands.play(scenario)

    def _doing(self, device: Device, act: Act, value: object = None) -> Callable[[], None]:
        chosen = {} if value is None or act.choice is None else {act.choice.name: value}
        return lambda: self.hands.act(device.name, act.name, dict(chosen))


def _kind(act: Act) -> str:
    if act.choice is None or act.folds:
        return "plain"
    return "named" if isinstance(act.choice.default, str) else "set"


def _name(device: Device, act: Act) -> str:
    return f"{device.name}.{act.name}"


def _spoken(value: str | bool) -> str:  # noqa: FBT001 - one of an act's choices
    if isinstance(value, bool):
        return "on" if value else "off"
    return value


def _shortened(text: str, width: int) -> str:
    """Answer the text as far as it goes on one line."""
    if measure(text, SMALL.weight, SMALL.size) <= width:
        return text
    while text and measure(f"{text}…", SMALL.weight, SMALL.size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
