"""Self-test of the program itself and what it needs of the system: zones, TLS, processes."""

from __future__ import annotations

import os
import platform
import ssl
import sys
import zoneinfo
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from eventdesk import __version__
from eventdesk.app.self_test_outcomes import ANEW
from eventdesk.domain.settings import Language
from eventdesk.services.health import Check
from eventdesk.system.clock import SystemClock
from eventdesk.system.zone_rules import rules_version

LEAST_TEXTS = 1000
"""A catalogue has more; one that was cut short has fewer."""
OFFSETS = (
    ("Asia/Kolkata", datetime(2027, 1, 1, tzinfo=UTC), 5.5),
    ("Europe/Berlin", datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC), 1),
    ("Europe/Berlin", datetime(2027, 3, 28, 1, tzinfo=UTC), 2),
    ("America/New_York", datetime(2027, 11, 7, 5, 59, 59, tzinfo=UTC), -4),
    ("America/New_York", datetime(2027, 11, 7, 6, tzinfo=UTC), -5),
    ("Australia/Lord_Howe", datetime(2027, 1, 1, tzinfo=UTC), 11),
)
"""What clocks show ahead of UTC, in hours, before and after changes."""
CERTIFICATES_REMEDY = (
    "Install the system's certificates (Debian, Ubuntu, Fedora: package ca-certificates), and "
    "look at SSL_CERT_FILE and SSL_CERT_DIR if they are set."
)


def program(qt: str) -> Check:
    """What is running, and from where."""
    from eventdesk.app.installation import installed_as, program_folder

    what = f"{__version__}, {installed_as()} in {program_folder()}"
    versions = f"Python {platform.python_version()}, Qt {qt}"
    machine = f"{platform.system()} {platform.machine()}"
    return Check("program", True, f"{what}; {versions}, {machine}")


def zones() -> Check:
    """The rules of time zones: those of the system if it has them, and those that come along."""
    local = SystemClock().zone()
    wrong = [*_wrong_offsets("as used", _used), *_wrong_offsets("that came along", _packaged)]
    if wrong:
        return Check("time zones", False, "; ".join(wrong), ANEW)
    tree = next((each for each in zoneinfo.TZPATH if (Path(each) / "Europe/Berlin").exists()), "")
    own = rules_version(()) or "of an unknown release"
    system = f"{rules_version([tree]) or 'rules'} in {tree}" if tree else "none"
    return Check("time zones", True, f"{local.key}; of the system: {system}; came along: {own}")


def translations(folder: Path, of_qt: Collection[str] | None) -> Check:
    """The catalogue of every language, and whether Qt's own words go with it.

    `of_qt` are the languages that Qt has, None where that could not be seen.
    """
    from eventdesk.system.languages import ENGLISH, load_catalogue

    told = []
    for each in Language:
        if each in {Language.SYSTEM, ENGLISH}:
            continue
        try:
            texts = list(load_catalogue(folder, each).messages())
        except (OSError, ValueError, EOFError) as error:
            return Check("translations", False, f"{each}: {error}", ANEW)
        if len(texts) < LEAST_TEXTS:
            return Check("translations", False, f"{each}: only {len(texts)} texts", ANEW)
        if of_qt is not None and each not in of_qt:
            return Check("translations", False, f"{each}: Qt's own words are missing", ANEW)
        told.append(f"{each} ({len(texts)} texts)")
    return Check("translations", True, f"English; {', '.join(told)}")


def certificates() -> Check:
    """TLS as mail and subscriptions use it: whom it trusts, and that it begins to talk."""
    from eventdesk.system.tls import system_tls

    try:
        context = system_tls()
        outgoing = ssl.MemoryBIO()
        connection = context.wrap_bio(
            ssl.MemoryBIO(), outgoing, server_hostname="eventdesk.invalid"
        )
    except OSError as error:  # also of a file that SSL_CERT_FILE names
        return Check("certificates", False, f"TLS: {error}", CERTIFICATES_REMEDY)
    if context.verify_mode != ssl.CERT_REQUIRED or not context.check_hostname:
        return Check("certificates", False, "TLS would trust everybody", ANEW)
    with suppress(ssl.SSLWantReadError):  # it waits for the server's part
        connection.do_handshake()
    if not outgoing.pending:
        return Check("certificates", False, "TLS says nothing to a server", ANEW)
    trusted = _trusted(connection.context)
    if trusted == "0":
        words = f"no certificate authority is trusted; {ssl.OPENSSL_VERSION}"
        return Check("certificates", False, words, CERTIFICATES_REMEDY)
    return Check("certificates", True, f"{trusted} authorities trusted; {ssl.OPENSSL_VERSION}")


def processes() -> Check:
    """Whether processes can be told apart, so that none delivers what another does."""
    from eventdesk.system.processes import SystemProcesses, psutil_start

    own = psutil_start(os.getpid())
    token = SystemProcesses().own()
    gone = f"{token.rpartition(':')[0]}:another start"
    if own is None or not SystemProcesses().alive(token) or SystemProcesses().alive(gone):
        return Check("processes", False, "this process is not told from another", ANEW)
    return Check("processes", True, "this one is told from those that are gone")


def _wrong_offsets(which: str, zone_of: object) -> list[str]:
    assert callable(zone_of)
    wrong = []
    for key, at, hours in OFFSETS:
        try:
            offset = at.astimezone(zone_of(key)).utcoffset()
        except (LookupError, OSError, ValueError, ModuleNotFoundError):
            return [f"the rules {which} lack {key}"]
        if offset != timedelta(hours=hours):
            wrong.append(f"{key} is {offset} ahead of UTC at {at} by the rules {which}")
    return wrong[:1]


def _used(key: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo.no_cache(key)


def _packaged(key: str) -> zoneinfo.ZoneInfo:
    """The zone as the package tzdata has it, whatever the system has."""
    folder, _, name = f"tzdata/zoneinfo/{key}".rpartition("/")
    with (resources.files(folder.replace("/", ".")) / name).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key)


def _trusted(context: ssl.SSLContext) -> str:
    """How many authorities the system names, in words where it does not tell."""
    if sys.platform == "win32":
        return str(sum(len(ssl.enum_certificates(each)) for each in ("ROOT", "CA")))
    if sys.platform == "darwin":
        return "the keychain's"
    loaded = len(context.get_ca_certs())
    folder = ssl.get_default_verify_paths().capath
    if loaded or folder is None:
        return str(loaded)
    # OpenSSL reads such a folder only when it needs one of them.
    return str(sum(each.suffix == ".0" for each in Path(folder).iterdir()))
