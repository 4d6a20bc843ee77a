"""Which addresses may be asked: decided here for the settings, the client and its connections.

A project folder may be a stranger's, and what is sent to a service holds keys and a person's mail address. So a service
is asked at its own default host, and elsewhere only at hosts that the user names outside the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from pipeline.model.records import Struct
from pipeline.model.source_table import source_of

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine, the only one that is asked over plain HTTP."""

_HOST = r"(?P<host>[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,252}|\[[0-9a-fA-F:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
_ADDRESS = re.compile(rf"(?P<scheme>[a-zA-Z]{{1,20}})://{_HOST}(?:/[!-~]*)?")
_NAMED = re.compile(_HOST)
_SENDABLE = re.compile(r"[!-\[\]-~]*")
"""What an address is written in: no spaces, no control characters, no letters beyond ASCII, and no backslash, which
some programs take for a slash."""
_DEFAULT_PORTS = {"https": 443, "http": 80}
_STAND_INS = ip_network("198.18.0.0/15")
"""Addresses that some proxies on a person's machine give for every name; nobody's network has them."""


class Address(NamedTuple):
    """Where a URL leads; the host is in small letters, and an IPv6 address in its short form."""

    scheme: str
    host: str
    port: int


class Host(NamedTuple):
    """A host that a person names; without a port, all its ports are meant."""

    name: str
    port: int | None = None

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


class HostRules(Struct, frozen=True):
    """Where each service may be asked; without any rule, nowhere.

    Attributes:
        own: The default address of each service, by its name.
        allowed: The hosts that the user allows for every service.
    """

    own: dict[str, str] = {}
    allowed: tuple[Host, ...] = ()

    def find_refusal(self, service: str, base_url: str) -> str:
        """Why a service is not asked at an address, as a sentence that says how to allow it; empty when it may be.

        >>> rules = HostRules({"crossref": "https://api.crossref.org"}, (parse_host("127.0.0.1:8080"),))
        >>> rules.find_refusal("crossref", "https://api.crossref.org/v1"), rules.find_refusal("crossref", "http://[::1]/")
        ('', '[::1] is not its own host; crossref is asked there only with --allow-host [::1] (or in BIBMILL_HOSTS).')
        """
        service = source_of(service)
        try:
            address = read_address(base_url)
        except ValueError as error:
            return f"its address is none that {service} is asked at: {error}; correct its base_url."
        own = self.own.get(service)
        if self.allows(address.host, address.port) or (own and address == read_address(own)):
            return ""
        is_usual = address.port == _DEFAULT_PORTS[address.scheme]
        host = Host(address.host, None if is_usual else address.port)
        return (
            f"{host} is not its own host; {service} is asked there only with --allow-host {host} (or in BIBMILL_HOSTS)."
        )

    def allows(self, host: str, port: int) -> bool:
        """True for a host that the user named."""
        return any(one.name == host and one.port in (None, port) for one in self.allowed)

    def may_reach(self, host: str, port: int, peer: str) -> bool:
        """True when a connection to a host may be used that has led to the IP address `peer`.

        A name of the wide world that leads to an address inside, of this machine or its network, is a trick or a
        portal, unless the user named that host.
        """
        return self.allows(host, port) or not is_inner(peer)


def hosts_of(base_urls: Iterable[str]) -> HostRules:
    """Rules that allow the hosts of these addresses, for every service; an empty address has none.

    >>> [str(host) for host in hosts_of(["https://api.crossref.org/v1", "http://127.0.0.1:8080", ""]).allowed]
    ['api.crossref.org', '127.0.0.1:8080']
    """
    found = (_ADDRESS.fullmatch(url) for url in base_urls)
    return HostRules(allowed=tuple(_to_host(match) for match in found if match))


def read_address(url: str) -> Address:
    """Read the address of a service strictly, so that nobody reads another host in it.

    >>> read_address("https://API.crossref.org/v1")
    Address(scheme='https', host='api.crossref.org', port=443)

    Raises:
        ValueError: It may not be asked; the text says why.
    """
    if not _SENDABLE.fullmatch(url):
        raise ValueError("it holds a space, a backslash or another character that no address has")
    scheme, _, rest = url.partition("://")
    if set("?#") & set(url) or "@" in rest.partition("/")[0]:
        raise ValueError("it may have no query, fragment or user info")
    scheme = scheme.lower()
    match = _ADDRESS.fullmatch(url)
    if match is None or scheme not in _DEFAULT_PORTS:
        raise ValueError("only https (or http on this machine) is asked")
    host = _to_host(match)
    if scheme == "http" and host.name not in LOOPBACK:
        raise ValueError("only https (or http on this machine) is asked")
    return Address(scheme, host.name, _DEFAULT_PORTS[scheme] if host.port is None else host.port)


def parse_host(text: str) -> Host:
    """A host as the user names it: `HOST` or `HOST:PORT`, an IPv6 address in brackets when it has a port.

    >>> str(parse_host("[::1]:8080")), str(parse_host("Mirror.example"))
    ('[::1]:8080', 'mirror.example')

    Raises:
        ValueError: It is no host; the text says what to write.
    """
    text = f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text
    match = _NAMED.fullmatch(text)
    if match is None:
        raise ValueError("it is no host; write HOST or HOST:PORT, such as mirror.example or 127.0.0.1:8080")
    return _to_host(match)


def is_inner(peer: str) -> bool:
    """True for an IP address of this machine or of a network that is not the wide world.

    >>> [is_inner(peer) for peer in ("127.0.0.1", "::ffff:10.0.0.1", "100.64.0.1", "fe80::1%eth0", "151.101.1.1")]
    [True, True, True, True, False]
    """
    address = ip_address(peer.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return (not address.is_global or address.is_multicast) and address not in _STAND_INS


def _to_host(match: re.Match[str]) -> Host:
    """The host of an address, in the one form in which hosts are compared."""
    name, port = match["host"].lower(), match["port"]
    if name.startswith("["):
        try:
            name = str(IPv6Address(name[1:-1]))
        except ValueError:
            raise ValueError("what it has in brackets is no IPv6 address") from None
    if port is not None and not 0 < int(port) < 65536:
        raise ValueError("its port is not from 1 to 65535")
    return Host(name, None if port is None else int(port))
