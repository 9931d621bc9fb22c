"""Which field has the keyboard, in every kind of frame; what is typed arrives; the page sees no eye."""

import pytest

from hardware.eid.lab.portal_site import PortalSite
from kiosk.contracts.portal import FieldEntered, FieldKind, FieldLeft, PortalKey
from tests.hardware.browser.visitor import AREA, Visitor

pytestmark = pytest.mark.end_to_end

INSIDE = "document.getElementById('shadow').shadowRoot.getElementById('inside')"
MIDDLE = "const box = it.getBoundingClientRect(); return [box.x + 30, box.y + box.height / 2]"


@pytest.fixture
async def form(visitor: Visitor, site: PortalSite) -> Visitor:
    await visitor.go(f"{site.origin}/form")
    return visitor


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("words", FieldKind.TEXT),
        ("number", FieldKind.DIGITS),
        ("mail", FieldKind.EMAIL),
        ("secret", FieldKind.HIDDEN),
        ("code", FieldKind.DIGITS),
        ("last", FieldKind.TEXT),
    ],
)
async def test_a_field_that_is_tapped_tells_its_kind(
    form: Visitor, name: str, kind: FieldKind
) -> None:
    await form.tap(name)
    assert await form.told(FieldEntered) == FieldEntered(kind)


async def test_what_takes_no_text_wants_no_keys(form: Visitor) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.tap("read")
    await form.told(FieldLeft)
    assert form.news.count(FieldEntered(FieldKind.TEXT)) == 1


async def test_a_field_tapped_again_tells_it_again(form: Visitor) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.rest(0.6)
    await form.tap("words")
    await form.told(FieldEntered, among=2)


async def test_a_field_in_a_shadow_tells(form: Visitor) -> None:
    await form.touch(f"(() => {{ const it = {INSIDE}; it.scrollIntoView(); {MIDDLE}; }})()")
    await form.told(FieldEntered)
    await form.browser.type("innen")
    assert await form.see(f"{INSIDE}.value") == "innen"
    await form.browser.press(PortalKey.NEXT_FIELD)
    assert await form.told(FieldEntered, among=2) == FieldEntered(FieldKind.DIGITS)


async def test_a_field_in_a_frame_of_another_host_tells_and_takes_keys(form: Visitor) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.touch(
        "(() => { const it = document.getElementById('frame'); it.scrollIntoView();"
        " const box = it.getBoundingClientRect(); return [box.x + 60, box.y + 80]; })()"
    )
    await form.told(FieldEntered, among=2)
    field = form.run.page._focus.place
    assert field is not None
    assert field.session != form.run.page.targets.main
    await form.browser.type("im Rahmen")
    told = await form.run._link.call(
        "Runtime.evaluate", field.session, expression="document.getElementById('deep').value"
    )
    assert told["result"]["value"] == "im Rahmen"
    assert not isinstance(form.news[-1], FieldLeft)


async def test_a_field_that_goes_with_its_page_is_left(form: Visitor, site: PortalSite) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.see(f"location.assign('{site.origin}/second')")
    await form.told(FieldLeft)


async def test_a_field_taken_out_of_the_page_is_left(form: Visitor) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.see("document.getElementById('words').remove()")
    await form.told(FieldLeft)


async def test_what_is_typed_is_sent(form: Visitor, site: PortalSite) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    await form.browser.type("Grüße, Zoë & 1@")
    await form.browser.press(PortalKey.BACKSPACE)
    await form.browser.press(PortalKey.LEFT)
    await form.browser.type("x")
    await form.browser.press(PortalKey.NEXT_FIELD)
    await form.browser.type("1e2")
    await form.tap("date")
    await form.browser.type("12121964")
    await form.tap("mail")
    await form.browser.type("a@b.de")
    await form.look_up()
    await form.browser.press(PortalKey.ENTER)
    await form.told(FieldLeft)
    await form.rest(0.2)
    sent = site.submitted[-1]
    assert (sent["words"], sent["number"], sent["mail"]) == ("Grüße, Zoë & x1", "1e2", "a@b.de")
    assert sent["date"] == "1964-12-12"


async def test_control_signs_are_not_typed(form: Visitor) -> None:
    with pytest.raises(ValueError, match="printable"):
        await form.browser.type("a\nb")


async def test_a_field_comes_into_sight_where_room_becomes_small(form: Visitor) -> None:
    await form.tap("code")
    await form.told(FieldEntered)
    await form.see("document.getElementById('code').scrollIntoView({block: 'end'})")
    small = AREA.__class__(AREA.left, AREA.top, AREA.width, 300)
    await form.browser.show(small)
    await form.rest(0.4)
    top, bottom, height = await form.see(
        "(() => { const box = document.getElementById('code').getBoundingClientRect();"
        " return [box.top, box.bottom, innerHeight]; })()"
    )
    await form.browser.show(AREA)
    assert height == 300
    assert 0 <= top < bottom <= 300


async def test_the_pages_scripts_see_nothing_of_the_eye(form: Visitor) -> None:
    assert await form.see("window.heard") == []
    assert await form.see("[typeof window.terminal, typeof window.reveal]") == ["undefined"] * 2


async def test_a_page_cannot_pretend_touches_nor_fields(form: Visitor) -> None:
    await form.see(
        "['pointerdown', 'click', 'focusin'].forEach((kind) => document.getElementById('words')"
        ".dispatchEvent(new Event(kind, {bubbles: true, composed: true})))"
    )
    await form.rest(0.3)
    assert form.touches == 0
    assert form.news == []


async def test_a_touch_is_a_sign_of_life(form: Visitor) -> None:
    await form.tap("words")
    await form.told(FieldEntered)
    assert form.touches >= 1
