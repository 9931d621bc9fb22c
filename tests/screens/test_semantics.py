"""What is seen can be read, walked and heard, in the order in which one reads."""

import pytest

from kiosk.presentation.page import Banner, Header, Look, Page, Prose, Tone
from screens import leaves
from screens.gallery import gallery
from screens.semantics import (
    Bounds,
    Node,
    Role,
    changed_text,
    focus_order,
    page_text,
    spoken_node,
    step_focus,
)
from screens.theme import LANDSCAPE, PORTRAIT, DisplayProfile
from tests.screens.sheets import Setting, page_named, set_page

PAGES = {f"{page.look.language}-{page.id}": page for language in ("de", "en", "ar")
         for page in gallery(Look(language, rtl=language == "ar"))}  # fmt: skip
every = pytest.mark.parametrize("name", PAGES)


@every
@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_every_visible_text_is_answered_for_by_a_node(name: str, profile: DisplayProfile) -> None:
    sheet = set_page(PAGES[name], profile)
    known = " ".join(text for node in sheet.nodes for text in node.text).replace(" ·", "")
    for leaf in sheet.leaves:
        if isinstance(leaf, leaves.Text):
            shown = " ".join(leaf.set.lines).removeprefix("…")
            assert shown.replace(" ·", "") in known or len(shown) == 1, f"nobody reads {shown!r}"


@every
def test_every_node_says_something_and_ids_are_unique(name: str) -> None:
    nodes = set_page(PAGES[name]).nodes
    assert len({node.id for node in nodes}) == len(nodes)
    assert [node.id for node in nodes if not node.saying and node.role is not Role.PAD] == []


@every
def test_what_can_be_pressed_can_be_focused_and_the_other_way_round(name: str) -> None:
    sheet = set_page(PAGES[name])
    pressable = {target.id for target in sheet.targets if target.plane is None}
    assert set(focus_order(tuple(sheet.nodes))) == pressable


@every
def test_focus_goes_through_everything_and_round(name: str) -> None:
    nodes = tuple(set_page(PAGES[name]).nodes)
    order = focus_order(nodes)
    for step in (1, -1):
        walked, now = [], ""
        for _ in order:
            now = step_focus(nodes, now, step)
            walked.append(now)
        assert sorted(walked) == sorted(order)
        assert step_focus(nodes, now, step) == (walked[0] if walked else "")


def test_focus_follows_the_page_from_top_to_bottom() -> None:
    sheet = set_page(page_named("check"))
    order = focus_order(tuple(sheet.nodes))
    assert order[:2] == ("chip.language", "chip.accessibility")
    assert order[2:6] == ("change.kind", "change.authority", "change.purpose", "change.mother")
    assert set(order[6:]) == {"back", "end", "help", "next"}
    assert step_focus(tuple(sheet.nodes), "", 1) == "change.kind"


def test_a_page_reads_its_words_from_top_to_bottom_without_its_buttons() -> None:
    spoken = page_text(tuple(set_page(page_named("card.insert")).nodes), "de")
    assert spoken.text.startswith("Schritt 2 von 5. Legen Sie Ihren Ausweis auf den Leser.")
    assert spoken.text.index("Lassen Sie ihn liegen") < spoken.text.index("Wir lesen: Name")
    assert "Ein Ausweis liegt auf dem Leser" in spoken.text
    assert "Zurück" not in spoken.text
    assert not spoken.private


def test_a_private_page_has_a_public_part() -> None:
    spoken = page_text(tuple(set_page(page_named("check")).nodes), "de")
    assert spoken.private
    assert "Erika Mustermann" in spoken.text
    assert "Mustermann" not in spoken.public
    assert "Stimmt alles?" in spoken.public


def test_languages_are_read_in_their_own_voice_and_not_with_the_page() -> None:
    nodes = tuple(set_page(page_named("language")).nodes)
    turkish = next(node for node in nodes if node.id == "language.tr")
    assert spoken_node(turkish, "de").language == "tr"
    assert "Türkçe" not in page_text(nodes, "de").text


def test_a_covered_page_neither_shows_nor_says_what_is_private() -> None:
    sheet = set_page(page_named("check.covered"))
    shown = " ".join(
        line for leaf in sheet.leaves if isinstance(leaf, leaves.Text) for line in leaf.set.lines
    )
    said = page_text(tuple(sheet.nodes), "de").text + "".join(
        text for node in sheet.nodes for text in node.text
    )
    assert "Name" in shown
    for secret in ("Mustermann", "Heidestraße"):
        assert secret not in shown + said


def test_only_news_is_read_on_a_page_that_stays() -> None:
    before = tuple(set_page(page_named("photo.live")).nodes)
    assert changed_text(before, before, "de") is None
    setting = Setting(page_named("photo.live"))
    after = tuple(Setting(page_named("photo.count")).sheet.nodes)
    fresh = changed_text(tuple(setting.sheet.nodes), after, "de")
    assert fresh is not None
    assert fresh.text == "Sehr gut. Bitte stillhalten."
    assert not fresh.calm, "a countdown does not wait"
    back = changed_text(after, tuple(setting.sheet.nodes), "de")
    assert back is not None
    assert back.calm


def test_a_title_that_a_banner_tells_is_told_once() -> None:
    said = "Das hat geklappt."
    page = Page("done", said, Look(), Header("Stadt", ""), (Banner("check", said, Tone.GOOD),))
    assert [node.label for node in set_page(page).nodes].count(said) == 1


def test_nothing_to_focus_is_no_trap() -> None:
    node = Node("title", Role.HEADING, "Titel", Bounds(0, 0, 10, 10))
    assert step_focus((node,), "", 1) == ""


def test_a_page_that_is_turned_is_read_on() -> None:
    terms = tuple(f"Absatz {number}. " + "Das gilt für alle Daten. " * 12 for number in range(9))
    page = Page(
        "card.provider", "Wer fragt?", Look(), Header("Stadt", ""), (Prose("Bedingungen", terms),)
    )
    setting = Setting(page)
    first = setting.sheet
    assert setting.view.pager.parts > 1
    opened = page_text(tuple(first.nodes), "de").text
    assert "Absatz 0." in opened
    assert "Absatz 8." not in opened
    said = opened
    for _ in range(setting.view.pager.parts - 1):
        before = tuple(setting.sheet.nodes)
        setting.press("more.down")
        fresh = changed_text(before, tuple(setting.sheet.nodes), "de")
        assert fresh is not None
        assert "Wer fragt?" not in fresh.text, "what stays is not read again"
        said += fresh.text
    for number in range(9):
        assert said.count(f"Absatz {number}.") == 1
