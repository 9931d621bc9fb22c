"""What one picture shows, in figures: nothing is judged here.

Places are (x, y) in pixels of the measured picture, x to its right and y down; left and right are
the picture's. Names follow ISO/IEC 29794-5 where it has one.
"""

from dataclasses import dataclass, field

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees. Yaw grows as the face turns to the picture's right, pitch as the chin rises, roll clockwise."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the head is.

    `inter_eye` is the distance of the eyes' centres (IED), `eye_to_chin` from the middle between
    them to the chin (T in ISO/IEC 29794-5), `head_width` from ear to ear, all in pixels. `crown` is
    the y of the hair's upper edge, None where the person was not told from the wall. `anchors` are
    places on the face that do not move with its expression: what moves them is the head. `region` is
    where to look for the face in the next picture: a square's middle, side and angle in radians.
    `contour` are places of very different depth, from the ears to the nose's tip, which a turn of
    the head moves as no turn of a flat picture does.
    """

    left_eye: Place
    right_eye: Place
    chin: Place
    inter_eye: float
    eye_to_chin: float
    head_width: float
    crown: float | None
    pose: Pose
    anchors: tuple[Place, ...]
    region: tuple[float, float, float, float] | None = None
    contour: tuple[Place, ...] = ()

    @property
    def eyes(self) -> Place:
        """The middle between the eyes."""
        return (
            (self.left_eye[0] + self.right_eye[0]) / 2,
            (self.left_eye[1] + self.right_eye[1]) / 2,
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """`eye_openings` are lid gap / eye width by the iris model, left and right (None: not looked at).

    `gaze` is how far the irises' centres are along (0 to 1 from the picture's left, mean of both
    eyes) and across the eyes' axis, None likewise. `mouth_gap` is the inner lips' gap / T,
    `mouth_width` the mouth's width / IED, `brow_height` from eyes to brows / T.
    """

    eye_openings: tuple[float, float] | None
    gaze: tuple[float, float] | None
    mouth_gap: float
    mouth_width: float
    brow_height: float


@dataclass(frozen=True, slots=True)
class Light:
    """Light on the face; luminance is linearised sRGB, 0 to 1, shares are 0 to 1.

    `side_ratio` and `side_overlap` compare the cheek zones (least / greatest mean, intersection of
    histograms). `over` and `under` are the shares at 8 bit luminance >= 247 and <= 25. `entropy` in
    bits. `cheeks` is the mean CIELAB (L*, a*, b*) of both cheek zones; `hot_spots` the share of
    the face that shines, `red_eyes` the greatest redness of the pupils (None: not looked at).
    """

    mean: float
    variance: float
    over: float
    under: float
    entropy: float
    side_ratio: float
    side_overlap: float
    cheeks: tuple[float, float, float]
    hot_spots: float
    red_eyes: float | None
    sharpness: float
    """Fine structure of the face / coarse, the lesser of across and down: none of it is brightness or skin."""


@dataclass(frozen=True, slots=True)
class Background:
    """The wall above the shoulders.

    `share` of the picture that it takes, mean (L*, a*, b*) and its standard deviations, `grey` the
    mean 8 bit level, `gradient` the mean Sobel magnitude of luminance (ISO/IEC 29794-5, raw).
    """

    share: float
    mean: tuple[float, float, float]
    spread: tuple[float, float, float]
    grey: float
    gradient: float


@dataclass(frozen=True, slots=True)
class Face:
    """`score` and `presence` are what detector and mesh say of its being a face, 0 to 1."""

    score: float
    presence: float
    geometry: Geometry
    expression: Expression
    light: Light


@dataclass(frozen=True, slots=True)
class Measures:
    """`second` is the area of the second largest face / the largest one's. Without a face `face` is None.

    `background` is None where it was not looked at, or where too little of it is seen. `level` is the
    whole picture's mean 8 bit grey level. `colours` tells whether the channels differ at all, and
    `intensities` how many of the 256 values occur (TR-03121-3 table 5.3, 7.5 and 7.6).
    """

    width: int
    height: int
    level: float
    faces: int
    second: float
    face: Face | None = field(repr=False)
    background: Background | None
    colours: bool
    intensities: int
