"""What the dock shows: devices with their acts and states as the world tells them, and what is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Fields = Mapping[str, Any]
FEW = 3  # so many choices stand beside their act; more fold out under it


@dataclass(frozen=True, slots=True)
class Choice:
    """The one thing to choose at an act: one of `values`, or a number from `default` in steps."""

    name: str
    values: tuple[str | bool, ...]
    default: str | float | bool | None

    @property
    def is_number(self) -> bool:
        return not self.values


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    does: str
    choice: Choice | None = None

    @property
    def folds(self) -> bool:
        """Whether its choices are too many to stand beside it."""
        return self.choice is not None and len(self.choice.values) > FEW


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    acts: tuple[Act, ...]
    at_first: Fields
    state: Fields

    def changed(self) -> tuple[tuple[str, object], ...]:
        """Answer what is not as it was at first."""
        return tuple(
            (key, value) for key, value in self.state.items() if self.at_first.get(key) != value
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    does: str


@dataclass(frozen=True, slots=True)
class Word:
    """What the dock says at its foot: what an act does, that it was done, or why it was not."""

    text: str = ""
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Dock:
    """`opened` is the device whose acts are seen, `unfolded` the act whose choices are."""

    address: str
    connected: bool = False
    devices: tuple[Device, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    opened: str = ""
    unfolded: str = ""
    numbers: Mapping[tuple[str, str], float] = field(default_factory=dict)
    word: Word = Word()

    def described(self, told: Fields) -> "Dock":
        """Take what `WorldControl.describe` answers."""
        devices = tuple(_device(name, device) for name, device in told["devices"].items())
        scenarios = tuple(Scenario(one["name"], one["does"]) for one in told["scenarios"])
        opened = self.opened or (devices[0].name if devices else "")
        return replace(self, connected=True, devices=devices, scenarios=scenarios, opened=opened)

    def seen(self, states: Fields | None) -> "Dock":
        """Take what `WorldControl.watch` yields; None is a world that is gone."""
        if states is None:
            return replace(self, connected=False)
        devices = tuple(
            replace(device, state=states.get(device.name, device.state)) for device in self.devices
        )
        return replace(self, connected=True, devices=devices)

    def toggled(self, device: str) -> "Dock":
        return replace(self, opened="" if self.opened == device else device, unfolded="")

    def folded(self, act: str) -> "Dock":
        return replace(self, unfolded="" if self.unfolded == act else act)

    def says(self, text: str, *, good: bool | None = None) -> "Dock":
        return replace(self, word=Word(text, good))

    def explains(self, target: str) -> str:
        """Answer what pressing the target with this id does, "" where it explains itself."""
        for scenario in self.scenarios:
            if target == scenario.name:
                return scenario.does
        for device in self.devices:
            for act in device.acts:
                if f"{target}.".startswith(f"{device.name}.{act.name}."):
                    return act.does
        return ""

    def number(self, device: str, act: Act) -> float:
        """Answer the number that the act would be done with."""
        assert act.choice is not None  # noqa: S101 - only acts with a number are asked
        return self.numbers.get((device, act.name), float(act.choice.default or 0))

    def stepped(self, device: str, act: Act, steps: int) -> "Dock":
        """Turn the act's number up or down; large numbers go in larger steps."""
        now = self.number(device, act)
        step = 1 if abs(now) < 10 else 5  # noqa: PLR2004 - a hand's idea of a step
        return replace(self, numbers={**self.numbers, (device, act.name): now + steps * step})


def _device(name: str, told: Fields) -> Device:
    return Device(name, tuple(map(_act, told["acts"])), told["at_first"], told["state"])


def _act(told: Fields) -> Act:
    parameters = [_choice(parameter) for parameter in told["parameters"]]
    chosen = next((choice for choice in parameters if choice is not None), None)
    return Act(told["name"], told["does"], chosen)


def _choice(told: Fields) -> Choice | None:
    match told["kind"], tuple(told["choices"]):
        case "bool", _:
            return Choice(told["name"], (True, False), told["default"])
        case "int" | "float", _:
            return Choice(told["name"], (), told["default"])
        case _, () | (_,):
            return None
        case _, choices:
            return Choice(told["name"], choices, told["default"])
