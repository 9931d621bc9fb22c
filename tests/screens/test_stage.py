"""The running window: pages, touches, keys, camera, signature, and what must do nothing."""

from dataclasses import replace

import pytest
from kivy.core.window import Keyboard, Window

from hardware.keypad import Key
from kiosk.domain.events import (
    BackPressed,
    NextPressed,
    OverlayOpened,
    ServiceChosen,
    StrokesCleared,
)
from kiosk.presentation.page import CameraView, Look, Page, Tone
from screens.fingers import Finger
from screens.images import Image
from tests.screens.driver import Driver
from tests.screens.sheets import page_named


def speaking(page: Page) -> Page:
    return replace(page, look=replace(page.look, speech=True))


def block(page: Page, kind: type, **changes: object) -> Page:
    blocks = tuple(
        replace(b, **changes) if isinstance(b, kind) else b  # type: ignore[arg-type]
        for b in page.blocks
    )
    return replace(page, blocks=blocks)


async def test_a_touch_emits_the_action_s_intent(driver: Driver) -> None:
    await driver.show(page_named("choose"))
    await driver.tap("service.certificate")
    assert driver.emitted == [ServiceChosen("certificate")]
    assert driver.hushed >= 1
    assert driver.alive >= 1


async def test_a_touch_that_slides_off_does_nothing(driver: Driver) -> None:
    await driver.show(page_named("choose"))
    x, y = driver.node("service.certificate").bounds.centre
    finger = Finger(x, y)
    finger.down()
    await driver.frames()
    finger.move(x, y - 400)
    await driver.frames()
    finger.up()
    await driver.frames()
    assert driver.emitted == []


async def test_a_disabled_tile_does_nothing(driver: Driver) -> None:
    await driver.show(page_named("choose"))
    await driver.tap("service.user-focus")
    assert driver.emitted == []


async def test_keys_walk_speak_and_select(driver: Driver) -> None:
    await driver.show(speaking(page_named("choose")))
    driver.said.clear()
    await driver.press(Key.NEXT)
    assert driver.stage.focused == "service.certificate"
    assert driver.said[-1].text.startswith("Führungszeugnis.")
    await driver.press(Key.SELECT)
    assert driver.emitted == [ServiceChosen("certificate")]
    await driver.press(Key.PREVIOUS)
    assert driver.stage.focused == "chip.accessibility"
    await driver.press(Key.REPEAT)
    assert driver.said[-1].text == "Bedienung"


async def test_back_help_and_unknown_keys(driver: Driver) -> None:
    await driver.show(page_named("card.insert"))
    assert await driver.press(Key.BACK)
    assert await driver.press(Key.HELP)
    assert driver.emitted == [BackPressed(), OverlayOpened("help")]
    assert not await driver.press(Key.LOUDER)


async def test_the_whole_page_can_be_walked_by_keys_alone(driver: Driver) -> None:
    page = page_named("question.kind")
    await driver.show(page)
    for _ in range(20):
        await driver.press(Key.NEXT)
        if driver.stage.focused == "next":
            break
    await driver.press(Key.SELECT)
    assert driver.emitted == [NextPressed()]


async def test_a_page_is_read_when_it_comes_and_when_speech_is_turned_on(driver: Driver) -> None:
    page = page_named("card.insert")
    await driver.show(page)
    assert driver.said == []
    await driver.show(speaking(page))
    assert len(driver.said) == 1
    assert "Legen Sie Ihren Ausweis auf den Leser." in driver.said[0].text


async def test_a_headset_plugged_in_halfway_keeps_the_digits_and_is_heard(driver: Driver) -> None:
    page = page_named("card.secret.pin")
    await driver.show(page)
    await driver.tap("digit.1")
    assert driver.said == []
    await driver.show(speaking(page))
    driver.said.clear()
    await driver.tap("digit.2")
    assert [said.text for said in driver.said] == ["2"]
    assert driver.node("block1.dots").state == "2/6"


async def test_a_changed_hint_is_read_alone(driver: Driver) -> None:
    page = speaking(page_named("photo.live"))
    await driver.show(page)
    driver.said.clear()
    await driver.show(block(page, CameraView, hint="Kinn ein wenig höher."))
    assert [said.text for said in driver.said] == ["Kinn ein wenig höher."]


