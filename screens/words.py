"""The few words of the screens themselves: names of keys that no page states."""

# ruff: noqa: RUF001 - Cyrillic, Turkish and Persian letters are meant

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Spoken and shown names; `date` and `day_month` show the order of the digits."""

    space: str
    shift: str
    delete: str
    letters: str
    accents: str
    up: str
    down: str
    date: tuple[str, str, str]
    signs: str


_WORDS = {
    "de": Words("Leerzeichen", "Großbuchstaben", "Löschen", "Buchstaben", "Akzente und Zeichen",
                "Nach oben", "Nach unten", ("TT", "MM", "JJJJ"), "Sonderzeichen"),
    "en": Words("Space", "Capital letters", "Delete", "Letters", "Accents and signs",
                "Up", "Down", ("DD", "MM", "YYYY"), "Special characters"),
    "tr": Words("Boşluk", "Büyük harf", "Sil", "Harfler", "Aksanlar ve işaretler",
                "Yukarı", "Aşağı", ("GG", "AA", "YYYY"), "Özel karakterler"),
    "uk": Words("Пробіл", "Великі літери", "Видалити", "Літери", "Діакритичні знаки",
                "Вгору", "Вниз", ("ДД", "ММ", "РРРР"), "Спеціальні символи"),
    "ru": Words("Пробел", "Заглавные буквы", "Удалить", "Буквы", "Диакритические знаки",
                "Вверх", "Вниз", ("ДД", "ММ", "ГГГГ"), "Специальные символы"),
    "ar": Words("مسافة", "أحرف كبيرة", "حذف", "حروف", "علامات التشكيل",
                "إلى الأعلى", "إلى الأسفل", ("يوم", "شهر", "سنة"), "رموز خاصة"),
    "fa": Words("فاصله", "حروف بزرگ", "پاک کردن", "حروف", "نشانه‌ها",
                "بالا", "پایین", ("روز", "ماه", "سال"), "نشانه‌های ویژه"),
    "pl": Words("Spacja", "Wielkie litery", "Usuń", "Litery", "Znaki diakrytyczne",
                "W górę", "W dół", ("DD", "MM", "RRRR"), "Znaki specjalne"),
    "fr": Words("Espace", "Majuscules", "Effacer", "Lettres", "Accents et signes",
                "Vers le haut", "Vers le bas", ("JJ", "MM", "AAAA"), "Caractères spéciaux"),
    "ro": Words("Spațiu", "Majuscule", "Șterge", "Litere", "Accente și semne",
                "În sus", "În jos", ("ZZ", "LL", "AAAA"), "Caractere speciale"),
    "vi": Words("Dấu cách", "Chữ hoa", "Xóa", "Chữ cái", "Dấu và ký hiệu",
                "Lên", "Xuống", ("NN", "TT", "NNNN"), "Ký tự đặc biệt"),
}  # fmt: skip
LANGUAGES = tuple(_WORDS)


def words(language: str) -> Words:
    """Answer the words for a BCP 47 tag; German stands in for its variants and the unknown."""
    return _WORDS.get(language.split("-", maxsplit=1)[0].lower(), _WORDS["de"])
