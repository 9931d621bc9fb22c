"""Named conditions that service definitions may use; each a plain function of the answers."""

from collections.abc import Callable, Mapping

Guard = Callable[[Mapping[str, str]], bool]

FEE_FREE_PURPOSES = frozenset({"pension", "social_benefits", "child_benefit", "student_aid"})


def belegart_is_o(answers: Mapping[str, str]) -> bool:
    """Ask for authority and purpose only where the certificate goes to an authority (Belegart O)."""
    return answers.get("belegart") == "o"


def purpose_is_fee_free(answers: Mapping[str, str]) -> bool:
    """Waive the fee for the purposes that the town's fee statute exempts (social matters)."""
    return answers.get("purpose") in FEE_FREE_PURPOSES


def purpose_is_other(answers: Mapping[str, str]) -> bool:
    return answers.get("purpose") == "other"


GUARDS: Mapping[str, Guard] = {
    "belegart_is_o": belegart_is_o,
    "purpose_is_fee_free": purpose_is_fee_free,
    "purpose_is_other": purpose_is_other,
}


def holds(name: str, answers: Mapping[str, str]) -> bool:
    """Answer whether the named guard lets through; no name lets everything through."""
    return not name or GUARDS[name](answers)
