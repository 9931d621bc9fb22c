"""Photo, fingerprints, signature."""

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.events import (
    OtherWayPressed,
    RetryPressed,
    ShotChosen,
    ShutterPressed,
    StrokesCleared,
    StrokeTakenBack,
)
from kiosk.presentation.page import (
    Action,
    Block,
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
    SignatureShown,
    Tone,
)
from screens.gallery.making import Say, again, onwards, sayer, step, without


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _photo(look, say), _countdown(look, say), _shots(look, say), _finger(look, say),
        _finger_weak(look, say), _signature(look, say), _signature_refused(look, say),
        _signature_shown(look, say),
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
    return _signature_page(
        look, "signature",
        Lead(say("Unterschreiben Sie mit dem Finger oder dem Stift, so wie auf Papier.",
                 "Sign with your finger or the pen, just as on paper.")),
    )  # fmt: skip


def _signature_refused(look: Look, say: Say) -> Page:
    return _signature_page(
        look, "signature.refused",
        Note("warning-circle", say(
            "Die Unterschrift geht über den Rand. Löschen Sie alles und schreiben Sie etwas kleiner. "
            "Sie können auch am Schalter unterschreiben.",
            "The signature goes over the edge. Clear all and write a little smaller. "
            "You can also sign at the counter.",
        ), Tone.BAD),
    )  # fmt: skip


def _signature_page(look: Look, name: str, told: Block) -> Page:
    say = sayer(look)
    clear = Action("clear_signature", say("Alles löschen", "Clear all"), StrokesCleared(), "eraser")
    undo = Action(
        "undo_stroke", say("Letzter Strich weg", "Undo last stroke"), StrokeTakenBack(),
        "arrow-counter-clockwise",
    )  # fmt: skip
    return step(
        look, name, say("Ihre Unterschrift", "Your signature"), told,
        SignatureArea(say("Hier unterschreiben", "Sign here"), clear, undo),
        _counter(say), current=3, main=onwards(say("Weiter", "Next")),
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
        Note("info", say(
            "Wir speichern nur das Bild, nicht wie schnell oder fest Sie geschrieben haben. "
            "Ob die Unterschrift gilt, entscheidet das Bürgeramt.",
            "We keep the picture only, not how fast or hard you wrote. "
            "The citizens' office decides whether the signature is valid.",
        )),
        Buttons((again_,)), current=3, main=onwards(say("Übernehmen", "Use this"), "check"),
    )  # fmt: skip
