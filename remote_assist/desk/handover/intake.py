"""The couriers' interface: announce a container, put its parts, complete it, ask after it."""

import hashlib
import re
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.contracts.handover import (
    LARGEST_PART,
    ROOT,
    WINDOW_SECONDS,
    Piece,
    Unsigned,
    read_headers,
)
from remote_assist.desk.handover.containers import (
    Absent,
    Announcement,
    Conflict,
    Containers,
    Full,
    Standing,
    TooLarge,
    Unfit,
)
from remote_assist.desk.handover.office import Office
from remote_assist.desk.handover.receiving import body, json_value, problem

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
MOST_JSON = 16 * 1024

Work = Callable[[Containers, str, str, bytes], Standing | None]
Answer = Callable[[Request], Awaitable[Response]]


def intake_routes(office: Office) -> list[Route]:
    """Answer the routes; every request must bear its terminal's signature (RFC 9421)."""

    def announce(containers: Containers, container: str, terminal: str, raw: bytes) -> Standing:
        return containers.announce(container, terminal, Announcement.read(json_value(raw)))

    def complete(containers: Containers, container: str, terminal: str, _raw: bytes) -> Standing:
        return containers.complete(container, terminal)

    def standing(containers: Containers, container: str, terminal: str, _raw: bytes) -> Standing:
        return containers.standing(container, terminal)

    def route(path: str, method: str, work: Work, limit: int) -> Route:
        return Route(ROOT + path, _answering(office, work, limit), methods=[method])

    async def put(request: Request) -> Response:
        name = str(request.path_params["name"])
        if not _NAME.fullmatch(name):
            return problem(404, "absent")

        def keep(containers: Containers, container: str, terminal: str, raw: bytes) -> None:
            piece = Piece(name, len(raw), hashlib.sha256(raw).hexdigest())
            containers.put(container, terminal, piece, raw)

        return await _answering(office, keep, LARGEST_PART)(request)

    return [
        route("/{id}", "PUT", announce, MOST_JSON),
        Route(ROOT + "/{id}/parts/{name}", put, methods=["PUT"]),
        route("/{id}/complete", "POST", complete, 0),
        route("/{id}/status", "GET", standing, 0),
    ]


def _answering(office: Office, work: Work, limit: int) -> Answer:
    async def answer(request: Request) -> Response:
        raw = await body(request, limit)
        try:
            terminal = _sender(office, request, raw)
        except Unsigned:
            return problem(401, "unsigned")
        container = str(request.path_params["id"])
        if not _ID.fullmatch(container):
            return problem(404, "absent")
        try:
            standing = await run_in_threadpool(work, office.containers, container, terminal, raw)
        except Absent:
            return problem(404, "absent")
        except Conflict:
            return problem(409, "conflict")
        except TooLarge:
            return problem(413, "too-large")
        except Unfit:
            return problem(422, "unfit")
        except Full:
            return problem(429, "full")
        return Response(status_code=204) if standing is None else _told(standing)

    return answer


def _sender(office: Office, request: Request, raw: bytes) -> str:
    """Answer the terminal that signed this very request a moment ago. Raises Unsigned.

    The same request again does no harm: every one of this interface may be repeated.
    """
    path = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    claimed = read_headers(request.method, path, raw, request.headers)
    key = office.terminals.get(claimed.terminal)
    if key is None:
        raise Unsigned("no such terminal")
    try:
        key.verify(claimed.signature, claimed.signed)
    except Exception:  # noqa: BLE001 - the library's one answer for everything that is wrong
        raise Unsigned("another key") from None
    if abs(office.clock.now().timestamp() - claimed.created) > WINDOW_SECONDS:
        raise Unsigned("signed at another time")
    return claimed.terminal


def _told(standing: Standing) -> Response:
    return JSONResponse(
        {
            "state": standing.state,
            "expires": standing.expires,
            "missing": list(standing.missing),
            "receipt": standing.receipt,
        }
    )
