"""Where a service may be asked: its own host, and what the user names; every other spelling leads nowhere."""

from __future__ import annotations

import pytest

from pipeline.model.urls import Host, HostRules, hosts_of, is_inner, parse_host, read_address

OWN = "https://api.openalex.org"
RULES = HostRules({"openalex": OWN, "crossref": "https://api.crossref.org"})

ELSEWHERE = [
    "https://api.crossref.org",  # another service's host: its operator would read the key
    "https://evil.example",
    "https://api.openalex.org.evil.example",
    "https://evil-api.openalex.org",
    "https://openalex.org",
    "https://www.api.openalex.org",
    "https://api.openalex.org.",
    "https://api.openalex.org..",
    "https://api_openalex.org",
    "https://api.openalex.org:80",
    "https://api.openalex.org:444",
    "https://api.openalex.org:8443",
    "https://xn--api-openalex-org.example",
    "https://xn--pi-7ka.openalex.org",
    "https://localhost",
    "https://LOCALHOST",
    "https://localhost.",
    "https://localhost.localdomain",
    "https://ip6-localhost",
    "https://127.0.0.1",
    "https://127.0.0.1.nip.io",
    "https://127.1",
    "https://127.0.0.1.",
    "https://0",
    "https://0.0.0.0",
    "https://2130706433",
    "https://0x7f000001",
    "https://0X7F.1",
    "https://017700000001",
    "https://0177.0.0.01",
    "https://10.0.0.1",
    "https://172.16.0.1",
    "https://192.168.0.1",
    "https://100.64.0.1",
    "https://169.254.169.254",
    "https://224.0.0.1",
    "https://255.255.255.255",
    "https://metadata.google.internal",
    "https://[::1]",
    "https://[0:0:0:0:0:0:0:1]",
    "https://[::]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://[::127.0.0.1]",
    "https://[64:ff9b::7f00:1]",
    "https://[fe80::1]",
    "https://[fd00::1]",
    "https://[fec0::1]",
    "https://[ff02::1]",
    "http://localhost",
    "http://LocalHost:8080/api.openalex.org",
    "http://127.0.0.1:8080",
    "http://[::1]:8080",
]
"""Sound addresses that are nobody's own."""

NO_ADDRESS = [
    "",
    "api.openalex.org",
    "//api.openalex.org",
    "https:api.openalex.org",
    "https:/api.openalex.org",
    "https:///api.openalex.org",
    "https://",
    "https://:443",
    "http://api.openalex.org",
    "ftp://api.openalex.org",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "http+unix://%2Ftmp%2Fsocket/",
    "data:text/plain,x",
    "http://localhost.",
    "http://127.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0.0.0.0",
    "http://127.0.0.2",
    "http://[::ffff:127.0.0.1]",
    "http://169.254.169.254",
    "http://10.0.0.1",
    "https://api.openalex.org@evil.example",
    "https://api.openalex.org:443@evil.example/",
    "https://evil.example@api.openalex.org",
    "https://@api.openalex.org",
    "https://user:pw@api.openalex.org",
    "https://api.openalex.org%40evil.example",
    "https://api.openalex.org%2f@evil.example",
    "https://%61pi.openalex.org",
    "https://api.openalex.org%00.evil.example",
    "https://evil.example\\@api.openalex.org",
    "https://evil.example\\.openalex.org",
    "https:\\\\api.openalex.org",
    "https://evil.example/\\api.openalex.org",
    "https://api.openalex.org?x=1",
    "https://api.openalex.org/?",
    "https://api.openalex.org/#",
    "https://evil.example#@api.openalex.org",
    "https://evil.example?@api.openalex.org",
    "https://api.openalex.org/x?url=https://evil.example",
    " https://api.openalex.org",
    "https://api.openalex.org ",
    "https://api.openalex .org",
    "https://api.openalex.org\n",
    "https://api.open\talex.org",
    "https://api.openalex.org\r\nHost: evil.example",
    "https://api.openalex.org\x00",
    "https://api.openalex.org\x7f",
    "https://api.openalex.org\u200b",
    "https://\u0430pi.openalex.org",  # a Cyrillic letter
    "https://api\u3002openalex\u3002org",  # an ideographic full stop, which browsers take for a dot
    "https://\uff41pi.openalex.org",  # a full-width letter
    "https://\u2460\u2461\u2466.0.0.1",
    "https://api.openalex.org:",
    "https://api.openalex.org:0",
    "https://api.openalex.org:65536",
    "https://api.openalex.org:99999999",
    "https://api.openalex.org:-443",
    "https://api.openalex.org:+443",
    "https://api.openalex.org:443x",
    "https://api.openalex.org:443:443",
    "https://-api.openalex.org",
    "https://.openalex.org",
    "https://[",
    "https://[]",
    "https://[::1",
    "https://::1",
    "https://[::1]evil.example",
    "https://[127.0.0.1]",
    "https://[fe80::1%25eth0]",
    "https://[fe80::1%eth0]",
    "https://[v1.x]",
    "https://[:::::]",
    "https://" + "a" * 300,
]
"""What no settings may hold as an address."""


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_host_that_nobody_named_is_refused(url: str):
    refusal = RULES.find_refusal("openalex", url)
    assert "is not its own host; openalex is asked there only with --allow-host " in refusal
    assert refusal.isprintable()


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_host_that_the_user_named_is_asked(url: str):
    allowed = hosts_of([url]).allowed
    assert HostRules(RULES.own, allowed).find_refusal("openalex", url) == ""
    assert [parse_host(str(host)) for host in allowed] == list(allowed)
    elsewhere = [other for other in ELSEWHERE if hosts_of([other]).allowed[0].name != allowed[0].name]
    assert all(HostRules(RULES.own, allowed).find_refusal("openalex", other) for other in elsewhere)


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_is_refused_whoever_allows_it(url: str):
    with pytest.raises(ValueError, match=r"only https|may have no query|it holds a space|its port|in brackets"):
        read_address(url)
    rules = HostRules(RULES.own, tuple(map(Host, ("evil.example", "api.openalex.org", "localhost", "127.0.0.1"))))
    assert "correct its base_url" in rules.find_refusal("openalex", url)


