"""Camera pictures on the screen: one texture for the live picture, the newest frame wins."""

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from screens.images import Image, ImageSource

_EYES_UPRIGHT = 0.44  # of an upright picture's height: there is more below a face than above it


class LivePicture:
    """The mirrored live picture; `tick` blits what is new, nothing is made anew while it runs."""

    def __init__(self, images: ImageSource) -> None:
        self._images = images
        self._texture: Texture | None = None
        self._serial = -1
        self._canvas: InstructionGroup | None = None
        self._frame: tuple[float, float, float, float] = (0, 0, 0, 0)
        self.uploads = 0
        self.textures_made = 0

    def show(self, group: InstructionGroup, x: float, y: float, w: float, h: float) -> None:
        """Let the picture appear in this group from now on."""
        self._canvas, self._frame, self._serial = group, (x, y, w, h), -1
        self._canvas.clear()
        self.tick()

    def hide(self) -> None:
        self._canvas = None

    def tick(self) -> None:
        """Take the newest picture, if it is shown and new."""
        if self._canvas is None:
            return
        image = self._images.latest()
        if image is None or image.serial == self._serial:
            return
        self._serial = image.serial
        fresh = self._texture is None or tuple(self._texture.size) != (image.width, image.height)
        if fresh:
            self._texture = Texture.create(size=(image.width, image.height), colorfmt="rgb")
            self.textures_made += 1
        if fresh or not self._canvas.children:
            x, y, w, h = self._frame
            self._canvas.clear()
            self._canvas.add(Color(1, 1, 1))
            coords = covering(image, w, h, mirrored=True, middle=_EYES_UPRIGHT)
            self._canvas.add(
                Rectangle(pos=(x, y), size=(w, h), texture=self._texture, tex_coords=coords)
            )
        if self._texture is not None:
            self._texture.blit_buffer(image.bgr, colorfmt="bgr", bufferfmt="ubyte")
            self.uploads += 1
        self._canvas.flag_update()


def still(
    group: InstructionGroup,
    images: ImageSource,
    handle: str,
    place: tuple[float, float, float, float],
    *,
    whole: bool,
) -> None:
    """Draw one of the pictures taken, as it was taken; a `whole` one is not cropped to the place."""
    image = images.picture(handle)
    if image is None:
        return
    texture = Texture.create(size=(image.width, image.height), colorfmt="rgb")
    texture.blit_buffer(image.bgr, colorfmt="bgr", bufferfmt="ubyte")
    x, y, w, h = place
    if whole:
        scale = min(w / image.width, h / image.height)
        fit = image.width * scale, image.height * scale
        x, y, w, h = x + (w - fit[0]) / 2, y + (h - fit[1]) / 2, *fit
    group.add(Color(1, 1, 1))
    coords = covering(image, w, h, mirrored=False)
    group.add(Rectangle(pos=(x, y), size=(w, h), texture=texture, tex_coords=coords))


def covering(
    image: Image, w: float, h: float, *, mirrored: bool, middle: float = 0.5
) -> tuple[float, ...]:
    """Answer texture coordinates that fill w x h undistorted, from the picture's middle across.

    Down, it is from about `middle` of its height, as far as there is picture above and below.
    """
    scale = max(w / image.width, h / image.height)
    u, v = w / scale / image.width / 2, h / scale / image.height / 2
    left, right = 0.5 - u, 0.5 + u
    if mirrored:
        left, right = right, left
    middle = min(max(middle, v), 1 - v)
    top, bottom = middle - v, middle + v  # the first row of bytes is the top
    return (left, bottom, right, bottom, right, top, left, top)
