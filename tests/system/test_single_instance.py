"""One running window per data folder, whatever happened to the one before."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eventdesk.system.single_instance import SingleInstance
from tests.desktop import ROOT, eventually

HOLDER = """
import sys
from pathlib import Path
from eventdesk.system.single_instance import SingleInstance
instance = SingleInstance(Path(sys.argv[1]))
say = lambda words: print(words, flush=True)
say(instance.claim(lambda arguments: say(arguments)))
input()
instance.close()
say("closed")
"""
Start = Callable[[Path], subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts another process that claims a folder until it gets a line."""
    started: list[subprocess.Popen[str]] = []

    def begin(folder: Path) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        started.append(program)
        return program

    yield begin
    for each in started:
        each.kill()
        with each:
            each.wait()


@pytest.fixture(params=["short", "long"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder; a long one does not fit into the address of a Unix socket."""
    folder = tmp_path if request.param == "short" else tmp_path / ("d" * 120)
    folder.mkdir(exist_ok=True)
    return folder


def line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def refuse(arguments: list[str]) -> None:
    pytest.fail(f"called with {arguments}")


def test_the_second_start_hands_its_arguments_to_the_first(folder: Path, start: Start) -> None:
    first = start(folder)
    assert line(first) == "True"

    second = SingleInstance(folder)
    assert not second.claim(refuse)
    assert second.send(["--new", "Zähne\n'x'"])
    assert line(first) == repr(["--new", "Zähne\n'x'"])
    assert second.send([])
    assert line(first) == "[]"
    second.close()


def test_a_killed_one_leaves_nothing_in_the_way(folder: Path, start: Start) -> None:
    first = start(folder)
    assert line(first) == "True"
    first.kill()
    first.wait()
    assert (folder / "instance.json").exists()
    former = json.loads((folder / "instance.json").read_text())

    got: queue.Queue[list[str]] = queue.Queue()
    here = SingleInstance(folder)
    assert not here.send(["nobody"], timeout_s=0.2)
    assert here.claim(got.put)

    try:
        assert SingleInstance(folder).send(["hello"])
        assert got.get(timeout=10) == ["hello"]
        now = json.loads((folder / "instance.json").read_text())
        assert now["token"] != former["token"]
        if now["socket"] != former["socket"]:
            assert not Path(former["socket"]).parent.exists()
    finally:
        here.close()


def test_after_closing_another_may_claim(folder: Path, start: Start) -> None:
    here = SingleInstance(folder)
    assert here.claim(refuse)
    assert here.claim(refuse)
    place = Path(json.loads((folder / "instance.json").read_text())["socket"])

    here.close()
    here.close()

    assert not place.exists()
    assert place.parent == folder or not place.parent.exists()
    assert not SingleInstance(folder).send(["nobody"], timeout_s=0.2)
    other = start(folder)
    assert line(other) == "True"
    assert other.stdin is not None
    other.stdin.write("\n")
    other.stdin.flush()
    assert line(other) == "closed"
    assert here.claim(refuse)
    here.close()


def test_one_that_is_ending_takes_nothing_more_and_is_waited_for(folder: Path) -> None:
    ending, later = SingleInstance(folder), SingleInstance(folder)
    assert ending.claim(refuse)
    ending.leave()
    assert not (folder / "instance.json").exists()
    assert not later.claim(refuse)
    threading.Timer(0.3, ending.close).start()

    assert not later.send(["a.ics"])

    got: queue.Queue[list[str]] = queue.Queue()
    assert later.claim(got.put)
    assert SingleInstance(folder).send(["b.ics"])
    assert got.get(timeout=10) == ["b.ics"]
    later.close()


def test_of_many_that_start_at_once_one_wins(folder: Path, start: Start) -> None:
    programs = [start(folder) for _ in range(5)]

    assert sorted(line(each) for each in programs) == ["False"] * 4 + ["True"]


def test_other_folders_are_other_instances(tmp_path: Path) -> None:
    instances = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        instances.append(SingleInstance(tmp_path / name))

    assert [each.claim(refuse) for each in instances] == [True, True]

    for each in instances:
        each.close()


def test_who_is_still_starting_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: queue.Queue[list[str]] = queue.Queue()
    go_on = threading.Event()
    here = SingleInstance(tmp_path)
    listen = here._listen

    def listen_late(on_arguments: Callable[[list[str]], None]) -> None:
        assert go_on.wait(20)
        listen(on_arguments)

    monkeypatch.setattr(here, "_listen", listen_late)
    starting = threading.Thread(target=here.claim, args=(got.put,))
    starting.start()
    eventually(lambda: here._lock_file is not None)
    threading.Timer(0.3, go_on.set).start()

    assert SingleInstance(tmp_path).send(["hello"], timeout_s=20)

    assert got.get(timeout=10) == ["hello"]
    starting.join()
    here.close()


@pytest.mark.skipif(sys.platform == "win32", reason="talks to a Unix socket")
@pytest.mark.parametrize(
    "message",
    [
        b'{"token": "wrong", "arguments": ["x"]}\n',
        b'{"arguments": ["x"]}\n',
        b"[]\n",
        b"\xff\n",
        b'{"token"',
        b"",
    ],
)
def test_who_does_not_know_the_token_is_not_heard(
    tmp_path: Path, message: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    got: queue.Queue[list[str]] = queue.Queue()
    here = SingleInstance(tmp_path)
    assert here.claim(got.put)
    place = json.loads((tmp_path / "instance.json").read_text())["socket"]

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(place)
        stranger.sendall(message)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(100) == b""

    assert SingleInstance(tmp_path).send(["friend"])
    assert got.get(timeout=10) == ["friend"]
    assert got.empty()
    here.close()


def test_a_failing_handler_is_no_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    got: queue.Queue[list[str]] = queue.Queue()

    def handle(arguments: list[str]) -> None:
        if arguments == ["bad"]:
            raise RuntimeError("no")
        got.put(arguments)

    here = SingleInstance(tmp_path)
    assert here.claim(handle)

    assert not SingleInstance(tmp_path).send(["bad"], timeout_s=0.1)
    assert SingleInstance(tmp_path).send(["good"])
    assert got.get(timeout=10) == ["good"]
    here.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"socket": 5}', '{"socket": "/etc/passwd"}'])
def test_a_damaged_address_file_is_no_obstacle(tmp_path: Path, text: str) -> None:
    (tmp_path / "instance.json").write_text(text)
    here = SingleInstance(tmp_path)
    assert not here.send(["nobody"], timeout_s=0.1)

    assert here.claim(refuse)

    assert Path("/etc/passwd").exists()
    here.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_only_the_owner_can_read_the_token_and_reach_the_socket(tmp_path: Path) -> None:
    here = SingleInstance(tmp_path)
    here.claim(refuse)
    address = tmp_path / "instance.json"
    place = Path(json.loads(address.read_text())["socket"])

    assert address.stat().st_mode & 0o077 == 0
    assert place.stat().st_mode & 0o077 == 0
    here.close()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        SingleInstance(tmp_path / "missing").claim(refuse)
    assert not SingleInstance(tmp_path / "missing").send([], timeout_s=0.1)


def test_over_a_port_as_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    got: queue.Queue[list[str]] = queue.Queue()
    monkeypatch.setattr("sys.platform", "win32")
    here = SingleInstance(tmp_path)
    assert here.claim(got.put)

    assert not SingleInstance(tmp_path).claim(refuse)
    assert SingleInstance(tmp_path).send(["hello"])
    assert got.get(timeout=10) == ["hello"]
    assert "port" in json.loads((tmp_path / "instance.json").read_text())
    here.close()
