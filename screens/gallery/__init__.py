"""Representative pages of every kind, in German, English and Arabic, to be looked at and tested."""

from kiosk.presentation.page import Look, Page
from screens.gallery import answering, arabic, card, ending, entry, portal, taking

__all__ = ["gallery"]


def gallery(look: Look) -> tuple[Page, ...]:
    """Answer the pages in the language of the look: "de", "en", or "ar" for a few in Arabic."""
    if look.rtl:
        return arabic.pages(look)
    modules = (entry, card, answering, taking, portal, ending)
    return tuple(page for module in modules for page in module.pages(look))
