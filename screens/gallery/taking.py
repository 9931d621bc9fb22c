"""Photo, fingerprints, signature."""

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.events import (
    OtherWayPressed,
    RetryPressed,
    StrokesCleared,
    StrokeTakenBack,
)
from kiosk.domain.photo_events import ShotChosen, ShutterPressed
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    CameraView,
    FingerView,
    Header,
    Lead,
    Look,
    Mark,
    Note,
    Option,
    Page,
    Paper,
    Sentences,
    Shots,
    SignatureArea,
    SignatureShown,
    Tone,
)
from screens.gallery.making import Say, again, onwards, sayer, step, without


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _photo(look, say), _photo_left(look, say), _photo_aside(look, say), _photo_held(look, say),
        _countdown(look, say), _shots(look, say), _finger(look, say),
        _finger_weak(look, say), _signature(look, say), _signature_refused(look, say),
        _signature_shown(look, say),
    )  # fmt: skip


def _counter(say: Say) -> Buttons:
    label = say("Lieber am Schalter", "Rather at the counter")
    return Buttons((Action("other_way", label, OtherWayPressed(), icon="users"),))


def _in_photo(page: Page, say: Say) -> Page:
    header = Header(say("Foto für den Ausweis", "Photo for the ID card"), say("6,00 €", "€6.00"))
    return without(page, header=header, paper=Paper.WHITE)


def _marks(say: Say, *good: bool) -> tuple[Mark, ...]:
    labels = (
        say("Abstand", "Distance"), say("Kopf gerade", "Head straight"), say("Augen offen", "Eyes open"),
        say("Mund zu", "Mouth closed"), say("Licht", "Light"),
    )  # fmt: skip
    return tuple(Mark(label, is_so) for label, is_so in zip(labels, good, strict=True))


def _camera(look: Look, say: Say, name: str, view: CameraView, *, shutter: bool = True) -> Page:
    press = Action(
        "shutter", say("Foto machen", "Take photo"), ShutterPressed(), "camera", Tone.MAIN
    )
    page = step(
        look, name, say("Schauen Sie in die Kamera.", "Look into the camera."), view,
        _counter(say), current=1, main=press if shutter else None,
    )  # fmt: skip
    return _in_photo(page, say)


def _photo(look: Look, say: Say) -> Page:
    hint = say("Kommen Sie ein wenig näher.", "Come a little closer.")
    marks = _marks(say, False, True, True, True, True)
    return _camera(look, say, "photo.live", CameraView(hint, Tone.SUN, 0, "closer", marks))


def _photo_aside(look: Look, say: Say) -> Page:
    hint = say(
        "Ihr Gesicht ist zu tief. Bitte etwas höher, oder ein Stück zurück.",
        "Your face is too low. Please come up a little, or step back.",
    )
    marks = _marks(say, False, True, False, True, True)
    return _camera(look, say, "photo.up", CameraView(hint, Tone.SUN, 0, "up", marks, lamp=True))


def _photo_left(look: Look, say: Say) -> Page:
    hint = say("Bitte etwas nach links.", "A little to the left, please.")
    marks = _marks(say, True, True, True, True, False)
    return _camera(look, say, "photo.left", CameraView(hint, Tone.SUN, 0, "left", marks, lamp=True))


def _photo_held(look: Look, say: Say) -> Page:
    hint = say("Gut so. Bitte so bleiben.", "Good. Please stay like this.")
    marks = _marks(say, *[True] * 5)
    return _camera(
        look, say, "photo.held", CameraView(hint, Tone.GOOD, 0, "", marks, held=0.35, lamp=True)
    )


def _countdown(look: Look, say: Say) -> Page:
    hint = say("Sehr gut. Bitte stillhalten.", "Very good. Please hold still.")
    marks = _marks(say, *[True] * 5)
    view = CameraView(hint, Tone.GOOD, 2, "", marks, held=1.0, lamp=True)
    return _camera(look, say, "photo.count", view, shutter=False)


def _shots(look: Look, say: Say) -> Page:
    handles = ("shot-1", "shot-2", "shot-3")
    options = tuple(
        Option(
            Action(f"shot.{handle}", say(f"Bild {number}", f"Photo {number}"), ShotChosen(handle)),
            chosen=number == 2,  # noqa: PLR2004 - the second of three
        )
        for number, handle in enumerate(handles, start=1)
    )
    another = Action(
        "retry", say("Noch ein Foto machen", "Take another photo"), RetryPressed(), "camera"
    )
    page = step(
        look, "photo.choose", say("Welches Bild nehmen Sie?", "Which photo do you take?"),
        Lead(say("Alle drei sind gut genug für den Ausweis.", "All three are good enough for the ID card.")),
        Shots(handles, options), Buttons((another,)),
        current=1, main=onwards(say("Dieses nehmen", "Take this"), "check"),
    )  # fmt: skip
    return _in_photo(page, say)


