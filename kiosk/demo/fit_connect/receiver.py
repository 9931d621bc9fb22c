"""The authority behind a delivery point: fetches, opens, judges, and answers with its signature."""

import json
from collections.abc import Callable, Mapping

from kiosk.demo.fit_connect.judging import Objection, Opened, judge
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.demo.fit_connect.service import DeliveryService
from kiosk.demo.fit_connect.submissions import Submission
from kiosk.demo.fit_connect.tokens import problems_of, signed_event, tags_of
from kiosk.store.unsealing import UnsealingFailed

Keep = Callable[[Submission, Opened], None]


class Receiver:
    """`collect` does what an authority's software does each time it looks; `keep` gets what it took.

    `sealing` are the private keys that it still has; `reason` makes it reject everything.
    """

    def __init__(
        self,
        service: DeliveryService,
        point: str,
        sealing: tuple[KeyPair, ...],
        signing: KeyPair,
        keep: Keep,
    ) -> None:
        self._service = service
        self._point = point
        self._private = tuple(pair.opener for pair in sealing)
        self.signing = signing
        self._keep = keep
        self.reason = ""
        self.silent_on_tags = False

    def collect(self) -> int:
        """Fetch and answer everything that waits; answer how much it was."""
        waiting = self._service.waiting(self._point)
        for submission in waiting:
            try:
                opened = self._opened(submission)
                schemas = self._service.points[self._point].schemas()
                judge(opened, submission.service, schemas, self.reason)
            except Objection as objection:
                self.answer(submission, "reject-submission", problems=str(objection))
            else:
                self._keep(submission, opened)
                self.answer(submission, "accept-submission")
        return len(waiting)

    def answer(self, submission: Submission, event: str, *, problems: str = "") -> None:
        """Post a signed event about a submission."""
        token = self.event(submission, event, self.payload(submission, problems))
        self._service.take_event(submission.case, token)

    def event(self, submission: Submission, event: str, payload: Mapping[str, object]) -> str:
        return signed_event(
            self.signing,
            issuer=self._point,
            at=self._service.clock.now().timestamp(),
            submission=submission.id,
            case=submission.case,
            event=event,
            payload=payload,
        )

    def payload(self, submission: Submission, problems: str = "") -> dict[str, object]:
        tags = tags_of(submission.metadata, submission.data, submission.attachments)
        told: dict[str, object] = {} if self.silent_on_tags else {"authenticationTags": tags}
        return told | ({"problems": problems_of(problems)} if problems else {})

    def _opened(self, submission: Submission) -> Opened:
        metadata, _ = self._unseal(submission.metadata)
        data, _ = self._unseal(submission.data)
        try:
            told = json.loads(metadata)
        except ValueError:
            raise Objection("syntax-violation") from None
        attachments = {
            name: self._unseal(sealed) for name, sealed in submission.attachments.items()
        }
        return Opened(told, data, attachments)

    def _unseal(self, sealed: str) -> tuple[bytes, str]:
        for private in self._private:
            try:
                return private.unseal(sealed.encode())
            except UnsealingFailed:
                continue
        raise Objection("encryption-issue")
