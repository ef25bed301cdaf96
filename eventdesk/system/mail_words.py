"""What went wrong with a mail, in words a person can act on."""

from __future__ import annotations

import smtplib
import socket
import ssl

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
            return NotSent(
                f"The mail server {host} takes no login at the moment: {reply_words(error)}"
            )
        return NotSent(
            f"The mail server {host} refused the login: {reply_words(error)}. "
            "Check the user name and the password in the settings."
        )
    if isinstance(error, smtplib.SMTPResponseException):
        final = about_message and is_final(error.smtp_code)
        return NotSent(f"The mail server {host} said: {reply_words(error)}", permanent=final)
    if isinstance(error, smtplib.SMTPException | OSError) and _timed_out(error):
        return NotSent(f"The mail server {where} did not answer within {step_s:g} s.")
    return NotSent(_other(error, host, where))


def maybe_taken(outcome: NotSent) -> NotSent:
    """The outcome where the whole mail had gone out, but no verdict on it came back."""
    return NotSent(
        f"{outcome.error} It may have taken the mail nevertheless: the same mail, sent again, "
        "bears the same Message-ID."
    )


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
    return f"{code} {line}"[:LONGEST] if code > 0 else line[:LONGEST] or "nothing sensible"


def _other(error: Exception, host: str, where: str) -> str:
    match error:
        case Unprotected():
            return (
                f"The mail server {where} offers no STARTTLS, so nothing was sent in the clear. "
                "Check the port, or choose another security in the settings."
            )
        case NoLogin():
            return (
                f"The mail server {where} offers no login that EventDesk knows. "
                "Check port and security, or leave the user name empty."
            )
        case socket.gaierror():
            return (
                f"The mail server {host!r} was not found ({error.strerror}). "
                "Check its name in the settings, and this computer's network."
            )
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {where} cannot be trusted: {error.verify_message}. "
                f"Nothing was sent. {_certificate_remedy(error.verify_code)}"
            )
        case ssl.SSLError():
            return (
                f"No protected connection to {where} came about ({error.reason or error}). "
                "Check port and security in the settings."
            )
        case smtplib.SMTPServerDisconnected():
            return f"The mail server {where} hung up."
        case ConnectionRefusedError():
            return (
                f"Nothing answers at {where} (connection refused). "
                "Check server and port in the settings."
            )
        case OSError():
            return f"The mail server {where} cannot be reached ({error.strerror or error})."
    return f"The mail could not be handed over ({error})."[:LONGEST]


def _certificate_remedy(code: int) -> str:
    if code in OUT_OF_TIME:
        return "Its owner must renew it; check this computer's date as well."
    if code in OTHER_NAME:
        return "Check the server's name in the settings."
    return "If the server is your own, name its authority's file in SSL_CERT_FILE."


def _timed_out(error: BaseException) -> bool:
    # smtplib turns a time-out while reading into 'disconnected'.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
