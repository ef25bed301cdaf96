"""The chain of back ends: the first that takes a notice has it."""

from __future__ import annotations

import pytest

from eventdesk.services.ports import Notice, Refused, Taken
from eventdesk.system.notifiers.chain import FirstThatTakes
from tests.fakes import RecordingNotifier

NOTICE = Notice(title="Dentist", body="", ledger_ids=(1,))


class Broken(RecordingNotifier):
    """A back end that breaks its promise not to raise."""

    def notify(self, notice: Notice) -> Taken | Refused:
        raise RuntimeError("broken")

    def withdraw(self, ref: str) -> None:
        raise RuntimeError("broken")

    def close(self) -> None:
        raise RuntimeError("broken")


def test_the_first_that_takes_it_is_the_only_one() -> None:
    first, second, third = (RecordingNotifier(name) for name in ("dbus", "plyer", "tray"))
    first.refuse = "no server"

    assert FirstThatTakes([first, second, third]).notify(NOTICE) == Taken("plyer", "1")

    assert (len(first.notices), len(second.taken), len(third.notices)) == (1, 1, 0)


def test_when_all_refuse_every_reason_is_told() -> None:
    first, second = RecordingNotifier(), RecordingNotifier()
    first.refuse, second.refuse = "D-Bus: no server", "plyer: no program"

    assert FirstThatTakes([first, second]).notify(NOTICE) == Refused(
        "D-Bus: no server; plyer: no program"
    )


def test_no_back_end_at_all_is_a_refusal_with_words() -> None:
    outcome = FirstThatTakes([]).notify(NOTICE)

    assert isinstance(outcome, Refused)
    assert outcome.error


def test_one_that_raises_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    good = RecordingNotifier("good")
    chain = FirstThatTakes([Broken(), good])

    assert chain.notify(NOTICE) == Taken("good", "1")
    chain.withdraw("good:1")
    chain.close()

    assert good.withdrawn == ["good:1"]
    assert good.closed
    assert "broken" in caplog.text


def test_an_empty_handle_closes_nothing() -> None:
    good = RecordingNotifier()

    FirstThatTakes([good]).withdraw("")

    assert good.withdrawn == []
