"""A QR symbol as rectangles: dark on white whatever the theme, with the quiet zone of four modules."""

from kivy.graphics import Color, InstructionGroup, Rectangle

_QUIET = 4  # modules, ISO/IEC 18004


def prepare_symbols() -> None:
    """Import what symbols need, ahead of the first receipt: 15 ms that no page has to wait for."""
    import qrcode.main  # noqa: PLC0415, F401 - in a thread, while the attract screen stands


def draw_symbol(group: InstructionGroup, link: str, x: float, y: float, side: int) -> None:
    """Draw the symbol of `link`; a module is a whole number of pixels, so that cameras read it."""
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - only the receipt pays for it
    from qrcode.main import QRCode  # noqa: PLC0415

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(link)
    code.make(fit=True)
    rows = code.get_matrix()
    module = max(1, side // (len(rows) + 2 * _QUIET))
    size = module * len(rows)
    left, bottom = x + (side - size) // 2, y + (side - size) // 2
    group.add(Color(1, 1, 1))
    group.add(Rectangle(pos=(x, y), size=(side, side)))
    group.add(Color(0, 0, 0))
    for index, row in enumerate(rows):
        height = bottom + (len(rows) - 1 - index) * module
        start: int | None = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                group.add(
                    Rectangle(
                        pos=(left + start * module, height),
                        size=((column - start) * module, module),
                    )
                )
                start = None
