"""What a misbehaving eID server answers instead of a TcToken or a PAOS message."""

from hardware.eid.lab import paos
from hardware.eid.lab.https import Delivery, Response
from hardware.eid.lab.misbehaviour import Misbehaviour

CUTS = (Misbehaviour.PAOS_CUT, Misbehaviour.PAOS_HALF)
_XML = "text/xml"
_PAOS = "application/vnd.paos+xml; charset=UTF-8"
_ELSEWHERE = "https://localhost:9"  # nobody serves the discard port


def token(origin: str, session: str, wrong: Misbehaviour | None) -> Response:
    """Answer the TcToken of a session, right or wrong."""
    right = paos.tc_token(origin, session)
    match wrong:
        case Misbehaviour.TOKEN_MISSING:
            return Response(404)
        case Misbehaviour.TOKEN_FAILS:
            return Response(500)
        case Misbehaviour.TOKEN_EMPTY:
            return Response(200, b"", _XML)
        case Misbehaviour.TOKEN_MALFORMED:
            return Response(200, right[: len(right) // 2], _XML)
        case Misbehaviour.TOKEN_INCOMPLETE:
            return Response(200, right.replace(b"ServerAddress", b"ServerAdress"), _XML)
        case Misbehaviour.REFRESH_FOREIGN:
            refresh, foreign = f"{origin}/done".encode(), f"{_ELSEWHERE}/done".encode()
            return Response(200, right.replace(refresh, foreign), _XML)
        case _:
            return Response(200, right, _XML)


def message(envelope: bytes, answers: str, wrong: Misbehaviour | None) -> Response:
    """Answer a PAOS message, right or wrong; `answers` is the id of the client's message."""
    match wrong:
        case Misbehaviour.PAOS_FAILS:
            return Response(500)
        case Misbehaviour.PAOS_MISSING:
            return Response(404)
        case Misbehaviour.PAOS_GARBAGE:
            return Response(200, envelope[: len(envelope) // 2], _PAOS)
        case Misbehaviour.PAOS_OUT_OF_ORDER:
            other = paos.envelope(paos.transmit([]), paos.new_id(), answers)
            return Response(200, other, _PAOS)
        case Misbehaviour.PAOS_CUT:
            return Response(200, delivery=Delivery.NOTHING)
        case Misbehaviour.PAOS_HALF:
            return Response(200, envelope, _PAOS, Delivery.HALF)
        case Misbehaviour.PAOS_SILENT:
            return Response(200, delivery=Delivery.SILENCE)
        case _:
            return Response(200, envelope, _PAOS)
