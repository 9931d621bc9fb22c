"""Messages such as no AusweisApp sends, for Hypothesis: odd from scratch, and recorded ones gone odd."""

import json
from typing import Any

from hypothesis import strategies as st

from hardware.eid.replay.recording import Said, load, versions

OK = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok"
ERROR = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#error"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "AUTH",
        "CHANGE_PIN",
        "ACCESS_RIGHTS",
        "CERTIFICATE",
        "INSERT_CARD",
        "ENTER_PIN",
        "ENTER_NEW_PIN",
        "ENTER_CAN",
        "ENTER_PUK",
        "READER",
        "READER_LIST",
        "STATUS",
        "PAUSE",
        "BAD_STATE",
        "INFO",
        "API_LEVEL",
        "INVALID",
        "X",
    ]
)
CARDS = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "retryCounter": st.integers(-1, 4) | JSON,
        "deactivated": st.booleans() | JSON,
        "inoperative": st.booleans() | JSON,
    },
)
READERS = st.fixed_dictionaries(
    {"name": st.sampled_from(["R", "Simulator"]) | JSON},
    optional={
        "attached": st.booleans() | JSON,
        "keypad": st.booleans() | JSON,
        "card": CARDS | JSON,
    },
)
RIGHTS = st.lists(st.sampled_from(["A", "B", "CanAllowed"]) | JSON, max_size=3) | JSON
MESSAGES = st.fixed_dictionaries(
    {"msg": NAMES | JSON},
    optional={
        "error": st.sampled_from(["CANCEL", "RUN_AUTH", "SET_PIN"]) | JSON,
        "result": st.fixed_dictionaries({"major": st.sampled_from([OK, ERROR])}) | JSON,
        "success": st.booleans() | JSON,
        "reason": st.just("Card_Removed") | JSON,
        "reader": READERS | JSON,
        "readers": st.lists(READERS, max_size=2) | JSON,
        "name": st.just("R") | JSON,
        "attached": st.booleans() | JSON,
        "card": CARDS | JSON,
        "progress": st.integers(-5, 200) | JSON,
        "chat": st.fixed_dictionaries({"required": RIGHTS, "optional": RIGHTS, "effective": RIGHTS})
        | JSON,
        "description": JSON,
    },
)

RECORDED = [
    [event.message for event in events if isinstance(event, Said)]
    for version in versions()
    for events in load(version).values()
]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Answer the way to every value within a message."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _paths(inner, (*path, index))
    return found


@st.composite
def gone_odd(draw: st.DrawFn) -> list[str]:
    """Answer a recorded conversation with something wrong in a message or two, or in their order."""
    messages = json.loads(json.dumps(draw(st.sampled_from(RECORDED))))
    for _ in range(draw(st.integers(1, 3))):
        message = draw(st.sampled_from(messages))
        way = draw(st.sampled_from(_paths(message)))
        inner = message
        for key in way[:-1]:
            inner = inner[key]
        if isinstance(inner, dict) and draw(st.booleans()):
            inner.pop(way[-1], None)
            if not message:
                message["msg"] = draw(NAMES)
        else:
            inner[way[-1]] = draw(JSON)
    frames = [json.dumps(message) for message in messages]
    match draw(st.sampled_from(["order", "cut", "twice", "as it was"])):
        case "order":
            frames = draw(st.permutations(frames))
        case "cut":
            victim = draw(st.integers(0, len(frames) - 1))
            frames[victim] = frames[victim][: draw(st.integers(0, len(frames[victim])))]
        case "twice":
            frames += frames
        case _:
            pass
    return frames


FRAMES = st.one_of(
    st.binary(max_size=64),
    st.text(max_size=64),
    MESSAGES.map(json.dumps),
    st.sampled_from(["[" * 50_000, '{"msg":' * 3_000, "9" * 6_000, '{"msg":1e999}', "\x00" * 100]),
)
