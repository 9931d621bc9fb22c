"""What a page says, for tests."""

from kiosk.presentation.page import Fact, Facts, Note, Page, Sentences


def told(page: Page) -> dict[str, str]:
    return {fact.label: fact.value for block in page.blocks for fact in facts(block)}


def facts(block: object) -> tuple[Fact, ...]:
    return block.facts if isinstance(block, Facts) else ()


def notes(page: Page) -> str:
    return " ".join(block.text for block in page.blocks if isinstance(block, Note))


def advice(page: Page) -> str:
    """Answer the short statements in a row."""
    lists = [block.items for block in page.blocks if isinstance(block, Sentences)]
    return " ".join(text for items in lists for _, text in items)
