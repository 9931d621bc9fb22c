"""What the clerk reads, in German: documents, criteria, reasons, times."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.store.canonical import LARGEST
from kiosk.store.stamps import moment

ZONE = ZoneInfo("Europe/Berlin")
WISHES = {
    "id_card": "Personalausweis",
    "passport": "Reisepass",
    "both": "Personalausweis und Reisepass",
}
# By the names of a signature's renditions.
SIGNATURES = {
    "id_card": "Für den Personalausweis",
    "passport": "Für den Reisepass",
    "residence_permit": "Für den Aufenthaltstitel",
    "travel_document": "Für den Reiseausweis",
    "interchange": "",
}
# What TR-03121-3 Vol. 2 asks for, by the names in the terminal's profile.
CRITERIA = {
    "yaw": "Kopf nicht zur Seite gedreht",
    "pitch": "Kopf nicht gehoben oder gesenkt",
    "roll": "Kopf nicht geneigt",
    "neutral_expression": "Neutraler Gesichtsausdruck",
    "mouth_closed": "Mund geschlossen",
    "no_raised_eyebrows": "Augenbrauen nicht hochgezogen",
    "eyes_open": "Augen offen",
    "no_occlusion": "Augen nicht verdeckt",
    "eyes_to_camera": "Blick in die Kamera",
    "background_plain": "Hintergrund ohne Muster",
    "background_one_colour": "Hintergrund einfarbig",
    "background_grey": "Hintergrund grau",
    "background_no_shadows": "Kein Schatten im Hintergrund",
    "no_further_people": "Keine weitere Person",
    "image_height": "Bildhöhe in Pixeln",
    "image_width": "Bildbreite in Pixeln",
    "head_width": "Kopfbreite",
    "head_height": "Kopfhöhe",
    "vertical_position": "Kopf in der Höhe richtig",
    "horizontal_position": "Kopf in der Mitte",
    "eye_distance": "Augenabstand in Pixeln",
    "even_light": "Gesicht gleichmäßig beleuchtet",
    "even_light_histograms": "Beide Gesichtshälften gleich hell",
    "no_shadows_on_face": "Kein Schatten im Gesicht",
    "no_hot_spots": "Keine Glanzstellen",
    "no_effects_on_glasses": "Keine Spiegelung in der Brille",
    "not_overexposed": "Nicht überbelichtet",
    "wall_not_too_dark": "Nicht unterbelichtet",
    "wall_not_too_light": "Hintergrund nicht überstrahlt",
    "underexposed_share": "Anteil dunkler Bildpunkte",
    "focus": "Scharf",
    "natural_colours": "Natürliche Farben",
    "no_red_eyes": "Keine roten Augen",
    "colour_space": "Farbbild",
    "intensities": "Genügend Helligkeitsstufen",
}
STATES = {"passed": "erfüllt", "failed": "nicht erfüllt", "not_evaluated": "nicht geprüft"}
REASONS = {
    "no_face": "kein Gesicht gefunden",
    "not_seen": "nicht zu sehen",
    "no_model": "bitte selbst ansehen",
    "no_threshold": "gemessen, ohne Grenzwert",
}
UNITS = {"degrees": "°"}
# What the vector says beside its criteria, and of PAD beside its score.
VECTOR = {
    "accepted": "Vom Terminal angenommen",
    "certified": "zertifiziert",
    "device": "Gerät",
    "driver": "Verfahren",
    "flawless": "Ohne jede Beanstandung",
    "format": "Format",
    "ofiq": "OFIQ",
    "ofiq_style": "Nach Art von OFIQ (ISO/IEC 29794-5), 0 bis 100",
    "omission": "Grund",
    "profile": "Prüfprofil",
    "signs": "Anzeichen",
    "software": "Software",
}
# Why there is no score of PAD (kiosk.capture.pad.Omission).
OMISSIONS = {
    "not_fitted": "keine eingebaut",
    "too_little_seen": "zu wenig gesehen",
    "late": "zu langsam",
    "failed": "ausgefallen",
    "out_of_range": "ungültiger Wert",
    "no": "nein",
}
# Why a capture is left to the counter (kiosk.contracts.captures.LeftReason).
LEFT = {
    "chosen": "am Schalter gewünscht",
    "hurt": "nicht möglich: verletzt oder verbunden",
    "missing": "nicht möglich: Finger fehlt",
    "poor": "kein brauchbares Bild in drei Versuchen",
    "alike": "zweimal derselbe Finger aufgelegt",
    "broken": "Gerät am Terminal gestört",
}
# Remarks by name; those that a finding of its own shows are left out of the list.
REMARKS = {
    "accepted": "Vom Terminal angenommen",
    "attempts": "Versuche",
    "device": "Gerät",
    "encoder": "Kompression",
    "encoder_certificate": "Zertifikat der Kompression",
    "guidance": "Vorprüfung am Terminal",
    "kept_on": "Behält auf (Angabe der Person)",
    "minutiae": "Minutien",
    "pad": "Täuschungserkennung",
    "profile": "Prüfprofil",
    "quality": "Qualität",
    "retakes": "Wiederholungen",
    "scanner_dpi": "Auflösung des Geräts (dpi)",
    "shots": "Aufnahmen zur Wahl",
    "shutter": "Auslöser",
    "uniqueness": "Anders als der erste Finger",
    "uniqueness_score": "Ähnlichkeit mit ihm (Bozorth3)",
}
VALUES = {
    "auto": "automatisch",
    "hand": "von der Person gedrückt",
    "head_covering": "Kopfbedeckung",
    "glasses": "Brille",
    "good": "ohne Beanstandung",
    "too_dark": "zu dunkel",
    "too_bright": "zu hell",
    "moving": "bewegt",
    "blurred": "unscharf",
    "none": "keines",
    "omitted": "nicht durchgeführt",
    "passed": "ja",
    "unknown": "nicht geprüft",
}


def clock_time(text: str) -> str:
    """Answer `21.11. um 14:05 Uhr` of a UTC text, in the office's time; the text itself if it is none."""
    try:
        local: datetime = moment(text).astimezone(ZONE)
    except ValueError:
        return text
    return f"{local:%d.%m. um %H:%M} Uhr"


def number(value: float, places: int = 2) -> str:
    """Answer `0,25` or `1.244` as it is written in German."""
    text = f"{value:,.{places}f}"
    if places and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.-", ".,\N{MINUS SIGN}"))


def remark_words(name: str, value: object) -> str:
    """Answer a remark in words; one that nobody foresaw stands as it came."""
    match value:
        case bool():
            said = "ja" if value else "nein"
        case int() | float() if -LARGEST <= value <= LARGEST:
            said = number(value)
        case _:
            said = ", ".join(VALUES.get(word, word) for word in str(value).split(","))
    return f"{REMARKS.get(name, name)}: {said or 'nichts'}"
