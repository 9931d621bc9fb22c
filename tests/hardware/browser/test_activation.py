"""The eID client's address, request by request (BSI TR-03124-1, 2.2)."""

import json
from urllib.parse import quote

import pytest

from hardware.browser.activation import Call, Reply, Request, is_client, read
from kiosk.contracts.portal import Portal

PORTAL = Portal("https://portal.example/", ("portal.example", ".eid.example"))
CLIENT = "http://127.0.0.1:24727/eID-Client"
TOKEN = "https://srv.eid.example/token?id=1&x=ä"


def ask(query: str, *, method: str = "GET", page: bool = True, origin: str = "") -> Call | Reply:
    return read(Request(method, f"{CLIENT}{query}", page, origin), PORTAL)


def asking(token: str) -> str:
    return f"?tcTokenURL={quote(token, safe='')}"


@pytest.mark.parametrize(
    ("url", "it_is"),
    [
        (CLIENT, True),
        ("http://localhost:24727/eID-Client?x", True),
        ("eid://127.0.0.1:24727/eID-Client?x", True),
        ("http://LOCALHOST:24727/", True),
        ("http://127.0.0.1:24728/eID-Client", False),
        ("http://127.0.0.1/eID-Client", False),
        ("https://127.0.0.1:24727/eID-Client", False),
        ("http://portal.example:24727/eID-Client", False),
        ("http://127.0.0.1.portal.example:24727/eID-Client", False),
        ("http://127.0.0.1:99999/eID-Client", False),
        ("http://[::1", False),
    ],
)
def test_whose_address_it_is(url: str, *, it_is: bool) -> None:
    assert is_client(url) is it_is


@pytest.mark.parametrize("name", ["tcTokenURL", "tctokenurl", "TCTOKENURL"])
def test_a_token_of_the_portals_hosts_is_a_call(name: str) -> None:
    told = ask(f"?{name}={quote(TOKEN, safe='')}")
    assert told == Call(TOKEN)
    assert "eid.example" not in repr(told)


@pytest.mark.parametrize(
    "token",
    [
        "http://srv.eid.example/token",
        "https://elsewhere.example/token",
        "https://portal.example.evil.example/token",
        "https://evil.example/?portal.example",
        "https://portal.example@evil.example/",
        "wss://portal.example/token",
        "file:///etc/hostname",
        "",
        "x" * 5000,
    ],
)
def test_any_other_token_is_refused(token: str) -> None:
    told = ask(asking(token))
    assert isinstance(told, Reply)
    assert told.status == 400


def test_a_script_that_stays_on_its_page_cannot_ask_for_the_card() -> None:
    told = ask(asking(TOKEN), page=False, origin="https://portal.example")
    assert isinstance(told, Reply)
    assert told.status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS"])
def test_only_get(method: str) -> None:
    told = ask(asking(TOKEN), method=method)
    assert isinstance(told, Reply)
    assert (told.status, told.headers) == (405, (("Allow", "GET"),))


@pytest.mark.parametrize("query", ["", "?other=1", "?Start"])
def test_what_it_does_not_know_is_not_found(query: str) -> None:
    told = ask(query)
    assert isinstance(told, Reply)
    assert told.status == 404


def test_another_path_is_not_found() -> None:
    told = read(Request("GET", "http://127.0.0.1:24727/eID-Kernel", page=True), PORTAL)
    assert told == Reply(404)


@pytest.mark.parametrize("query", ["?ShowUI", "?ShowUI=PINManagement", "?showui=settings"])
def test_its_own_windows_are_the_terminals_business(query: str) -> None:
    told = ask(query)
    assert isinstance(told, Reply)
    assert told.status == 204


def test_it_says_who_it_is() -> None:
    plain, as_json = ask("?Status"), ask("?Status=JSON")
    assert isinstance(plain, Reply)
    assert isinstance(as_json, Reply)
    assert ("Content-Type", "text/plain; charset=utf-8") in plain.headers
    lines = dict(line.split(": ", 1) for line in plain.body.decode().splitlines())
    assert lines == json.loads(as_json.body)
    assert lines["Specification-Title"] == "TR-03124-1"
    assert isinstance(ask("?Status=xml"), Reply)
    assert ask("?Status=xml") == Reply(400)


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://portal.example", True),
        ("https://a.eid.example:8443", True),
        ("https://evil.example", False),
        ("http://portal.example", False),
        ("null", False),
    ],
)
def test_only_the_portals_scripts_may_read_it(origin: str, *, may: bool) -> None:
    told = ask("?Status", origin=origin)
    assert isinstance(told, Reply)
    assert (("Access-Control-Allow-Origin", origin) in told.headers) is may
