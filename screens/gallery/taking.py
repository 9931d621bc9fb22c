"""Photo, fingerprints, signature."""

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.events import (
    OtherWayPressed,
    RetryPressed,
    ShotChosen,
    ShutterPressed,
    StrokesCleared,
)
from kiosk.presentation.page import (
    Action,
    Buttons,
    CameraView,
    FingerView,
    Header,
    Lead,
    Look,
    Note,
    Option,
    Page,
    Paper,
    Shots,
    SignatureArea,
    Tone,
)
from screens.gallery.making import Say, again, onwards, sayer, step, without


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _photo(look, say), _countdown(look, say), _shots(look, say), _finger(look, say),
        _finger_weak(look, say), _signature(look, say),
    )  # fmt: skip


def _counter(say: Say) -> Buttons:
    label = say("Lieber am Schalter", "Rather at the counter")
    return Buttons((Action("other_way", label, OtherWayPressed(), icon="users"),))


def _in_photo(page: Page, say: Say) -> Page:
    header = Header(say("Foto für den Ausweis", "Photo for the ID card"), say("6,00 €", "€6.00"))
    return without(page, header=header, paper=Paper.WHITE)


def _photo(look: Look, say: Say) -> Page:
    shutter = Action(
        "shutter", say("Foto machen", "Take photo"), ShutterPressed(), "camera", Tone.MAIN
    )
    page = step(
        look, "photo.live", say("Schauen Sie in die Kamera.", "Look into the camera."),
        CameraView(say("Kommen Sie ein wenig näher.", "Come a little closer."), Tone.SUN),
        _counter(say), current=1, main=shutter,
    )  # fmt: skip
    return _in_photo(page, say)


def _countdown(look: Look, say: Say) -> Page:
    page = step(
        look, "photo.count", say("Schauen Sie in die Kamera.", "Look into the camera."),
        CameraView(say("Sehr gut. Bitte stillhalten.", "Very good. Please hold still."), Tone.GOOD, 2),
        _counter(say), current=1,
    )  # fmt: skip
    return _in_photo(page, say)


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


def _finger(look: Look, say: Say) -> Page:
    return step(
        look, "fingers", say("Legen Sie den rechten Zeigefinger auf das Glas.", "Put your right index finger on the glass."),
        FingerView(CaptureKind.FINGER_RIGHT, say("Fest auflegen und liegen lassen.", "Press firmly and hold."), Tone.SUN),
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
            Tone.SUN, (CaptureKind.FINGER_RIGHT,),
        ),
        Buttons((Action("other_way", say("Das geht bei mir nicht", "I cannot do this"), OtherWayPressed(), icon="users"),)),
        main=again(say("Noch einmal", "Once more")),
    )  # fmt: skip


def _signature(look: Look, say: Say) -> Page:
    clear = Action("clear_signature", say("Löschen", "Clear"), StrokesCleared(), icon="eraser")
    return step(
        look, "signature", say("Unterschreiben Sie mit dem Finger.", "Sign with your finger."),
        Lead(say("So steht Ihre Unterschrift auf dem Ausweis.", "This is how your signature will be on the ID card.")),
        SignatureArea(say("Vor- und Familienname", "First and family name"), clear),
        _counter(say), current=3, main=onwards(say("Weiter", "Next")),
    )  # fmt: skip
