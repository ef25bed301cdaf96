"""What is installed is complete: code, migrations and resources."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from eventdesk import __version__

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_a_wheel_holds_everything_and_finds_its_resources(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("eventdesk", "resources"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    code = (
        "import sys; from setuptools.build_meta import build_wheel;"
        "print(build_wheel(sys.argv[1]), file=sys.stderr)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=tree, check=True, capture_output=True
    )
    [wheel] = tmp_path.glob(f"eventdesk-{__version__}-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(installed)

    code_files = {each.relative_to(tree) for each in (tree / "eventdesk").rglob("*.py")}
    resources = {
        Path("eventdesk") / each.relative_to(tree)
        for folder in ("icons", "sounds")
        for each in files(tree / "resources" / folder)
    }
    inside = {each.relative_to(installed) for each in files(installed / "eventdesk")}
    assert code_files | resources <= inside
    assert {each.name for each in installed.iterdir()} == {
        "eventdesk",
        f"eventdesk-{__version__}.dist-info",
    }
    found = subprocess.run(
        [sys.executable, "-c", "from eventdesk import paths; print(paths.resource_folder())"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()) == installed / "eventdesk/resources"


def files(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.is_file()}
