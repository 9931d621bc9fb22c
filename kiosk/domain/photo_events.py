"""What can happen before the camera: by the citizen, and by those who look at its pictures."""

from dataclasses import dataclass

from kiosk.contracts.photo import KeptOn, Standing


@dataclass(frozen=True, slots=True)
class KeptOnToggled:
    """The citizen keeps this on for the photo, or takes it off after all."""

    what: KeptOn


@dataclass(frozen=True, slots=True)
class ShutterPressed:
    pass


@dataclass(frozen=True, slots=True)
class GuidanceChanged:
    """What the live picture needs: a text id `photo.guidance.…`, and whether it is good now.

    `picture` names the drawing that shows it; `marks` are text ids `photo.mark.…` with whether it is
    so now; `held` is the share (0 to 1) of the time that all must be good before the shutter goes off.
    """

    hint: str
    good: bool
    picture: str = ""
    marks: tuple[tuple[str, bool], ...] = ()
    held: float = 0.0


@dataclass(frozen=True, slots=True)
class PhotoTaken:
    """A shot was taken and looked at; `handle` names the picture in the session's memory."""

    handle: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ShotChosen:
    handle: str
