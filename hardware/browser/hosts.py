"""Which addresses a visit may fetch, and the same as rules for the browser's own name resolution."""

from urllib.parse import urlsplit

from kiosk.contracts.portal import Portal

_SECURE = ("https", "wss")


def allowed(portal: Portal, url: str) -> bool:
    """Answer whether an address may be fetched: encrypted, and of a host of the portal."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in _SECURE and portal.allows(host)


def resolver_rules(portal: Portal) -> str:
    """Answer the switch `host-resolver-rules`: every other name and number has no address.

    Workers, sockets and the browser's own services are bound by it as the page is.
    """
    exceptions = [
        f"EXCLUDE {pattern}"
        for name in portal.hosts
        for pattern in ((name[1:], f"*{name}") if name.startswith(".") else (name,))
    ]
    return ", ".join(("MAP * ~NOTFOUND", *exceptions))
