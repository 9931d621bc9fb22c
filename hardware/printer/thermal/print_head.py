"""The print head: obeys buffered commands and answers the rows that come onto the paper."""

from dataclasses import dataclass, replace

from hardware.printer.thermal.commands import Buffered, Command, Picture, Text

LETTER_WIDTH, LETTER_HEIGHT = 12, 24
_LINE_SPACING = 30
_CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859_7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 34: "cp855",
    39: "iso8859_2", 40: "iso8859_15", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254",
    51: "cp1257", 52: "cp1258",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    width: int = 1
    height: int = 1
    bold: bool = False
    underlined: bool = False
    align: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of text: letters with their styles, `height` dots of paper in all."""

    letters: tuple[tuple[str, Style], ...]
    align: int
    height: int


@dataclass(frozen=True, slots=True)
class Dots:
    """A printed picture."""

    picture: Picture
    align: int

    @property
    def height(self) -> int:
        return self.picture.height


@dataclass(frozen=True, slots=True)
class Blank:
    height: int


Row = Line | Dots | Blank


class PrintHead:
    """Keeps style, code page and the line being set; `dots` is the printable width."""

    def __init__(self, dots: int) -> None:
        self._dots = dots
        self.reset()

    def reset(self) -> None:
        """Go back to the state after power-on (ESC @)."""
        self._style = Style()
        self._page = "cp437"
        self._line: list[tuple[str, Style]] = []

    def obey(self, command: Buffered) -> list[Row]:
        if isinstance(command, Text):
            return self._set_text(command.data)
        if isinstance(command, Picture):
            return [*self._print_line(only_if_set=True), Dots(command, self._style.align)]
        return self._obey(command)

    def _obey(self, command: Command) -> list[Row]:
        n = command.parameters[0] if command.parameters else 0
        match command.name:
            case "LF":
                return self._print_line()
            case "ESC J":
                return [*self._print_line(only_if_set=True), Blank(n)]
            case "ESC d":
                return [*self._print_line(only_if_set=True), Blank(n * _LINE_SPACING)]
            case "ESC @":
                self.reset()
            case "ESC t":
                self._page = _CODE_PAGES.get(n, "cp437")
            case name:
                self._style = _restyle(self._style, name, n)
        return []

    def _set_text(self, data: bytes) -> list[Row]:
        rows: list[Row] = []
        for letter in data.decode(self._page, "replace"):
            width = LETTER_WIDTH * self._style.width
            if sum(LETTER_WIDTH * style.width for _, style in self._line) + width > self._dots:
                rows += self._print_line()
            self._line.append((letter, self._style))
        return rows

    def _print_line(self, *, only_if_set: bool = False) -> list[Row]:
        if not self._line:
            return [] if only_if_set else [Blank(_LINE_SPACING)]
        tallest = max(LETTER_HEIGHT * style.height for _, style in self._line)
        align = self._line[0][1].align
        row = Line(tuple(self._line), align, max(_LINE_SPACING, tallest))
        self._line.clear()
        return [row]


def _restyle(style: Style, name: str, n: int) -> Style:
    match name:
        case "ESC !":
            return replace(
                style,
                width=2 if n & 0x20 else 1,
                height=2 if n & 0x10 else 1,
                bold=bool(n & 0x08),
                underlined=bool(n & 0x80),
            )
        case "GS !":
            return replace(style, width=(n >> 4) % 8 + 1, height=n % 8 + 1)
        case "ESC E" | "ESC G":
            return replace(style, bold=bool(n & 1))
        case "ESC -":
            return replace(style, underlined=n % 48 > 0)
        case "ESC a":
            return replace(style, align=n % 48)
        case _:
            return style
