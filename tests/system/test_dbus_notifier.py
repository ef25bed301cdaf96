"""Notifications over a real bus, with dunst and with servers that are unlike it."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_signal

from eventdesk.domain.snooze import SnoozeChoice
from eventdesk.services.ports import Notice, NoticeAction, Refused, Taken
from eventdesk.system.notifiers import platform_notifiers
from eventdesk.system.notifiers.dbus import DBusNotifier
from eventdesk.system.notifiers.dbus_signals import NotificationSignals
from tests.desktop import DesktopSession, eventually
from tests.system.actions import Actions, wait_until_connected
from tests.system.notification_server import notification_server

Make = Callable[..., DBusNotifier]


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def make(actions: Actions) -> Iterator[Make]:
    """Makes notifiers on the bus of the environment, connected; closes them at the end."""
    made: list[DBusNotifier] = []

    def build(
        on_action: Callable[[NoticeAction], object] | None = None, *, connected: bool = True
    ) -> DBusNotifier:
        notifier = DBusNotifier(
            Path("/icons/eventdesk.png"),
            on_action or actions.put,
            timeout_s=20,  # dunst on a loaded machine
            first_backoff_s=0.05,
        )
        made.append(notifier)
        if connected:
            wait_until_connected(notifier)
        return notifier

    yield build
    for each in made:
        each.close()


def notice(title: str = "Dentist", body: str = "starts in 5 min") -> Notice:
    return Notice(title=title, body=body, ledger_ids=(1,))


def shown(outcome: Taken | Refused) -> str:
    assert isinstance(outcome, Taken), outcome
    assert outcome.backend == "dbus"
    return outcome.ref


def refused(outcome: Taken | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.error


# With dunst


def test_a_notice_arrives_whole(dunst: DesktopSession, make: Make) -> None:
    ref = shown(make().notify(notice("Tea & <b>cake</b>", "5 < 6 & more\nRoom 2")))

    [seen] = dunst.notifications.wait_for(1)
    assert seen.app_name == "EventDesk"
    assert seen.summary == "Tea & <b>cake</b>"
    assert seen.body == "5 &lt; 6 &amp; more\nRoom 2"
    assert seen.labels == ("Open", "Snooze", "Dismiss")
    assert [key for key, _ in seen.actions] == ["default", "snooze", "dismiss"]
    assert seen.icon == "file:///icons/eventdesk.png"
    assert seen.hints["urgency"] == 1
    assert seen.hints["desktop-entry"] == "org.eventdesk.EventDesk"
    assert seen.hints["category"] == "x-eventdesk.reminder"
    assert seen.expire_timeout == 0
    assert ref.endswith(f"/{seen.id}")


def test_a_server_with_a_menu_lists_every_snooze(
    dunst: DesktopSession, make: Make, actions: Actions
) -> None:
    choices = (SnoozeChoice("30m", "30 minutes"), SnoozeChoice("at-start", "Until the start"))
    notifier = make()
    wait_until_connected(notifier)
    ref = shown(notifier.notify(replace(notice(), snoozes=choices)))
    [seen] = dunst.notifications.wait_for(1)
    assert seen.labels[3:] == ("Snooze: 30 minutes", "Snooze: Until the start")
    dunst.press("Snooze: Until the start")
    assert actions.next() == NoticeAction(ref, "snooze at-start")


def test_a_server_with_a_row_of_buttons_gets_few(bus: DesktopSession, make: Make) -> None:
    choices = (SnoozeChoice("30m", "30 minutes"),)
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    with notification_server(address, "actions") as server:
        shown(make().notify(replace(notice(), snoozes=choices, urgent=True)))
    labels = server.notified[0][5][1::2]
    assert labels == ["Open", "Snooze", "Dismiss", "Open"]
    assert server.notified[0][6]["urgency"] == ("y", 2)


def test_the_buttons_come_back(dunst: DesktopSession, make: Make, actions: Actions) -> None:
    notifier = make()
    refs = [shown(notifier.notify(notice(title))) for title in ("One", "Two", "Three")]

    dunst.press("Snooze", summary="One")
    assert actions.next() == NoticeAction(refs[0], "snooze")
    dunst.press("Dismiss", summary="Two")
    assert actions.next() == NoticeAction(refs[1], "dismiss")
    dunst.press("Open", summary="Three")
    assert actions.next() == NoticeAction(refs[2], "open")
    assert actions.empty()


def test_a_click_on_the_notification_opens(
    dunst: DesktopSession, make: Make, actions: Actions
) -> None:
    ref = shown(make().notify(notice()))

    dunst.dunstctl("action")

    assert actions.next() == NoticeAction(ref, "open")


def test_closing_by_the_person_is_a_dismissal(
    dunst: DesktopSession, make: Make, actions: Actions
) -> None:
    ref = shown(make().notify(notice()))

    dunst.dunstctl("close")

    assert actions.next() == NoticeAction(ref, "dismiss")


def test_withdrawing_closes_it_and_is_no_dismissal(
    dunst: DesktopSession, make: Make, actions: Actions
) -> None:
    notifier = make()
    first = shown(notifier.notify(notice("First")))
    second = shown(notifier.notify(notice("Second")))

    notifier.withdraw(first)

    eventually(lambda: dunst.dunstctl("count", "displayed") == "1")
    dunst.press("Dismiss", summary="Second")
    # The signals come in order: had the first one counted, it would be here before.
    assert actions.next() == NoticeAction(second, "dismiss")
    assert actions.empty()


def test_a_handle_outlives_the_program(dunst: DesktopSession, make: Make, actions: Actions) -> None:
    first = make()
    ref = shown(first.notify(notice()))
    first.close()

    again = make()
    dunst.press("Snooze")
    assert actions.next() == NoticeAction(ref, "snooze")
    again.withdraw(ref)

    eventually(lambda: dunst.dunstctl("count", "displayed") == "0")


def test_a_restarted_server_is_found_and_old_handles_no_longer_match(
    dunst: DesktopSession, make: Make, actions: Actions
) -> None:
    notifier = make()
    old = [shown(notifier.notify(notice())) for _ in range(2)]
    dunst.stop("dunst")
    dunst.start_notification_server()

    new = [shown(notifier.notify(notice(f"New {number}"))) for number in range(2)]
    for ref in old:
        notifier.withdraw(ref)
    dunst.press("Snooze", summary="New 0")

    assert {ref.rpartition("/")[2] for ref in old} == {ref.rpartition("/")[2] for ref in new}
    assert not set(old) & set(new)
    assert actions.next() == NoticeAction(new[0], "snooze")
    assert dunst.dunstctl("count", "displayed") == "2"


def test_a_restarted_bus_is_found_by_calls_and_by_the_listener(
    dunst: DesktopSession, make: Make, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = make()
    old = shown(notifier.notify(notice()))
    dunst.stop("dunst")
    dunst.stop("dbus-daemon")
    dunst.notifications.close()
    assert refused(notifier.notify(notice()))
    dunst.start_bus()
    dunst.start_notification_server()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", dunst.env["DBUS_SESSION_BUS_ADDRESS"])

    wait_until_connected(notifier)
    new = shown(notifier.notify(notice("New")))

    assert old != new
    dunst.press("Dismiss")
    assert actions.next() == NoticeAction(new, "dismiss")


def test_many_threads_may_notify_at_once(dunst: DesktopSession, make: Make) -> None:
    notifier = make()
    outcomes: list[Taken | Refused] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(notifier.notify(notice())))
        for _ in range(20)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

    assert len({shown(each) for each in outcomes}) == 20
    dunst.notifications.wait_for(20)


def test_odd_texts_are_shown(dunst: DesktopSession, make: Make) -> None:
    notifier = make()
    for title, body in [("--help", "-x"), ("", ""), ("a\0b", "\ud800"), ("x" * 500, "y" * 50_000)]:
        shown(notifier.notify(notice(title, body)))

    seen = dunst.notifications.wait_for(4)
    assert [each.summary for each in seen] == ["--help", "", "ab", f"{'x' * 71}…"]
    assert seen[2].body == "?"
    assert seen[3].body == f"{'y' * 299}…"


# Without bus or server


def test_without_a_server_it_refuses_and_says_so(bus: DesktopSession, make: Make) -> None:
    assert "no notification server is running" in refused(make().notify(notice()))


@pytest.mark.parametrize(
    "address", ["unix:path=/nonexistent/bus", "nonsense", "tcp:host=localhost,port=1", ""]
)
def test_without_a_bus_it_refuses_at_once(
    make: Make, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    notifier = make(connected=False)

    assert refused(notifier.notify(notice())).startswith("D-Bus: ")
    notifier.withdraw("dbus:0123456789ab:1.2/3")


@pytest.mark.parametrize("answer", [b"REJECTED\r\n", b"OK 0123\r\n" + b"x" * 64, b""])
def test_what_is_no_bus_is_refused(make: Make, tmp_path: Path, answer: bytes) -> None:
    place = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(1000)
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        notifier = DBusNotifier(where=lambda: str(place))
        assert refused(notifier.notify(notice()))
        notifier.close()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_the_bus_of_the_runtime_folder_is_used_where_no_address_is_given(
    bus: DesktopSession, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    place = address.removeprefix("unix:path=").partition(",")[0]
    (bus.runtime / "bus").symlink_to(place)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(bus.runtime))

    with notification_server(address):
        shown(make().notify(notice()))


# With servers unlike dunst


def test_only_what_the_server_can_do_is_asked_of_it(bus: DesktopSession, make: Make) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"], "body") as server:
        notifier = make()
        shown(notifier.notify(notice("A & B", "5 < 6")))
        shown(notifier.notify(notice()))

        assert server.notified[0][3:6] == ("A & B", "5 < 6", [])
        assert server.asked_for_capabilities == 1


def test_a_notice_without_actions_has_no_buttons(bus: DesktopSession, make: Make) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"], "actions") as server:
        shown(make().notify(Notice(title="Missed", body="", ledger_ids=(), actions=False)))

        assert server.notified[0][5] == []


def test_another_server_is_asked_anew_what_it_can_do(bus: DesktopSession, make: Make) -> None:
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    notifier = make()
    with notification_server(address, "body-markup"):
        shown(notifier.notify(notice(body="<")))
    with notification_server(address) as plain:
        eventually(lambda: notifier._known is None)
        shown(notifier.notify(notice(body="<")))

        assert plain.notified[0][4] == "<"


def test_an_error_of_the_server_is_told(bus: DesktopSession, make: Make) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"], answer="error"):
        assert refused(make().notify(notice())) == "D-Bus: too many notifications"


def test_a_server_that_hangs_is_given_up_on(bus: DesktopSession, make: Make) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"], answer="nothing") as server:
        notifier = make()
        notifier._timeout_s = 0.3

        assert refused(notifier.notify(notice())) == "D-Bus: no answer within 0.3 s"
        server.answer = "id"
        shown(notifier.notify(notice()))


def test_signals_sent_to_the_caller_alone_are_heard(
    bus: DesktopSession, make: Make, actions: Actions
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        ref = shown(make().notify(notice()))

        server.emit("ActionInvoked", "us", 1, "snooze", to=server.sender)

        assert actions.next() == NoticeAction(ref, "snooze")


def test_only_the_first_end_of_a_notification_counts(
    bus: DesktopSession, make: Make, actions: Actions
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        refs = [shown(notifier.notify(notice())) for _ in range(3)]

        notifier.withdraw(refs[0])
        server.emit("NotificationClosed", "uu", 1, 2)  # by us, whatever it is called
        for reason in (3, 2):  # by another process of ours
            server.emit("NotificationClosed", "uu", 2, reason)
        for _ in range(2):
            server.emit("NotificationClosed", "uu", 3, 2)

        assert actions.next() == NoticeAction(refs[2], "dismiss")
        assert actions.none_within(0.3)


def test_a_button_of_a_withdrawn_notification_that_still_stands_counts(
    bus: DesktopSession, make: Make, actions: Actions
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        ref = shown(notifier.notify(notice()))
        notifier.withdraw(ref)
        server.emit("ActionInvoked", "us", 1, "open")
        assert actions.next() == NoticeAction(ref, "open")


def test_the_desktops_permission_comes_with_the_button(
    bus: DesktopSession, make: Make, actions: Actions
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        first, second = (shown(notifier.notify(notice())) for _ in range(2))
        server.emit("ActivationToken", "us", 1, "permission")
        server.emit("ActionInvoked", "us", 2, "open")
        server.emit("ActionInvoked", "us", 1, "open")
        server.emit("ActionInvoked", "us", 1, "open")
        assert actions.next() == NoticeAction(second, "open")
        assert actions.next() == NoticeAction(first, "open", "permission")
        assert actions.next() == NoticeAction(first, "open")


def test_a_button_that_also_closes_counts_once(
    bus: DesktopSession, make: Make, actions: Actions
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        first, second = (shown(notifier.notify(notice())) for _ in range(2))

        server.emit("ActionInvoked", "us", 1, "snooze")
        server.emit("NotificationClosed", "uu", 1, 2)
        server.emit("NotificationClosed", "uu", 2, 2)

        assert actions.next() == NoticeAction(first, "snooze")
        assert actions.next() == NoticeAction(second, "dismiss")
        assert actions.empty()


@pytest.mark.parametrize("reason", [1, 3, 4])
def test_other_ends_of_a_notification_mean_nothing(
    bus: DesktopSession, make: Make, actions: Actions, reason: int
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        shown(notifier.notify(notice()))
        last = shown(notifier.notify(notice()))

        server.emit("NotificationClosed", "uu", 1, reason)
        server.emit("ActionInvoked", "us", 2, "unheard-of")
        server.emit("NotificationClosed", "uu", 2, 2)

        assert actions.next() == NoticeAction(last, "dismiss")
        assert actions.empty()


@pytest.mark.parametrize("body", [(), (1,), ("1", 2), (1, 2, 3)])
@pytest.mark.parametrize("member", ["ActionInvoked", "NotificationClosed", "ActivationToken"])
def test_malformed_signals_mean_nothing(member: str, body: tuple[object, ...]) -> None:
    place = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
    calls: list[NoticeAction] = []
    signals = NotificationSignals(lambda server, number: f"{server}/{number}", calls.append)
    signature = "".join("s" if isinstance(each, str) else "u" for each in body) or None

    signals.take(new_signal(place, member, signature, body))
    signals.close()

    assert calls == []


def test_a_withdrawal_goes_to_the_server_that_showed_it_only(
    bus: DesktopSession, make: Make
) -> None:
    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make()
        ref = shown(notifier.notify(notice()))
        run = notifier._link.bus_id[:12]

        for foreign in (
            "",
            "tray:1",
            ref.replace(run, "0123456789ab"),
            f"dbus:{run}:1.9999/1",
            f"dbus:{run}{server.unique_name}/x",
            f"dbus:{run}{server.unique_name}/{2**40}",
        ):
            notifier.withdraw(foreign)
        notifier.withdraw(ref)

        eventually(lambda: server.closed)
        assert server.closed == [1]


def test_an_action_may_use_the_notifier(bus: DesktopSession, make: Make) -> None:
    done: queue.Queue[Taken | Refused] = queue.Queue()
    ready = threading.Event()

    def on_action(action: NoticeAction) -> None:
        assert ready.wait(10)
        notifier.withdraw(action.ref)
        done.put(notifier.notify(notice("Snoozed")))

    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        notifier = make(on_action)
        ready.set()
        shown(notifier.notify(notice()))
        server.emit("ActionInvoked", "us", 1, "snooze")

        assert shown(done.get(timeout=20)).endswith("/2")
        assert server.closed == [1]


def test_a_failing_action_does_not_deafen(
    bus: DesktopSession, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    calls: queue.Queue[NoticeAction] = queue.Queue()

    def on_action(action: NoticeAction) -> None:
        calls.put(action)
        raise RuntimeError("no")

    with notification_server(bus.env["DBUS_SESSION_BUS_ADDRESS"]) as server:
        ref = shown(make(on_action).notify(notice()))
        for key in ("snooze", "default"):
            server.emit("ActionInvoked", "us", 1, key)

        assert calls.get(timeout=10) == NoticeAction(ref, "snooze")
        assert calls.get(timeout=10) == NoticeAction(ref, "open")


def test_a_closed_notifier_refuses(bus: DesktopSession, make: Make) -> None:
    notifier = make()
    notifier.close()

    assert refused(notifier.notify(notice()))


def test_the_order_of_linux_is_dbus_then_plyer(
    bus: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")

    notifiers = platform_notifiers(None, lambda action: None)

    assert [type(each).__name__ for each in notifiers] == ["DBusNotifier", "PlyerNotifier"]
    for each in notifiers:
        each.close()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_the_other_systems_have_plyer(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)

    [notifier] = platform_notifiers(None, lambda action: None)

    assert type(notifier).__name__ == "PlyerNotifier"
