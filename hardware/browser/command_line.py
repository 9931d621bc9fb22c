"""The switches that the browser is started with."""

from collections.abc import Iterator

from hardware.browser.hosts import resolver_rules
from kiosk.contracts.portal import Portal

NOWHERE = "https://nowhere.invalid/"
"""What the window opens with: a name that never exists (RFC 6761, 6.4), until all guards are up."""

_CACHE = 16 << 20

_PLAIN = (
    "kiosk",
    "no-first-run",
    "no-default-browser-check",
    "no-pings",
    "no-proxy-server",
    "mute-audio",
    "metrics-recording-only",
    # Nothing but what the portal asks for.
    "disable-background-networking",
    "disable-breakpad",
    "disable-client-side-phishing-detection",
    "disable-component-update",
    "disable-crash-reporter",
    "disable-default-apps",
    "disable-domain-reliability",
    "disable-extensions",
    "disable-field-trial-config",
    "disable-quic",
    "disable-search-engine-choice-screen",
    "disable-sync",
    # No way out of the page, no way to lose it by accident.
    "disable-notifications",
    "disable-pinch",
    "disable-print-preview",
    "disable-speech-api",
    "overscroll-history-navigation=0",
    # A form needs no graphics card, and there may be none.
    "disable-3d-apis",
    "disable-gpu",
    # Typed text stays out of the desktop's keyring.
    "password-store=basic",
    "force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_OFF = (
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "GlobalMediaControls",
    "InterestFeedContentSuggestions",
    "MediaRouter",
    "OptimizationHints",
    "Translate",
)


def switches(
    portal: Portal, language: str, zoom: float, corner: tuple[int, int], trusted: str = ""
) -> Iterator[str]:
    """Yield them. `corner` is where the window appears at first: off the screen.

    `trusted` are public keys (SHA-256, base64, comma-separated) taken without a certificate
    authority; empty for none.
    """
    for name in _PLAIN:
        yield f"--{name}"
    yield f"--disable-features={','.join(_OFF)}"
    yield f"--app={NOWHERE}"
    yield f"--window-position={corner[0]},{corner[1]}"
    yield f"--host-resolver-rules={resolver_rules(portal)}"
    yield f"--lang={language}"
    yield f"--force-device-scale-factor={zoom:g}"
    yield f"--disk-cache-size={_CACHE}"
    if trusted:
        yield f"--ignore-certificate-errors-spki-list={trusted}"
