"""Lines break where a reader would break them, in both directions."""

from screens.theme import Face, Weight
from screens.typesetting import SOFT_HYPHEN, measure, reads_from_right, typeset, visual

BODY = Face(Weight.REGULAR, 40, 52)
HEAD = Face(Weight.SEMIBOLD, 66, 75, balanced=True)


def test_lines_are_no_wider_than_asked_and_lose_no_word() -> None:
    text = (
        "Das Führungszeugnis kommt in ein bis zwei Wochen mit der Post zum Jugendamt Musterstadt."
    )
    for width in (300, 420, 640, 968):
        block = typeset(text, BODY, width)
        assert " ".join(block.lines) == text
        face = block.face
        widest = max(measure(line, face.weight, face.size) for line in block.lines)
        assert block.width == widest <= width
        assert block.height == face.line * len(block.lines)


def test_a_headline_is_balanced() -> None:
    block = typeset("Geben Sie Ihre 6-stellige PIN ein.", HEAD, 968)
    assert block.lines == ("Geben Sie Ihre", "6-stellige PIN ein.")


def test_a_paragraph_does_not_end_with_a_lonely_word() -> None:
    block = typeset("Sie haben diese PIN selbst gewählt. Noch 3 Versuche.", BODY, 940)
    assert len(block.lines) == 2
    assert " " in block.lines[-1]


def test_a_word_breaks_at_soft_hyphens_and_shows_them_only_there() -> None:
    word = f"Melde{SOFT_HYPHEN}bescheinigung"
    assert typeset(word, HEAD, 500).lines == ("Melde-", "bescheinigung")
    assert typeset(word, HEAD, 900).lines == ("Meldebescheinigung",)


def test_a_word_too_wide_is_set_smaller_before_it_is_cut() -> None:
    whole = typeset("Meldebescheinigung", HEAD, 600)
    assert whole.lines == ("Meldebescheinigung",)
    assert 0.75 <= whole.face.size / HEAD.size < 1
    cut = typeset("Donaudampfschifffahrtsgesellschaft", HEAD, 300)
    assert "".join(cut.lines) == "Donaudampfschifffahrtsgesellschaft"
    assert cut.width <= 300


def test_a_dot_between_things_does_not_end_a_line() -> None:
    block = typeset("Führungszeugnis · Meldebescheinigung · PIN und Termin", BODY, 720)
    assert block.lines == ("Führungszeugnis · Meldebescheinigung", "PIN und Termin")


def test_german_is_left_alone() -> None:
    assert not reads_from_right("Straße 17, 51147 Köln (ÄÖÜ)")
    assert visual("Straße 17", rtl=False) == "Straße 17"


def test_arabic_is_joined_and_ordered_with_digits_and_latin_kept() -> None:
    line = visual("رقم PIN من 6 أرقام", rtl=True)
    assert reads_from_right(line)
    assert "PIN" in line
    assert line.index("6") < line.index("PIN")  # drawn from the left, so later words come first
    assert not any("\u0627" <= letter <= "\u064a" for letter in line)  # only joined forms are left


def test_vowel_marks_survive_shaping() -> None:
    assert "\u0651" in visual("مكوَّن", rtl=True)


def test_arabic_that_wraps_keeps_its_first_words_on_the_first_line() -> None:
    text = "نقرأ الاسم وتاريخ الميلاد والعنوان ثم توافق عند إدخال الرقم السري"
    block = typeset(text, BODY, 400)
    assert len(block.lines) > 1
    assert " ".join(block.lines) == text
    assert block.lines[0].startswith("نقرأ")
