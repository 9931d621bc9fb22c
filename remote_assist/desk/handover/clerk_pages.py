"""The clerk's pages: sign in, claim, look, export, delete. No script, nothing from elsewhere."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kiosk.contracts.handover import ROOT
from remote_assist.desk.handover.accounts import Session
from remote_assist.desk.handover.containers import Absent
from remote_assist.desk.handover.counter import Hasty, Locked, Taken, View, Wrong
from remote_assist.desk.handover.office import Office
from remote_assist.desk.handover.receiving import form
from remote_assist.desk.handover.showing import PICTURES, QUALITY, shown
from remote_assist.desk.handover.words import clock_time

HERE = Path(__file__).resolve().parent / "pages"
FONTS = Path(__file__).resolve().parents[3] / "config" / "fonts"
STATIC = {
    "desk.css": HERE / "static" / "desk.css",
    "KioskSans-Regular.ttf": FONTS / "KioskSans-Regular.ttf",
    "KioskSans-Medium.ttf": FONTS / "KioskSans-Medium.ttf",
    "KioskSans-SemiBold.ttf": FONTS / "KioskSans-SemiBold.ttf",
    "KioskIcons-Regular.ttf": FONTS / "KioskIcons-Regular.ttf",
    "KioskIcons-Bold.ttf": FONTS / "KioskIcons-Bold.ttf",
}
COOKIE = "desk"
_REFUSED: Mapping[type[Exception], tuple[int, str]] = {
    Wrong: (404, "wrong"),
    Locked: (423, "locked"),
    Hasty: (429, "hasty"),
    Taken: (409, "taken"),
}

Page = Callable[[Request, Session], Awaitable[Response]]
Act = Callable[[str, str], object]


class ClerkPages:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._templates = Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters["clock"] = clock_time

    def routes(self) -> list[Route]:
        counter = self._office.counter
        return [
            Route("/", self._signed_in(self._desk)),
            Route("/sign-in", self._sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self._signed_in(self._sign_out), methods=["POST"]),
            Route("/claim", self._signed_in(self._claim), methods=["POST"]),
            Route("/claims/{id}", self._signed_in(self._look)),
            Route("/claims/{id}/files/{name}", self._signed_in(self._picture)),
            Route(
                "/claims/{id}/export", self._doing(counter.export, "/claims/{}"), methods=["POST"]
            ),
            Route("/claims/{id}/fetched", self._doing(counter.fetched, "/?done"), methods=["POST"]),
            Route(
                "/claims/{id}/discarded",
                self._doing(counter.discarded, "/?done"),
                methods=["POST"],
            ),
            Route("/static/{name}", _static),
        ]

    def _signed_in(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            session = self._office.accounts.session(request.cookies.get(COOKIE, ""))
            if session is None:
                return RedirectResponse("/sign-in", 303)
            return await page(request, session)

        return answer

    async def _fields(self, request: Request, session: Session) -> Mapping[str, str]:
        """Answer a form that came from our own page of this session; 403 for any other."""
        fields = await form(request)
        given = fields.get("csrf", "").encode()
        if not hmac.compare_digest(given, session.csrf.encode()):
            raise HTTPException(403)
        return fields

    async def _sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            return self._show("sign_in.html", failed=False, session=None)
        # No session, no token yet: a form of another site is told by its Origin.
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HTTPException(403)
        fields = await form(request)
        session = await run_in_threadpool(
            self._office.accounts.sign_in,
            fields.get("name", "")[:64],
            fields.get("password", ""),
            fields.get("workplace", "")[:64].strip(),
        )
        if session is None:
            return self._show("sign_in.html", 401, failed=True, session=None)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE,
            session.token,
            httponly=True,
            samesite="strict",
            secure=self._office.settings.encrypted,
        )
        return answer

    async def _sign_out(self, request: Request, session: Session) -> Response:
        await self._fields(request, session)
        self._office.accounts.sign_out(session)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer

    async def _desk(self, request: Request, session: Session) -> Response:
        said = "done" if "done" in request.query_params else ""
        return await self._desk_saying(session, said, 200)

    async def _desk_saying(self, session: Session, said: str, status: int) -> Response:
        mine = await run_in_threadpool(self._office.counter.mine, session.clerk)
        return self._show("desk.html", status, session=session, said=said, mine=mine)

    async def _claim(self, request: Request, session: Session) -> Response:
        fields = await self._fields(request, session)
        try:
            container = await run_in_threadpool(
                self._office.counter.claim,
                fields.get("code", "")[:32],
                fields.get("birthday", "")[:8],
                session.clerk,
                session.workplace,
            )
        except tuple(_REFUSED) as refused:
            status, word = _REFUSED[type(refused)]
            return await self._desk_saying(session, word, status)
        return RedirectResponse(f"/claims/{container}", 303)

    async def _look(self, request: Request, session: Session) -> Response:
        container = str(request.path_params["id"])
        try:
            view, quality = await run_in_threadpool(self._looked_at, container, session.clerk)
        except Absent:
            raise HTTPException(404) from None
        fingers = self._office.settings.fingerprints_on_screen
        told = shown(view.document, quality, fingers=fingers)
        return self._show("claim.html", session=session, view=view, **told)

    def _looked_at(self, container: str, clerk: str) -> tuple[View, bytes | None]:
        """Answer a claim, and its photo's quality vector if there is one. Raises Absent."""
        view = self._office.counter.view(container, clerk)
        photo = view.document.capture("photo")
        for name, listed in photo.files() if photo else ():
            if listed.name == QUALITY:
                return view, self._office.counter.file(container, clerk, name)[0]
        return view, None

    async def _picture(self, request: Request, session: Session) -> Response:
        """Answer a picture to look at; fingerprints only where the settings say so."""
        name = str(request.path_params["name"])
        if name.startswith("finger") and not self._office.settings.fingerprints_on_screen:
            raise HTTPException(404)
        try:
            content, listed = await run_in_threadpool(
                self._office.counter.file, str(request.path_params["id"]), session.clerk, name
            )
        except Absent:
            raise HTTPException(404) from None
        if listed.media_type not in PICTURES:
            raise HTTPException(404)
        return Response(content, media_type=listed.media_type)

    def _doing(self, act: Act, then: str) -> Callable[[Request], Awaitable[Response]]:
        async def do(request: Request, session: Session) -> Response:
            await self._fields(request, session)
            container = str(request.path_params["id"])
            try:
                await run_in_threadpool(act, container, session.clerk)
            except Absent:
                raise HTTPException(404) from None
            except ValueError:
                raise HTTPException(409) from None
            return RedirectResponse(then.format(container), 303)

        return self._signed_in(do)

    def _show(self, name: str, status: int = 200, /, **values: object) -> Response:
        page = self._templates.get_template(name)
        return HTMLResponse(page.render(town=self._office.settings.town, **values), status)


async def _static(request: Request) -> Response:
    path = STATIC.get(str(request.path_params["name"]))
    if path is None:
        raise HTTPException(404)
    return FileResponse(path)


def is_interface(path: str) -> bool:
    """Answer whether a program asks, and not a person."""
    return path.startswith(ROOT.rpartition("/")[0])
