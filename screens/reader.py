"""Reads pages aloud: what is said when a page opens, changes, or the focus moves."""

from collections.abc import Callable, Sequence

from kiosk.presentation.page import Page
from screens import semantics
from screens.semantics import Node, Spoken


class Reader:
    """Decides what is spoken; says nothing on pages whose look has speech off."""

    def __init__(self, speak: Callable[[Spoken], None]) -> None:
        self._speak = speak

    def say(self, spoken: Spoken) -> None:
        if spoken.text:
            self._speak(spoken)

    def page_seen(
        self, before: Sequence[Node], before_page: Page | None, nodes: tuple[Node, ...], page: Page
    ) -> None:
        """Read a page that has come, or what is new on one that stays."""
        if not page.look.speech:
            return
        language = page.look.language
        stays = before_page is not None and before_page.id == page.id
        if before_page is None or not stays or before_page.look != page.look:
            self.say(semantics.page_text(nodes, language))
            return
        fresh = semantics.changed_text(tuple(before), nodes, language)
        if fresh is not None:
            self.say(fresh)

    def read_node(self, nodes: tuple[Node, ...], focused: str, page: Page) -> None:
        node = next((node for node in nodes if node.id == focused), None)
        if node is not None and page.look.speech:
            self.say(semantics.spoken_node(node, page.look.language))

    def repeat(self, nodes: tuple[Node, ...], focused: str, page: Page) -> None:
        """Say the focused thing again, or the page where nothing has the focus."""
        if any(node.id == focused for node in nodes):
            self.read_node(nodes, focused, page)
        elif page.look.speech:
            self.say(semantics.page_text(nodes, page.look.language))
