"""A WS-BD service by script: says to each operation what a test put down, then what all is well with."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from hardware.fingerprint import FingerImage
from hardware.fingerprint.pictures import write_picture
from hardware.fingerprint.wsbd.messages import Result, Values, write_result
from hardware.fingerprint.wsbd.names import Status

CLIENT = "0a1b2c3d-0000-4000-8000-000000000001"
TAKEN = "0a1b2c3d-0000-4000-8000-000000000002"
IMAGE = FingerImage(bytes(range(256)) * 625, 400, 400, 500)
WELL: Mapping[str, Result] = {
    "POST register": Result(Status.SUCCESS, session=CLIENT),
    "POST capture": Result(Status.SUCCESS, captures=(TAKEN,)),
}


def downloaded(data: bytes, metadata: Values) -> Result:
    return Result(Status.SUCCESS, metadata=metadata, data=data)


@dataclass
class Script:
    """`answers` are taken from the front, each once; `asked` is every request, method and path."""

    answers: dict[str, list[Result | bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    url: str = ""
    status: int = 200
    image: Result = field(
        default_factory=lambda: downloaded(
            write_picture(IMAGE, "BMP"), {"contentType": "image/bmp"}
        )
    )

    def says(self, operation: str, *answers: Result | Status | bytes) -> None:
        self.answers[operation] = [
            Result(answer) if isinstance(answer, Status) else answer for answer in answers
        ]

    def operations(self) -> list[str]:
        return [asked.partition("/")[0] for asked in self.asked]

    async def answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        operation = f"{request.method} {path.partition('/')[0]}"
        self.asked.append(f"{request.method} {path}")
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        waiting = self.answers.get(operation)
        if waiting:
            told = waiting.pop(0)
        elif operation == "GET download":
            told = self.image
        else:
            told = WELL.get(operation, Result(Status.SUCCESS))
        body = told if isinstance(told, bytes) else write_result(told)
        return web.Response(body=body, status=self.status, content_type="text/xml")


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Script]:
    script = Script()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", script.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        scheme = "http" if tls is None else "https"
        script.url = f"{scheme}://127.0.0.1:{runner.addresses[0][1]}"
        yield script
    finally:
        await runner.cleanup()
