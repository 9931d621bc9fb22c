"""Refusals as the service words them: RFC 7807 problems."""

PREFIX = "https://schema.fitko.de/fit-connect/submission-api/problems/"


class Problem(Exception):
    """The service refuses; `status` is HTTP's, `kind` the last word of the problem's type."""

    def __init__(self, status: int, kind: str, detail: str = "") -> None:
        super().__init__(f"{status} {kind}: {detail}")
        self.status = status
        self.kind = kind
        self.detail = detail

    def body(self) -> dict[str, object]:
        return {
            "type": PREFIX + self.kind,
            "title": self.kind.replace("-", " "),
            "status": self.status,
            "detail": self.detail,
        }
