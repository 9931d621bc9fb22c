"""The page under a portal's window: the place it leaves open, when that is told, and the keys below it."""

import time
from dataclasses import replace

import pytest

from kiosk.contracts.portal import Area, FieldKind, PortalKey
from kiosk.domain.portal_events import PortalKeyPressed, PortalKeysToggled, PortalTyped
from kiosk.presentation.page import Look, PortalArea
from screens.geometry import Box
from screens.keyboard_layout import portal_layout
from screens.opening import Opening
from screens.theme import LANDSCAPE, PORTRAIT, DisplayProfile
from tests.screens.driver import Driver
from tests.screens.sheets import Setting, page_named

TYPING = [f"portal.typing.{kind}" for kind in FieldKind]
profiles = pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])


def typed(setting: Setting) -> str:
    return "".join(event.text for event in setting.emitted if isinstance(event, PortalTyped))


# --- the place ------------------------------------------------------------------------------------


@profiles
@pytest.mark.parametrize("name", ["portal.window", "portal.refused", *TYPING])
@pytest.mark.parametrize("size", ["normal", "very_large"])
def test_the_window_covers_nothing_of_the_terminals_own(
    profile: DisplayProfile, name: str, size: str
) -> None:
    sheet = Setting(page_named(name, Look(text_size=size)), profile).sheet
    hole = sheet.hole
    assert hole is not None
    assert hole.w == profile.width
    assert hole.h * profile.mm_per_px >= 70, "too low to read anything"
    for node in sheet.nodes:
        if node.label and not node.id.endswith(".area"):
            low = profile.height - node.bounds.y - node.bounds.h
            box = Box(node.bounds.x, low, node.bounds.w, node.bounds.h)
            assert not box.meets(hole), f"{node.id} lies under the window"
    assert not any(target.box.meets(hole) for target in sheet.targets)


@pytest.mark.parametrize("name", ["portal.consent", "portal.opening", "help", "attract"])
def test_other_pages_leave_no_place(name: str) -> None:
    assert Setting(page_named(name)).sheet.hole is None


def test_whose_pages_these_are_stands_over_them_and_is_read() -> None:
    page = page_named("portal.window")
    sheet = Setting(page).sheet
    host = next(node for node in sheet.nodes if node.id.endswith(".host"))
    assert host.label == "www.fuehrungszeugnis.bund.de"
    area = next(node for node in sheet.nodes if node.id.endswith(".area"))
    assert isinstance(page.blocks[0], PortalArea)
    assert area.saying == page.blocks[0].spoken


# --- when it is told --------------------------------------------------------------------------------


class Told:
    def __init__(self) -> None:
        self.areas: list[Area | None] = []
        self.opening = Opening(self.areas.append, lambda: (10, 20))


LARGE, SMALL = Box(0, 100, 800, 600), Box(0, 100, 800, 300)


def test_a_place_is_told_when_it_is_seen_in_pixels_of_the_screen() -> None:
    told = Told()
    told.opening.before_painting(LARGE)
    assert told.areas == []
    told.opening.when_seen(LARGE)
    assert told.areas == [Area(10, 120, 800, 600)]


def test_a_window_that_must_go_or_shrink_does_so_before_anything_is_painted() -> None:
    told = Told()
    told.opening.when_seen(LARGE)
    told.opening.before_painting(SMALL)
    assert told.areas[-1] == Area(10, 120, 800, 300)
    told.opening.before_painting(LARGE)
    assert told.areas[-1] == Area(10, 120, 800, 300)
    told.opening.when_seen(LARGE)
    told.opening.before_painting(None)
    assert told.areas[-2:] == [Area(10, 120, 800, 600), None]


def test_the_same_place_is_told_once() -> None:
    told = Told()
    for _ in range(3):
        told.opening.before_painting(LARGE)
        told.opening.when_seen(LARGE)
    told.opening.close()
    told.opening.close()
    assert told.areas == [Area(10, 120, 800, 600), None]


async def test_on_the_stage_the_window_comes_after_the_page_and_goes_before_the_next(
    driver: Driver,
) -> None:
    seen: list[tuple[Area | None, str]] = []

    def tell(area: Area | None) -> None:
        page = driver.stage.page
        seen.append((area, page.id if page else ""))

    driver.stage._opening = Opening(tell, lambda: (0, 0))
    await driver.show(page_named("portal.window"))
    await driver.show(page_named("portal.typing.text"))
    await driver.show(page_named("help"))
    shown, away, lower, gone = seen
    assert shown[0] is not None
    assert shown[1] == "portal.window"
    assert away == (None, "portal.window"), "hidden while the page before is still seen"
    assert lower[0] is not None
    assert lower[0].height < shown[0].height
    assert gone == (None, "portal.typing.text")


# --- the keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FieldKind)
def test_every_row_is_full(kind: FieldKind) -> None:
    layout = portal_layout(kind)
    assert {sum(key.span for key in row) for row in layout.rows} == {layout.columns}


