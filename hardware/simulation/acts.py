"""What people can do to a simulated device, found in its public methods and done by name."""

import enum
import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

LIFECYCLE = frozenset({"start", "stop", "describe", "state"})


class ImpossibleAct(Exception):
    """Nobody could do this now (a second card on a full reader); the message is one sentence."""


class Simulator(Protocol):
    """The far end of one device; every other public method with a docstring is a person's act."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def describe(self) -> Mapping[str, Any]:
        """Answer the configuration table by which the terminal reaches the device."""
        ...

    def state(self) -> Mapping[str, Any]:
        """Answer what a person would see of the device, as JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind` is the name of a JSON-able type; `choices` are the only values, if there are any."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    default: str | int | float | bool | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    does: str
    parameters: tuple[Parameter, ...] = ()


def acts_of(simulator: Simulator) -> tuple[Act, ...]:
    """Answer the acts in the order in which the class writes them down, inherited ones last."""
    methods: dict[str, types.FunctionType] = {}
    for ancestor in type(simulator).__mro__:
        for name, member in vars(ancestor).items():
            if isinstance(member, types.FunctionType) and _is_act(name, member):
                methods.setdefault(name, member)
    return tuple(
        Act(name, str(inspect.getdoc(method)).splitlines()[0], _parameters(method))
        for name, method in methods.items()
    )


async def perform(simulator: Simulator, act: str, arguments: Mapping[str, object]) -> None:
    """Do the act. Raises ImpossibleAct, also for an unknown act or argument."""
    known = {known.name: known for known in acts_of(simulator)}
    if act not in known:
        raise ImpossibleAct(f"There is no act '{act}' (there are: {', '.join(sorted(known))}).")
    method = getattr(simulator, act)
    wanted = {parameter.name: parameter for parameter in known[act].parameters}
    for name in arguments:
        if name not in wanted:
            raise ImpossibleAct(f"'{act}' takes no '{name}'.")
    for parameter in wanted.values():
        if parameter.required and parameter.name not in arguments:
            raise ImpossibleAct(f"'{act}' needs '{parameter.name}'.")
    hints = typing.get_type_hints(method)
    taken = {name: _value(wanted[name], hints[name], value) for name, value in arguments.items()}
    outcome = method(**taken)
    if inspect.isawaitable(outcome):
        await outcome


def _is_act(name: str, member: types.FunctionType) -> bool:
    return not name.startswith("_") and name not in LIFECYCLE and bool(member.__doc__)


def _parameters(method: types.FunctionType) -> tuple[Parameter, ...]:
    hints = typing.get_type_hints(method)
    found = []
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        required = parameter.default is inspect.Parameter.empty
        kind, choices = _kind(hints.get(parameter.name, str))
        default = None if required or parameter.default is None else parameter.default
        if isinstance(default, enum.Enum):
            default = str(default.value)
        found.append(Parameter(parameter.name, kind, choices, default, required))
    return tuple(found)


def _kind(hint: Any) -> tuple[str, tuple[str, ...]]:
    hint = _without_none(hint)
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        return "str", tuple(member.value for member in hint)
    if typing.get_origin(hint) is typing.Literal:
        return "str", tuple(str(choice) for choice in typing.get_args(hint))
    return (hint.__name__ if hint in (bool, int, float) else "str"), ()


def _value(parameter: Parameter, hint: Any, value: object) -> object:
    hint = _without_none(hint)
    if parameter.choices:
        if value not in parameter.choices:
            choices = ", ".join(parameter.choices)
            raise ImpossibleAct(f"'{parameter.name}' is one of: {choices}.")
        return hint(value) if isinstance(hint, type) else value
    plain: dict[str, type | tuple[type, ...]] = {"float": (int, float), "int": int, "bool": bool}
    fits = isinstance(value, plain.get(parameter.kind, str))
    if not fits or (isinstance(value, bool) and parameter.kind != "bool"):
        raise ImpossibleAct(f"'{parameter.name}' must be of kind {parameter.kind}.")
    return hint(value) if isinstance(hint, type) else value


def _without_none(hint: Any) -> Any:
    """Answer X for `X | None`."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(member for member in typing.get_args(hint) if member is not types.NoneType)
    return hint
