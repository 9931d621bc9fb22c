"""What people try most, in one act each: a slip of what happens, device by device."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One act at one device; `arguments` as `perform` takes them."""

    device: str
    act: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps that are played in order. A step whose device this world has not is passed over."""

    name: str
    does: str
    steps: tuple[Step, ...]


EVERYBODY = (
    *("eid", "printer", "payment", "fingerprint", "camera", "document_scanner", "keypad"),
    *("document_printer", "pay_page", "sensors", "call"),
)

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "next_citizen",
        "Put everything in order for the next citizen.",
        tuple(Step(device, "restore") for device in EVERYBODY),
    ),
    Scenario(
        "all_by_itself",
        "Let a simulated citizen pay and place fingers, and a clerk take calls.",
        tuple(Step(device, "automate") for device in ("payment", "fingerprint", "call")),
    ),
    Scenario("paper_out", "Let the receipt paper end.", (Step("printer", "run_out_of_paper"),)),
    Scenario("card_pulled", "Take the ID card away too early.", (Step("eid", "take_card"),)),
    Scenario(
        "wrong_pin",
        "Have the PIN mistyped twice before: one try is left.",
        (Step("eid", "mistype_pin", {"times": 2}),),
    ),
    Scenario(
        "card_declined",
        "Let the bank say no to the next card.",
        (Step("payment", "decline_next"),),
    ),
    Scenario(
        "line_cut_while_paying",
        "Cut the card terminal's line once the bank has said yes.",
        (Step("payment", "cut_after_approval"),),
    ),
    Scenario(
        "nobody_at_the_desk", "Send the last clerk away.", (Step("call", "send_clerks_away"),)
    ),
    Scenario(
        "technician_comes",
        "Open the cabinet's door and the printer's cover.",
        (Step("sensors", "open_door"), Step("printer", "open_cover")),
    ),
)
