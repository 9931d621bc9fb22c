"""The printer's side of IPP over HTTP (RFC 8010), as far as a simulated printer needs it."""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

LONGEST_BODY = 32 * 1024 * 1024

OK, BAD_REQUEST, NOT_FOUND = 0x0000, 0x0400, 0x0406
FORMAT_NOT_SUPPORTED, OPERATION_NOT_SUPPORTED = 0x040A, 0x0501

# The second is what CUPS sends through a raw queue; the printer looks for itself what it is.
FORMATS = ("application/pdf", "application/octet-stream")

Attribute = tuple[str, Any]


class Operation(IntEnum):
    """The operations that the simulated printer knows (RFC 8011, 5.4.15)."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CANCEL_MY_JOBS = 0x0039


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; `operation` is None where the printer does not know it."""

    operation: Operation | None
    request: int
    job: int = 0
    known_format: bool = False
    data: bytes = field(default=b"", repr=False)

    @classmethod
    def read(cls, body: bytes) -> "Asked | None":
        """Answer the request; None where it is no IPP."""
        from pyipp.parser import parse  # noqa: PLC0415 - the library takes 0.2 s to load

        try:
            said = parse(body, contains_data=True)
            number = struct.unpack_from(">h", body, 2)[0]
            told = said["operation-attributes"]
            known = Operation(number) if number in set(Operation) else None
            known_format = told.get("document-format") in FORMATS
            job = int(told.get("job-id", 0)) or _numbered(str(told.get("job-uri", "")))
        except (struct.error, LookupError, ValueError, AttributeError):
            return None
        return cls(known, said["request-id"], job, known_format, said["data"])


def _numbered(uri: str) -> int:
    last = uri.rpartition("/")[2]
    return int(last) if last.isdecimal() else 0


def answer(
    status: int,
    request: int,
    *,
    job: Sequence[Attribute] = (),
    printer: Sequence[Attribute] = (),
) -> bytes:
    """Answer a response with its attribute groups."""
    from pyipp.enums import IppTag  # noqa: PLC0415

    head = struct.pack(">bbhi", 2, 0, status, request)
    told: list[Attribute] = [
        ("attributes-charset", "utf-8"),
        ("attributes-natural-language", "en"),
    ]
    groups = ((IppTag.OPERATION, told), (IppTag.JOB, job), (IppTag.PRINTER, printer))
    body = b"".join(_group(tag.value, list(attributes)) for tag, attributes in groups if attributes)
    return head + body + struct.pack(">b", IppTag.END.value)


def _group(tag: int, attributes: Sequence[Attribute]) -> bytes:
    from pyipp.serializer import construct_attribute  # noqa: PLC0415

    return struct.pack(">b", tag) + b"".join(
        construct_attribute(name, value, _tag(name)) for name, value in attributes
    )


def _tag(name: str) -> Any:
    """Answer the syntax of attributes that the library has no table for."""
    from pyipp.enums import IppTag  # noqa: PLC0415

    extra = {
        "printer-is-accepting-jobs": IppTag.BOOLEAN,
        "ipp-versions-supported": IppTag.KEYWORD,
        "document-format-supported": IppTag.MIME_TYPE,
        "queued-job-count": IppTag.INTEGER,
    }
    return extra.get(name)


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
    """Answer the body of the next HTTP request; None at the end. Raises ValueError for no HTTP."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        if ended.partial:
            raise
        return None
    except asyncio.LimitOverrunError:
        raise ValueError("a head without end") from None
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in _split(lines[1:])}
    if not lines[0].startswith("POST "):
        raise ValueError("not a POST")
    if fields.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return await _chunks(reader)
    return await reader.readexactly(_bounded(fields.get("content-length", ""), 10))


def _split(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines if line]


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        size = _bounded((await reader.readline()).decode("latin-1").split(";")[0].strip(), 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if size == 0:
            return bytes(body)
        if len(body) > LONGEST_BODY:
            raise ValueError("a body without end")


def _bounded(text: str, digits: int) -> int:
    size = int(text, digits)
    if not 0 <= size <= LONGEST_BODY:
        raise ValueError("a length out of all bounds")
    return size


def reply(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
