"""What a citizen can be asked for before the camera: text ids, and the drawings that go with them."""

from enum import StrEnum


class Instruction(StrEnum):
    """Text ids; all but GOOD and STARTING ask for something.

    LEFT and RIGHT are the citizen's own sides, which in the mirrored picture are the screen's. UP
    and DOWN are said to somebody whom the camera does not follow in height.
    """

    STARTING = "photo.guidance.starting"
    STAND = "photo.guidance.stand"
    ALONE = "photo.guidance.alone"
    BACK = "photo.guidance.back"
    CLOSER = "photo.guidance.closer"
    LEFT = "photo.guidance.left"
    RIGHT = "photo.guidance.right"
    UP = "photo.guidance.up"
    DOWN = "photo.guidance.down"
    STILL = "photo.guidance.still"
    STRAIGHT = "photo.guidance.straight"
    TURN = "photo.guidance.turn"
    CHIN_UP = "photo.guidance.chin_up"
    CHIN_DOWN = "photo.guidance.chin_down"
    EYES = "photo.guidance.eyes"
    LOOK = "photo.guidance.look"
    MOUTH = "photo.guidance.mouth"
    LIGHT = "photo.guidance.light"
    WALL = "photo.guidance.wall"
    GOOD = "photo.guidance.good"

    @property
    def word(self) -> str:
        """The last part of the text id, by which profiles name an instruction."""
        return self.value.rpartition(".")[2]

    @property
    def drawing(self) -> str:
        """The name of the drawing that shows it (`CameraView.picture`), empty where none does."""
        return "" if self in (Instruction.GOOD, Instruction.STARTING) else self.word


BY_WORD = {instruction.word: instruction for instruction in Instruction}


class MarkId(StrEnum):
    """What a photo needs, in a word each, shown while the citizen gets ready: text ids."""

    DISTANCE = "photo.mark.distance"
    HEAD = "photo.mark.head"
    EYES = "photo.mark.eyes"
    MOUTH = "photo.mark.mouth"
    LIGHT = "photo.mark.light"
