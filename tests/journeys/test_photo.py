"""The photo as it is walked: asked, guided, taken by itself or by hand, chosen, or left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.photo import Shot, Standing
from kiosk.domain.best_capture import OFFERED, best, offered
from kiosk.domain.effects import (
    CloseCamera,
    DropPhotos,
    OpenCamera,
    PreparePhotos,
    SealCapture,
    StartTimer,
    StopTimer,
    TakePhoto,
)
from kiosk.domain.events import (
    CaptureSealed,
    DeviceChanged,
    OverlayClosed,
    OverlayOpened,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.photo_events import GuidanceChanged, ShotChosen
from kiosk.domain.step_states import PhotoPhase
from kiosk.presentation.page import CameraView, Shots, Tone
from tests.journeys.posing import (
    DOUBTFUL,
    FINE,
    GOOD,
    SECOND,
    TIME_IS_UP,
    TURNED,
    are_taken,
    at_camera,
    at_choice,
    at_preparation,
    holds_still,
    presses_the_shutter,
    step_of,
)
from tests.journeys.saying import advice, notes
from tests.terminal import Citizen, texts


def text(message: str) -> str:
    return texts()["de"](message)


def view(citizen: Citizen) -> CameraView:
    return next(block for block in citizen.page.blocks if isinstance(block, CameraView))


def shown(citizen: Citizen) -> tuple[str, ...]:
    return next(block.handles for block in citizen.page.blocks if isinstance(block, Shots))


def starts(citizen: Citizen, timer: Timer) -> list[float]:
    found = citizen.wanted(StartTimer)
    return [e.seconds for e in found if isinstance(e, StartTimer) and e.timer is timer]


def test_what_stays_on_is_asked_before_the_camera_is_on_and_told_to_the_clerk() -> None:
    citizen = at_preparation()
    assert citizen.wanted(OpenCamera) == []
    assert citizen.wanted(PreparePhotos) == [PreparePhotos()], "ready while the citizen reads"
    citizen.presses("kept_on.glasses", "kept_on.head_covering", "kept_on.glasses", "next")
    assert citizen.wanted(OpenCamera) == [OpenCamera()]
    citizen.happens(TURNED)
    holds_still(citizen)
    are_taken(citizen, FINE, FINE, FINE)
    citizen.presses("next")
    sealing = citizen.wanted(SealCapture)[0]
    assert isinstance(sealing, SealCapture)
    assert dict(sealing.remarks) == {
        "kept_on": "head_covering",
        "shutter": "auto",
        "shots": 3,
        "retakes": 0,
    }


def test_nothing_can_be_taken_before_the_camera_has_shown_something() -> None:
    citizen = at_preparation()
    citizen.presses("next")
    assert not citizen.offered()["shutter"].enabled
    assert starts(citizen, Timer.CAPTURE) == [], "the time for the photo starts at the first frame"
    citizen.happens(TURNED)
    assert citizen.offered()["shutter"].enabled
    assert starts(citizen, Timer.CAPTURE) == [30.0]


def test_who_holds_still_is_photographed_by_itself() -> None:
    citizen = at_camera()
    citizen.happens(GuidanceChanged("photo.guidance.good", good=True, held=0.5))
    assert starts(citizen, Timer.SECOND) == [], "all must be good for its time first"
    citizen.happens(GOOD)
    assert view(citizen).tone is Tone.GOOD
    said = []
    for _ in range(3):
        citizen.happens(SECOND)
        said.append(view(citizen).spoken)
    assert said == ["3", "2", "1"]
    citizen.happens(SECOND)
    assert citizen.wanted(TakePhoto) == [TakePhoto()]
    assert not citizen.offered()["shutter"].enabled
    are_taken(citizen, FINE, FINE)
    assert len(citizen.wanted(TakePhoto)) == 3
    are_taken(citizen, FINE, first=3)
    assert citizen.page.id == "photo.choose"
    assert citizen.page.title.startswith("Foto gemacht")
    assert shown(citizen) == ("photo1", "photo2", "photo3")


def test_it_goes_on_by_itself_until_a_photo_is_accepted() -> None:
    citizen = at_camera()
    holds_still(citizen)
    are_taken(citizen, DOUBTFUL, DOUBTFUL, DOUBTFUL)
    assert citizen.page.id == "photo.live"
    assert citizen.wanted(CloseCamera) == []
    citizen.happens(SECOND, SECOND, SECOND, SECOND)
    are_taken(citizen, DOUBTFUL, FINE, DOUBTFUL, first=4)
    assert shown(citizen) == ("photo5",)
    assert starts(citizen, Timer.CAPTURE) == [30.0], "time ran from the first picture on"


def test_it_goes_on_no_longer_than_there_is_time() -> None:
    citizen = at_camera()
    holds_still(citizen)
    are_taken(citizen, DOUBTFUL, DOUBTFUL, DOUBTFUL)
    citizen.happens(TIME_IS_UP)
    assert shown(citizen) == ("photo3",), "the best there is"
    assert text("page.photo.choose.doubtful") in notes(citizen.page)


def test_time_up_between_shots_lets_them_end() -> None:
    citizen = at_camera()
    holds_still(citizen)
    are_taken(citizen, DOUBTFUL)
    citizen.happens(TIME_IS_UP)
    are_taken(citizen, DOUBTFUL, DOUBTFUL, first=2)
    assert shown(citizen) == ("photo3",)


@pytest.mark.parametrize("passed", [1, 2, 3])
def test_the_countdown_stops_when_the_citizen_turns_away(passed: int) -> None:
    citizen = at_camera()
    citizen.happens(GOOD, *[SECOND] * passed, TURNED)
    assert step_of(citizen).phase is PhotoPhase.LIVE
    assert view(citizen).countdown == 0
    citizen.happens(SECOND)
    assert citizen.wanted(TakePhoto) == []
    citizen.happens(GOOD, SECOND)
    assert view(citizen).countdown == 3, "it begins anew"


def test_ones_own_shutter_goes_off_whatever_the_guidance_says() -> None:
    citizen = at_camera()
    citizen.presses("shutter")
    citizen.happens(TURNED, SECOND, SECOND, SECOND)
    assert citizen.wanted(TakePhoto) == [TakePhoto()]
    are_taken(citizen, DOUBTFUL, DOUBTFUL, DOUBTFUL)
    assert shown(citizen) == ("photo3",), "of those that might be refused, the newest of the best"
    assert text("page.photo.choose.doubtful") in notes(citizen.page)
    assert text("photo.guidance.mouth") in advice(citizen.page)
    citizen.presses("next")
    sealing = citizen.wanted(SealCapture)[0]
    assert isinstance(sealing, SealCapture)
    assert dict(sealing.remarks)["shutter"] == "hand"


def test_photos_may_be_taken_anew_twice() -> None:
    citizen = at_choice()
    for taken in (3, 6):
        citizen.presses("retry")
        assert citizen.page.id == "photo.live"
        citizen.happens(TURNED)
        holds_still(citizen)
        are_taken(citizen, FINE, FINE, FINE, first=taken + 1)
        assert shown(citizen) == tuple(f"photo{taken + n}" for n in (1, 2, 3)), "the newest"
    assert "retry" not in citizen.offered()
    assert len(citizen.wanted(OpenCamera)) == 3
    citizen.presses("shot.photo8", "next")
    assert step_of(citizen).phase is PhotoPhase.SEALING
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    assert citizen.effects.count(DropPhotos()) == 1


def test_the_camera_is_off_while_one_chooses() -> None:
    citizen = at_choice()
    assert len(citizen.wanted(CloseCamera)) == len(citizen.wanted(OpenCamera)) == 1


def test_a_shot_that_is_not_offered_cannot_be_chosen() -> None:
    citizen = at_choice(FINE, DOUBTFUL, FINE)
    assert shown(citizen) == ("photo1", "photo3")
    chosen = step_of(citizen).chosen
    citizen.happens(ShotChosen("photo2"), ShotChosen("photo9"))
    assert step_of(citizen).chosen == chosen == "photo3"


def test_a_shot_in_which_one_blinks_is_not_offered_beside_better_ones() -> None:
    blinked = Standing(12, 4, accepted=True, findings=("photo.guidance.eyes",))
    citizen = at_choice(FINE, blinked, FINE)
    assert shown(citizen) == ("photo1", "photo3")
    assert text("page.photo.choose.doubtful") not in notes(citizen.page)


def test_time_up_without_a_photo_asks_how_to_go_on() -> None:
    citizen = at_camera()
    citizen.happens(TIME_IS_UP)
    assert citizen.page.id == "photo.without"
    assert {"retry", "shutter", "other_way", "back", "help"} <= set(citizen.offered())
    citizen.presses("retry")
    assert citizen.page.id == "photo.live"
    assert starts(citizen, Timer.CAPTURE) == [30.0, 30.0]
    citizen.happens(TIME_IS_UP)
    presses_the_shutter(citizen)
    are_taken(citizen, DOUBTFUL, DOUBTFUL, DOUBTFUL)
    assert citizen.page.id == "photo.choose"


def test_time_up_with_a_photo_offers_the_best_so_far() -> None:
    citizen = at_choice()
    citizen.presses("retry")
    citizen.happens(TURNED, TIME_IS_UP)
    assert citizen.page.id == "photo.choose"
    assert shown(citizen) == ("photo1", "photo2", "photo3")


def test_time_up_within_the_countdown_lets_it_end() -> None:
    citizen = at_camera()
    citizen.happens(GOOD, SECOND, TIME_IS_UP, SECOND, SECOND, SECOND)
    are_taken(citizen, FINE, FINE, FINE)
    assert citizen.page.id == "photo.choose"


def test_time_up_within_a_countdown_that_is_stopped() -> None:
    citizen = at_camera()
    citizen.happens(GOOD, SECOND, TIME_IS_UP, TURNED)
    assert citizen.page.id == "photo.without"


def test_help_stops_time_and_shutter_while_it_is_read() -> None:
    citizen = at_camera()
    citizen.happens(GOOD)
    citizen.happens(OverlayOpened("help"))
    stopped = citizen.wanted(StopTimer)
    assert {StopTimer(Timer.SECOND), StopTimer(Timer.CAPTURE)} <= set(stopped)
    citizen.happens(OverlayClosed())
    assert starts(citizen, Timer.CAPTURE) == [30.0, 30.0]
    assert starts(citizen, Timer.SECOND) == [0.5, 0.5], "who holds still is photographed after all"


def test_back_leads_to_the_question_and_lets_go_of_what_was_taken() -> None:
    citizen = at_choice()
    citizen.presses("back")
    assert citizen.page.id == "photo.prepare"
    assert citizen.effects[-4:].count(DropPhotos()) == 1
    citizen.presses("back")
    assert citizen.page.id == "question.birthday"


def test_the_counter_is_offered_everywhere() -> None:
    ways = {
        "prepare": at_preparation(),
        "live": at_camera(),
        "choose": at_choice(),
    }
    ways["without"] = at_camera()
    ways["without"].happens(TIME_IS_UP)
    for name, citizen in ways.items():
        assert citizen.page.id == f"photo.{name}"
        citizen.presses("other_way")
        assert citizen.page.id == "failure", name
        assert text("failure.capture.at_counter.what") in " ".join(
            block.text for block in citizen.page.blocks if hasattr(block, "text")
        )


def test_a_covered_lens_is_said_while_it_lasts() -> None:
    citizen = at_camera()
    citizen.happens(DeviceChanged(DeviceKind.CAMERA, "camera.covered"))
    assert view(citizen).hint == text("failure.camera.covered.what")
    assert {"shutter", "other_way"} <= set(citizen.offered())
    citizen.happens(DeviceChanged(DeviceKind.CAMERA, None))
    assert view(citizen).hint == text("photo.guidance.turn")


def test_an_analysis_that_fails_leads_to_clear_words() -> None:
    for failure in ("photo.models_missing", "photo.analysis_failed", "photo.timed_out"):
        citizen = at_camera()
        citizen.happens(StepFailed(failure))
        assert citizen.page.id == "failure"
        banners = " ".join(b.text for b in citizen.page.blocks if hasattr(b, "text"))
        assert text(f"failure.{failure}.what") in banners


def test_a_shot_that_never_comes() -> None:
    citizen = at_camera()
    presses_the_shutter(citizen)
    citizen.happens(TimerExpired(Timer.STEP))
    assert citizen.page.id == "failure"


def test_a_seal_that_fails_can_be_tried_again_with_the_same_photos() -> None:
    citizen = at_choice()
    citizen.presses("shot.photo2", "next")
    citizen.happens(StepFailed("photo.timed_out"))
    citizen.presses("retry")
    assert shown(citizen) == ("photo1", "photo2", "photo3")
    assert step_of(citizen).chosen == "photo2"


SHOTS = st.lists(
    st.builds(Standing, st.integers(0, 15), st.integers(0, 15), st.booleans()), max_size=9
).map(lambda all_: tuple(Shot(f"photo{n}", standing) for n, standing in enumerate(all_)))


@given(shots=SHOTS)
def test_what_is_offered_follows_the_best_capture_rule(shots: tuple[Shot, ...]) -> None:
    def rank(shot: Shot) -> tuple[bool, int, int]:
        return shot.standing.accepted, shot.standing.mandatory, shot.standing.optional

    ways = offered(shots)
    assert bool(ways) == bool(shots)
    assert len(ways) <= OFFERED
    assert len({rank(shot) for shot in ways}) <= 1, "only ties are chosen between"
    assert len(ways) <= 1 or ways[0].standing.accepted
    left = [shot for shot in shots if shot not in ways]
    if ways:
        assert all(
            rank(out) < rank(ways[0]) or shots.index(out) < shots.index(ways[0]) for out in left
        )
    assert best(shots) == (ways[-1] if ways else None), "of the ties, the newest"
