"""Fetching with TLS, through proxies, and without telling secrets."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme

from eventdesk.services.feed_ports import FeedRequest, Fetched
from eventdesk.system.fetch import HttpFetcher
from eventdesk.system.fetch_address import is_public
from tests.system.fetching import PUBLIC, fetch, fetcher, refused
from tests.system.web_server import CALENDAR, Asked, Servers, WebServer, head, said


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


def server_side(issuer: trustme.CA, name: str = PUBLIC, **fields: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(name, **fields).configure_cert(context)
    return context


def test_a_certificate_must_be_valid_for_the_host(serve: Servers, ca: trustme.CA) -> None:
    server = serve(server_side(ca), cal=said(200, CALENDAR))
    assert fetch(server.url("/cal", PUBLIC), fetcher(ca)).data == CALENDAR
    assert server.asked[0].headers["host"] == f"{PUBLIC}:{server.port}"


def test_bad_certificates_are_refused(serve: Servers, ca: trustme.CA) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    expired = server_side(ca, not_before=long_ago, not_after=long_ago + timedelta(days=365))
    for context, words in (
        (expired, "must renew it"),
        (server_side(trustme.CA()), "SSL_CERT_FILE"),
        (server_side(ca, "other.example.org"), "Check the address"),
    ):
        server = serve(context, cal=said(200, CALENDAR))
        outcome = refused(server.url("/cal", PUBLIC), fetcher(ca))
        assert "cannot be trusted" in outcome.error
        assert words in outcome.error
        assert not outcome.unreached  # no way without protection is tried instead
        assert server.asked == []


def test_a_server_without_tls_is_told_from_a_bad_one(serve: Servers, ca: trustme.CA) -> None:
    server = serve(cal=said(200, CALENDAR))
    outcome = refused(f"https://{PUBLIC}:{server.port}/cal", fetcher(ca))
    assert "No protected connection" in outcome.error or "hung up" in outcome.error
    assert outcome.unreached


def test_a_tls_handshake_that_hangs_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        began = time.monotonic()
        outcome = refused(f"https://{PUBLIC}:{port}/", fetcher(whole_s=0.6))
        assert "within 0.6 s" in outcome.error
        assert time.monotonic() - began < 2.0


def test_a_slow_server_is_cut_behind_tls_too(serve: Servers, ca: trustme.CA) -> None:
    def drip(server: WebServer, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(head(200))
        while not server.stopping.wait(0.05):
            connection.sendall(b"B")

    server = serve(server_side(ca), cal=drip)
    began = time.monotonic()
    assert "within 1 s" in refused(server.url("/cal", PUBLIC), fetcher(ca, whole_s=1.0)).error
    assert time.monotonic() - began < 2.5


def test_no_redirect_gives_up_protection(serve: Servers, ca: trustme.CA) -> None:
    plain = serve(cal=said(200, CALENDAR))
    server = serve(server_side(ca), a=said(301, Location=plain.url("/cal", PUBLIC)))
    outcome = refused(server.url("/a", PUBLIC), fetcher(ca))
    assert "unprotected" in outcome.error
    assert plain.asked == []


def test_the_systems_own_certificates_are_used(
    serve: Servers, ca: trustme.CA, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eventdesk.system.tls import system_tls

    server = serve(server_side(ca), cal=said(200, CALENDAR))
    by = fetcher(tls=system_tls)
    assert "cannot be trusted" in refused(server.url("/cal", PUBLIC), by).error
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert isinstance(fetch(server.url("/cal", PUBLIC), by), Fetched)


def connects(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    """CONNECT as a proxy does."""
    port = int(asked.target.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as there:
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        back = threading.Thread(target=pump, args=(there, connection))
        back.start()
        pump(connection, there)
        back.join(5)


def pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_http_goes_through_the_proxy_of_the_environment(
    serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eventdesk.system.fetch_session import system_proxy

    proxy = serve()
    target = f"http://{PUBLIC}/cal"
    proxy.answers[target] = said(200, CALENDAR)
    monkeypatch.setenv("http_proxy", f"http://me:secret@localhost:{proxy.port}")
    by = fetcher(proxy=system_proxy, public=is_public)
    assert fetch(target, by, login="ann:pw").data == CALENDAR
    asked = proxy.asked[0].headers
    assert asked["host"] == PUBLIC
    assert asked["proxy-authorization"] == "Basic bWU6c2VjcmV0"
    monkeypatch.setenv("no_proxy", "example.org")
    assert "private network" in refused(target, by).error  # asked directly, and it is loopback


def test_https_goes_through_a_tunnel_that_the_proxy_cannot_read(
    serve: Servers, ca: trustme.CA
) -> None:
    server = serve(server_side(ca), cal=said(200, CALENDAR))
    proxy = serve()
    proxy.answers[f"{PUBLIC}:{server.port}"] = connects
    by = fetcher(ca, proxy=lambda url: f"http://u:secret@localhost:{proxy.port}")
    assert fetch(server.url("/cal", PUBLIC), by, login="ann:pw").data == CALENDAR
    assert (proxy.asked[0].method, "authorization" in proxy.asked[0].headers) == ("CONNECT", False)
    assert "proxy-authorization" not in server.asked[0].headers
    proxy.answers[f"{PUBLIC}:{server.port}"] = said(407)
    assert "The proxy does not connect" in refused(server.url("/cal", PUBLIC), by).error


def test_redirects_into_private_networks_are_refused_behind_a_proxy_too(serve: Servers) -> None:
    proxy = serve()
    for there in ("http://10.0.0.1/", "http://router/", "http://169.254.169.254/latest"):
        proxy.answers[f"http://{PUBLIC}/a"] = said(302, Location=there)
        by = fetcher(proxy=lambda url: f"http://localhost:{proxy.port}")
        assert "private network" in refused(f"http://{PUBLIC}/a", by).error


def test_neither_log_nor_words_hold_more_than_the_host(
    serve: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(
        **{
            "secret-path?key=secret": said(302, Location="http://[secret"),
            "secret2": said(302, Location="http://nowhere.example.org:1/secret?secret"),
            "secret3": said(500, b"secret", X_A="secret"),
            "secret4": head(200, Content_Length="secret", Content_Encoding="secret") + b"x",
        }
    )
    for target in ("secret-path?key=secret", "secret2", "secret3", "secret4"):
        fetched = fetch(server.url(f"/{target}", PUBLIC), login="ann:secret")
        assert "secret" not in repr(fetched)
        assert "secret" not in str(getattr(fetched, "error", ""))
    assert "fetching from" in caplog.text
    assert "secret" not in caplog.text
    assert "secret" not in repr(FeedRequest(url="https://x", login="ann:secret"))


def test_whether_there_is_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    class Up:
        isup = True

    class At:
        family = socket.AF_INET

        def __init__(self, address: str) -> None:
            self.address = address

    found = {"lo": [At("127.0.0.1")], "eth0": [At("169.254.3.4")]}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: {"lo": Up(), "eth0": Up()})
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: found)
    assert not HttpFetcher().connected(f"https://{PUBLIC}/")
    assert HttpFetcher().connected("http://localhost:8000/")
    found["eth0"].append(At("192.168.1.7"))
    assert HttpFetcher().connected(f"https://{PUBLIC}/")
