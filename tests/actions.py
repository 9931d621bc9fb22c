"""Every action that a page offers, wherever it stands."""

from collections.abc import Iterator

from kiosk.presentation.page import (
    Action,
    Buttons,
    Facts,
    Options,
    Page,
    Shots,
    SignatureArea,
    Tiles,
)


def actions(page: Page) -> Iterator[Action]:
    for action in (page.back, page.end, page.help, page.main, *page.chips):
        if action is not None:
            yield action
    for block in page.blocks:
        match block:
            case Buttons(offered):
                yield from offered
            case Tiles(tiles):
                yield from (tile.action for tile in tiles)
            case Options(options) | Shots(options=options):
                yield from (option.action for option in options)
            case Facts(facts):
                yield from (fact.change for fact in facts if fact.change is not None)
            case SignatureArea(clear=clear, undo=undo):
                yield from (undo, clear)
            case _:
                pass
