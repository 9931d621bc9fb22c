"""Texts in the citizen's language: catalogues in, translated and formatted sentences out.

Message ids are names (`page.pin.title`), not sentences; see docs/decisions.
"""

from datetime import date, datetime, tzinfo
from gettext import NullTranslations

from babel.core import Locale
from babel.dates import format_datetime, format_skeleton
from babel.numbers import format_currency

RTL = frozenset({"ar", "fa"})
CENTS = 100
# Dates and amounts as read in Europe: 21/11/2026, not 11/21/26.
WRITTEN_AS = {"en": "en_GB"}


class TextMissing(LookupError):
    """A message id has no text."""


class Texts:
    """The texts of one language, with dates and amounts as this language writes them."""

    def __init__(self, language: str, catalogue: NullTranslations, zone: tzinfo) -> None:
        self.language = language
        self.rtl = language in RTL
        self._catalogue = catalogue
        self._zone = zone
        self._locale = Locale.parse(WRITTEN_AS.get(language, language))

    def __call__(self, message: str, **values: object) -> str:
        """Answer the text with its placeholders filled. Raises TextMissing."""
        text = self._catalogue.gettext(message)
        if text == message:
            raise TextMissing(f"{self.language}: the text '{message}' is missing")
        return text.format(**values) if values else text

    def has(self, message: str) -> bool:
        return self._catalogue.gettext(message) != message

    def counted(self, message: str, number: int, **values: object) -> str:
        """Answer the text in the form this number needs (CLDR plural category, else `other`)."""
        exact = f"{message}.{self._locale.plural_form(number)}"
        name = exact if self.has(exact) else f"{message}.other"
        return self(name, number=number, **values)

    def money(self, cents: int) -> str:
        """Answer an amount of euro cents, "13,00 €" in German."""
        return format_currency(cents / CENTS, "EUR", locale=self._locale)

    def day(self, year: int, month: int, day: int) -> str:
        """Answer a date; month, or day, may be 0 for unknown."""
        if not month:
            return str(year)
        if not day:
            return format_skeleton("yMMMM", date(year, month, 1), locale=self._locale)
        return format_skeleton("yMMdd", date(year, month, day), locale=self._locale)

    def moment(self, when: datetime) -> str:
        """Answer date and time at the terminal's place."""
        local = when.astimezone(self._zone)
        return format_datetime(local, "short", locale=self._locale)