def _hands(say: Say, *, right: bool) -> tuple[Mark, ...]:
    return (
        Mark(say("Rechter Zeigefinger", "Right index finger"), good=right),
        Mark(say("Linker Zeigefinger", "Left index finger"), good=False),
    )


def _finger(look: Look, say: Say) -> Page:
    return step(
        look, "fingers", say("Legen Sie den rechten Zeigefinger auf das Glas.", "Put your right index finger on the glass."),
        FingerView(
            CaptureKind.FINGER_RIGHT, say("Fest auflegen und liegen lassen.", "Press firmly and hold."),
            Tone.SUN, marks=_hands(say, right=False),
        ),
        Note("info", say("Die Abdrücke kommen nur in Ihren Ausweis. Danach werden sie gelöscht.",
                         "The prints go into your ID card only. Then they are erased.")),
        Buttons((Action("other_way", say("Das geht bei mir nicht", "I cannot do this"), OtherWayPressed(), icon="users"),)),
        main=onwards(say("Start", "Start"), "fingerprint"),
    )  # fmt: skip


def _finger_weak(look: Look, say: Say) -> Page:
    return step(
        look, "fingers.weak", say("Jetzt der linke Zeigefinger.", "Now the left index finger."),
        FingerView(
            CaptureKind.FINGER_LEFT,
            say("Zu trocken. Hauchen Sie den Finger an. Versuch 2 von 3.", "Too dry. Breathe on the finger. Attempt 2 of 3."),
            Tone.SUN, "wipe", _hands(say, right=True),
        ),
        Buttons((Action("other_way", say("Das geht bei mir nicht", "I cannot do this"), OtherWayPressed(), icon="users"),)),
        main=again(say("Noch einmal", "Once more")),
    )  # fmt: skip


def _signature(look: Look, say: Say) -> Page:
    return _signature_page(
        look, "signature",
        Lead(say("Unterschreiben Sie mit dem Finger oder dem Stift, so wie auf Papier.",
                 "Sign with your finger or the pen, just as on paper.")),
    )  # fmt: skip


def _signature_refused(look: Look, say: Say) -> Page:
    return _signature_page(
        look, "signature.refused",
        Note("warning-circle", say(
            "Die Unterschrift geht über den Rand. Löschen Sie alles und schreiben Sie etwas kleiner.",
            "The signature goes over the edge. Clear all and write a little smaller.",
        ), Tone.BAD),
        Note("storefront", say("Sie können auch am Schalter unterschreiben.", "You can also sign at the counter.")),
    )  # fmt: skip


def _signature_page(look: Look, name: str, told: Block, *more: Block) -> Page:
    say = sayer(look)
    clear = Action("clear_signature", say("Alles löschen", "Clear all"), StrokesCleared(), "eraser")
    undo = Action(
        "undo_stroke", say("Letzter Strich weg", "Undo last stroke"), StrokeTakenBack(),
        "arrow-counter-clockwise",
    )  # fmt: skip
    return step(
        look, name, say("Ihre Unterschrift", "Your signature"), told,
        SignatureArea(say("Hier unterschreiben", "Sign here"), clear, undo),
        *more, _counter(say), current=3, main=onwards(say("Weiter", "Next")),
    )  # fmt: skip


def _signature_shown(look: Look, say: Say) -> Page:
    again_ = Action(
        "retry", say("Noch einmal unterschreiben", "Sign again"), RetryPressed(), "arrow-clockwise"
    )
    return step(
        look, "signature.confirm", say("So erscheint Ihre Unterschrift", "This is how your signature will look"),
        Lead(say("Ist Ihr Name gut zu erkennen?", "Is your name easy to read?")),
        SignatureShown("signature-1.id_card", say("Auf dem Personalausweis", "On the ID card")),
        SignatureShown("signature-1.passport", say("Im Reisepass", "In the passport")),
        Sentences((
            ("image", say("Wir speichern nur das Bild, nicht wie schnell oder fest Sie schreiben.",
                          "We keep the picture only, not how fast or hard you write.")),
            ("stamp", say("Ob die Unterschrift gilt, entscheidet das Bürgeramt.",
                          "The citizens' office decides whether the signature is valid.")),
        )),
        Buttons((again_,)), current=3, main=onwards(say("Übernehmen", "Use this"), "check"),
    )  # fmt: skip
