"""What can be typed at the laboratory: the acts of its stage by short names, and its own commands."""

import shlex
from collections.abc import Mapping

from hardware.simulation.acts import Act, ImpossibleAct, Parameter, acts_of, perform
from hardware.simulation.eid_lab_stage import EidLabStage

# Short names for what is typed most; the words behind them fill the act's parameters in order.
SHORT: Mapping[str, tuple[str, ...]] = {
    "insert": ("lay_card",),
    "remove": ("take_card",),
    "wrong": ("mistype_pin", "1"),
    "block": ("mistype_pin", "3"),
    "pull-at": ("snatch_card",),
    "pull-after": ("snatch_card_after",),
    "slow": ("slow_card",),
    "card": ("choose_card",),
    "old": ("outdate_card",),
    "unplug": ("unplug_reader",),
    "plug": ("plug_reader_in",),
    "fail": ("break_server",),
    "network": ("break_network",),
    "renew": ("renew_card",),
}


async def act(stage: EidLabStage, line: str) -> str:
    """Do what was typed and answer what was done. Raises ImpossibleAct."""
    try:
        name, *words = shlex.split(line)
    except ValueError:
        raise ImpossibleAct("That has a quotation mark without its pair.") from None
    if name in SHORT:
        name, *fixed = SHORT[name]
        words = words or fixed
    known = {found.name: found for found in acts_of(stage)}
    if name not in known:
        raise ImpossibleAct(f"There is no command '{name}'; 'help' lists them.")
    await perform(stage, name, _arguments(known[name], words))
    return known[name].does


def listing(stage: EidLabStage) -> str:
    """Answer all acts with their parameters, the short names first."""
    known = {found.name: found for found in acts_of(stage)}
    shorts = {name: known[words[0]] for name, words in SHORT.items()}
    rest = {name: found for name, found in known.items() if found not in shorts.values()}
    lines = []
    for name, found in (shorts | rest).items():
        called = " ".join((name, *(_told(parameter) for parameter in found.parameters)))
        lines.append(f"  {called:<44} {found.does}")
    return "\n".join(lines)


def choices(stage: EidLabStage, name: str) -> tuple[str, ...]:
    """Answer what can stand behind a command, empty where anything may."""
    target = SHORT.get(name, (name,))[0]
    found = next((found for found in acts_of(stage) if found.name == target), None)
    return found.parameters[0].choices if found and found.parameters else ()


def _told(parameter: Parameter) -> str:
    name = parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def _arguments(found: Act, words: list[str]) -> dict[str, object]:
    if len(words) > len(found.parameters):
        raise ImpossibleAct(f"'{found.name}' takes at most {len(found.parameters)} words.")
    return {
        parameter.name: _value(parameter, word)
        for parameter, word in zip(found.parameters, words, strict=False)
    }


def _value(parameter: Parameter, word: str) -> object:
    try:
        match parameter.kind:
            case "int":
                return int(word)
            case "float":
                return float(word)
            case "bool":
                return {"yes": True, "no": False}[word]
            case _:
                return word
    except (ValueError, KeyError):
        wanted = {"bool": "yes or no"}.get(parameter.kind, "a number")
        raise ImpossibleAct(f"'{parameter.name}' is {wanted}.") from None
