"""What a page says, for tests."""

from kiosk.presentation.page import Fact, Facts, Note, Page


def told(page: Page) -> dict[str, str]:
    return {fact.label: fact.value for block in page.blocks for fact in facts(block)}


def facts(block: object) -> tuple[Fact, ...]:
    return block.facts if isinstance(block, Facts) else ()


def notes(page: Page) -> str:
    return " ".join(block.text for block in page.blocks if isinstance(block, Note))
