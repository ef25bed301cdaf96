"""The workflow that builds the packages on the three systems: valid, pinned, and modest."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from installers.project import Project

ROOT = Project.read().root
FILE = ROOT / ".github/workflows/packages.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    """The file as YAML means it."""
    yaml = pytest.importorskip("yaml", reason="pyyaml is not installed: see `make package`")
    return cast(dict[str, Any], yaml.safe_load(FILE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return workflow["jobs"]["package"]["steps"]


def of(steps: list[dict[str, Any]], system: str) -> str:
    """What is run on a system."""
    other = re.compile(rf"!= '{system}'|== '(?!{system}')")
    return "\n".join(
        each["run"] for each in steps if "run" in each and not other.search(each.get("if", ""))
    )


def test_it_may_only_read(workflow: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["package"]
    assert "secrets." not in FILE.read_text(encoding="utf-8")
    assert steps[0]["with"]["persist-credentials"] is False
    assert workflow["jobs"]["package"]["timeout-minutes"] <= 60


def test_every_action_is_pinned_to_a_commit() -> None:
    used = re.findall(r"uses: (.*)", FILE.read_text(encoding="utf-8"))
    assert len(used) == 3
    for each in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)


def test_each_system_builds_and_tests_and_uploads(
    workflow: dict[str, Any], steps: list[dict[str, Any]]
) -> None:
    matrix = workflow["jobs"]["package"]["strategy"]["matrix"]["include"]
    runners = {each["system"]: each["runner"] for each in matrix}
    assert runners.keys() == {"linux", "windows", "macos"}
    assert all(runner.startswith(("ubuntu-", "windows-", "macos-")) for runner in runners.values())
    assert "make package" in of(steps, "linux")
    assert "make test-package" in of(steps, "linux")
    for system in ("windows", "macos"):
        assert "PYTHONPATH=.ci python -m installers" in of(steps, system)
        assert '".[package]"' in of(steps, system)
        assert "make " not in of(steps, system)
    for system in runners:
        assert "${{ matrix.program }} self-test" in of(steps, system)
    uploaded = steps[-1]["with"]
    assert {each.rpartition("*")[2] for each in uploaded["path"].split()} == {
        *(".deb", ".rpm", ".tar.xz", ".exe", ".zip", ".dmg")
    }
    assert uploaded["if-no-files-found"] == "error"


def test_what_it_runs_is_there(steps: list[dict[str, Any]]) -> None:
    text = "\n".join(each.get("run", "") for each in steps)
    assert (ROOT / "tests/packaging/try_setup.ps1").is_file()
    assert "tests/packaging/try_setup.ps1" in text
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([\w-]+)", text):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target


def test_expressions_are_closed_and_name_what_is_there(workflow: dict[str, Any]) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.count("${{") == text.count("}}")
    known = {
        key for each in workflow["jobs"]["package"]["strategy"]["matrix"]["include"] for key in each
    }
    assert {*re.findall(r"matrix\.(\w+)", text)} <= {*known, "include"}
