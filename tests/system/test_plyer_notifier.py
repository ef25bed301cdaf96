"""plyer as a back end, which is believed only when it really did something."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from eventdesk.services.ports import Notice, Refused, Taken
from eventdesk.system.notifiers.plyer import PlyerNotifier, clip, show_by_facade, show_on_linux
from tests.desktop import DesktopSession

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="notify-send")
NOTICE = Notice(title="Dentist", body="starts in 5 min", ledger_ids=(1,))


def on_linux(icon: Path | None = None) -> PlyerNotifier:
    # A loaded machine may need longer than the 2 s of the program to start notify-send.
    return PlyerNotifier(icon, show=show_on_linux, wait_s=20)


@linux_only
@pytest.mark.parametrize("text", ["Dentist", "--help", '-- it\'s "<b>"', "Zahnärztin 🦷"])
def test_texts_arrive_as_they_are(dunst: DesktopSession, text: str) -> None:
    notice = Notice(title=text, body=text, ledger_ids=(1,))

    assert on_linux(Path("/icons/eventdesk.png")).notify(notice) == Taken("plyer")

    [seen] = dunst.notifications.wait_for(1)
    assert seen.summary == text
    assert seen.body == text
    assert seen.app_name == "EventDesk"
    assert seen.icon == "/icons/eventdesk.png"
    assert seen.expire_timeout == 0


@linux_only
def test_a_server_that_is_not_there_is_no_success(bus: DesktopSession) -> None:
    outcome = on_linux().notify(NOTICE)

    assert isinstance(outcome, Refused), outcome
    assert outcome.error.startswith("plyer: ")
    assert len(outcome.error) > len("plyer: ")


@linux_only
def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert on_linux().notify(NOTICE) == Refused("plyer: notify-send is not installed")


def test_one_that_hangs_is_given_up_on_and_not_asked_again() -> None:
    free = threading.Event()
    calls: list[str] = []

    def show(title: str, body: str, icon: str) -> None:
        calls.append(title)
        assert free.wait(30)

    notifier = PlyerNotifier(show=show, wait_s=0.1)
    assert notifier.notify(NOTICE) == Refused("plyer: no answer within 0.1 s")
    assert notifier.notify(NOTICE) == Refused("plyer: still busy with the last notification")
    assert calls == ["Dentist"]

    free.set()
    assert notifier._running is not None
    notifier._running.join(10)
    notifier._wait_s = 20
    assert notifier.notify(NOTICE) == Taken("plyer")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotImplementedError("No usable implementation found!"), "No usable implementation found!"),
        (TypeError(), "TypeError"),
        (OSError("Shell_NotifyIconW failed."), "Shell_NotifyIconW failed."),
    ],
)
def test_whatever_it_raises_becomes_the_reason(error: Exception, words: str) -> None:
    def show(title: str, body: str, icon: str) -> None:
        raise error

    assert PlyerNotifier(show=show, wait_s=20).notify(NOTICE) == Refused(f"plyer: {words}")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_on_windows_titles_and_bodies_fit_the_balloon(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    import plyer

    shown: list[dict[str, str]] = []

    class Facade:
        def notify(self, **wish: str) -> None:
            shown.append(wish)

    monkeypatch.setattr(plyer, "notification", Facade())
    monkeypatch.setattr("sys.platform", platform)
    show_by_facade("🦷" * 60, "ü" * 300, "icon.ico")

    [wish] = shown
    units = [len(wish[name].encode("utf-16-le")) // 2 for name in ("title", "message")]
    assert units == ([63, 255] if platform == "win32" else [120, 300])
    assert (wish["app_name"], wish["app_icon"]) == ("EventDesk", "icon.ico")


@pytest.mark.parametrize(
    ("text", "units", "clipped"),
    [
        ("short", 63, "short"),
        ("x" * 63, 63, "x" * 63),
        ("x" * 64, 63, "x" * 62 + "…"),
        ("🦷🦷🦷", 6, "🦷🦷🦷"),
        ("🦷🦷🦷🦷", 7, "🦷🦷🦷…"),
        # A character of two units is left out rather than halved.
        ("🦷🦷🦷🦷", 6, "🦷🦷…"),
    ],
)
def test_clipping_counts_utf16_units(text: str, units: int, clipped: str) -> None:
    assert clip(text, units) == clipped


def test_withdrawing_and_closing_do_nothing() -> None:
    notifier = PlyerNotifier()
    notifier.withdraw("plyer:1")
    notifier.close()
