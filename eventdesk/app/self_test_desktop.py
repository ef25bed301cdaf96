"""Self-test of what lies around: notifications, the keyring, the sound."""

from __future__ import annotations

import platform
import sys

from eventdesk.app.self_test_outcomes import ANEW, within
from eventdesk.domain.wording import backend_words
from eventdesk.paths import Paths
from eventdesk.services.health import Check
from eventdesk.services.ports import Notice, Refused, Taken

NOTICE = Notice(
    title="EventDesk self-test",
    body="Notifications work. This one goes away by itself.",
    ledger_ids=(),
    actions=False,
)
NOTIFY_S, KEYRING_S = 12.0, 10.0
REFUSED_REMEDY = (
    "Start the desktop's notification service anew, or log out and in. EventDesk's own card and "
    "tray icon show reminders meanwhile."
)
NO_KEYRING_REMEDY = (
    "A password for e-mail is kept for one run only. To keep it, install a keyring (GNOME Keyring, "
    "KWallet), or set EVENTDESK_MAIL_PASSWORD."
)
KEYRING_REMEDY = (
    "Restart the keyring's service, or log out and in. Until it works, set EVENTDESK_MAIL_PASSWORD "
    "if e-mail needs a password."
)
WITH_SOUND = {"x86_64", "AMD64"}
"""Where the sound library is a dependency, macOS apart: pyproject.toml."""


def notification(paths: Paths) -> Check:
    """A notice handed to the desktop and withdrawn; a note where there is no desktop."""
    from eventdesk.app.house_checks import SERVER_REMEDY
    from eventdesk.app.outside import desktop_notifier

    server, why_not = _server()
    if why_not:
        words = f"no desktop here, not tried ({why_not})"
        return Check("notification", True, words, SERVER_REMEDY, notice=True)
    notifier = desktop_notifier(paths, lambda action: None)

    def show() -> Taken | Refused:
        outcome = notifier.notify(NOTICE)
        if isinstance(outcome, Taken):
            notifier.withdraw(outcome.ref)
        return outcome

    try:
        outcome = within(NOTIFY_S, "the notification service", show)
    finally:
        notifier.close()
    if isinstance(outcome, Refused):
        # Without a window there is no tray icon, by which macOS gets its notifications.
        note = sys.platform == "darwin"
        return Check("notification", note, outcome.error, REFUSED_REMEDY, notice=note)
    end = ", withdrawn again" if outcome.ref else ", which cannot withdraw it"
    taken = f"taken by {server or 'the system'} as {backend_words(outcome.backend)}"
    return Check("notification", True, f"{taken}{end}")


def keyring() -> Check:
    """A password of no worth kept, read and removed, where that asks the person nothing."""
    from eventdesk.system.keyring_trial import Kept, try_keyring

    trial = within(KEYRING_S, "the keyring", try_keyring)
    if trial.kept is Kept.NOWHERE:
        return Check("keyring", True, trial.kept.value, NO_KEYRING_REMEDY, notice=True)
    words = f"{trial.backend}: {trial.kept.value}"
    if trial.reason:
        words += f", because {trial.reason}" if trial.kept is Kept.UNTRIED else f" ({trial.reason})"
    well = trial.kept is not Kept.NO
    return Check("keyring", well, words, "" if well else KEYRING_REMEDY)


def sound(paths: Paths) -> Check:
    """The sound is read and its library loads; nothing is heard."""
    from eventdesk.system.sound import SOUND

    try:
        from eventdesk.system import sound_device
    except (ImportError, OSError) as error:
        if sys.platform == "darwin" or platform.machine() in WITH_SOUND:
            raise
        words = f"the sound library is not shipped for {platform.machine()} ({error})"
        remedy = "To hear reminders, install it: pip install miniaudio."
        return Check("sound", True, words, remedy, notice=True)
    try:
        recording = sound_device.Recording(paths.resources / SOUND)
    except sound_device.Unreadable as error:
        return Check("sound", False, f"{paths.resources / SOUND}: {error}", ANEW)
    if not recording.data.strip(b"\0"):
        return Check("sound", False, f"{paths.resources / SOUND} holds nothing to hear", ANEW)
    return Check("sound", True, f"{SOUND.name}, {recording.length_s:.1f} s; its library loads")


def _server() -> tuple[str, str]:
    """The notification server's name ('' where it cannot be told), and why none can be tried."""
    if not sys.platform.startswith("linux"):
        return "", ""
    from eventdesk.system.bus import BusError
    from eventdesk.system.notification_state import notification_state

    try:
        state = notification_state()
    except TimeoutError:
        return "", ""  # it is there, and fails when it is tried
    except BusError:
        return "", "no notification server is running"
    except OSError as error:
        return "", f"the session bus: {error.strerror}" if error.strerror else str(error)
    return (state.server if state else ""), ""
