"""Reads requests within limits, and says what is wrong with them in a few fixed words."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

MOST_FORM = 4096
_FIELDS = 12


async def body(request: Request, limit: int) -> bytes:
    """Answer the body; 413 as soon as it is, or says it is, larger than `limit` bytes."""
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > limit:
        raise HTTPException(413)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise HTTPException(413)
            chunks.append(chunk)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return b"".join(chunks)


async def form(request: Request) -> Mapping[str, str]:
    """Answer the fields of an urlencoded form; 400 for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400)
    raw = await body(request, MOST_FORM)
    try:
        return dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        raise HTTPException(400) from None


def json_value(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None


def problem(status: int, word: str) -> Response:
    """Answer a problem by RFC 9457 whose type is one of our words; it quotes nothing."""
    return JSONResponse(
        {"type": f"urn:buergerterminal:handover:{word}", "status": status},
        status,
        media_type="application/problem+json",
    )
