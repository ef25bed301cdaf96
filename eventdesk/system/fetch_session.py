"""One fetch: the request, its redirects, and the answer (RFC 9110, 9112). Imported when used."""

from __future__ import annotations

import http.client
import logging
import ssl
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from eventdesk import __version__
from eventdesk.domain.feed_address import host_of, normal_url
from eventdesk.domain.language import later
from eventdesk.services.feed_ports import FeedRequest, Fetched, NotFetched, NotModified
from eventdesk.system.fetch_address import is_local_name
from eventdesk.system.fetch_body import read_body
from eventdesk.system.fetch_connection import (
    Guard,
    Private,
    Resolve,
    Way,
    basic,
    proxy_login,
    system_resolve,
)
from eventdesk.system.fetch_limits import Limits
from eventdesk.system.fetch_words import failure_outcome, status_outcome
from eventdesk.system.tls import system_tls

log = logging.getLogger(__name__)
REDIRECTS, FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
HEADERS = {
    "Accept": "text/calendar, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
    "User-Agent": f"EventDesk/{__version__}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a fetch asks the computer for; tests hand in their own."""

    tls: Callable[[], ssl.SSLContext]
    resolve: Resolve
    public: Callable[[str], bool]
    proxy: Callable[[str], str]


class BadRedirect(Exception):
    """A redirect of `host` that is not followed, as `words` tell."""

    def __init__(self, words: str, host: str, **values: object) -> None:
        super().__init__(words.format(host=host, **values))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The server points to another URL, for good or not."""

    url: str
    for_good: bool


class FetchSession:
    """One fetch of `request`. `run` is called once."""

    def __init__(self, request: FeedRequest, limits: Limits, outside: Outside) -> None:
        self._request = request
        self._limits = limits
        self._outside = outside
        self._here = request.url
        self._proxied = False

    def run(self, cancelled: Callable[[], bool]) -> Fetched | NotModified | NotFetched:
        """Fetch; every failure in words."""
        with Guard(self._limits.whole_s, cancelled) as guard:
            try:
                return self._follow(guard)
            except Exception as error:  # noqa: BLE001 - a server may provoke any
                return self._failed(error, guard)

    def _failed(self, error: Exception, guard: Guard) -> NotFetched:
        host = host_of(self._here)
        if isinstance(error, BadRedirect):
            return NotFetched(error=str(error))
        try:
            guard.check()
        except Exception as stopped:  # noqa: BLE001 - what the cut connection raised is its echo
            error = stopped
        outcome = failure_outcome(
            error,
            host,
            whole_s=self._limits.whole_s,
            most=self._limits.most_bytes,
            proxy=self._proxied,
        )
        # The words of an exception may hold the URL: its kind does not.
        log.info("fetching from %s failed: %s", host, type(error).__name__)
        return outcome

    def _follow(self, guard: Guard) -> Fetched | NotModified | NotFetched:
        seen, for_good = {self._here}, True
        for _ in range(self._limits.redirects + 1):
            answer = self._ask(guard, moved=for_good and len(seen) > 1)
            if not isinstance(answer, _Elsewhere):
                return answer
            for_good = for_good and answer.for_good
            there = self._checked(answer.url)
            if there in seen:
                raise BadRedirect(
                    later("{host} sends in circles. Check the address."), host_of(self._here)
                )
            seen.add(there)
            self._here = there
        words = later("{host} was reached by more than {count} redirects.")
        raise BadRedirect(words, host_of(self._here), count=self._limits.redirects)

    def _checked(self, told: str) -> str:
        host = host_of(self._here)
        try:
            # Servers write UTF-8 where http.client reads Latin-1.
            plain = told.encode("latin-1", "replace").decode("utf-8", "replace")
            there = normal_url(urljoin(self._here, plain))
        except ValueError:
            words = later("{host} leads to something that is no web address.")
            raise BadRedirect(words, host) from None
        if self._here.startswith("https:") and there.startswith("http:"):
            words = later("{host} leads from a protected connection to an unprotected one.")
            raise BadRedirect(words, host)
        return there

    def _ask(self, guard: Guard, *, moved: bool) -> Fetched | NotModified | NotFetched | _Elsewhere:
        way = self._way()
        with closing(way.connect(guard, self._outside.tls)) as connection:
            connection.request("GET", self._target(way), headers=self._headers(way))
            with closing(connection.getresponse()) as response:
                return self._understood(response, guard, moved=moved)

    def _understood(
        self, response: http.client.HTTPResponse, guard: Guard, *, moved: bool
    ) -> Fetched | NotModified | NotFetched | _Elsewhere:
        status, request = response.status, self._request
        if status in REDIRECTS and (there := response.getheader("Location")):
            return _Elsewhere(there, status in FOR_GOOD)
        if status == 304 and (request.etag or request.last_modified):
            return NotModified()
        if status != 200:
            return status_outcome(
                status,
                host_of(self._here),
                login=bool(request.login),
                rest=response.getheader("Retry-After"),
            )
        return Fetched(
            data=read_body(response, self._limits.most_bytes, guard.check),
            url=self._here,
            etag=_short(response.getheader("ETag")),
            last_modified=_short(response.getheader("Last-Modified")),
            moved=moved,
        )

    def _way(self) -> Way:
        parts = urlsplit(self._here)
        host, proxy = parts.hostname or "", self._outside.proxy(self._here)
        self._proxied = bool(proxy)
        typed = host == urlsplit(self._request.url).hostname
        own = typed and (self._request.local or is_local_name(host))
        if not own and is_local_name(host):
            # Through a proxy the name is all there is to see of where it leads.
            raise Private
        return Way(
            scheme=parts.scheme,
            host=host,
            port=parts.port or {"https": 443, "http": 80}[parts.scheme],
            allowed=(lambda address: True) if own else self._outside.public,
            resolve=self._outside.resolve,
            proxy=proxy,
            connect_s=self._limits.connect_s,
            read_s=self._limits.read_s,
        )

    def _target(self, way: Way) -> str:
        """What to ask for: a proxy wants the whole URL (RFC 9112 3.2.2)."""
        parts = urlsplit(self._here)
        if way.proxy and way.scheme == "http":
            return self._here
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _headers(self, way: Way) -> dict[str, str]:
        request = self._request
        headers = {"Host": way.place, **HEADERS}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        if request.login and self._is_home():
            headers["Authorization"] = basic(request.login)
        if way.proxy and way.scheme == "http":
            headers |= proxy_login(way.proxy)
        return headers

    def _is_home(self) -> bool:
        """Whether the login is meant for where this is: the host typed, no less protected."""
        typed, here = urlsplit(self._request.url), urlsplit(self._here)
        if (typed.scheme, typed.netloc) == (here.scheme, here.netloc):
            return True
        usual = typed.port is None and here.port is None
        return usual and typed.hostname == here.hostname and here.scheme == "https"


def system_outside(public: Callable[[str], bool]) -> Outside:
    """The computer's own certificates, resolver and proxies."""
    return Outside(tls=system_tls, resolve=system_resolve, public=public, proxy=system_proxy)


def system_proxy(url: str) -> str:
    """The proxy for a URL by environment or system settings, '' for none."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc):
        return ""
    known = urllib.request.getproxies()
    found = known.get(parts.scheme) or known.get("all") or ""
    return found if "://" in found or not found else f"http://{found}"


def _short(validator: str | None) -> str:
    """A validator to keep; one that is too long or odd is better not sent back."""
    value = (validator or "").strip()
    return value if len(value) <= 1000 and value.isascii() and value.isprintable() else ""
