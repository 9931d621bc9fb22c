"""What the delivery service keeps of one submission, and what it is in."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DELETED = "deleted"


@dataclass(slots=True)
class Submission:
    """Sealed pieces are compact JWEs; `changed_at` is seconds since 1970."""

    id: str
    case: str
    destination: str
    announced: tuple[str, ...]
    service: str
    changed_at: float
    state: State = State.INCOMPLETE
    metadata: str = field(default="", repr=False)
    data: str = field(default="", repr=False)
    attachments: dict[str, str] = field(default_factory=dict, repr=False)
    history: list[State] = field(default_factory=lambda: [State.INCOMPLETE])

    def move(self, state: State, at: float) -> None:
        self.state, self.changed_at = state, at
        self.history.append(state)

    def drop_content(self) -> None:
        self.metadata = self.data = ""
        self.attachments.clear()


@dataclass(slots=True)
class DeliveryPoint:
    """A Zustellpunkt as its owner registered it; `keys` are public JWKs by kid."""

    id: str
    encryption_kid: str
    keys: dict[str, dict[str, object]]
    services: list[dict[str, object]]
    status: str = "active"
    metadata_versions: tuple[str, ...] = ("2.1.0",)

    def described(self) -> dict[str, object]:
        return {
            "destinationId": self.id,
            "status": self.status,
            "encryptionKid": self.encryption_kid,
            "metadataVersions": list(self.metadata_versions),
            "publicServices": self.services,
            "replyChannels": {},
        }

    def schemas(self) -> set[str]:
        return {
            str(schema["schemaUri"])
            for service in self.services
            for schema in service["submissionSchemas"]  # type: ignore[attr-defined] # our own table
        }
