"""Each notification server that is installed, through the notifier and the presence as they are.

What was found with them: MATE's shows long titles left of the screen, notification-daemon shows
one notification at a time and waits for its end, Xfce's and LXQt's list the default action
beside the others, SwayNotificationCenter calls our own closing a dismissal.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk.services.ports import Notice, NoticeAction, Refused, Taken
from eventdesk.system.notification_state import notification_state
from eventdesk.system.notifiers.dbus import DBusNotifier
from eventdesk.system.presence.do_not_disturb import NAME
from eventdesk.system.presence.linux import LinuxPresence
from tests.desktop import DesktopSession, eventually
from tests.system.actions import Actions, connected_notifier
from tests.system.real_servers import (
    LXQT,
    MAKO,
    MATE,
    NOTIFICATION_DAEMON,
    ON_WAYLAND,
    ON_X11,
    SWAYNC,
    XFCE,
    RealServer,
    let_the_bus_start,
    places,
    press_snooze,
    running_server,
    start,
)


def servers(*which: RealServer) -> pytest.MarkDecorator:
    """Run a test with each of these."""
    return pytest.mark.parametrize("server", which, ids=[each.name for each in which])


ICON = Path(__file__).resolve().parents[2] / "resources/icons/eventdesk.svg"


@pytest.fixture
def desktop(
    server: RealServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DesktopSession]:
    with running_server(server, tmp_path / "desktop") as session:
        address = session.env["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield session


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def notifier(desktop: DesktopSession, actions: Actions) -> Iterator[DBusNotifier]:
    with connected_notifier(ICON, actions) as found:
        yield found


def notice(title: str = "Dentist", body: str = "Starts in 5 min (15:00)\nMain street 5") -> Notice:
    return Notice(title=title, body=body, ledger_ids=(1,))


def shown(outcome: Taken | Refused) -> str:
    assert isinstance(outcome, Taken), outcome
    return outcome.ref


@servers(*ON_X11, *ON_WAYLAND)
def test_a_reminder_is_shown_and_withdrawn(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier, actions: Actions
) -> None:
    texts = notice('Tea & <b>cake</b> "x"', "5 < 6 & <i>more</i>\n\u202eabc \u05e9\u05dc\x01")
    refs = [shown(notifier.notify(each)) for each in (notice(), texts)]
    first, second = desktop.notifications.wait_for(2)
    assert [first.id, second.id] == [int(ref.rpartition("/")[2]) for ref in refs]
    assert second.body == "5 &lt; 6 &amp; &lt;i&gt;more&lt;/i&gt;\n\u202eabc \u05e9\u05dc"
    assert {"Open", "Snooze", "Dismiss"} == set(first.labels)

    for ref in refs:
        notifier.withdraw(ref)

    closed = desktop.notifications
    eventually(lambda: {(first.id, 3), (second.id, 3)} <= set(closed.closed), what="the end")
    if server is SWAYNC:
        eventually(lambda: (second.id, 2) in closed.closed, what="swaync's second word")
    last = shown(notifier.notify(notice("Another one")))
    notifier.withdraw(last)
    eventually(lambda: len({each for each, _ in closed.closed}) == 3, what="the last end")
    assert actions.none_within(0.3)


@servers(XFCE, LXQT, MAKO)
def test_no_button_is_there_twice(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier
) -> None:
    shown(notifier.notify(notice()))
    assert desktop.notifications.wait_for(1)[0].labels == ("Open", "Snooze", "Dismiss")


@servers(*ON_X11)
def test_long_texts_stay_on_the_screen(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier
) -> None:
    for title, body in [("word " * 100, "short"), ("x" * 500, "y" * 3000), ("\u4e2d" * 200, "z")]:
        begun = time.monotonic()
        ref = shown(notifier.notify(notice(title, body)))
        assert time.monotonic() - begun < 3
        if server.window:
            found = eventually(lambda: places(server, desktop), what="the notification")
            for left, top, width, height in found.values():
                assert 0 <= left < left + width <= desktop.size[0], (title[:5], found)
                assert 0 <= top < top + height <= desktop.size[1], (title[:5], found)
        notifier.withdraw(ref)
        if server is not NOTIFICATION_DAEMON:
            eventually(lambda: not server.window or not places(server, desktop), what="its end")


@servers(NOTIFICATION_DAEMON)
def test_the_next_one_does_not_wait_until_the_first_is_closed(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier
) -> None:
    for number in range(2):
        shown(notifier.notify(notice(f"Number {number}")))
    first = set(eventually(lambda: places(server, desktop), what="the first"))
    eventually(lambda: set(places(server, desktop)) - first, 12, "the second")
    assert desktop.notifications.closed == []


@servers(*ON_X11)
def test_a_button_works_after_the_program_was_restarted(
    server: RealServer, desktop: DesktopSession, actions: Actions
) -> None:
    with connected_notifier(ICON, Actions()) as before:
        ref = shown(before.notify(notice()))
    with connected_notifier(ICON, actions) as notifier:
        press_snooze(server, desktop)
        assert actions.next() == NoticeAction(ref, "snooze")
        notifier.withdraw(ref)
        assert actions.none_within(0.5)


@servers(MAKO)
def test_makos_own_tool_presses_buttons(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier, actions: Actions
) -> None:
    refs = [shown(notifier.notify(notice(title))) for title in ("One", "Two")]
    listed = json.loads(desktop.run("makoctl", "list"))["data"][0]
    assert {each["summary"]["data"] for each in listed} == {"One", "Two"}
    number = refs[0].rpartition("/")[2]
    desktop.run("makoctl", "invoke", "-n", number, "snooze")
    assert actions.next() == NoticeAction(refs[0], "snooze")
    notifier.withdraw(refs[0])
    desktop.run("makoctl", "dismiss")
    assert actions.next() == NoticeAction(refs[1], "dismiss")


@servers(*ON_X11, *ON_WAYLAND)
def test_a_server_that_dies_and_comes_back(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier, actions: Actions
) -> None:
    old = shown(notifier.notify(notice()))
    desktop.stop(server.name)
    gone = notifier.notify(notice())
    assert isinstance(gone, Refused)
    assert "no notification server" in gone.error
    start(server, desktop)
    new = shown(notifier.notify(notice()))
    assert new != old
    assert actions.none_within(0.3)


@servers(*ON_X11)
def test_a_server_that_the_bus_starts_when_it_is_needed(
    server: RealServer, desktop: DesktopSession, notifier: DBusNotifier
) -> None:
    let_the_bus_start(server, desktop)
    assert not desktop.has_name(NAME)
    shown(notifier.notify(notice()))
    assert desktop.has_name(NAME)


@servers(XFCE, MATE, LXQT, MAKO, SWAYNC)
def test_do_not_disturb_is_known(server: RealServer, desktop: DesktopSession) -> None:
    def quiet() -> str:
        presence = LinuxPresence(environ=desktop.env)
        try:
            report = presence.report().do_not_disturb
        finally:
            presence.close()
        assert not report.unknown
        return report.words

    if server is MAKO:
        config = Path(desktop.env["XDG_CONFIG_HOME"]) / "mako/config"
        config.parent.mkdir(parents=True)
        config.write_text("[mode=do-not-disturb]\ninvisible=1\n")
        desktop.run("makoctl", "reload")
    assert quiet() == ""
    desktop.run(*server.quiet)
    eventually(quiet, what="do not disturb")
    desktop.run(*server.loud)
    eventually(lambda: not quiet(), what="the end of do not disturb")


@servers(NOTIFICATION_DAEMON)
def test_the_server_of_old_gnome_has_no_do_not_disturb(
    server: RealServer, desktop: DesktopSession
) -> None:
    presence = LinuxPresence(environ=desktop.env)
    report = presence.report().do_not_disturb
    presence.close()
    assert (report.words, report.unknown) == ("", "")
    state = notification_state()
    assert state is not None
    assert state.server.startswith("Notification Daemon")
