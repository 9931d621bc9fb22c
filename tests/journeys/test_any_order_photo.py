"""Whatever happens before the camera in whatever order: it is off when it should be, and only offered photos are sealed."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from kiosk.contracts.captures import CaptureKind
from kiosk.domain import events as ev
from kiosk.domain.best_capture import offered
from kiosk.domain.effects import CloseCamera, Effect, OpenCamera, SealCapture, TakePhoto
from kiosk.domain.photo_events import PhotoTaken
from kiosk.domain.state import Session, Walking
from kiosk.domain.step_states import PhotoPhase, PhotoStep
from kiosk.domain.steps.photo import CAMERA_ON, RETAKES
from kiosk.presentation.page import CameraView
from tests.journeys.posing import DOUBTFUL, FINE, GOOD, SECOND, TIME_IS_UP, TURNED
from tests.journeys.test_any_order import AnyOrder
from tests.terminal import page_of

SHOTS = 3


class AnyOrderAtTheCamera(AnyOrder):
    """From the question what stays on; a camera takes pictures only where it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.filming = False
        self.wanted = 0
        self.taken = 0

    @initialize(way=st.integers(0, 2))
    def citizen_has_come_some_way(self, way: int) -> None:
        self.feed(ev.Touched())
        self.feed(ev.ServiceChosen("ausweis-vorerfassung"))
        self.feed(ev.NextPressed())
        self.feed(ev.Answered("document", "passport"))
        self.feed(ev.NextPressed())
        self.feed(ev.Answered("birthday", "1208"))
        self.feed(ev.NextPressed())
        assert page_of(self.session).id == "photo.prepare"
        for event in (ev.NextPressed(), GOOD)[:way]:
            self.feed(event)

    def feed(self, event: ev.Event) -> None:
        if isinstance(event, PhotoTaken):
            if not self.wanted:
                return  # nobody pressed the shutter
            self.wanted -= 1
            self.taken += 1
            event = PhotoTaken(f"photo{self.taken}", event.standing)
        super().feed(event)

    def judge(self, before: Session, effect: Effect | object) -> None:
        super().judge(before, effect)
        match effect:
            case OpenCamera():
                self.filming = True
            case CloseCamera():
                self.filming = False
                self.wanted = 0
            case TakePhoto():
                assert self.filming, "a picture by a camera that is off"
                self.wanted += 1
                assert self.wanted == 1, "one shot at a time"
            case SealCapture(CaptureKind.PHOTO, handle):
                step = photo_of(before)
                assert step is not None
                assert handle in {shot.handle for shot in offered(step.shots)}

    @rule(event=st.sampled_from([GOOD, GOOD, SECOND, SECOND, TURNED, TIME_IS_UP]))
    def citizen_poses(self, event: ev.Event) -> None:
        self.feed(event)

    @rule(standing=st.sampled_from([FINE, DOUBTFUL]))
    def shot_comes(self, standing: object) -> None:
        self.feed(PhotoTaken("", standing))  # type: ignore[arg-type] # one of the two above

    @invariant()
    def camera_is_on_exactly_while_it_is_needed(self) -> None:
        step = photo_of(self.session)
        assert self.filming == (step is not None and step.phase in CAMERA_ON)
        seen = any(isinstance(block, CameraView) for block in page_of(self.session).blocks)
        assert self.filming or not seen

    @invariant()
    def what_is_taken_is_bounded(self) -> None:
        step = photo_of(self.session)
        if step is None:
            return
        assert step.retakes <= RETAKES
        assert step.tries <= SHOTS
        assert (step.phase is PhotoPhase.CHOOSING) <= bool(step.shots)

    @invariant()
    def no_page_speaks_of_attacks(self) -> None:
        page = repr(page_of(self.session)).lower()
        assert "attack" not in page
        assert "angriff" not in page


def photo_of(session: Session) -> PhotoStep | None:
    stage = session.stage
    step = stage.walk.step if isinstance(stage, Walking) else None
    return step if isinstance(step, PhotoStep) else None


TestAnyOrderAtTheCamera = AnyOrderAtTheCamera.TestCase
TestAnyOrderAtTheCamera.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
