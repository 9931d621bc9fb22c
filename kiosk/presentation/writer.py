"""Writes slips, copies and purposes in the language that the citizen chose."""

from collections.abc import Mapping

from kiosk.contracts.clock import Clock
from kiosk.contracts.printouts import Printout
from kiosk.contracts.receipts import Receipt
from kiosk.domain.state import Session, Walking
from kiosk.journeys import wording
from kiosk.presentation.pages.rights import transaction
from kiosk.presentation.printout import compose_printout
from kiosk.presentation.receipt import compose_receipt
from kiosk.texts import Texts


class TextWriter:
    """Implements `kiosk.session.writing.Writer`."""

    def __init__(self, texts: Mapping[str, Texts], clock: Clock) -> None:
        self._texts = texts
        self._clock = clock

    def receipt(self, session: Session) -> Receipt:
        return compose_receipt(session, self._of(session), self._clock.now())

    def printout(self, session: Session) -> Printout:
        return compose_printout(session, self._of(session), self._clock.now())

    def transaction(self, session: Session) -> str:
        return transaction(session, self._of(session))

    def purpose(self, session: Session) -> str:
        stage = session.stage
        if not isinstance(stage, Walking):
            return ""
        return self._of(session)(wording.title(stage.walk.service.id))

    def _of(self, session: Session) -> Texts:
        return self._texts[session.settings.language]
