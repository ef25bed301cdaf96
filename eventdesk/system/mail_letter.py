"""A message made ready for the wire: envelope, addresses and bytes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from eventdesk.domain.language import later

ADDRESS_HEADERS = ("From", "Sender", "Reply-To", "To", "Cc")


class Unmailable(ValueError):
    """The message itself cannot be sent; the text says why, in English for the ledger."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`content` as RFC 5322 with CRLF; `utf8` when the server must know SMTPUTF8 (RFC 6531)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    utf8: bool


def letter(message: EmailMessage, sender: str = "") -> Letter:
    """Read envelope and content out of a message; Unmailable when it has a fault.

    `sender` is the envelope sender, the message's own From if empty. International domains
    are written in ASCII (RFC 5891), so only other local parts ask for SMTPUTF8. Bcc is
    neither read nor sent.
    """
    try:
        _refuse_line_breaks(message)
        message = copy.deepcopy(message)
        del message["Bcc"]
        for name in ADDRESS_HEADERS:
            _with_ascii_domains(message, name)
        recipients = tuple(dict.fromkeys(_addresses(message, "To") + _addresses(message, "Cc")))
        envelope = _ascii_domain(sender) or next(iter(_addresses(message, "From")), "")
        utf8 = not all(each.isascii() for each in (envelope, *recipients))
        rules = policy.SMTPUTF8 if utf8 else policy.SMTP
        # Not every server takes 8-bit content, so none is given any.
        content = message.as_bytes(policy=rules.clone(cte_type="7bit"))
    except Unmailable:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        problem = later("The mail is malformed ({reason}).").format(reason=error)
        raise Unmailable(problem) from error
    if not recipients:
        raise Unmailable(later("The mail has no recipient."))
    if not envelope:
        raise Unmailable(later("The mail has no sender."))
    for each in (envelope, *recipients):
        if any(character in each for character in "\r\n\0<> "):
            raise Unmailable(later("{address} is not a mail address.").format(address=repr(each)))
    return Letter(envelope, recipients, content, utf8)


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [
        each.addr_spec
        for header in message.get_all(name, [])
        for each in header.addresses
        if each.addr_spec not in {"", "<>"}
    ]


def _with_ascii_domains(message: EmailMessage, name: str) -> None:
    headers = message.get_all(name, [])
    if all(each.domain.isascii() for header in headers for each in header.addresses):
        return
    written = [
        Address(each.display_name, each.username, _ascii_domain(f"@{each.domain}")[1:])
        for header in headers
        for each in header.addresses
    ]
    del message[name]
    message[name] = written


def _ascii_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    return f"{local}{at}{domain.encode('idna').decode('ascii')}"


def _refuse_line_breaks(message: EmailMessage) -> None:
    # EmailMessage refuses them where headers are set; this is the second lock.
    for name, value in message.raw_items():
        unfolded = re.sub(r"\r?\n[ \t]", " ", f"{name}:{value}")
        if re.search(r"[\r\n\0]", unfolded) or re.search(r"[\s:]", name):
            raise Unmailable(later("The mail has a line break in a header."))
