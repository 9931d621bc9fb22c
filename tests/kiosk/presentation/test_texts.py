"""Nothing forgotten: every text a page can ask for exists in every language, with the same placeholders."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from hardware.browser import BrowserFault
from hardware.camera import CameraFault
from hardware.card_reader import CardReaderFault
from hardware.document_scanner import DocumentScannerFault
from hardware.eid import EidFault
from hardware.eid.failures import EidFailure
from hardware.fingerprint import FingerprintFault
from hardware.identity import IdentityFault
from hardware.keypad import KeypadFault
from hardware.payment import PaymentFault, PaymentProgress
from hardware.printer import PrinterFault
from hardware.sensors import SensorsFault
from hardware.signature import SignatureFault
from hardware.speech import SpeechFault
from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.finger.findings import Finding
from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.eid import PinTask, SecretKind
from kiosk.contracts.identity import Attribute
from kiosk.contracts.photo import KeptOn
from kiosk.domain import checks, move
from kiosk.domain.state import Money
from kiosk.domain.steps import fingers
from kiosk.journeys.wording import service_texts
from kiosk.presentation.pages.fingers import REASONS
from kiosk.store import StoreFault
from remote_assist.terminal import CallFault
from tests.terminal import CONFIG, LANGUAGES, failures, services, texts

FAULTS = [
    fault
    for enum in (
        BrowserFault,
        CameraFault,
        CardReaderFault,
        DocumentScannerFault,
        EidFailure,
        EidFault,
        FingerprintFault,
        IdentityFault,
        KeypadFault,
        PaymentFault,
        PrinterFault,
        SensorsFault,
        SignatureFault,
        SpeechFault,
        StoreFault,
        CallFault,
    )
    for fault in enum
]
ROOT = CONFIG.parent
PAGES = ROOT / "kiosk" / "presentation"
LITERAL = re.compile(r"""["']((?:[a-z_]+\.)+[a-z_]+)["']""")
FAILS = (
    re.compile(r'failed\(walk, "([a-z_.]+)"'),
    re.compile(r'StepFailed\("([a-z_.]+)"'),
    re.compile(r'Wait\([^)]*"([a-z_.]+)"\)'),
)
PLACEHOLDER = re.compile(r"{(\w+)}")


def ids_in(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        found |= set(LITERAL.findall(file.read_text("utf-8")))
    return found


def needed() -> set[str]:
    """Answer every message id that pages make from closed lists."""
    ids = {f"failure.{failure}.{part}" for failure in failures() for part in ("what", "now")}
    ids |= {text for service in services() for text, _ in service_texts(service)}
    ids |= {f"money.{money}" for money in Money}
    ids |= {f"attribute.{name}" for name in Attribute}
    ids |= {f"capture.{kind}" for kind in CaptureKind}
    ids |= {*Instruction, *MarkId} | {f"photo.kept_on.{what}" for what in KeptOn}
    ids |= {f"page.pay.progress.{progress}" for progress in PaymentProgress}
    ids |= {f"page.fingers.problem.{problem}" for problem in (*Finding, *fingers.PASSING)}
    ids |= {f"page.fingers.problem.{fingers.SAME}"}
    ids |= {f"page.fingers.left_out.{problem}" for problem in (fingers.SAME, fingers.GIVEN_UP)}
    ids |= {f"page.fingers.why.{reason}" for reason in REASONS}
    ids |= {f"page.pin_task.{task}.{part}" for task in PinTask for part in ("title", "detail")}
    ids |= {f"page.pin_done.{task}" for task in PinTask}
    ids |= {f"page.letter.{d}.{part}" for d in ("pin", "puk") for part in ("title", "lead", "note")}
    ids |= {f"picture.{digits}_letter" for digits in ("pin", "puk")}
    ids |= {f"page.take_card.{kind}{p}" for kind in ("", "other_") for p in ("title", "banner")}
    for name in (*SecretKind, "repeat_new_pin"):
        ids |= {f"page.secret.{name}.title", f"page.secret.{name}.lead"}
    ids |= {f"page.secret.{kind}.wrong" for kind in SecretKind}
    return ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_closed_lists_ask_for_exists(language: str) -> None:
    missing = sorted(text for text in needed() if not texts()[language].has(text))
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_code_names_exists(language: str) -> None:
    known = texts()[language]
    prefixes = ("action.", "page.", "price.", "check.", "offer.")
    folders = (PAGES, Path(checks.__file__).parent)
    named = {text for folder in folders for text in ids_in(folder) if text.startswith(prefixes)}
    assert sorted(t for t in named if not known.has(t) and not known.has(f"{t}.other")) == []


def test_every_fault_and_every_failure_named_in_the_domain_is_catalogued() -> None:
    assert sorted(str(fault) for fault in FAULTS if str(fault) not in failures()) == []
    sources = [file.read_text("utf-8") for file in Path(move.__file__).parent.rglob("*.py")]
    named = {name for text in sources for pattern in FAILS for name in pattern.findall(text)}
    assert len(named) > len(FAILS)
    assert sorted(named - set(failures())) == []


def test_languages_say_the_same_things_with_the_same_placeholders() -> None:
    entries = {language: catalogue(language) for language in LANGUAGES}
    german = entries["de"]
    for language, others in entries.items():
        assert sorted(set(german) ^ set(others)) == [], language
        for message, text in others.items():
            expected = set(PLACEHOLDER.findall(german[message]))
            assert set(PLACEHOLDER.findall(text)) == expected, (language, message)


def catalogue(language: str) -> dict[str, str]:
    file = CONFIG / "locale" / language / "LC_MESSAGES" / "kiosk.po"
    lines = file.read_text("utf-8").splitlines()
    pairs = pairwise(lines)
    return {
        first[7:-1]: second[8:-1]
        for first, second in pairs
        if first.startswith('msgid "') and first != 'msgid ""'
    }
