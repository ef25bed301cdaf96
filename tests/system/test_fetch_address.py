"""Which addresses are public, and which names can only be local ones."""

from __future__ import annotations

import pytest

from eventdesk.system.fetch_address import is_local_name, is_public


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::"),
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "fec0::1"),
        *("169.254.169.254", "fe80::1", "fe80::1%eth0", "100.64.0.1"),
        *("224.0.0.1", "224.0.1.1", "ff02::1", "ff0e::1", "255.255.255.255", "240.0.0.1"),
        *("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "198.18.0.1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
        *("2002:7f00:1::", "2002:a00:1::1"),
        *("", "localhost", "1", "127.1"),
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "nas", "NAS", "router.", "fritz.box.lan", "nas.local", "a.home.arpa"),
        *("x.internal", "127.0.0.1", "192.168.1.1", "::1", "[fd00::1]", "2130706433", "0x7f000001"),
    ],
)
def test_local_names(host: str) -> None:
    assert is_local_name(host)


@pytest.mark.parametrize(
    "host", ["example.org", "8.8.8.8", "local.example.org", "127.0.0.1.nip.io"]
)
def test_names_that_look_public(host: str) -> None:
    assert not is_local_name(host)
