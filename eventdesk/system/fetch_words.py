"""What went wrong with a fetch, in words a person can act on; the database keeps them.

Of a URL only the host is told.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from datetime import timedelta

from eventdesk.domain.language import later
from eventdesk.services.feed_ports import NotFetched
from eventdesk.system.fetch_body import Cut, Garbled, TooLarge
from eventdesk.system.fetch_connection import NoTunnel, Private, Stopped

OUT_OF_TIME, OTHER_NAME = {9, 10}, {62, 64}
"""OpenSSL's X509_V_ERR_*: not valid yet or any more, and made out to another host."""
LONGEST_REST = timedelta(days=1)
_ANSWERS = {
    401: later(
        "{host} wants a login for this calendar (401). Subscribe with it in the address: {address}"
    ),
    403: later("{host} does not give this calendar away (403). Check whether it is still shared."),
    404: later("{host} has no calendar at this address (404). Check the address."),
    407: later("The proxy on the way to {host} wants a login (407). Set it in the environment."),
    429: later("{host} was asked too often (429). It is asked again later."),
}
_REFUSED_LOGIN = later("{host} refused the login (401). Subscribe again with the right one.")
CANCELLED = NotFetched(error=later("Fetching was cancelled."), cancelled=True)


def status_outcome(status: int, host: str, *, login: bool, rest: str | None) -> NotFetched:
    """The outcome for an answer that is neither a calendar nor a redirect (RFC 9110 15);
    `rest` is its Retry-After."""
    if status == 410:
        gone = later(
            "{host} says that this calendar was removed for good (410). It is no longer "
            "asked for. Remove the calendar here too, or subscribe to its new address."
        )
        return NotFetched(error=gone.format(host=host), permanent=True)
    return NotFetched(error=_status_words(status, host, login=login), retry_after=_rest(rest))


def failure_outcome(
    error: Exception, host: str, *, whole_s: float, most: int, proxy: bool
) -> NotFetched:
    """The outcome for an exception of a fetch from `host`."""
    if isinstance(error, Stopped) and error.cancelled:
        return CANCELLED
    words = _limit_words(error, host, whole_s, most)
    if words:
        return NotFetched(error=words)
    if isinstance(error, ssl.SSLCertVerificationError):
        # Another way to the server would be one without protection.
        return NotFetched(error=_certificate_words(error, host))
    words = _proxy_words(error, host) if proxy else ""
    return NotFetched(error=words or _network_words(error, host), unreached=True)


def _status_words(status: int, host: str, *, login: bool) -> str:
    if status == 401 and login:
        return _REFUSED_LOGIN.format(host=host)
    if status in _ANSWERS:
        return _ANSWERS[status].format(host=host, address="https://user:password@…")
    if 500 <= status <= 599:
        reason = f"{status} {http.client.responses.get(status, '')}".strip()
        words = later("{host} has a problem of its own ({reason}).")
        return words.format(host=host, reason=reason)
    words = later("{host} gave an answer that is no calendar ({status}). Check the address.")
    return words.format(host=host, status=status)


def _rest(told: str | None) -> timedelta | None:
    """Retry-After in seconds (RFC 9110 10.2.3); dates need the server's clock and are rare."""
    if told is None or not told.strip().isdecimal() or len(told) > 12:
        return None
    return min(timedelta(seconds=int(told)), LONGEST_REST)


def _limit_words(error: Exception, host: str, whole_s: float, most: int) -> str:
    match error:
        case Stopped():
            words = later("{host} did not send the whole calendar within {seconds} s.")
            return words.format(host=host, seconds=f"{whole_s:g}")
        case TooLarge():
            words = later("The calendar at {host} is too large: EventDesk takes up to {most} MB.")
            return words.format(host=host, most=f"{most / 2**20:g}")
        case Cut() | http.client.IncompleteRead():
            words = later("{host} broke off in the middle of the calendar.")
        case Garbled():
            words = later("{host} sent the calendar packed in a way that cannot be unpacked.")
        case Private():
            words = later(
                "{host} leads to a computer of a private network, which only an address that "
                "you typed yourself may do. If that is meant, subscribe to that address itself."
            )
        case _:
            words = ""
    return words.format(host=host)


def _certificate_words(error: ssl.SSLCertVerificationError, host: str) -> str:
    if error.verify_code in OUT_OF_TIME:
        remedy = later("Its owner must renew it; check this computer's date as well.")
    elif error.verify_code in OTHER_NAME:
        remedy = later("Check the address.")
    else:
        remedy = later("If the server is your own, name its authority's file in SSL_CERT_FILE.")
    reason = error.verify_message or later("it is not accepted")
    words = later(
        "The certificate of {host} cannot be trusted: {reason}. Nothing was fetched. {remedy}"
    )
    return words.format(host=host, reason=reason, remedy=remedy)


def _network_words(error: Exception, host: str) -> str:
    reason: object = type(error).__name__
    match error:
        case socket.gaierror() | UnicodeError():
            words = later("{host} was not found. Check the address, and this computer's network.")
        case TimeoutError():
            words = later("{host} did not answer in time.")
        case ConnectionRefusedError():
            words = later("Nothing answers at {host} (connection refused). Check the address.")
        case NoTunnel(status=status):
            words = later("The proxy does not connect to {host} ({reason}).")
            reason = status or later("no answer")
        case ssl.SSLError():
            words = later(
                "No protected connection to {host} came about ({reason}). Check the address."
            )
            reason = (error.reason or "TLS").replace("_", " ").lower()
        case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
            words = later("{host} hung up without an answer.")
        case http.client.HTTPException():
            words = later("{host} gave an answer that is no HTTP ({reason}).")
        case OSError():
            words = later("{host} cannot be reached ({reason}).")
            reason = error.strerror or reason
        case _:
            words = later("The calendar could not be fetched from {host} ({reason}).")
    return words.format(host=host, reason=reason)


def _proxy_words(error: Exception, host: str) -> str:
    """What is said otherwise because a proxy is on the way; '' for nothing."""
    match error:
        case socket.gaierror() | UnicodeError():
            words = later(
                "{host} was not found through the proxy. "
                "Check the address, and this computer's network."
            )
        case TimeoutError():
            words = later("{host} did not answer in time through the proxy.")
        case ConnectionRefusedError():
            words = later(
                "Nothing answers at {host} through the proxy (connection refused). "
                "Check the address."
            )
        case ssl.SSLError() | ConnectionResetError() | BrokenPipeError():
            words = ""
        case OSError():
            words = later("{host} cannot be reached through the proxy ({reason}).")
        case _:
            words = ""
    reason = getattr(error, "strerror", None) or type(error).__name__
    return words.format(host=host, reason=reason)
