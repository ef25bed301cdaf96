"""`subscribe` and `refresh`: in this process, and as the real program before a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine, Done, Terminal
from tests.desks import new_desk
from tests.services.feeds import URL, Web, calendar, event, failed
from tests.system.web_server import CALENDAR, Servers, head, said


@pytest.fixture
def web() -> Web:
    return Web({URL: calendar(event("a"), event("b", "Planning"))})


@pytest.fixture
def online(tmp_path: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> Iterator[CommandLine]:
    """The command line, with a web that the test writes."""
    made = new_desk(tmp_path / "online")
    made.desk.close()
    desk = replace(made, fetcher=web, desk=None).open()
    yield CommandLine(Terminal(desk), capsys)
    desk.desk.close()


def test_subscribing(online: CommandLine) -> None:
    done = online.ok("subscribe", URL, "--every", "1d", "--colour", "#123456")
    assert done.out == "Subscribed: Team, 2 events, fetched every 1 d\n"
    found = next(each for each in online.json("calendars") if each["name"] == "Team")
    assert (found["events"], found["read_only"], found["colour"]) == (2, True, "#123456")
    assert found["subscription"]["url"] == URL
    assert [each["title"] for each in online.json("list", "--to", "2027-01-01")]
    assert online("refresh", "team").out == "Team: nothing new\n"


def test_subscribing_as_json(online: CommandLine) -> None:
    made = online.json("subscribe", URL, "--name", "Ours")
    assert (made["name"], made["events"]) == ("Ours", 2)
    assert made["subscription"]["error"] == ""


def test_what_is_wrong_is_told_by_its_field(online: CommandLine, web: Web) -> None:
    assert "Import it" in online.refused("subscribe", "file:///etc/passwd", field="url")
    assert "not a length" in online.refused("subscribe", URL, "--every", "often", field="every")
    assert "15m to 7d" in online.refused("subscribe", URL, "--every", "1m", field="every")
    web.answers = [failed("x has no calendar at this address (404).")]
    assert "(404)" in online.refused("subscribe", URL, field="url")
    assert "own calendar" in online.refused("refresh", "personal", field="name")


def test_refreshing(online: CommandLine, web: Web) -> None:
    assert "no subscriptions" in online.ok("refresh").err
    online.ok("subscribe", URL)
    web.pages[URL] = calendar(event("a", "Moved"), event("c", "New"), "BEGIN:VEVENT\r\nEND:VEVENT")
    assert online.ok("refresh").out == "Team: 1 added, 1 updated, 1 removed, 1 skipped\n"
    assert online.json("refresh")[0]["outcome"] == "unchanged"
    web.answers = [failed("x hung up."), failed("x hung up.")]
    done = online("refresh")
    assert (done.code, done.out, "Team: x hung up." in done.err) == (1, "", True)
    done = online("refresh", "--json")
    assert done.code == 1
    assert (done.json[0]["outcome"], done.json[0]["error"]) == ("failed", "x hung up.")
    assert "failed: x hung up." in online.ok("calendars").out


@pytest.fixture
def serve() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


def test_the_program_before_a_server(
    program: Callable[..., Done], serve: Servers, home: Path
) -> None:
    server = serve(**{"team.ics?key=s3cret": said(200, CALENDAR, ETag='"1"')})
    where = server.url("/team.ics?key=s3cret").replace("http://", "webcal://")
    done = program("subscribe", where)
    assert done.code == 0, done.err
    assert done.out == "Subscribed: Team, 1 event, fetched every 6 h\n"
    server.answers["/team.ics?key=s3cret"] = head(304)
    assert program("refresh").out == "Team: nothing new\n"
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    server.answers["/team.ics?key=s3cret"] = said(500)
    done = program("refresh")
    assert (done.code, "problem of its own" in done.err) == (1, True)
    doctor = program("doctor", "--json").json
    told = next(each for each in doctor if each["name"] == "subscriptions")
    assert told["ok"]
    assert "tried again soon: Team" in told["detail"]
    assert "s3cret" not in done.err + str(doctor)
    for each in home.rglob("*.log*"):
        assert "s3cret" not in each.read_text()


def test_a_login_without_a_keyring_comes_from_the_environment(
    program: Callable[..., Done], serve: Servers
) -> None:
    server = serve(**{"team.ics": said(200, CALENDAR)})
    typed = server.url("/team.ics").replace("http://", "http://ann:s3cret@")
    done = program("subscribe", typed)
    assert done.code == 0, done.err
    assert "EVENTDESK_CALENDAR_LOGINS" in done.err
    assert "s3cret" not in done.err
    program("refresh")
    assert "authorization" not in server.asked[-1].headers
    program("refresh", env={"EVENTDESK_CALENDAR_LOGINS": typed})
    assert server.asked[-1].headers["authorization"] == "Basic YW5uOnMzY3JldA=="


def test_help_imports_no_web_client(program: Callable[..., Done]) -> None:
    done = program("subscribe", "--help", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "webcal" in done.out or "https://" in done.out
    for module in ("truststore", "http.client", "ssl"):
        assert f" {module}\n" not in done.err
    done = program("list", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "eventdesk.services.subscriptions" in done.err
    for module in ("truststore", "http.client", "urllib.request"):
        assert f" {module}\n" not in done.err
