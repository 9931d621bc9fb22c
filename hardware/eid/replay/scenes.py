"""What is played to AusweisApp for a recording: which card, which task, and the citizen's answers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from hardware.eid.lab.card import PocketCard
from kiosk.contracts.eid import PinTask


class Play(StrEnum):
    """An answer to one prompt. PULL_… is the right answer, with the card snatched away after it."""

    AGREE = "agree"
    INSERT = "insert"
    INSERT_ANOTHER = "insert_another"
    RIGHT = "right"
    WRONG = "wrong"
    CANCEL = "cancel"
    REMOVE = "remove"
    PULL_AT_PACE = "pull_at_pace"
    PULL_AT_CERTIFICATES = "pull_at_certificates"
    PULL_AT_NEW_PIN = "pull_at_new_pin"
    CANCEL_AFTER = "cancel_after"


INSTRUCTIONS = {
    Play.PULL_AT_PACE: 0x86,
    Play.PULL_AT_CERTIFICATES: 0x2A,
    Play.PULL_AT_NEW_PIN: 0x2C,
}
NEWEST_LEVEL = 3
"""Spoken since 2.2: an unknown card, and PAUSE."""

Prepare = Callable[[PocketCard], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """`task` None authenticates; `lies` has the card on the reader from the start.

    `distrusts` has the client check the provider against the real authorities. `other_card` begins
    with something that is no ID card, `expired` with one that is out of date. `optional` has the
    provider ask for attributes beyond the required ones.
    """

    name: str
    task: PinTask | None
    plays: tuple[Play, ...]
    prepare: Prepare = PocketCard.renew
    lies: bool = False
    reachable: bool = True
    distrusts: bool = False
    other_card: bool = False
    expired: bool = False
    optional: bool = True
    level: int = 2

    def plays_in(self, version: str) -> bool:
        """Answer whether a client of that version speaks the API level that the scene is of."""
        return self.level < NEWEST_LEVEL or not version.startswith("1.")


def _mistyped(times: int) -> Prepare:
    return lambda card: card.mistype(times)


def _worn(card: PocketCard) -> None:
    card.passwords.worn = True


def _used_up(card: PocketCard) -> None:
    card.mistype(3)
    card.use_up_puk()


_LONG_WAY = (
    *(Play.WRONG, Play.WRONG),  # PIN
    *(Play.WRONG, Play.RIGHT),  # CAN
    Play.WRONG,  # PIN
    *(Play.WRONG, Play.RIGHT),  # PUK
    Play.RIGHT,  # PIN
)


def _both(name: str, task: PinTask | None) -> tuple[Scene, ...]:
    """Answer the scenes that both workflows have."""
    first = () if task else (Play.AGREE,)
    last = (Play.RIGHT,) if task else ()  # the new PIN
    inserted = (*first, Play.INSERT)

    def scene(
        what: str, *plays: Play, prepare: Prepare = PocketCard.renew, lies: bool = False
    ) -> Scene:
        return Scene(f"{name}_{what}", task, plays, prepare, lies)

    return (
        scene("inserted", *inserted, Play.RIGHT, *last),
        scene("lying", *first, Play.RIGHT, *last, lies=True),
        scene("long_way", *first, *_LONG_WAY, *last, lies=True),
        scene("two_tries", *inserted, Play.RIGHT, *last, prepare=_mistyped(1)),
        scene("two_tries_lying", *first, Play.WRONG, Play.CANCEL, prepare=_mistyped(1), lies=True),
        scene("one_try", *inserted, Play.RIGHT, Play.RIGHT, *last, prepare=_mistyped(2)),
        scene("one_try_lying", *first, Play.CANCEL, prepare=_mistyped(2), lies=True),
        scene("blocked", *inserted, Play.CANCEL, prepare=_mistyped(3)),
        scene("blocked_lying", *first, Play.RIGHT, Play.CANCEL, prepare=_mistyped(3), lies=True),
        scene("deactivated", *inserted, prepare=PocketCard.deactivate),
        scene("deactivated_lying", *first, prepare=PocketCard.deactivate, lies=True),
        scene("puk_used_up", *first, Play.RIGHT, prepare=_used_up, lies=True),
        scene("removed_at_pin", *first, Play.REMOVE, lies=True),
        scene("pulled_at_pace", *first, Play.PULL_AT_PACE, lies=True),
        scene("cancelled_at_card", *first, Play.CANCEL),
        scene("cancelled_at_pin", *first, Play.CANCEL, lies=True),
    )


SCENES = (
    *_both("auth", None),
    *_both("change", PinTask.CHANGE),
    Scene("auth_cancelled", None, (Play.CANCEL,)),
    Scene("auth_unreachable", None, (), reachable=False),
    Scene("auth_pulled", None, (Play.AGREE, Play.PULL_AT_CERTIFICATES), lies=True),
    Scene("auth_cancelled_reading", None, (Play.AGREE, Play.CANCEL_AFTER), lies=True),
    Scene("change_pulled", PinTask.CHANGE, (Play.RIGHT, Play.PULL_AT_NEW_PIN), lies=True),
    Scene("change_removed", PinTask.CHANGE, (Play.RIGHT, Play.REMOVE), lies=True),
    Scene("change_refused", PinTask.CHANGE, (Play.RIGHT, Play.RIGHT), _worn, True),
    Scene("change_cancelled_at_new_pin", PinTask.CHANGE, (Play.RIGHT, Play.CANCEL), lies=True),
    Scene(
        "activate", PinTask.ACTIVATE, (Play.RIGHT, Play.RIGHT), PocketCard.await_activation, True
    ),
    Scene("unblock", PinTask.UNBLOCK, (Play.RIGHT,), _mistyped(3), True),
    Scene("auth_required_only", None, (Play.AGREE, Play.RIGHT), lies=True, optional=False),
    Scene("auth_untrusted", None, (), distrusts=True),
    Scene("auth_refused", None, (Play.AGREE, Play.RIGHT), lies=True, expired=True),
    Scene(
        "change_other_card",
        PinTask.CHANGE,
        (Play.INSERT, Play.INSERT_ANOTHER, Play.RIGHT, Play.RIGHT),
        other_card=True,
        level=NEWEST_LEVEL,
    ),
)
