"""A few pages that are read from the right."""

from kiosk.contracts.eid import SecretKind
from kiosk.domain.events import (
    BackPressed,
    ChangePressed,
    EndPressed,
    NextPressed,
    OverlayOpened,
    Touched,
)
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Fact,
    Facts,
    Field,
    Header,
    Lead,
    Look,
    Note,
    Page,
    Paper,
    Picture,
    PinPad,
    Progress,
    Tone,
)
from screens.gallery.entry import languages
from screens.gallery.making import without


def pages(look: Look) -> tuple[Page, ...]:
    return (_attract(look), _put(look), _pin(look), _check(look), _text(look))


def _step(look: Look, name: str, title: str, *blocks: Block, current: int, main: str = "") -> Page:
    return Page(
        id=name,
        title=title,
        look=look,
        header=Header("شهادة حسن السلوك", "13,00 €"),
        blocks=blocks,
        chips=(
            Action("language", "العربية", OverlayOpened("language"), "translate"),
            Action(
                "accessibility", "الاستخدام", OverlayOpened("accessibility"), "person-arms-spread"
            ),
        ),
        progress=Progress(current, 5, f"الخطوة {current} من 5"),
        back=Action("back", "رجوع", BackPressed(), "arrow-left"),
        end=Action("end", "إنهاء", EndPressed(), "x"),
        help=Action("help", "مساعدة", OverlayOpened("help"), "video-camera", Tone.SUN),
        main=Action("next", main, NextPressed(), "arrow-right", Tone.MAIN) if main else None,
    )


def _attract(look: Look) -> Page:
    touch = Action("touch", "المس هنا", Touched(), "hand-tap", Tone.SUN)
    return Page(
        id="attract",
        title="ماذا تريد أن تنجز؟",
        look=look,
        header=Header("Stadt Musterstadt", "Bürgerterminal · Rathaus-Galerie", arms=True),
        blocks=(
            Lead("شهادة حسن السلوك · شهادة تسجيل السكن · صورة وبصمات للهوية · الرقم السري PIN"),
            Buttons((touch,), large=True),
            languages("ar", 3),
        ),
        paper=Paper.ACCENT,
        footnote=Note("headphones", "صِل سماعة الرأس: يقرأ لك الجهاز كل شيء.", Tone.SUN),
    )


def _put(look: Look) -> Page:
    return _step(
        look, "card.insert", "ضع بطاقة الهوية على القارئ.",
        Lead("اتركها في مكانها حتى نقول „انتهى“."),
        Picture("card_on_reader", "بطاقة هوية على القارئ"),
        Note("shield-check", "نقرأ: الاسم وتاريخ الميلاد والعنوان. أنت توافق فقط عند إدخال PIN."),
        current=2,
    )  # fmt: skip


def _pin(look: Look) -> Page:
    pad = PinPad(SecretKind.PIN, 6, 6, 1, "موافق", "مسح الكل", "حذف")
    return _step(
        look, "card.secret.pin", "أدخل رقم PIN المكوَّن من 6 أرقام.",
        Lead("لقد اخترت هذا الرقم بنفسك. بقي 3 محاولات."), pad, current=2,
    )  # fmt: skip


def _check(look: Look) -> Page:
    change = Action("change.kind", "تغيير", ChangePressed("kind"))
    return _step(
        look, "check", "هل كل شيء صحيح؟",
        Facts((
            Fact("الاسم", "Erika Mustermann", private=True, icon="identification-card"),
            Fact("العنوان", "Heidestraße 17, 51147 Köln", private=True, icon="identification-card"),
            Fact("النوع", "لجهة حكومية (O)", private=True, change=change),
            Fact("المبلغ", "13,00 €", strong=True),
        )),
        Note("identification-card", "قُرئ من بطاقتك. هل هناك خطأ؟ المس „مساعدة“."),
        current=4, main="الدفع",
    )  # fmt: skip


def _text(look: Look) -> Page:
    page = _step(
        look, "question.authority", "ما اسم الجهة التي تحتاج الشهادة؟",
        Field("authority", "اسم الجهة", "Jugendamt Musterstadt"), current=3, main="التالي",
    )  # fmt: skip
    return without(page, end=None)
