"""A citizen before the camera, for pure tests: how guidance, countdown and shots come about."""

from kiosk.contracts.photo import Standing
from kiosk.domain.events import (
    Answered,
    Timer,
    TimerExpired,
)
from kiosk.domain.photo_events import GuidanceChanged, PhotoTaken
from kiosk.domain.state import Walking
from kiosk.domain.step_states import PhotoStep
from tests.terminal import Citizen

GOOD = GuidanceChanged("photo.guidance.good", good=True, held=1.0)
TURNED = GuidanceChanged("photo.guidance.turn", good=False, picture="turn")
FINE = Standing(12, 5, accepted=True)
DOUBTFUL = Standing(11, 5, accepted=False, findings=("photo.guidance.mouth",))
SECOND = TimerExpired(Timer.SECOND)
TIME_IS_UP = TimerExpired(Timer.CAPTURE)


def at_preparation() -> Citizen:
    citizen = Citizen()
    citizen.presses("touch", "service.ausweis-vorerfassung", "next", "option.passport", "next")
    citizen.happens(Answered("birthday", "1208"))
    citizen.presses("next")
    assert citizen.page.id == "photo.prepare"
    return citizen


def at_camera() -> Citizen:
    """Answer a citizen whom the camera sees, not well yet."""
    citizen = at_preparation()
    citizen.presses("next")
    citizen.happens(TURNED)
    assert citizen.page.id == "photo.live"
    return citizen


def step_of(citizen: Citizen) -> PhotoStep:
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    assert isinstance(stage.walk.step, PhotoStep)
    return stage.walk.step


def holds_still(citizen: Citizen) -> None:
    """Let all be good for long enough, and the countdown end."""
    citizen.happens(GOOD, SECOND, SECOND, SECOND, SECOND)


def presses_the_shutter(citizen: Citizen) -> None:
    citizen.presses("shutter")
    citizen.happens(SECOND, SECOND, SECOND)


def are_taken(citizen: Citizen, *standings: Standing, first: int = 1) -> None:
    """Let the shots come, named from `photo<first>` on, each with its standing."""
    for number, standing in enumerate(standings, start=first):
        citizen.happens(PhotoTaken(f"photo{number}", standing))


def at_choice(*standings: Standing) -> Citizen:
    """Answer a citizen who chooses among the shots of one acquisition, three fine ones unless told."""
    citizen = at_camera()
    holds_still(citizen)
    are_taken(citizen, *(standings or (FINE, FINE, FINE)))
    assert citizen.page.id == "photo.choose"
    return citizen
