"""Makes words for people of the names that simulators use."""

_ICONS = {
    "eid": "identification-card",
    "printer": "printer",
    "payment": "contactless-payment",
    "pay_page": "device-mobile",
    "fingerprint": "fingerprint",
    "camera": "camera",
    "document_scanner": "scan",
    "document_printer": "file-text",
    "keypad": "numpad",
    "sensors": "door-open",
    "call": "video-camera",
}
_TITLES = {
    "eid": "ID card and reader",
    "printer": "Receipt printer",
    "payment": "Card terminal",
    "pay_page": "Pay page on the phone",
    "fingerprint": "Fingerprint scanner",
    "camera": "Camera",
    "document_scanner": "Document scanner",
    "document_printer": "A4 printer",
    "keypad": "Keypad and headset",
    "sensors": "Cabinet",
    "call": "Video call",
}
_CAPITALS = {"id": "ID", "pin": "PIN", "puk": "PUK", "can": "CAN", "usb": "USB"}
SHOWN_FACTS = 3


def icon(device: str) -> str:
    return _ICONS.get(device, "plugs")


def title(device: str) -> str:
    return _TITLES.get(device, phrase(device))


def phrase(name: object) -> str:
    """Answer "Run out of paper" for "run_out_of_paper"."""
    words = [_CAPITALS.get(word, word) for word in str(name).replace("_", " ").split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def value(of: object) -> str:
    """Answer a state's value in words."""
    match of:
        case True:
            return "yes"
        case False:
            return "no"
        case None | "" | []:
            return "none"
        case float():
            return f"{of:g}"
        case list():
            return f"{len(of)}: {value(of[-1])}" if len(of) > 1 else value(of[0])
        case dict():
            return " · ".join(value(part) for part in of.values())
        case _:
            return str(of).replace("_", " ")


def summary(changed: tuple[tuple[str, object], ...]) -> str:
    """Answer in a line what is not as it was at first."""
    facts = [_fact(key, now) for key, now in changed]
    if not facts:
        return "as at first"
    more = len(facts) - SHOWN_FACTS
    return " · ".join(facts[:SHOWN_FACTS]) + (f" · {more} more" if more > 0 else "")


def _fact(key: str, now: object) -> str:
    name = phrase(key).lower() if not key.startswith(("id", "pin")) else phrase(key)
    if now is True:
        return name
    if now is False:
        return f"not {name}"
    return f"{name}: {value(now)}"
