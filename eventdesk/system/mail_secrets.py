"""Keeping the mail password out of every word that is shown, logged or stored."""

from __future__ import annotations

import base64

MASK = "***"


def secret_forms(user: str, secret: str | None) -> tuple[str, ...]:
    """The password as a login sends it: by itself, in base64 (AUTH LOGIN) and with the user's
    name (AUTH PLAIN, RFC 4616), the base64 also without its padding. The longest first."""
    if not secret:
        return ()
    encoded = [encode64(secret), encode64(f"\0{user}\0{secret}")]
    forms = {secret, *encoded, *(each.rstrip("=") for each in encoded)}
    return tuple(sorted(forms, key=len, reverse=True))


def without_secret(text: str, user: str, secret: str | None) -> str:
    """The text with all forms of the password blotted out."""
    for form in secret_forms(user, secret):
        text = text.replace(form, MASK)
    return text


def encode64(text: str) -> str:
    """The text's UTF-8 in base64."""
    return base64.b64encode(text.encode()).decode("ascii")
