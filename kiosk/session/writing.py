"""What the session needs put into words, in the citizen's language."""

from typing import Protocol

from kiosk.contracts.printouts import Printout
from kiosk.contracts.receipts import Receipt
from kiosk.domain.state import Session


class Writer(Protocol):
    def receipt(self, session: Session) -> Receipt:
        """Answer the slip of the stored case. Raises LookupError where there is none."""
        ...

    def printout(self, session: Session) -> Printout:
        """Answer the application on A4. Raises LookupError where no case is stored."""
        ...

    def transaction(self, session: Session) -> str:
        """Answer what the eID client tells the citizen the data are for."""
        ...

    def purpose(self, session: Session) -> str:
        """Answer what a payer reads the fee is for; the service, and nobody's name."""
        ...
