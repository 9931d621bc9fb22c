"""The interface of a Fachverfahren: claim, export and acknowledge, without a page."""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from remote_assist.desk.handover.containers import Absent
from remote_assist.desk.handover.counter import Counter, Hasty, Locked, Taken, Wrong
from remote_assist.desk.handover.intake import MOST_JSON
from remote_assist.desk.handover.office import Office
from remote_assist.desk.handover.receiving import body, json_value, problem

CLAIMS = "/handover/v1/claims"
_CLERK = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_REFUSALS = {Wrong: (404, "wrong"), Locked: (423, "locked"), Hasty: (429, "hasty")}
Work = Callable[[Counter, str, Mapping[str, str]], Response]


def application_routes(office: Office) -> list[Route]:
    """Answer the routes. The code is in the body, not in the path: paths end up in proxies' logs.

    A call bears `Authorization: Bearer TOKEN` and names its clerk, who is then this application's.
    """

    def claim(counter: Counter, clerk: str, told: Mapping[str, str]) -> Response:
        container = counter.claim(
            told.get("code", ""), told.get("day_month", ""), clerk, told.get("workplace", "")[:64]
        )
        return _seen(counter, container, clerk)

    def export(counter: Counter, clerk: str, told: Mapping[str, str]) -> Response:
        return JSONResponse({"folder": str(counter.export(told["claim"], clerk))})

    def ack(counter: Counter, clerk: str, told: Mapping[str, str]) -> Response:
        return JSONResponse({"receipt": counter.fetched(told["claim"], clerk)})

    def discard(counter: Counter, clerk: str, told: Mapping[str, str]) -> Response:
        return JSONResponse({"receipt": counter.discarded(told["claim"], clerk)})

    return [
        Route(CLAIMS, _answering(office, claim), methods=["POST"]),
        Route(CLAIMS + "/{claim}/export", _answering(office, export), methods=["POST"]),
        Route(CLAIMS + "/{claim}/ack", _answering(office, ack), methods=["POST"]),
        Route(CLAIMS + "/{claim}/discard", _answering(office, discard), methods=["POST"]),
    ]


def _answering(office: Office, work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        application = _application(office, request)
        told = json_value(await body(request, MOST_JSON))
        if not isinstance(told, dict) or not _CLERK.fullmatch(str(told.get("clerk", ""))):
            raise HTTPException(400)
        words = {str(key): str(value) for key, value in told.items()} | request.path_params
        try:
            return await run_in_threadpool(
                work, office.counter, f"{application}/{words['clerk']}", words
            )
        except (Wrong, Locked, Hasty) as refused:
            return problem(*_REFUSALS[type(refused)])
        except (Taken, ValueError):
            return problem(409, "taken")
        except Absent:
            return problem(404, "absent")

    return answer


def _application(office: Office, request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    hashed = hashlib.sha256(token.encode()).hexdigest()
    fitting = [
        name
        for name, wanted in office.settings.applications.items()
        if hmac.compare_digest(wanted, hashed)
    ]
    if scheme.lower() != "bearer" or not fitting:
        raise HTTPException(401)
    return fitting[0]


def _seen(counter: Counter, container: str, clerk: str) -> Response:
    view = counter.view(container, clerk)
    captures = [
        {
            "kind": one.kind,
            "remarks": dict(one.remarks),
            "files": [
                {
                    "name": name,
                    "rendition": listed.name,
                    "media_type": listed.media_type,
                    "size": listed.size,
                    "sha256": listed.sha256,
                }
                for name, listed in one.files()
            ],
        }
        for one in view.document.captures
    ]
    return JSONResponse(
        {
            "claim": container,
            "expires": view.expires_at,
            "document": view.document.wish,
            "captures": captures,
            "left": dict(view.document.left),
        }
    )
