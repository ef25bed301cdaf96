"""The works that EventDesk is built from, and their licences."""

from __future__ import annotations

from eventdesk.domain.language import tr

WORKS: dict[str, tuple[str, ...]] = {
    "GNU Lesser General Public License 3": ("Qt", "PySide6_Essentials", "shiboken6"),
    "Python Software Foundation License 2": ("Python", "typing_extensions"),
    "MIT": (
        *("SQLAlchemy", "alembic", "Mako", "APScheduler", "tzlocal", "plyer", "jeepney"),
        *("keyring", "jaraco.classes", "jaraco.context", "jaraco.functools", "backports.tarfile"),
        *("more-itertools", "platformdirs", "tomli_w", "truststore", "miniaudio", "six", "zipp"),
    ),
    "MIT No Attribution": ("cffi",),
    "BSD 3-Clause": (
        *("click", "psutil", "MarkupSafe", "pycparser", "SecretStorage", "pywin32-ctypes"),
    ),
    "BSD 2-Clause": ("icalendar",),
    "Apache License 2.0": ("tzdata", "importlib_metadata", "lazy-importer", "OpenSSL"),
    "Apache License 2.0 or BSD 3-Clause": ("cryptography", "python-dateutil"),
    "Unicode License 3": ("ICU",),
    "Public domain": ("SQLite",),
}
"""Licence: names, those of Python packages as they are installed under. OpenSSL and SQLite come
with Python, ICU with Qt."""


def licence_words() -> str:
    """What the program is built from, for people to read."""
    lines = (f"•  {licence}: {', '.join(names)}" for licence, names in WORKS.items())
    return "\n".join(
        (
            tr(
                "EventDesk is free software under the MIT licence. Its icons were drawn for it and "
                "are under the same licence."
            ),
            "",
            tr("It is built from these works, whose licences come with them in full:"),
            "",
            *lines,
        )
    )