async def test_a_page_that_stays_keeps_its_widgets_another_one_does_not(driver: Driver) -> None:
    page = page_named("photo.live")
    await driver.show(page)
    before = driver.stage._view.widgets  # type: ignore[union-attr]
    await driver.show(block(page, CameraView, hint="Sehr gut.", tone=Tone.GOOD, countdown=3))
    assert all(
        a is b
        for a, b in zip(before, driver.stage._view.widgets, strict=True)  # type: ignore[union-attr]
    )
    made = driver.stage._painter.made
    await driver.show(block(page, CameraView, hint="Sehr gut.", tone=Tone.GOOD, countdown=2))
    assert driver.stage._painter.made - made < 6, "only what changed is painted"
    await driver.show(page_named("photo.choose"))
    assert not set(map(id, before)) & set(map(id, driver.stage._view.widgets))  # type: ignore[union-attr]


async def test_what_is_typed_goes_out_letter_by_letter(driver: Driver) -> None:
    await driver.show(page_named("question.authority"))
    for key in ("key.space", "key.shift", "key.a"):
        await driver.tap(key)
    assert [event.value for event in driver.emitted] == [  # type: ignore[union-attr]
        "Jugendamt Musterstadt ",
        "Jugendamt Musterstadt A",
    ]


async def test_the_camera_s_newest_picture_is_shown_in_one_texture(driver: Driver) -> None:
    pixels = bytearray(b"\x10\x20\xf0" * (320 * 240))
    driver.pictures.image = Image(1, 320, 240, pixels)
    await driver.show(page_named("photo.live"))
    live = driver.stage._painter.live
    await driver.until(lambda: live.uploads >= 1)
    for serial in range(2, 8):
        driver.pictures.image = Image(serial, 320, 240, pixels)
        uploads = live.uploads
        await driver.until(lambda uploads=uploads: live.uploads > uploads)  # type: ignore[misc]
    assert live.textures_made == 1
    uploads = live.uploads
    await driver.frames(10)
    assert live.uploads == uploads, "the same picture is not uploaded twice"
    await driver.show(page_named("choose"))
    driver.pictures.image = Image(99, 320, 240, pixels)
    await driver.frames(10)
    assert live.uploads == uploads, "nobody sees it"


async def test_a_signature_goes_to_the_pad_in_millimetres(driver: Driver) -> None:
    await driver.show(page_named("signature"))
    area = driver.node("block1.area").bounds
    finger = Finger(area.x + 100, area.y + 50)
    finger.down()
    for step in range(1, 11):
        finger.move(area.x + 100 + step * 20, area.y + 50 + step * 5)
        await driver.frames(1)
    finger.up()
    await driver.frames()
    (stroke,) = driver.pad.strokes
    mm = driver.stage.display.mm_per_px
    assert stroke[0] == pytest.approx((100 * mm, 50 * mm), abs=1)
    assert stroke[-1] == pytest.approx((300 * mm, 100 * mm), abs=1)
    assert driver.stage._painter.ink._lines.children
    await driver.tap("clear_signature")
    assert driver.emitted == [StrokesCleared()]
    assert not driver.stage._painter.ink._lines.children


@pytest.mark.parametrize("name", ["f1", "escape", "f11", "f12", "f4", "e", "tab", "enter", "q"])
async def test_a_keyboard_does_nothing(driver: Driver, name: str) -> None:
    await driver.show(page_named("choose"))
    before, children = driver.stage.tree(), Window.children[:]
    code = Keyboard.keycodes[name]
    for modifiers in ([], ["ctrl"], ["alt"]):
        Window.dispatch("on_key_down", code, 0, None, modifiers)
        Window.dispatch("on_key_up", code, 0)
        await driver.frames()
    assert driver.stage.tree() == before
    assert Window.children == children
    assert driver.emitted == []


async def test_the_window_does_not_close_on_request(driver: Driver) -> None:
    assert Window.dispatch("on_request_close") is True
    frames = driver.stage.frames
    await driver.until(lambda: driver.stage.frames > frames + 2)


async def test_frames_go_on_and_the_first_one_is_told(driver: Driver) -> None:
    await driver.show(page_named("attract"))
    await driver.until(driver.stage.ready.is_set)
    frames = driver.stage.frames
    await driver.until(lambda: driver.stage.frames >= frames + 5)
    driver.stage.raise_window()
    await driver.frames()


async def test_pages_that_come_faster_than_they_are_painted_leave_the_last(driver: Driver) -> None:
    for name in ("choose", "check", "question.authority", "receipt"):
        driver.stage.show(page_named(name))
    await driver.until(lambda: driver.stage.settled)
    assert driver.stage.page is not None
    assert driver.stage.page.id == "receipt"
    assert "block2.symbol" in driver.ids()


async def test_a_theme_or_text_size_chosen_now_is_seen_at_once(driver: Driver) -> None:
    await driver.show(page_named("accessibility"))
    small = driver.node("title").bounds.h
    await driver.show(page_named("accessibility", Look(text_size="very_large")))
    assert driver.node("title").bounds.h > small
    assert driver.node("text_size.very_large").state == "chosen"
