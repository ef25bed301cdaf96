"""Whether the process behind a claim lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from eventdesk.system.processes import SystemProcesses, linux_start, psutil_start
from tests.desktop import eventually

STARTS = [pytest.param(psutil_start, id="psutil")]
if sys.platform == "linux":
    STARTS.append(pytest.param(linux_start, id="proc"))


@pytest.fixture(params=STARTS)
def processes(request: pytest.FixtureRequest) -> SystemProcesses:
    return SystemProcesses(request.param, host="desk")


@pytest.fixture
def other() -> Iterator[subprocess.Popen[str]]:
    """Another process, which tells its own token with the start it reads of itself."""
    program = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with program:
        yield program
        program.kill()


def token_of(processes: SystemProcesses, pid: int) -> str:
    start = processes._start_of(pid)
    return f"desk:{pid}:{start}"


def test_this_process_lives(processes: SystemProcesses) -> None:
    assert processes.own().startswith(f"desk:{os.getpid()}:")
    assert processes.alive(processes.own())
    assert processes.own() == token_of(processes, os.getpid())


def test_another_process_lives_until_it_is_killed(
    processes: SystemProcesses, other: subprocess.Popen[str]
) -> None:
    token = token_of(processes, other.pid)
    assert processes.alive(token)

    other.send_signal(signal.SIGKILL)

    # Nobody has waited for it yet: dead all the same.
    eventually(lambda: not processes.alive(token), what="the end of the process")
    other.wait()
    assert not processes.alive(token)


def test_a_number_that_was_given_to_another_process_is_no_life_sign(
    processes: SystemProcesses, other: subprocess.Popen[str]
) -> None:
    assert not processes.alive(f"desk:{other.pid}:1.23")


def test_processes_of_other_hosts_count_as_living(processes: SystemProcesses) -> None:
    assert processes.alive("laptop:1:0.0")
    assert processes.alive(f"laptop:{2**22 + 1}:0.0")


def test_a_host_name_may_hold_colons() -> None:
    processes = SystemProcesses(lambda pid: "7" if pid == os.getpid() else None, host="fe80::1")

    assert processes.own() == f"fe80::1:{os.getpid()}:7"
    assert not processes.alive("fe80::1:1:7")
    assert processes.alive("fe80::2:1:7")


@pytest.mark.parametrize("token", ["", "desk", "desk:x:1", "desk:-1:2", "desk:1"])
def test_tokens_that_say_nothing_count_as_living(processes: SystemProcesses, token: str) -> None:
    assert processes.alive(token)


def test_what_may_not_be_looked_at_counts_as_living() -> None:
    def start_of(pid: int) -> str | None:
        if pid == 4:
            raise PermissionError
        return "1"

    assert SystemProcesses(start_of, host="desk").alive("desk:4:2")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_start_does_not_hang_on_the_wall_clock(other: subprocess.Popen[str]) -> None:
    boot, ticks = (linux_start(other.pid) or "").split(".")

    assert len(boot) == 8
    assert int(ticks) > 0
