"""What macOS is told of the program, and the commands that make its disk image.

The commands themselves exist on macOS only; here they are recorded.
"""

from __future__ import annotations

import plistlib
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

import pytest
from installers import macos
from installers.project import Project

from eventdesk.domain.link import CALENDARS, SCHEME

SETTINGS = Project.read().resources / "macos/dmg_settings.py"
SECRETS = dict(zip([macos.IDENTITY, *macos.NOTARY], ["Developer", "/k.p8", "ID", "I"], strict=True))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project with a program that stands in for the real one."""
    project = replace(Project.read(), dist_folder=tmp_path / "dist", version="1.2.3rc1")
    (project.dist / "EventDesk.app/Contents/MacOS").mkdir(parents=True)
    return project


@pytest.fixture
def plist(project: Project) -> dict[str, Any]:
    """Info.plist, written and read again."""
    return plistlib.loads(plistlib.dumps(macos.info_plist(project)))


# Info.plist


def test_the_program_tells_who_it_is(plist: dict[str, Any], project: Project) -> None:
    assert plist["CFBundleIdentifier"] == project.app_id == "org.eventdesk.EventDesk"
    assert plist["CFBundleName"] == plist["CFBundleDisplayName"] == "EventDesk"
    # Apple allows no more than three numbers.
    assert plist["CFBundleShortVersionString"] == plist["CFBundleVersion"] == "1.2.3"
    assert plist["NSHumanReadableCopyright"].startswith("Copyright")
    assert plist["LSApplicationCategoryType"] == "public.app-category.productivity"
    assert re.fullmatch(r"\d+\.\d+", plist["LSMinimumSystemVersion"])


@pytest.mark.parametrize(
    ("tag", "oldest"),
    [("cp310-abi3-macosx_14_0_universal2", "14.0"), ("cp310-abi3-manylinux_2_34_x86_64", "13.0")],
)
def test_it_asks_for_the_macos_that_qt_asks_for(tmp_path: Path, tag: str, oldest: str) -> None:
    (tmp_path / "WHEEL").write_text(f"Wheel-Version: 1.0\nTag: {tag}\n")
    assert macos.oldest_macos(PathDistribution(tmp_path)) == oldest


def test_it_has_a_window_and_stays_in_the_dock(plist: dict[str, Any]) -> None:
    # PyInstaller hides a program that also has a command line, unless told otherwise.
    assert plist["LSBackgroundOnly"] is False
    assert plist["LSUIElement"] is False
    assert plist["NSHighResolutionCapable"] is True
    assert plist["NSRequiresAquaSystemAppearance"] is False


def test_reminders_stay_until_they_are_answered(plist: dict[str, Any]) -> None:
    assert plist["NSUserNotificationAlertStyle"] == "alert"


def test_every_request_for_permission_says_why(plist: dict[str, Any]) -> None:
    texts = {key: text for key, text in plist.items() if key.endswith("UsageDescription")}
    assert len(texts) >= 5
    assert "NSUserNotificationsUsageDescription" in texts
    for text in texts.values():
        assert text.startswith("EventDesk ")
        assert text.endswith(".")


def test_calendar_files_are_offered_and_no_default_is_taken(plist: dict[str, Any]) -> None:
    [kind] = plist["CFBundleDocumentTypes"]
    [declared] = plist["UTImportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert (kind["CFBundleTypeRole"], kind["LSHandlerRank"]) == ("Viewer", "Alternate")
    tags = declared["UTTypeTagSpecification"]
    assert "ics" in tags["public.filename-extension"]
    assert tags["public.mime-type"] == ["text/calendar"]


def test_links_are_those_that_the_program_follows(plist: dict[str, Any]) -> None:
    own, calendars = plist["CFBundleURLTypes"]
    assert own["CFBundleURLSchemes"] == [SCHEME]
    assert {*calendars["CFBundleURLSchemes"]} <= {*CALENDARS}
    assert {"webcal"} <= {*calendars["CFBundleURLSchemes"]}
    assert not {"http", "https"} & {*calendars["CFBundleURLSchemes"]}
    assert calendars["LSHandlerRank"] == "Alternate"


def test_entitlements_are_no_more_than_python_and_qt_need() -> None:
    file = Project.read().resources / "macos/entitlements.plist"
    assert plistlib.loads(file.read_bytes()) == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


# The disk image


def test_the_image_shows_the_program_beside_applications() -> None:
    settings: dict[str, Any] = {"defines": {"app": "/build/EventDesk.app", "icon": "/e.icns"}}
    exec(compile(SETTINGS.read_text(encoding="utf-8"), SETTINGS.name, "exec"), settings)
    assert settings["files"] == ["/build/EventDesk.app"]
    assert settings["symlinks"] == {"Applications": "/Applications"}
    assert settings["icon"] == "/e.icns"
    places = settings["icon_locations"]
    assert places.keys() == {"EventDesk.app", "Applications"}
    (_, (width, height)), size = settings["window_rect"], settings["icon_size"]
    for x, y in places.values():
        assert size / 2 <= x <= width - size / 2
        assert size / 2 <= y <= height - size
    assert abs(places["EventDesk.app"][0] - places["Applications"][0]) > size
    assert places["EventDesk.app"][1] == places["Applications"][1]


def commands(project: Project, environ: dict[str, str]) -> list[str]:
    """What would be run, one line each."""
    said: list[str] = []

    def run(command: Sequence[str]) -> None:
        said.append(" ".join(command).replace(str(project.dist), "DIST"))

    [image] = macos.build(project, run=run, environ=environ)
    assert image.parent == project.dist
    assert re.fullmatch(r"EventDesk-1\.2\.3rc1-macos-\w+\.dmg", image.name)
    return said


def test_without_secrets_it_is_signed_ad_hoc(project: Project) -> None:
    sign, verify, pack = commands(project, {})
    assert sign == "codesign --force --deep --sign - DIST/EventDesk.app"
    assert verify == "codesign --verify --deep --strict DIST/EventDesk.app"
    assert pack.startswith(f"{sys.executable} -m dmgbuild -s {SETTINGS} -Dapp=DIST/EventDesk.app")
    assert "EventDesk 1.2.3rc1 DIST/EventDesk-1.2.3rc1-macos-" in pack


def test_with_an_identity_it_runs_hardened(project: Project) -> None:
    sign, *_ = commands(project, {macos.IDENTITY: "Developer"})
    assert "--sign Developer --timestamp --options runtime --entitlements " in sign
    assert "entitlements.plist" in sign


def test_with_all_secrets_it_is_notarised(project: Project) -> None:
    said = commands(project, SECRETS)
    assert len(said) == 6
    assert said[3].startswith("codesign --force --timestamp --sign Developer DIST/EventDesk-")
    assert said[4].startswith("xcrun notarytool submit DIST/EventDesk-")
    assert said[4].endswith("--key /k.p8 --key-id ID --issuer I --wait")
    assert said[5].startswith("xcrun stapler staple DIST/EventDesk-")


@pytest.mark.parametrize("missing", [*SECRETS])
def test_half_of_the_secrets_is_told(project: Project, missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    with pytest.raises(macos.NoDiskImage, match=macos.IDENTITY):
        macos.build(project, run=lambda command: None, environ=given)


def test_a_missing_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(macos.NoDiskImage, match="python -m installers bundle"):
        macos.build(replace(Project.read(), dist_folder=tmp_path), environ={})
