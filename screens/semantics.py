"""What is on the page for those who do not see it: the one source of focus, speech and tests."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    ALERT = "alert"
    PICTURE = "picture"
    PROGRESS = "progress"
    BUTTON = "button"
    OPTION = "option"
    CHECK = "check"
    FIELD = "field"
    KEY = "key"
    PAD = "pad"


FOCUSABLE = frozenset({Role.BUTTON, Role.OPTION, Role.CHECK, Role.KEY})
TURNS = "more.down"
"""The control that is there where a page has several parts."""
_AUXILIARY = FOCUSABLE - {Role.OPTION, Role.CHECK}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing to say; `public` is what a loudspeaker may say where `text` is private.

    Saying it cuts off what is being said. What is `calm` waits until the thing before it has been
    heard, and is not said at all if by then there is something newer.
    """

    text: str
    language: str
    private: bool = False
    public: str = ""
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """Pixels of the window from its lower left, as touches arrive."""

    x: int
    y: int
    w: int
    h: int

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that can be read or pressed.

    `label` names it, `spoken` is how it is read aloud, `text` the visible texts it answers for;
    `state` is a word for tests and tools ("chosen", "disabled", …). `read` says that it belongs
    to the text that is read when the page opens, `calm` that it changes more often than one can listen.
    """

    id: str
    role: Role
    label: str
    bounds: Bounds
    spoken: str = ""
    language: str = ""
    state: str = ""
    private: bool = False
    enabled: bool = True
    text: tuple[str, ...] = ()
    read: bool = True
    calm: bool = False

    @property
    def focusable(self) -> bool:
        return self.role in FOCUSABLE

    @property
    def saying(self) -> str:
        return self.spoken or self.label


def focus_order(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Answer the ids that keys walk, in reading order. Disabled ones are walked and read too."""
    return tuple(node.id for node in nodes if node.focusable)


def step_focus(nodes: tuple[Node, ...], focused: str, step: int) -> str:
    """Answer the id after (`step` 1) or before (-1) the focused one; it goes round without end.

    From nowhere, the way forward begins at the first thing of the page's body, not in its header.
    """
    order = focus_order(nodes)
    if not order:
        return ""
    if focused in order:
        return order[(order.index(focused) + step) % len(order)]
    body = next((i for i, name in enumerate(order) if not name.startswith("chip.")), 0)
    return order[body if step > 0 else (body - 1) % len(order)]


def page_text(nodes: tuple[Node, ...], language: str) -> Spoken:
    """Answer what is read when a page opens: its words from top to bottom, without its buttons."""
    read = [
        node
        for node in nodes
        if node.read and node.role not in _AUXILIARY and node.language in ("", language)
    ]
    return _joined(read, language)


def spoken_node(node: Node, language: str) -> Spoken:
    """Answer what is said when a node gets the focus."""
    return Spoken(node.saying, node.language or language, private=node.private)


def changed_text(before: tuple[Node, ...], after: tuple[Node, ...], language: str) -> Spoken | None:
    """Answer what is new among alerts and headings on a page that stays; None if nothing is.

    Where a page is too long for one part, all that came with the part turned to is new.
    """
    known = {(node.id, node.saying) for node in before}
    turned = {node.id for node in after} - {node.id for node in before} if _has_parts(after) else ()
    fresh = [
        node
        for node in after
        if (node.role in (Role.ALERT, Role.HEADING) or node.id in turned)
        and node.role not in _AUXILIARY
        and node.read
        and (node.id, node.saying) not in known
    ]
    return _joined(fresh, language) if fresh else None


def _has_parts(nodes: tuple[Node, ...]) -> bool:
    return any(node.id == TURNS for node in nodes)


def _joined(nodes: list[Node], language: str) -> Spoken:
    def text(chosen: list[Node]) -> str:
        return " ".join(_sentence(node.saying) for node in chosen if node.saying)

    private = any(node.private for node in nodes)
    public = text([node for node in nodes if not node.private]) if private else ""
    calm = bool(nodes) and all(node.calm for node in nodes)
    return Spoken(text(nodes), language, private=private, public=public, calm=calm)


def _sentence(text: str) -> str:
    text = text.replace("\u00ad", "").replace("\n", " ").strip()
    return text if text.endswith((".", "!", "?", "…", ":", "؟")) else f"{text}."
