"""What every installer says of EventDesk, read from the one place where it stands."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path


class CannotBuild(Exception):
    """Something cannot be built; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Name, version and texts as in pyproject.toml, and the folders that are built in."""

    root: Path
    name: str
    version: str
    summary: str
    licence: str
    author: str
    app_id: str
    dist_folder: Path | None = None
    work_folder: Path | None = None

    @classmethod
    def read(cls, root: Path | None = None) -> Project:
        """The project in `root`, by default the one this file belongs to.

        Raises KeyError or ValueError when pyproject.toml lacks what an installer needs.
        """
        root = root or Path(__file__).resolve().parents[2]
        recipe = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        project, tools = recipe["project"], recipe["tool"]["setuptools"]
        constants = _constants(root / project["name"] / "__init__.py")
        return cls(
            root=root,
            name=project["name"],
            version=constants[tools["dynamic"]["version"]["attr"].rpartition(".")[2]],
            summary=project["description"],
            licence=project["license"],
            author=project["authors"][0]["name"],
            app_id=constants["APP_ID"],
        )

    @property
    def dist(self) -> Path:
        """What people get: the bundle's folder and the installers."""
        return self.dist_folder or self.root / "dist"

    @property
    def bundle(self) -> Path:
        """The folder that holds the program with all it needs."""
        return self.dist / self.name

    @property
    def work(self) -> Path:
        """What is made on the way and of no use afterwards."""
        return self.work_folder or self.root / "build"

    @property
    def resources(self) -> Path:
        """Icons, sounds, and the files of the installers."""
        return self.root / "resources"


def _constants(file: Path) -> dict[str, str]:
    """The texts that a module names, without running it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
