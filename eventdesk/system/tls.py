"""TLS for mail and fetched calendars: whom the system trusts, on each system."""

from __future__ import annotations

import os
import ssl

import truststore


def system_tls() -> ssl.SSLContext:
    """A context that checks names, and certificates as the system does.

    It also trusts those of SSL_CERT_FILE. OpenSSL alone would not do: a bundled one looks
    where its maker's system keeps certificates, and finds none elsewhere.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    further = os.environ.get("SSL_CERT_FILE")
    if further:
        context.load_verify_locations(cafile=further)
    return context
