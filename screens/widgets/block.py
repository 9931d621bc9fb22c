"""What every block's widget is: it takes a block, keeps its state, and answers strips to set."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from kiosk.domain.events import CitizenEvent
from kiosk.presentation.page import Action
from screens.geometry import Box
from screens.paint.ink import StrokeInk
from screens.semantics import Spoken
from screens.sheet import Sheet
from screens.strokes import StrokeSink
from screens.theme import Fit, Theme
from screens.words import Words

B = TypeVar("B")


class Place(Enum):
    """Where a block stands in landscape: beside the picture, as the picture, or across."""

    EXPLAINS = auto()
    OFFERS = auto()
    SHOWS = auto()
    ACROSS = auto()


@dataclass(frozen=True, slots=True)
class Strip:
    """One piece of a page from side to side; pages are cut only between strips.

    `height` is what it needs, `stretch` how many pixels more it can use well, `gap` the
    millimetres over it; one that `leads` is never parted from the next.
    """

    height: int
    draw: Callable[[Sheet, Box], None]
    stretch: int = 0
    gap: float = 5.5
    leads: bool = False


@dataclass(slots=True)
class Context:
    """What widgets may do: tell the session, speak, ask to be set again, draw strokes."""

    emit: Callable[[CitizenEvent], None]
    speak: Callable[[Spoken], None]
    changed: Callable[[], None]
    ink: StrokeInk
    pad: StrokeSink
    words: Words
    language: str = "de"

    def do(self, action: Action) -> Callable[[], None]:
        """Answer what pressing this action does."""
        return lambda: self.emit(action.intent)


class BlockWidget(ABC, Generic[B]):
    """Shows a block of type B; `name` is unique on the page and stays while the page stays."""

    place: Place = Place.EXPLAINS

    def __init__(self, name: str, block: B, context: Context) -> None:
        self.name = name
        self.block = block
        self.context = context

    def update(self, block: B) -> None:
        """Take the block's new contents; what the citizen has typed or drawn is kept."""
        self.block = block

    @abstractmethod
    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        """Answer the block, set `width` pixels wide and as tightly as `fit` says."""

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        """Answer what stands in the column of pictures where pictures stand beside the words."""
        return self.strips(theme, width, fit)

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - mostly none
        """Answer what of this block then stands with the words."""
        return []

    def close(self) -> None:
        """Forget what was typed: the page is left."""
