"""The eID server goes wrong in every way; the real AusweisApp notices, and the citizen is told."""

import pytest

from hardware.eid.lab.eac import MINOR
from hardware.eid.lab.misbehaviour import Misbehaviour as Wrong
from tests.mishaps.eid_bench import Bench

pytestmark = pytest.mark.real_eid

UNREACHABLE, REFUSED = "eid.provider_unreachable", "eid.provider_refused"
CERTIFICATE, TIMED_OUT = "eid.provider_certificate", "eid.timed_out"
SOON = {"client_seconds": 1.0}

# What leaves the client in the middle of something.
LINGERING = (Wrong.REFRESH_FOREIGN, Wrong.PAOS_SILENT, Wrong.SESSION_EXPIRED)
# The client's messages: 1 StartPAOS, 2 with the card's challenge (the PIN was right), 3 with its proof.
MISHAPS = (
    (Wrong.TLS_NAME, 1, UNREACHABLE),
    (Wrong.TLS_EXPIRED, 1, UNREACHABLE),
    (Wrong.TLS_NOT_YET, 1, UNREACHABLE),
    (Wrong.TLS_STRANGER, 1, UNREACHABLE),
    (Wrong.TLS_CHAIN, 1, UNREACHABLE),
    (Wrong.TOKEN_MISSING, 1, UNREACHABLE),
    (Wrong.TOKEN_FAILS, 1, UNREACHABLE),
    (Wrong.TOKEN_EMPTY, 1, UNREACHABLE),
    (Wrong.TOKEN_MALFORMED, 1, UNREACHABLE),
    (Wrong.TOKEN_INCOMPLETE, 1, UNREACHABLE),
    (Wrong.REFRESH_FOREIGN, 1, UNREACHABLE),
    (Wrong.SUBJECT_FOREIGN, 1, CERTIFICATE),
    (Wrong.DESCRIPTION_FORGED, 1, CERTIFICATE),
    (Wrong.PROVIDER_EXPIRED, 1, CERTIFICATE),
    (Wrong.PROVIDER_STRANGER, 1, CERTIFICATE),
    (Wrong.PROVIDER_OTHER_ROOT, 1, UNREACHABLE),
    (Wrong.PROVIDER_SIGNATURE, 1, CERTIFICATE),
    (Wrong.PAOS_FAILS, 1, UNREACHABLE),
    (Wrong.PAOS_FAILS, 3, UNREACHABLE),
    (Wrong.PAOS_MISSING, 2, UNREACHABLE),
    (Wrong.PAOS_GARBAGE, 1, UNREACHABLE),
    # By now the client tells the server of its trouble, and the server's answer is the last word.
    (Wrong.PAOS_GARBAGE, 3, REFUSED),
    (Wrong.PAOS_OUT_OF_ORDER, 2, UNREACHABLE),
    (Wrong.PAOS_CUT, 1, UNREACHABLE),
    (Wrong.PAOS_CUT, 2, UNREACHABLE),
    (Wrong.PAOS_CUT, 3, UNREACHABLE),
    (Wrong.PAOS_HALF, 2, UNREACHABLE),
    (Wrong.PAOS_SILENT, 1, UNREACHABLE),
    (Wrong.PAOS_SILENT, 3, TIMED_OUT),
    (Wrong.SESSION_EXPIRED, 1, REFUSED),
    (Wrong.SESSION_EXPIRED, 3, REFUSED),
    (Wrong.REFUSES, 2, REFUSED),
)


@pytest.mark.parametrize(("wrong", "message", "failure"), MISHAPS)
async def test_a_server_that_goes_wrong_is_told_and_the_card_is_free(
    bench: Bench, wrong: Wrong, message: int, failure: str
) -> None:
    if wrong is Wrong.PAOS_SILENT:
        bench.eid = SOON
    bench.lab.server.misbehave(wrong, message)
    assert await bench.fails() == failure
    if wrong in LINGERING:
        await bench.serves_the_next()  # else the next citizen is the one of the next mishap


def test_nothing_that_can_go_wrong_is_left_out() -> None:
    assert {wrong for wrong, _, _ in MISHAPS} == set(Wrong)


@pytest.mark.parametrize(
    ("minor", "failure"),
    [
        ("al/common#unknownError", REFUSED),
        ("dp#timeout", REFUSED),
        ("sal#cancellationByUser", REFUSED),
        ("sal/mEAC#DocumentValidityVerificationFailed", REFUSED),
        ("il/signature#invalidCertificatePath", CERTIFICATE),
        ("nonsense", REFUSED),
    ],
)
async def test_whatever_the_server_says_it_is_the_server_that_refused(
    bench: Bench, minor: str, failure: str
) -> None:
    bench.lab.server.misbehave(Wrong.REFUSES, 1, MINOR + minor)
    assert await bench.fails() == failure


async def test_an_unknown_authority_is_not_trusted_with_verification_on(bench: Bench) -> None:
    bench.eid = {"preverification": True}
    assert await bench.fails() == CERTIFICATE
    bench.eid = {}
    await bench.serves_the_next()
