"""Which questions are asked: those that the answers call for and the ID card has not answered."""

from kiosk.contracts.identity import Attribute
from kiosk.domain.guards import holds
from kiosk.domain.service import Question
from kiosk.domain.state import Walk


def is_asked(question: Question, walk: Walk) -> bool:
    """Answer whether this walk asks the question, as far as it has come."""
    wanted = question.unless_read
    return holds(question.when, walk.answers) and (wanted is None or not _is_told(wanted, walk))


def _is_told(attribute: Attribute, walk: Walk) -> bool:
    """Answer whether the card told it: no entry says something too, save where the holder lives."""
    if attribute not in walk.released:
        return False
    lives = walk.identity is not None and walk.identity.address is not None
    return attribute is not Attribute.ADDRESS or lives
