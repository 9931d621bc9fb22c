"""The catalogue of events, as people read it."""

from kiosk.store.catalogue import EventKind, load_catalogue
from tooling.generated.tables import table

INTRODUCTION = """\
# Events

All that the event log can say ([`config/events.toml`](../config/events.toml)). An event that is not
listed, or that carries anything but what is listed for it, is refused by the store. No attribute can
hold a name, a number or a picture of a person.

How the log is chained, signed and verified: [architecture](architecture.md#the-event-log).
"""


def events_document() -> str:
    kinds = load_catalogue().kinds.values()
    rows = [(f"`{kind.id}`", kind.who, kind.says, _attributes(kind)) for kind in kinds]
    return f"{INTRODUCTION}\n{table(('event', 'who acted', 'says', 'with'), rows)}"


def _attributes(kind: EventKind) -> str:
    return ", ".join(
        f"`{name}`: {form if isinstance(form, str) else ' or '.join(form)}"
        for name, form in kind.attributes.items()
    )
