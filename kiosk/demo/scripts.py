"""What the autopilot does in each journey: page by page, as a citizen would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Tap:
    """Touch a control by its id; waits until it can be touched."""

    id: str


@dataclass(frozen=True, slots=True)
class Type:
    """Type on the on-screen keys."""

    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Draw a signature on the pad."""


@dataclass(frozen=True, slots=True)
class World:
    """Do something at a simulated device, as a person would."""

    device: str
    act: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appears:
    """Wait until a control is there, enabled."""

    id: str


class Thing(StrEnum):
    """What one touches in a portal's window: the uppermost of its kind."""

    CARD = "card"
    BUTTON = "button"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Sees:
    """Wait until the portal's page of this path stands in its window."""

    path: str


@dataclass(frozen=True, slots=True)
class Touch:
    """Touch in the portal's window."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class Picture:
    """Take one more picture of this page, under this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Picture this page once a mark on it says "good"; a page that goes on by itself is not held up."""

    mark: int


Act = Tap | Type | Sign | World | Appears | Sees | Touch | Picture | Glimpse


@dataclass(frozen=True, slots=True)
class At:
    """On this page, do this."""

    page: str
    acts: tuple[Act, ...]

    @property
    def pictures_itself(self) -> bool:
        """Answer whether its acts say when it is worth a picture."""
        return any(isinstance(act, Picture | Glimpse) for act in self.acts)


@dataclass(frozen=True, slots=True)
class Script:
    """A journey from the attract screen to the end. `before` prepares the simulated world."""

    journey: str
    pages: tuple[At, ...]
    before: tuple[World, ...] = ()


def at(page: str, *acts: Act) -> At:
    return At(page, acts)


PIN, NEW_PIN, TRANSPORT_PIN = "123456", "654321", "12345"
BIRTHDAY = "1208"
NEXT, OK = Tap("next"), Tap("digits.ok")
LAY_CARD, TAKE_CARD = World("eid", "lay_card"), World("eid", "take_card")

IDENTIFY = (
    at("consent", NEXT),
    at("card.rights", NEXT),
    at("card.insert", LAY_CARD),
    at("card.pin", Type(PIN), OK),
)
LEAVE = (
    at("receipt", Tap("print"), Appears("next"), Picture("receipt.printed"), NEXT),
    at("take_card", TAKE_CARD),
)

SCRIPTS: tuple[Script, ...] = (
    Script(
        "fuehrungszeugnis",
        (
            at("attract", Tap("touch")),
            at("choose", Tap("service.fuehrungszeugnis")),
            *IDENTIFY,
            at("question.belegart", Tap("option.o"), Picture("question.belegart.chosen"), NEXT),
            at("question.authority", Type("Jugendamt Musterstadt"), NEXT),
            at("question.purpose", Type("Kinderbetreuung"), NEXT),
            at("question.birth_name", Type("Gabler"), NEXT),
            at("question.mother_birth_name", Type("Beispiel"), NEXT),
            at("check", NEXT),
            at("pay.offer", NEXT),
            *LEAVE,
        ),
    ),
    Script(
        "meldebescheinigung",
        (
            at("attract", Tap("touch")),
            at("choose", Tap("service.meldebescheinigung")),
            *IDENTIFY,
            at("question.purpose", Tap("option.pension"), NEXT),
            at("question.extras", Tap("option.nationality"), NEXT),
            at("check", NEXT),
            *LEAVE,
        ),
    ),
    Script(
        "ausweis-vorerfassung",
        (
            at("attract", Tap("touch")),
            at("choose", Tap("service.ausweis-vorerfassung")),
            at("consent", NEXT),
            at("question.document", Tap("option.passport"), NEXT),
            at("question.birthday", Type(BIRTHDAY), NEXT),
            at("photo.prepare", NEXT),
            at("photo.live", Glimpse(mark=1)),
            at("photo.choose", NEXT),
            at(
                "fingers",
                NEXT,
                World("fingerprint", "place_finger", {"finger": "right_index"}),
                Appears("next"),
                World("fingerprint", "lift_finger"),
                NEXT,
                World("fingerprint", "place_finger", {"finger": "left_index"}),
            ),
            at("signature", Sign(), Picture("signature.signed"), NEXT),
            at("signature.confirm", NEXT),
            at("check", NEXT),
            at("receipt", Tap("print"), Appears("next"), Picture("receipt.printed"), NEXT),
        ),
    ),
    Script(
        "eid-pin",
        (
            at("attract", Tap("touch")),
            at("choose", Tap("service.eid-pin")),
            at("pin_task", Tap("task.activate")),
            at("pin_letter", NEXT),
            at("card.insert", LAY_CARD),
            at("card.transport_pin", Type(TRANSPORT_PIN), OK),
            at("card.new_pin", Type(NEW_PIN), OK),
            at("card.repeat_new_pin", Type(NEW_PIN), OK),
            at("pin_done", NEXT),
            at("take_card", TAKE_CARD),
        ),
        before=(World("eid", "await_activation"),),
    ),
)

AT_PORTALS: tuple[Script, ...] = (
    Script(
        "fuehrungszeugnis-bund",
        (
            at("attract", Tap("touch")),
            at("choose", Tap("service.fuehrungszeugnis-bund")),
            at("consent", NEXT),
            at(
                "portal",
                *(Sees("/"), Picture("portal.start"), Touch(Thing.CARD)),
                *(Sees("/login"), Picture("portal.login"), Touch(Thing.BUTTON)),
            ),
            at("card.rights", NEXT),
            at("card.insert", LAY_CARD),
            at("card.pin", Type(PIN), OK),
            at(
                "portal",
                *(Sees("/return"), Picture("portal.welcome"), Touch(Thing.BUTTON)),
                *(Sees("/form"), Touch(Thing.FIELD), Appears("key.v"), Type("Verein")),
                *(Picture("portal.typing"), Tap("tool.enter")),
                *(Sees("/sent"), Picture("portal.sent"), NEXT),
            ),
            at("portal.finish", NEXT),
            at("take_card", TAKE_CARD),
        ),
    ),
)
"""At portals of others; they need the real browser and the real eID client."""
