"""Fetching from servers that are slow, broken or mean: bounded time and memory, clear words."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from typing import Any

import pytest

from eventdesk.services.feed_ports import FeedRequest, NotFetched
from tests.system.fetching import PUBLIC, fetch, fetcher, refused
from tests.system.web_server import CALENDAR, Answer, Asked, Servers, WebServer, head, said


def drip(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    connection.sendall(head(200))
    while not server.stopping.wait(0.05):
        connection.sendall(b"B")


def drip_head(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
    while not server.stopping.wait(0.05):
        connection.sendall(b"B")


def head_only(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    connection.sendall(head(200))
    server.stopping.wait(20)


def silent(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    server.stopping.wait(20)


def redirects_slowly(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    server.stopping.wait(0.4)
    connection.sendall(said(302, Location=f"{asked.target}x"))


def nothing(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    pass


@pytest.mark.parametrize("answer", [drip, drip_head, head_only, silent, redirects_slowly])
def test_nothing_takes_longer_than_agreed(serve: Servers, answer: Answer) -> None:
    server = serve(cal=answer, calx=answer, calxx=answer)
    began = time.monotonic()
    outcome = refused(server.url("/cal"), fetcher(whole_s=1.0, read_s=5.0))
    assert time.monotonic() - began < 2.0
    assert "within 1 s" in outcome.error


def test_a_step_has_a_bound_of_its_own(serve: Servers) -> None:
    server = serve(cal=silent)
    began = time.monotonic()
    outcome = refused(server.url("/cal"), fetcher(read_s=0.3))
    assert "did not answer in time" in outcome.error
    assert time.monotonic() - began < 2.0


def test_a_fetch_ends_at_once_when_it_is_wanted_no_longer(serve: Servers) -> None:
    server, stop = serve(cal=drip), threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    outcome = fetcher().fetch(FeedRequest(url=server.url("/cal")), stop.is_set)
    assert isinstance(outcome, NotFetched)
    assert outcome.cancelled
    assert time.monotonic() - began < 1.5


def test_a_resolver_that_hangs_is_left_behind() -> None:
    free = threading.Event()

    def hang(host: str, port: int) -> list[tuple[int, Any]]:
        free.wait(20)
        return []

    try:
        outcome = refused(f"http://{PUBLIC}/", fetcher(resolve=hang, whole_s=0.5))
        assert "within 0.5 s" in outcome.error
    finally:
        free.set()


def bomb(times: int, level: int = 9) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    zeros = b"\0" * 2**20
    return b"".join(packer.compress(zeros) for _ in range(times)) + packer.flush()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_zip_bomb_is_unpacked_no_further_than_agreed(serve: Servers, chunked: bool) -> None:
    body = bomb(400)
    assert len(body) < 500_000
    if chunked:
        answer = head(200, Content_Encoding="gzip", Transfer_Encoding="chunked")
        answer += b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    else:
        answer = said(200, body, Content_Encoding="gzip")
    server = serve(cal=answer)
    fetch(server.url("/none"))  # what is imported at first use is not counted
    tracemalloc.start()
    outcome = refused(server.url("/cal"), fetcher(most_bytes=4 * 2**20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "too large: EventDesk takes up to 4 MB" in outcome.error
    assert peak < 12 * 2**20


def test_a_bomb_of_many_members_ends_in_time(serve: Servers) -> None:
    server = serve(cal=said(200, gzip.compress(b"") * 200_000, Content_Encoding="gzip"))
    began = time.monotonic()
    refused(server.url("/cal"), fetcher(whole_s=0.3))
    assert time.monotonic() - began < 1.5


def endless_members(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    connection.sendall(head(200, Transfer_Encoding="chunked", Content_Encoding="gzip"))
    nothing_packed = gzip.compress(b"")
    while not server.stopping.is_set():
        connection.sendall(b"%x\r\n%s\r\n" % (len(nothing_packed), nothing_packed))


def endless(server: WebServer, connection: socket.socket, asked: Asked) -> None:
    connection.sendall(head(200, Transfer_Encoding="chunked"))
    while not server.stopping.is_set():
        connection.sendall(b"10000\r\n" + b"B" * 0x10000 + b"\r\n")


def test_neither_announced_nor_endless_answers_are_read_beyond_the_limit(serve: Servers) -> None:
    server = serve(
        huge=head(200, Content_Length="99999999999"),
        endless=endless,
        packed=endless_members,
        fits=said(200, b"x" * 1000),
        over=said(200, b"x" * 1001),
    )
    by = fetcher(most_bytes=1000)
    assert "too large" in refused(server.url("/huge"), by).error
    assert "too large" in refused(server.url("/endless"), by).error
    assert "too large" in refused(server.url("/over"), by).error
    assert "too large" in refused(server.url("/packed"), by).error
    assert len(fetch(server.url("/fits"), by).data) == 1000


@pytest.mark.parametrize(
    "packed",
    [
        ("gzip", gzip.compress(CALENDAR)),
        ("x-gzip", gzip.compress(CALENDAR[:50]) + gzip.compress(CALENDAR[50:])),
        ("gzip", gzip.compress(CALENDAR) + b"\0" * 40),
        ("deflate", zlib.compress(CALENDAR)),
        ("deflate", zlib.compressobj(9, zlib.DEFLATED, -15)),
        ("identity", CALENDAR),
    ],
)
def test_packed_answers_are_unpacked(serve: Servers, packed: tuple[str, Any]) -> None:
    coding, body = packed
    if not isinstance(body, bytes):
        body = body.compress(CALENDAR) + body.flush()
    server = serve(cal=said(200, body, Content_Encoding=coding))
    assert fetch(server.url("/cal")).data == CALENDAR


def test_large_answers_come_whole(serve: Servers) -> None:
    large = CALENDAR * 20_000
    server = serve(
        cal=said(200, gzip.compress(large, 1), Content_Encoding="gzip"), plain=said(200, large)
    )
    assert fetch(server.url("/cal")).data == large
    assert fetch(server.url("/plain")).data == large


CHUNKED = head(200, Transfer_Encoding="chunked")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (head(200, Content_Length="500") + CALENDAR[:100], "broke off"),
        (CHUNKED + b"40\r\nBEGIN", "broke off"),
        (said(200, gzip.compress(CALENDAR)[:-20], Content_Encoding="gzip"), "broke off"),
        (said(200, b"no gzip at all", Content_Encoding="gzip"), "cannot be unpacked"),
        (said(200, CALENDAR, Content_Encoding="br"), "cannot be unpacked"),
        (said(200, CALENDAR, Content_Encoding="gzip, gzip"), "cannot be unpacked"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "no HTTP"),
        (head(200)[:-2] + b"X: y\r\n" * 200 + b"\r\n", "no HTTP"),
        (head(200, X_Long="x" * 70_000), "no HTTP"),
        (CHUNKED + b"zz\r\n", "broke off"),
        (nothing, "hung up"),
    ],
)
def test_broken_answers_in_words(serve: Servers, answer: Answer, words: str) -> None:
    server = serve(**{"cal?secret": answer})
    assert words in refused(server.url("/cal?secret")).error


def test_servers_that_are_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outcome = refused(f"http://localhost:{port}/")
    assert "connection refused" in outcome.error
    assert outcome.unreached

    def unknown(host: str, port: int) -> list[tuple[int, Any]]:
        raise socket.gaierror(-2, "Name or service not known")

    assert "was not found" in refused(f"http://{PUBLIC}/", fetcher(resolve=unknown)).error
