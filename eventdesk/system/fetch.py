"""Fetches calendars over http and https."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from eventdesk.domain.feed_address import host_of
from eventdesk.domain.language import later
from eventdesk.services.feed_ports import FeedRequest, Fetched, NotFetched, NotModified
from eventdesk.system.fetch_address import is_public
from eventdesk.system.fetch_limits import Limits

if TYPE_CHECKING:
    from eventdesk.system.fetch_session import Outside

log = logging.getLogger(__name__)


class HttpFetcher:
    """A Fetcher over http.client, checked against the system's own certificates.

    A fetch reaches computers of private networks only where the person typed such a host, and
    each redirect and each address is checked before anything is sent. Thread-safe; never
    raises. Importing http.client, ssl and truststore takes 0.2 s and waits for the first use.
    """

    def __init__(self, limits: Limits | None = None, outside: Outside | None = None) -> None:
        """`outside` replaces certificates, resolver and proxies of the system."""
        self._limits = limits or Limits()
        self._outside = outside

    def fetch(
        self, request: FeedRequest, cancelled: Callable[[], bool]
    ) -> Fetched | NotModified | NotFetched:
        """Fetch it. Blocks for at most the seconds of its limits."""
        try:
            from eventdesk.system.fetch_session import FetchSession, system_outside

            outside = self._outside or system_outside(is_public)
            return FetchSession(request, self._limits, outside).run(cancelled)
        except Exception as error:  # noqa: BLE001 - the network worker must go on
            host = host_of(request.url)
            log.error("fetching from %s failed: %s", host, type(error).__name__)
            words = later("{host} could not be asked ({reason}).")
            return NotFetched(error=words.format(host=host, reason=type(error).__name__))

    def connected(self, url: str) -> bool:
        """False where no network but this computer's own is up."""
        if host_of(url).startswith(("localhost", "127.", "::1")):
            return True
        try:
            import psutil

            up = {name for name, each in psutil.net_if_stats().items() if each.isup}
            addresses = [
                str(each.address)
                for name, found in psutil.net_if_addrs().items()
                if name in up
                for each in found
                if each.family in (socket.AF_INET, socket.AF_INET6)
            ]
        except Exception as error:  # noqa: BLE001 - not knowing is no reason not to try
            log.debug("the network cannot be looked at: %s", type(error).__name__)
            return True
        return any(_leads_out(each) for each in addresses)


def _leads_out(address: str) -> bool:
    """Whether an interface with this address may reach other computers."""
    bare = address.split("%", maxsplit=1)[0]
    return not bare.startswith(("127.", "169.254.", "fe80:")) and bare != "::1"
