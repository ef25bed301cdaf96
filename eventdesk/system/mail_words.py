"""What went wrong with a mail, in words a person can act on. The ledger keeps them."""

from __future__ import annotations

import smtplib
import socket
import ssl

from eventdesk.domain.language import later
from eventdesk.services.ports import NotSent
from eventdesk.system.mail_session import NoLogin, Unprotected

LONGEST = 500
SETTINGS_CODES = {530, 534, 535, 538}
"""Login needed or refused (RFC 4954 6): mended in the settings, not a verdict on the mail."""

OUT_OF_TIME, OTHER_NAME = {9, 10}, {62, 64}
"""OpenSSL's X509_V_ERR_*: not valid yet or any more, and made out to another host."""


def not_sent(
    error: Exception, host: str, port: int, *, step_s: float, about_message: bool
) -> NotSent:
    """The outcome for an exception of the conversation, whose steps may take `step_s` seconds.

    `about_message` tells that the server was answering MAIL, RCPT or DATA: then a 5xx is
    permanent (RFC 5321 4.2.1).
    """
    where = f"{host}:{port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        if 400 <= error.smtp_code <= 499:  # RFC 4954 6: 454
            words = later("The mail server {host} takes no login at the moment: {reply}")
        else:
            words = later(
                "The mail server {host} refused the login: {reply}. "
                "Check the user name and the password in the settings."
            )
        return NotSent(words.format(host=host, reply=reply_words(error)))
    if isinstance(error, smtplib.SMTPResponseException):
        final = about_message and is_final(error.smtp_code)
        words = later("The mail server {host} said: {reply}")
        return NotSent(words.format(host=host, reply=reply_words(error)), permanent=final)
    if isinstance(error, smtplib.SMTPException | OSError) and _timed_out(error):
        words = later("The mail server {server} did not answer within {seconds} s.")
        return NotSent(words.format(server=where, seconds=f"{step_s:g}"))
    return NotSent(_other(error, host, where))


def maybe_taken(outcome: NotSent) -> NotSent:
    """The outcome where the whole mail had gone out, but no verdict on it came back."""
    words = later(
        "{problem} It may have taken the mail nevertheless: the same mail, sent again, "
        "bears the same Message-ID."
    )
    return NotSent(words.format(problem=outcome.error))


def is_final(code: int) -> bool:
    """True for replies to MAIL, RCPT and DATA after which trying again is pointless."""
    return 500 <= code <= 599 and code not in SETTINGS_CODES


def reply_words(error: smtplib.SMTPResponseException) -> str:
    """'550 5.1.1 No such user here': the server's code and words on one line."""
    return spoken(error.smtp_code, error.smtp_error)


def spoken(code: int, words: bytes | str) -> str:
    """A reply of the server on one line, clipped."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    text = "".join(each if each.isprintable() else " " for each in text)
    line = " ".join(text.split())
    return f"{code} {line}"[:LONGEST] if code > 0 else line[:LONGEST] or later("nothing sensible")


def _other(error: Exception, host: str, where: str) -> str:
    match error:
        case Unprotected():
            return later(
                "The mail server {server} offers no STARTTLS, so nothing was sent in the clear. "
                "Check the port, or choose another security in the settings."
            ).format(server=where)
        case NoLogin():
            return later(
                "The mail server {server} offers no login that EventDesk knows. "
                "Check port and security, or leave the user name empty."
            ).format(server=where)
        case socket.gaierror():
            return later(
                "The mail server {host} was not found ({reason}). "
                "Check its name in the settings, and this computer's network."
            ).format(host=repr(host), reason=error.strerror)
        case ssl.SSLCertVerificationError():
            return later(
                "The certificate of {server} cannot be trusted: {reason}. "
                "Nothing was sent. {remedy}"
            ).format(
                server=where,
                reason=error.verify_message,
                remedy=_certificate_remedy(error.verify_code),
            )
        case ssl.SSLError():
            return later(
                "No protected connection to {server} came about ({reason}). "
                "Check port and security in the settings."
            ).format(server=where, reason=error.reason or error)
        case smtplib.SMTPServerDisconnected():
            return later("The mail server {server} hung up.").format(server=where)
        case ConnectionRefusedError():
            return later(
                "Nothing answers at {server} (connection refused). "
                "Check server and port in the settings."
            ).format(server=where)
        case OSError():
            return later("The mail server {server} cannot be reached ({reason}).").format(
                server=where, reason=error.strerror or error
            )
    return later("The mail could not be handed over ({reason}).").format(reason=error)[:LONGEST]


def _certificate_remedy(code: int) -> str:
    if code in OUT_OF_TIME:
        return later("Its owner must renew it; check this computer's date as well.")
    if code in OTHER_NAME:
        return later("Check the server's name in the settings.")
    return later("If the server is your own, name its authority's file in SSL_CERT_FILE.")


def _timed_out(error: BaseException) -> bool:
    # smtplib turns a time-out while reading into 'disconnected'.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
