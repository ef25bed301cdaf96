"""Which computers a fetch may reach: the public ones, and those a person named themselves."""

from __future__ import annotations

import ipaddress

LOCAL_SUFFIXES = (
    ".localhost",  # RFC 6761
    ".local",  # RFC 6762
    ".home.arpa",  # RFC 8375
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".private",
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291 2.4

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(text: str) -> bool:
    """Whether an IP address belongs to a computer of the public internet.

    Private, loopback, link-local, shared, multicast and reserved ones do not (RFC 6890), nor
    IPv6 addresses that stand for such an IPv4 address.
    """
    try:
        address: Address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _meant(address))


def is_local_name(host: str) -> bool:
    """Whether a host, as typed, can only mean a computer of one's own network."""
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return not is_public(str(ipaddress.ip_address(bare)))
    except ValueError:
        return "." not in bare or bare.endswith(LOCAL_SUFFIXES)


def _is_public(address: Address) -> bool:
    unicast = address in _GLOBAL_UNICAST if address.version == 6 else not address.is_multicast
    return address.is_global and unicast


def _meant(address: Address) -> list[Address]:
    """An address and the IPv4 addresses inside of it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inside: list[Address | None] = [address.sixtofour]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.teredo is not None:
        inside += address.teredo
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, *(each for each in inside if each is not None)]
