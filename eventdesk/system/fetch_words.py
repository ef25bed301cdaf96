"""What went wrong with a fetch, in words a person can act on. Of a URL only the host is told."""

from __future__ import annotations

import http.client
import socket
import ssl
from datetime import timedelta

from eventdesk.services.feed_ports import NotFetched
from eventdesk.system.fetch_body import Cut, Garbled, TooLarge
from eventdesk.system.fetch_connection import NoTunnel, Private, Stopped

OUT_OF_TIME, OTHER_NAME = {9, 10}, {62, 64}
"""OpenSSL's X509_V_ERR_*: not valid yet or any more, and made out to another host."""
LONGEST_REST = timedelta(days=1)
CANCELLED = NotFetched(error="Fetching was cancelled.", cancelled=True)


def status_outcome(status: int, host: str, *, login: bool, rest: str | None) -> NotFetched:
    """The outcome for an answer that is neither a calendar nor a redirect (RFC 9110 15);
    `rest` is its Retry-After."""
    if status == 410:
        return NotFetched(
            error=f"{host} says that this calendar was removed for good (410). It is no longer "
            "asked for. Remove the calendar here too, or subscribe to its new address.",
            permanent=True,
        )
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
    through = " through the proxy" if proxy else ""
    return NotFetched(error=_network_words(error, host, through), unreached=True)


def _status_words(status: int, host: str, *, login: bool) -> str:
    if status == 401 and login:
        return f"{host} refused the login (401). Subscribe again with the right one."
    if status == 401:
        return (
            f"{host} wants a login for this calendar (401). Subscribe with it in the address: "
            "https://user:password@…"
        )
    if status == 403:
        return f"{host} does not give this calendar away (403). Check whether it is still shared."
    if status == 404:
        return f"{host} has no calendar at this address (404). Check the address."
    if status == 407:
        return f"The proxy on the way to {host} wants a login (407). Set it in the environment."
    if status == 429:
        return f"{host} was asked too often (429). It is asked again later."
    if 500 <= status <= 599:
        reason = http.client.responses.get(status, "")
        return f"{host} has a problem of its own ({f'{status} {reason}'.strip()})."
    return f"{host} gave an answer that is no calendar ({status}). Check the address."


def _rest(told: str | None) -> timedelta | None:
    """Retry-After in seconds (RFC 9110 10.2.3); dates need the server's clock and are rare."""
    if told is None or not told.strip().isdecimal() or len(told) > 12:
        return None
    return min(timedelta(seconds=int(told)), LONGEST_REST)


def _limit_words(error: Exception, host: str, whole_s: float, most: int) -> str:
    match error:
        case Stopped():
            return f"{host} did not send the whole calendar within {whole_s:g} s."
        case TooLarge():
            return (
                f"The calendar at {host} is too large: EventDesk takes up to {most / 2**20:g} MB."
            )
        case Cut() | http.client.IncompleteRead():
            return f"{host} broke off in the middle of the calendar."
        case Garbled():
            return f"{host} sent the calendar packed in a way that cannot be unpacked."
        case Private():
            return (
                f"{host} leads to a computer of a private network, which only an address that "
                "you typed yourself may do. If that is meant, subscribe to that address itself."
            )
    return ""


def _certificate_words(error: ssl.SSLCertVerificationError, host: str) -> str:
    if error.verify_code in OUT_OF_TIME:
        remedy = "Its owner must renew it; check this computer's date as well."
    elif error.verify_code in OTHER_NAME:
        remedy = "Check the address."
    else:
        remedy = "If the server is your own, name its authority's file in SSL_CERT_FILE."
    reason = error.verify_message or "it is not accepted"
    return f"The certificate of {host} cannot be trusted: {reason}. Nothing was fetched. {remedy}"


def _network_words(error: Exception, host: str, through: str) -> str:
    match error:
        case socket.gaierror() | UnicodeError():
            return f"{host} was not found{through}. Check the address, and this computer's network."
        case TimeoutError():
            return f"{host} did not answer in time{through}."
        case ConnectionRefusedError():
            return f"Nothing answers at {host}{through} (connection refused). Check the address."
        case NoTunnel(status=status):
            return f"The proxy does not connect to {host} ({status or 'no answer'})."
        case ssl.SSLError():
            reason = (error.reason or "TLS").replace("_", " ").lower()
            return f"No protected connection to {host} came about ({reason}). Check the address."
        case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
            return f"{host} hung up without an answer."
        case http.client.HTTPException():
            return f"{host} gave an answer that is no HTTP ({type(error).__name__})."
        case OSError():
            return f"{host} cannot be reached{through} ({error.strerror or type(error).__name__})."
    return f"The calendar could not be fetched from {host} ({type(error).__name__})."
