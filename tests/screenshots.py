"""Takes the pictures of the documentation anew, of the real program: `make screenshots`.

    python -m tests.screenshots [--readme] [--folder FOLDER] [SCENE...]

Pictures go to artifacts/screenshots; --readme also renews the one the README shows. Without
scenes all of them are played, each on a virtual desktop of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.domain.settings import Theme
from tests.desktop import ROOT, ProgramsMissing, running_desktop
from tests.picture_desk import seed
from tests.picture_events import zone_of_the_morning
from tests.picture_scenes import SCENES, Scene, Stage
from tests.shown_program import ShownProgram

README_PICTURE = ROOT / "resources/screenshots/main-window.png"
README_BYTES = 200_000
MAIN = "main-window"


def main(arguments: list[str]) -> int:
    """Play the scenes; 0 when every picture was taken."""
    wanted = _options(arguments)
    zone = zone_of_the_morning(datetime.now(UTC))
    os.environ["TZ"] = zone.key  # of the panel's clock and of the program
    time.tzset()
    folder = Path(wanted.folder).absolute()
    failed = []
    with tempfile.TemporaryDirectory(prefix="eventdesk-pictures-") as name:
        homes = _Homes(Path(name), zone)
        for scene_name in wanted.scenes or SCENES:
            try:
                play(scene_name, homes, folder)
            except ProgramsMissing as error:
                print(f"That needs some more programs: {error}.")
                return 1
            except AssertionError as error:
                failed.append(scene_name)
                print(f"{scene_name}: {error}", file=sys.stderr)
    if wanted.readme and (folder / f"{MAIN}.png").exists():
        small = renew_readme_picture(folder / f"{MAIN}.png")
        print(f"{README_PICTURE} ({small // 1000} KB)")
    return 1 if failed else 0


def play(name: str, homes: _Homes, folder: Path) -> None:
    """Play one scene on a desktop of its own; AssertionError when it cannot be played."""
    scene = SCENES[name]
    with tempfile.TemporaryDirectory(prefix="eventdesk-scene-") as place:
        with running_desktop(Path(place), size=scene.size) as desktop:
            desktop.paint_backdrop("#6b7f99" if scene.theme is Theme.LIGHT else "#2a3342")
            home = homes.copy(scene, Path(place) / "eventdesk")
            program = ShownProgram(desktop, home, dict(scene.env))
            stage = Stage(program, folder, name)
            try:
                program.start()
                scene.act(stage)
            except AssertionError:
                stage.take("failed")
                print(program.log(), file=sys.stderr)
                raise
            finally:
                program.stop()
            if said := program.log().strip():
                print(f"  {name}: the program said: {said}")


class _Homes:
    """Data folders, each filled once; scenes work on copies."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self._folder = folder
        self._zone = zone

    def copy(self, scene: Scene, target: Path) -> Path:
        """A data folder as the scene wants it."""
        filled = self._folder / str(scene.events)
        if not filled.exists():
            seed(filled, self._zone, events=scene.events)
        shutil.copytree(filled, target)
        settings = target / "settings.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace('"light"', f'"{scene.theme}"'), encoding="utf-8")
        return target


def renew_readme_picture(picture: Path) -> int:
    """Copy a picture for the README, with fewer colours where it is large; its bytes."""
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(picture, README_PICTURE)
    for colours in (256, 128, 64):
        if README_PICTURE.stat().st_size < README_BYTES:
            break
        fewer = ("-strip", "+dither", "-colors", str(colours), "-define", "png:compression-level=9")
        subprocess.run(["convert", str(picture), *fewer, str(README_PICTURE)], check=True)
    return README_PICTURE.stat().st_size


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("--readme", action="store_true", help="renew the README's picture")
    parser.add_argument("--folder", default=str(ROOT / "artifacts/screenshots"))
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join(SCENES))
    found = parser.parse_args(arguments)
    if unknown := set(found.scenes) - set(SCENES):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
