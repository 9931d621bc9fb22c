"""The card readers that pcscd has now, asked for once."""

import threading

from smartcard import scard

_PATIENCE = 3.0


def readers() -> tuple[str, ...] | None:
    """Answer the readers' names, None where there is no pcscd or it hangs."""
    found: list[tuple[str, ...]] = []
    asking = threading.Thread(target=_ask, args=(found,), name="card readers", daemon=True)
    asking.start()
    asking.join(_PATIENCE)
    return found[0] if found else None


def _ask(found: list[tuple[str, ...]]) -> None:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        return
    result, names = scard.SCardListReaders(context, [])
    scard.SCardReleaseContext(context)
    if result in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
        found.append(tuple(names))
