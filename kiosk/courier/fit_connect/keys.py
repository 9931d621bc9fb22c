"""Public keys that FIT-Connect publishes, believed only after they were checked."""

import logging
from collections.abc import Mapping
from typing import Any

from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import CourierFault, Unavailable
from kiosk.courier.fit_connect.certificates import Trust
from kiosk.courier.fit_connect.link import Link, ServiceRefused
from kiosk.store.failures import KeyRefused
from kiosk.store.sealing import PRODUCTION_BITS, authority_key

SIGNING = "PS512"
GONE = (404, 410)

_log = logging.getLogger(__name__)


class Keyring:
    """Keys of one delivery point and of the delivery service itself, fetched once each."""

    def __init__(self, link: Link, destination: str, trust: Trust, clock: Clock) -> None:
        self._link = link
        self._destination = destination
        self._trust = trust
        self._clock = clock
        self._sealing: dict[str, Mapping[str, Any]] = {}
        self._signing: dict[tuple[bool, str], Any] = {}

    def forget(self) -> None:
        """Fetch every key anew when it is next needed: keys are withdrawn."""
        self._sealing.clear()
        self._signing.clear()

    def sealing(self, kid: str) -> Mapping[str, Any] | None:
        """Answer the delivery point's encryption key, None if it has no such key (any more).

        Raises Unavailable, with KEY_REFUSED for one that must not be used.
        """
        if kid not in self._sealing:
            jwk = self._fetch(kid)
            if jwk is None:
                return None
            try:
                checked = authority_key(jwk)
                self._trust.check(jwk, self._clock.now())
            except KeyRefused as refused:
                raise Unavailable(CourierFault.KEY_REFUSED, str(refused)) from None
            if checked.kid != kid:
                raise Unavailable(
                    CourierFault.KEY_REFUSED, f"'{kid}' was asked, '{checked.kid}' came"
                )
            self._sealing[kid] = jwk
        return self._sealing[kid]

    def signing(self, kid: str, *, of_service: bool) -> Any:
        """Answer a key that may sign events, as the JOSE library has it; None if there is none."""
        if (of_service, kid) not in self._signing:
            jwk = self._published(kid) if of_service else self._fetch(kid)
            key = None if jwk is None else _signing_key(jwk, kid)
            if jwk is None or key is None:
                return None
            if not of_service:
                try:
                    self._trust.check(jwk, self._clock.now())
                except KeyRefused as refused:
                    _log.error("the signing key '%s' is refused: %s", kid, refused)
                    return None
            self._signing[of_service, kid] = key
        return self._signing[of_service, kid]

    def _fetch(self, kid: str) -> Mapping[str, Any] | None:
        if not kid.strip(".") or not set(kid) <= _KID:
            return None
        try:
            return self._link.get(f"/v2/destinations/{self._destination}/keys/{kid}")
        except ServiceRefused as refused:
            if refused.status in GONE:
                return None
            raise Unavailable(CourierFault.DESTINATION_CLOSED, str(refused)) from None

    def _published(self, kid: str) -> Mapping[str, Any] | None:
        try:
            keys = self._link.get("/.well-known/jwks.json").get("keys", [])
        except ServiceRefused as refused:
            raise Unavailable(CourierFault.UNREACHABLE, str(refused)) from None
        for jwk in keys if isinstance(keys, list) else ():
            if isinstance(jwk, dict) and jwk.get("kid") == kid:
                return jwk
        return None


# What may stand in a path as it is; a kid is the receiver's choice.
_KID = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def _signing_key(jwk: Mapping[str, Any], kid: str) -> Any:
    """Answer the key if it is one for signatures of events: RSA, PS512, verify, 4096 bit, e = 65537."""
    from jwcrypto import jwk as keys  # noqa: PLC0415 - only who follows events needs it

    wanted = {"kty": "RSA", "alg": SIGNING, "kid": kid, "e": "AQAB"}
    if any(jwk.get(name) != value for name, value in wanted.items()):
        return None
    if "verify" not in (jwk.get("key_ops") or ()):
        return None
    try:
        key = keys.JWK(**{name: jwk[name] for name in ("kty", "n", "e", "kid", "alg")})
        return key if key.get_op_key("verify").key_size >= PRODUCTION_BITS else None
    except Exception:  # noqa: BLE001 - whatever the library objects to, it is no key
        return None
