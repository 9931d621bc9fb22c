"""Measures pictures of a face: one for itself with everything, or live ones, each a little."""

from dataclasses import dataclass

import cv2

from kiosk.capture.face.background import measure_background
from kiosk.capture.face.detection import Detection, detect
from kiosk.capture.face.eyes import look_into_eyes
from kiosk.capture.face.geometry import measure_expression, measure_geometry
from kiosk.capture.face.light import measure_light
from kiosk.capture.face.measures import Background, Face, Geometry, Measures
from kiosk.capture.face.mesh import LEFT_EYE, RIGHT_EYE, Mesh, find_mesh, follow_mesh
from kiosk.capture.face.models import FaceModels, Pixels
from kiosk.capture.face.person import find_crown, mask_person
from kiosk.capture.face.picture import Picture, measure_levels, take_in
from kiosk.capture.face.sharpness import measure_sharpness


@dataclass(frozen=True, slots=True)
class _Looks:
    """What is looked at beside face and light."""

    faces: bool
    eyes: bool
    wall: bool


_ALL = _Looks(faces=True, eyes=True, wall=True)
# Live pictures take turns, so that each is done within its time.
_TURNS = (
    _Looks(faces=False, eyes=True, wall=False),
    _Looks(faces=False, eyes=False, wall=True),
    _Looks(faces=True, eyes=False, wall=False),
)

_MOST_FACES = 4  # that are looked at; a picture with more is no photo of one


class FaceMeasurer:
    """Measures with the given models; for one thread at a time."""

    def __init__(self, models: FaceModels) -> None:
        self._models = models
        self._turn = 0

    def measure(self, pixels: Pixels) -> Measures:
        """Measure everything of a picture (height x width x 3, BGR, 8 bit) of any size.

        The same pixels give the same measures. Big pictures are analysed at a fitting scale; places
        are in pixels of the given one all the same. Raises ValueError for what is no such picture.
        """
        return self._measured(pixels, _ALL, None)

    def glance(
        self, pixels: Pixels, before: Measures | None, *, thoroughly: bool = False
    ) -> Measures:
        """Measure a live picture quickly, following the face that the one `before` showed.

        Face, pose, mouth, light and sharpness are new in every answer. Eyes (openings, gaze,
        redness), wall (background, crown) and faces farther behind are looked at in turn, each in
        every third call, or all of them `thoroughly`; between, they are taken over from `before`.
        They are looked at at once where there is no `before`, or another size or no face in it.
        Raises ValueError as `measure`.
        """
        if thoroughly or before is None or before.face is None:
            return self._measured(pixels, _ALL, None)
        self._turn = (self._turn + 1) % len(_TURNS)
        return self._measured(pixels, _TURNS[self._turn], before)

    def _measured(self, pixels: Pixels, looks: _Looks, before: Measures | None) -> Measures:
        picture = take_in(pixels)
        height, width = picture.whole.shape[:2]
        if before and (before.width, before.height) != (width, height):
            looks, before = _ALL, None
        try:
            return self._of(picture, looks, before)
        except cv2.error as error:
            raise ValueError(
                f"A picture of {width} x {height} cannot be measured: {error.err}"
            ) from None

    def _of(self, picture: Picture, looks: _Looks, before: Measures | None) -> Measures:
        height, width = picture.whole.shape[:2]
        level, colours, intensities = measure_levels(picture.whole, sparsely=before is not None)
        seen = self._faces(picture, looks, before)
        if not seen:
            return Measures(width, height, level, 0, 0.0, None, None, colours, intensities)
        largest = seen[0]
        faces, second = len(seen), seen[1].found.area / largest.found.area if seen[1:] else 0.0
        if before and largest.followed and not looks.faces:
            faces, second = before.faces, before.second
        face, background = self._look_at(picture, largest, looks, before)
        return Measures(width, height, level, faces, second, face, background, colours, intensities)

    def _faces(self, picture: Picture, looks: _Looks, before: Measures | None) -> list["_Seen"]:
        """Answer the faces on which detector and mesh agree, largest first, in fitting pixels.

        A face that is followed is believed without the detector until it is time to look for others.
        """
        followed = self._follow(picture, before.face) if before and before.face else None
        if followed and not looks.faces:
            return [followed]
        enlarged = picture.fitting_scale / picture.small_scale
        seen: list[_Seen] = []
        for small in detect(self._models.detection, picture.small)[:_MOST_FACES]:
            found = small.scaled(enlarged)
            if followed and found.holds(followed.found.middle):
                seen.append(_Seen(found, followed.mesh, followed=True))
                followed = None
                continue
            mesh = find_mesh(self._models.landmarks, picture.fitting, found)
            # The outline of a face beside the picture is the network's invention.
            if mesh and mesh.rows_and_columns(picture.fitting):
                seen.append(_Seen(found, mesh, followed=False))
        return sorted(seen, key=lambda one: one.found.area, reverse=True)

    def _follow(self, picture: Picture, before: Face) -> "_Seen | None":
        scale = picture.fitting_scale
        mesh = follow_mesh(self._models.landmarks, picture.fitting, before.geometry, scale)
        if mesh is None or mesh.rows_and_columns(picture.fitting) is None:
            return None
        left, top, right, bottom = mesh.edges
        eyes = (mesh.middle(LEFT_EYE), mesh.middle(RIGHT_EYE))
        found = Detection(before.score, left, top, right - left, bottom - top, eyes)
        return _Seen(found, mesh, followed=True)

    def _look_at(
        self, picture: Picture, seen: "_Seen", looks: _Looks, before: Measures | None
    ) -> tuple[Face, Background | None]:
        old = before.face if before and seen.followed else None
        looks = looks if old else _ALL
        where = measure_geometry(seen.mesh, None)
        eyes = None
        if looks.eyes:
            eyes = look_into_eyes(self._models.iris, picture.fitting, seen.mesh)
        background = before.background if before else None
        crown = old.geometry.crown if old else None
        if looks.wall:
            background, crown = self._look_behind(picture, seen.mesh, where)
        whole = seen.mesh.scaled(1 / picture.fitting_scale)
        geometry = measure_geometry(whole, crown)
        redness = old.light.red_eyes if old else None
        if looks.eyes:
            redness = max(eye.redness for eye in eyes) if eyes else None
        sharpness = measure_sharpness(picture.whole, whole, geometry.inter_eye)
        light = measure_light(picture.fitting, seen.mesh, where, redness, sharpness)
        known = old.expression if old and not looks.eyes else None
        expression = measure_expression(whole, geometry, eyes, known)
        face = Face(seen.found.score, seen.mesh.presence, geometry, expression, light)
        return face, background

    def _look_behind(
        self, picture: Picture, mesh: Mesh, where: Geometry
    ) -> tuple[Background | None, float | None]:
        """Answer the wall, and the crown in pixels of the whole picture."""
        mask = mask_person(self._models, picture.small)
        height, width = picture.fitting.shape[:2]
        crown = find_crown(mask, mesh, (width, height))
        small = picture.small_scale / picture.fitting_scale
        wall = measure_background(
            picture.small, mask, where.chin[1] * small, where.inter_eye * small
        )
        return wall, None if crown is None else crown / picture.fitting_scale


@dataclass(frozen=True, slots=True)
class _Seen:
    """A face in fitting pixels; `followed` from the picture before."""

    found: Detection
    mesh: Mesh
    followed: bool
