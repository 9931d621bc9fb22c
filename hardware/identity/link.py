"""One call to the eID service over mutual TLS; blocks, so it belongs into a worker thread."""

import threading
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError

from hardware.eid_interface.markup import LARGEST
from hardware.eid_interface.names import Action
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault
from hardware.identity.keys import TlsFiles

_OK = 200
_TRY_LATER = (429, 502, 503, 504)
_PIECE = 1 << 16

# Only what failed before anything was sent may be said twice: a result is handed over once.
_RETRIES = Retry(total=1, connect=1, read=0, redirect=0, status=0, other=0)


@dataclass(frozen=True, slots=True)
class Link:
    """`seconds` is the longest silence that is borne."""

    url: str
    files: TlsFiles
    seconds: float

    def post(self, action: Action, document: bytes, abandoned: threading.Event) -> bytes:
        """Answer what the service says; give up when `abandoned`.

        Raises DeviceFailed: UNREACHABLE, REFUSED.
        """
        try:
            with requests.Session() as http:
                http.trust_env = False  # no proxy, no foreign certificates from the environment
                http.mount("https://", HTTPAdapter(max_retries=_RETRIES))
                with http.post(
                    self.url,
                    data=document,
                    headers={
                        "Content-Type": "text/xml; charset=utf-8",
                        "SOAPAction": f'"{action}"',
                        "Accept-Encoding": "identity",
                    },
                    verify=self.files.server_ca,
                    cert=(self.files.certificate, self.files.key),
                    timeout=self.seconds,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    if response.status_code in _TRY_LATER:
                        raise DeviceFailed(IdentityFault.UNREACHABLE)
                    if response.status_code != _OK:
                        # A SOAP fault among others, which nobody need sign.
                        raise DeviceFailed(IdentityFault.REFUSED)
                    return _all_of(response.raw, abandoned)
        except (OSError, HTTPError):  # every error of requests is an OSError
            # The cause would carry the request with it.
            raise DeviceFailed(IdentityFault.UNREACHABLE) from None


def _all_of(raw: BaseHTTPResponse, abandoned: threading.Event) -> bytes:
    body = bytearray()
    while piece := raw.read1(_PIECE, decode_content=False):
        body += piece
        if abandoned.is_set():
            raise DeviceFailed(IdentityFault.UNREACHABLE)
        if len(body) > LARGEST:
            raise DeviceFailed(IdentityFault.UNTRUSTED)
    return bytes(body)
