"""A portal's address and hosts: what makes no sense is refused by its field; hosts are matched whole."""

import pytest

from kiosk.contracts.portal import Portal

HOSTS = ("portal.example", ".pay.example")


@pytest.mark.parametrize(
    ("start", "hosts", "told"),
    [
        ("http://portal.example/", HOSTS, "start: 'http://portal.example/' is no https address"),
        ("portal.example", HOSTS, "is no https address"),
        ("https:///path", HOSTS, "is no https address"),
        ("https://portal.example:99999/", HOSTS, "is no address"),
        ("https://portal.example:0/", HOSTS, "is no https address"),
        ("https://[portal/", HOSTS, "is no address"),
        ("https://portal.example/\n", HOSTS, "start: is no address"),
        ("https://user@portal.example/", HOSTS, "must hold no name, password or fragment"),
        ("https://portal.example/#here", HOSTS, "must hold no name, password or fragment"),
        ("https://other.example/", HOSTS, "its host 'other.example' is not among the hosts"),
        ("https://portal.example/", (), "is not among the hosts"),
        ("https://portal.example/", ("*.portal.example",), "hosts[0]: '*.portal.example'"),
        ("https://portal.example/", ("portal.example", "x.*"), "hosts[1]: 'x.*'"),
        ("https://portal.example/", ("portal.example", "https://x.example"), "hosts[1]"),
        ("https://portal.example/", ("portal.example", ""), "hosts[1]: ''"),
        ("https://portal.example/", ("portal.example", ".example"), "hosts[1]: '.example'"),
        ("https://portal.example/", ("Portal.example",), "hosts[0]"),
        ("https://portal.example/", ("portal.example", "a" * 64 + ".example"), "hosts[1]"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    start: str, hosts: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ValueError, match=r"^(start|hosts\[\d\]): ") as refused:
        Portal(start, hosts)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("portal.example", "yes"),
        ("PORTAL.example", "yes"),
        ("portal.example.", "yes"),
        ("www.portal.example", "no"),
        ("pay.example", "yes"),
        ("www.pay.example", "yes"),
        ("a.b.pay.example", "yes"),
        ("notpay.example", "no"),
        ("pay.example.evil.example", "no"),
        ("", "no"),
    ],
)
def test_hosts_are_matched_whole(host: str, allowed: str) -> None:
    assert Portal("https://portal.example/", HOSTS).allows(host) is (allowed == "yes")


def test_the_start_may_stand_in_any_spelling_of_its_host() -> None:
    assert Portal("https://Portal.Example:8443/x?y=1", HOSTS).host == "portal.example"
