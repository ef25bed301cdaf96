"""The rooms, who may import whom, and how big things may grow. See ARCHITECTURE.md."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "eventdesk"

# What each room may import from outside, the standard library apart.
LIBRARIES = {
    "domain": set(),
    "storage": {"sqlalchemy", "alembic"},
    "services": set(),
    "system": {
        *("apscheduler", "jeepney", "keyring", "miniaudio", "plyer", "psutil", "tomli_w"),
        *("truststore", "tzlocal"),
    },
    "interchange": {"icalendar"},
    "cli": {"click"},
    "ui": {"PySide6", "shiboken6"},
    "logs": {"PySide6"},
    "paths": {"platformdirs"},
}

MODULE_LINES = 400
CLASS_LINES = 300
FUNCTION_LINES = 60
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml for the package in `folder`."""
    code = (
        "import sys; from importlinter.cli import lint_imports_command as run;"
        "sys.argv = ['lint-imports', '--no-cache']; run()"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, to plant errors in."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "copy/eventdesk", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "copy")
    return tmp_path / "copy"


def test_rooms_import_downward_only() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "line", "broken"),
    [
        ("domain", "import eventdesk.services.ports", "Rooms import downward only"),
        ("storage", "import eventdesk.services.ports", "Rooms import downward only"),
        ("services", "import eventdesk.ui", "Rooms import downward only"),
        ("ui", "import eventdesk.system", "Rooms import downward only"),
        ("ui", "import eventdesk.app", "Rooms import downward only"),
        ("cli", "from eventdesk.storage import database", "Window and command line reach"),
        ("services", "from sqlalchemy import select", "Only storage knows the database"),
        ("ui", "def late():\n    import sqlite3", "Only storage knows the database"),
        ("services", "import smtplib", "Only system touches"),
        ("system", "from PySide6.QtCore import QTimer", "Only the window knows Qt"),
        ("domain", "import icalendar", "The domain stands alone"),
    ],
)
def test_a_forbidden_import_is_found(copy: Path, room: str, line: str, broken: str) -> None:
    (copy / "eventdesk" / room / "planted.py").write_text(f"{line}\n")
    done = lint_imports(copy)
    assert done.returncode != 0
    assert re.search(rf"{broken}.* BROKEN", done.stdout), done.stdout
    assert f"eventdesk.{room}.planted" in done.stdout


def third_party_imports() -> dict[str, set[str]]:
    """Room -> top-level packages that it imports, its own and the standard library apart."""
    graph = grimp.build_graph("eventdesk", include_external_packages=True, cache_dir=None)
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        if module.split(".")[0] == "eventdesk":
            room = ([*module.split("."), ""])[1]
            for imported in graph.find_modules_directly_imported_by(module):
                top = imported.split(".")[0]
                if top != "eventdesk" and top not in sys.stdlib_module_names:
                    found.setdefault(room, set()).add(top)
    return found


def test_each_room_knows_only_its_own_libraries() -> None:
    strangers = {
        room: names - LIBRARIES.get(room, set()) for room, names in third_party_imports().items()
    }
    assert {room: names for room, names in strangers.items() if names} == {}


def test_every_library_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    owners = packages_distributions()
    for room, names in third_party_imports().items():
        for name in names:
            if name in owners:  # jeepney exists on Linux only
                distributions = {canonicalize_name(each) for each in owners[name]}
                if name == "shiboken6":
                    distributions.add("pyside6-essentials")  # made and released together
                assert distributions & declared, f"{room} imports {name}: declare {distributions}"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def definitions(
    tree: ast.AST,
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nothing_grows_too_big() -> None:
    too_big = []
    for name, path in modules():
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES:
            too_big.append(f"{name}: {lines} lines")
        for node in definitions(parsed(path)):
            most = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
            if length(node) > most:
                too_big.append(f"{name}:{node.lineno} {node.name}: {length(node)} lines")
    assert too_big == []


def says_nothing(name: str) -> bool:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return any(word.lower() in EMPTY_WORDS for word in words)


def test_names_say_something() -> None:
    empty = []
    for name, path in modules():
        if says_nothing(path.stem):
            empty.append(name)
        for node in definitions(parsed(path)):
            if says_nothing(node.name):
                empty.append(f"{name}:{node.lineno} {node.name}")
    assert empty == []


@pytest.mark.parametrize("name", ["utils", "date_utils", "EventManager", "mail_helper", "QtUtil"])
def test_empty_names_are_recognised(name: str) -> None:
    assert says_nothing(name)
    assert not says_nothing("psutil_start")


def test_every_module_and_public_thing_is_described() -> None:
    silent = []
    for name, path in modules():
        tree = parsed(path)
        if ast.get_docstring(tree) is None:
            silent.append(name)
        silent += [
            f"{name}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]
    assert silent == []


def test_no_file_holds_a_path_of_a_developers_machine() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a clone")
    private = re.compile(rb"(?<![\w.])/(?:work|root)/\w")
    found = [
        name
        for name in listed.stdout.split("\0")
        if name and (ROOT / name).is_file() and private.search((ROOT / name).read_bytes())
    ]
    assert found == []
