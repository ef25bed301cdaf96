"""Reading an answer and unpacking it, never more of it than was agreed."""

from __future__ import annotations

import http.client
import io
import zlib
from collections.abc import Callable, Iterator

PIECE = 65_536
_GZIP, _ZLIB, _RAW = 31, 15, -15
"""Window bits of zlib for the formats of RFC 1952, 1950 and 1951."""


class TooLarge(Exception):
    """The answer, packed or unpacked, is larger than agreed."""


class Cut(Exception):
    """The answer ended before its end."""


class Garbled(Exception):
    """The answer is packed in a way that cannot be unpacked."""


def read_body(response: http.client.HTTPResponse, most: int, check: Callable[[], None]) -> bytes:
    """The whole body, unpacked, of at most `most` bytes either way; `check` is called between
    its pieces and may raise. TooLarge, Cut, Garbled; exceptions of sockets and http.client.
    """
    whole = io.BytesIO()
    for piece in _unpacked(_raw(response, most, check), _coding(response)):
        check()
        if whole.tell() + len(piece) > most:
            raise TooLarge
        whole.write(piece)
    return whole.getvalue()


def _raw(
    response: http.client.HTTPResponse, most: int, check: Callable[[], None]
) -> Iterator[bytes]:
    told: int | None = response.length
    if told is not None and told > most:
        raise TooLarge
    count = 0
    while True:
        check()
        piece = response.read(PIECE if told is None else max(1, min(PIECE, told - count)))
        count += len(piece)
        if count > most:
            raise TooLarge
        if piece:
            yield piece
        if not piece or count == told:
            break
    # A connection that was cut from this side looks like one that ended.
    check()
    if told is not None and count < told:
        raise Cut


def _coding(response: http.client.HTTPResponse) -> str:
    told = ",".join(response.headers.get_all("Content-Encoding", []))
    codings = [each.strip().lower() for each in told.split(",")]
    named = [each for each in codings if each not in ("", "identity")]
    if not named:
        return ""
    if len(named) > 1 or named[0] not in ("gzip", "x-gzip", "deflate"):
        raise Garbled
    return named[0]


def _unpacked(raw: Iterator[bytes], coding: str) -> Iterator[bytes]:
    if not coding:
        yield from raw
        return
    try:
        yield from _inflated(raw, coding)
    except zlib.error:
        raise Garbled from None


def _inflated(raw: Iterator[bytes], coding: str) -> Iterator[bytes]:
    bits = _GZIP if coding != "deflate" else _ZLIB
    unpacker, begun = zlib.decompressobj(bits), False
    for piece in raw:
        if not begun and coding == "deflate" and (piece[0] & 0x0F) != 8:
            # Some servers leave out the wrapping that RFC 9110 8.4.1.2 asks for.
            unpacker = zlib.decompressobj(_RAW)
        begun, rest = True, piece
        while rest or not unpacker.eof:
            if unpacker.eof:
                if coding == "deflate" or not rest.strip(b"\0"):
                    break
                # Several gzip members in a row are one file (RFC 1952 2.2).
                unpacker = zlib.decompressobj(bits)
            out = unpacker.decompress(rest, PIECE)
            yield out
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if not rest and len(out) < PIECE:
                break
    if begun and not unpacker.eof:
        raise Cut
