"""The citizens of the demo: shapes, skins, hair and clothes of persons who do not exist."""

from dataclasses import dataclass, field
from enum import StrEnum

Rgb = tuple[int, int, int]


class Who(StrEnum):
    ANNA = "anna"
    AMADOU = "amadou"
    MEI = "mei"
    WALTER = "walter"
    ZEYNEP = "zeynep"
    NIA = "nia"
    JONAS = "jonas"


class Hair(StrEnum):
    SHORT = "short"
    LONG = "long"
    CROPPED = "cropped"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Shape:
    """Factors on an average head (1.0), and what is added to it in centimetres."""

    width: float = 1.0
    jaw: float = 1.0
    length: float = 1.0
    nose_width: float = 1.0
    nose_length: float = 0.0
    cheeks: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """Colours are sRGB. `age` draws lines (0 none, 1 many), `beard` and `freckles` are 0 to 1.

    `lids` is how far the open eyes are open, `lips` how full the lips are, both 1 on average.
    """

    who: Who
    shape: Shape = field(default_factory=Shape)
    skin: Rgb = (222, 170, 142)
    red: Rgb = (196, 112, 96)
    lip: Rgb = (178, 98, 90)
    iris: Rgb = (96, 112, 92)
    hair: Rgb = (62, 42, 32)
    shine: Rgb = (150, 108, 78)
    brow: Rgb = (58, 38, 28)
    cut: Hair = Hair.SHORT
    wool: Rgb = (36, 80, 94)
    age: float = 0.0
    beard: float = 0.0
    lids: float = 0.8
    lips: float = 1.0
    brows: float = 1.0


PERSONS = {
    person.who: person
    for person in (
        Person(Who.ANNA),
        Person(
            Who.AMADOU,
            Shape(width=1.02, jaw=1.04, nose_width=1.24, nose_length=0.05),
            skin=(126, 84, 62),
            red=(122, 64, 52),
            lip=(128, 72, 68),
            iris=(58, 38, 28),
            hair=(26, 21, 20),
            shine=(70, 60, 56),
            brow=(24, 18, 16),
            cut=Hair.CROPPED,
            wool=(150, 92, 40),
            lips=1.3,
        ),
        Person(
            Who.MEI,
            Shape(width=1.0, jaw=0.95, nose_width=1.06, nose_length=-0.25, cheeks=0.15),
            skin=(232, 190, 158),
            red=(214, 140, 120),
            lip=(190, 104, 102),
            iris=(66, 44, 32),
            hair=(28, 24, 26),
            shine=(92, 84, 90),
            brow=(40, 32, 30),
            cut=Hair.LONG,
            wool=(120, 44, 62),
            lids=0.7,
        ),
        Person(
            Who.WALTER,
            Shape(width=1.03, jaw=1.06, length=1.02, nose_width=1.1, nose_length=0.2, cheeks=0.1),
            skin=(226, 178, 154),
            red=(206, 122, 108),
            lip=(176, 108, 100),
            iris=(104, 126, 146),
            hair=(186, 184, 180),
            shine=(232, 232, 230),
            brow=(140, 134, 126),
            wool=(52, 56, 74),
            age=1.0,
            lids=0.68,
            lips=0.75,
        ),
        Person(
            Who.ZEYNEP,
            Shape(width=0.97, jaw=0.93, nose_width=0.97, nose_length=0.12),
            skin=(196, 142, 108),
            red=(176, 96, 78),
            lip=(164, 80, 76),
            iris=(88, 62, 40),
            hair=(44, 30, 24),
            shine=(120, 84, 60),
            brow=(40, 28, 22),
            cut=Hair.LONG,
            wool=(58, 94, 62),
            brows=1.15,
            lips=1.12,
        ),
        Person(
            Who.NIA,
            Shape(width=0.98, jaw=0.95, nose_width=1.16, cheeks=0.12),
            skin=(100, 66, 50),
            red=(106, 50, 42),
            lip=(112, 60, 60),
            iris=(46, 30, 22),
            hair=(20, 17, 16),
            shine=(58, 50, 46),
            brow=(18, 14, 12),
            cut=Hair.CROPPED,
            wool=(196, 168, 88),
            lips=1.32,
        ),
        Person(
            Who.JONAS,
            Shape(width=1.0, jaw=1.05, nose_width=1.03, nose_length=0.1),
            skin=(228, 180, 154),
            red=(206, 120, 104),
            lip=(184, 104, 96),
            iris=(92, 120, 132),
            hair=(150, 112, 66),
            shine=(214, 178, 124),
            brow=(122, 90, 58),
            wool=(94, 96, 100),
            beard=0.6,
        ),
    )
}
