"""Which questions are asked: those that the answers call for and the ID card has not answered."""

from kiosk.domain.guards import holds
from kiosk.domain.service import Question
from kiosk.domain.state import Walk


def is_asked(question: Question, walk: Walk) -> bool:
    """Answer whether this walk asks the question, as far as it has come."""
    told_by_card = question.unless_read is not None and question.unless_read in walk.released
    return holds(question.when, walk.answers) and not told_by_card