@pytest.mark.parametrize("kind", FieldKind)
@profiles
def test_every_key_types_itself(profile: DisplayProfile, kind: FieldKind) -> None:
    setting = Setting(page_named(f"portal.typing.{kind}"), profile)
    for key in (key for row in portal_layout(kind).rows for key in row):
        if len(key.name) < 5 and key.name != "ß":
            setting.press(f"key.{key.name}")
            assert typed(setting)[-len(key.name) :].lower() == key.name


@pytest.mark.parametrize(
    ("kind", "text"), [(FieldKind.EMAIL, "a.b-c_d@example.de"), (FieldKind.HIDDEN, "geheim")]
)
def test_addresses_and_passwords_do_not_begin_with_a_capital(kind: FieldKind, text: str) -> None:
    setting = Setting(page_named(f"portal.typing.{kind}"))
    rest = text
    while rest:
        key = ".de" if rest == ".de" else rest[0]
        setting.press(f"key.{key}")
        rest = rest[len(key) :]
    assert typed(setting) == text


def test_signs_that_passwords_need_are_one_page_away() -> None:
    setting = Setting(page_named("portal.typing.hidden"))
    setting.press("key.signs")
    for sign in '!?"#$%&*+=()[]{}<>|\\~§€':
        setting.press(f"key.{sign}")
    setting.press("key.letters")
    setting.press("key.a")
    assert typed(setting) == '!?"#$%&*+=()[]{}<>|\\~§€a'


def test_a_letter_is_turned_into_its_form_by_taking_it_back() -> None:
    setting = Setting(page_named("portal.typing.text"))
    for key in ("key.x", "key.c", "key.forms", "key.č"):
        setting.press(key)
    assert setting.emitted == [
        PortalTyped("X"),
        PortalTyped("c"),
        PortalKeyPressed(PortalKey.BACKSPACE),
        PortalTyped("č"),
    ]


def test_tools_do_what_they_say() -> None:
    setting = Setting(page_named("portal.typing.text"), LANDSCAPE)
    for tool in ("left", "right", "next_field", "enter", "hide"):
        setting.press(f"tool.{tool}")
    setting.press("key.delete")
    keys = (PortalKey.LEFT, PortalKey.RIGHT, PortalKey.NEXT_FIELD, PortalKey.ENTER)
    expected = [*map(PortalKeyPressed, keys), PortalKeysToggled()]
    assert setting.emitted == [*expected, PortalKeyPressed(PortalKey.BACKSPACE)]


def test_what_is_typed_is_heard_in_the_headset_only_and_a_password_not_at_all() -> None:
    setting = Setting(page_named("portal.typing.text"))
    setting.press("key.q")
    assert [(said.text, said.private, said.public) for said in setting.said] == [("Q", True, "")]
    hidden = Setting(page_named("portal.typing.hidden"))
    hidden.press("key.q")
    assert hidden.said == []
    assert next(node for node in hidden.sheet.nodes if node.id == "key.q").private


@pytest.mark.parametrize(("kind", "changed"), [("text", 1), ("hidden", 0)])
async def test_keys_for_what_is_hidden_do_not_show_which_is_pressed(
    driver: Driver, kind: str, changed: int
) -> None:
    await driver.show(page_named(f"portal.typing.{kind}"))
    at_rest = set(driver.stage._shown.leaves)  # type: ignore[union-attr]
    driver.stage._touches.pressed = "key.q"
    driver.stage._changed()
    await driver.frames()
    await driver.until(lambda: driver.stage.settled)
    pressed = set(driver.stage._shown.leaves)  # type: ignore[union-attr]
    assert len(pressed - at_rest) == changed


def test_nothing_that_was_typed_is_left_when_the_page_is_left() -> None:
    setting = Setting(page_named("portal.typing.text"))
    setting.press("key.q")
    widget = setting.view.widgets[-1]
    widget.close()
    assert "q" not in repr(vars(widget)["_keyboard"].text).lower()


async def test_a_key_is_taken_in_within_a_frame(driver: Driver) -> None:
    """The whole page stands: of a key press, what is set anew must not hold the event loop."""
    await driver.show(page_named("portal.typing.text"))
    await driver.tap("key.q")
    spent = []
    for key in ("key.w", "key.e", "key.r", "key.t", "key.z"):
        target = driver.stage._target(key)
        assert target is not None
        began = time.perf_counter()
        target.act()
        driver.stage._lay_out()
        spent.append(time.perf_counter() - began)
        await driver.frames()
    assert min(spent) < 0.03, spent
    assert len([e for e in driver.emitted if isinstance(e, PortalTyped)]) == 6


def test_another_kind_of_field_brings_its_own_keys() -> None:
    setting = Setting(page_named("portal.typing.text"))
    page = page_named("portal.typing.digits")
    setting.update(replace(page, id="portal.typing.text"))
    assert not setting.has("key.q")
    assert setting.has("key.7")