@pytest.mark.parametrize(
    "url", [OWN, OWN + "/", OWN + ":443", OWN + "/v2/@x/%20", "HTTPS://API.OpenAlex.ORG", OWN + "/../x"]
)
def test_its_own_host_is_asked(url: str):
    assert RULES.find_refusal("openalex", url) == ""
    assert RULES.find_refusal("crossref", url) != ""
    assert HostRules().find_refusal("openalex", url) != ""


@pytest.mark.parametrize(
    ("named", "url", "is_asked"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8080", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081", False),
        ("127.0.0.1:8080", "http://127.0.0.1", False),
        ("127.0.0.1:8080", "http://localhost:8080", False),
        ("127.0.0.1:80", "http://127.0.0.1", True),
        ("mirror.example:443", "https://mirror.example/x", True),
        ("Mirror.Example", "https://mirror.example:8443", True),
        ("mirror.example", "http://mirror.example", False),
        ("mirror.example", "https://a.mirror.example", False),
        ("example", "https://mirror.example", False),
        ("::1", "http://[::1]:8080", True),
        ("[::1]", "http://[0::1]:8080", True),
        ("[::1]:8080", "http://[::1]:8081", False),
        ("[::1]:8080", "http://127.0.0.1:8080", False),
        ("127.0.0.1", "https://[::ffff:127.0.0.1]", False),
        ("api.openalex.org.", "https://api.openalex.org.", True),
    ],
)
def test_a_named_host_means_itself_alone(named: str, url: str, is_asked: bool):
    rules = HostRules(allowed=(parse_host(named),))
    assert (rules.find_refusal("openalex", url) == "") is is_asked


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "*.example.org", "https://h.example", "h.example/x", "me@h.example", "h:0", "h:65536", "h:x", "h:"),
        *(":80", "a b", "h\u00f6st.example", "[::1", "[]:1", "1.2.3.4:5:6", "-h", "h\n", "a\\b"),
    ],
)
def test_what_is_no_host_is_told(text: str):
    with pytest.raises(ValueError, match=r"write HOST or HOST:PORT|its port|in brackets"):
        parse_host(text)


@pytest.mark.parametrize(
    ("peer", "inner"),
    [
        *((peer, True) for peer in ("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.1.1")),
        *((peer, True) for peer in ("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1")),
        *((peer, True) for peer in ("::1", "::", "fe80::1%eth0", "fd00::1", "ff0e::1", "::ffff:127.0.0.1")),
        *((peer, True) for peer in ("::ffff:100.64.0.1", "::ffff:224.0.0.1", "::ffff:169.254.169.254")),
        *((peer, False) for peer in ("151.101.1.1", "2606:4700::1111", "::ffff:151.101.1.1", "198.18.0.7")),
    ],
)
def test_inner_addresses(peer: str, inner: bool):
    assert is_inner(peer) is inner
    assert RULES.may_reach("api.openalex.org", 443, peer) is not inner
    assert HostRules(allowed=(Host("api.openalex.org"),)).may_reach("api.openalex.org", 443, peer)
    assert HostRules(allowed=(Host("api.openalex.org", 444),)).may_reach("api.openalex.org", 443, peer) is not inner


def test_a_part_of_a_service_has_its_host():
    rules = HostRules({"openalex": "https://api.openalex.org"})
    assert not rules.find_refusal("openalex (free look-ups)", "https://api.openalex.org")
    assert rules.find_refusal("openalex (free look-ups)", "https://example.org")
