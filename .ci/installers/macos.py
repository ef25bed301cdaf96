"""The disk image for macOS, and what macOS reads in the program."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from installers.pictures import write_icns
from installers.project import CannotBuild, Project
from installers.windows import copyright_line, version_number

TITLE = "EventDesk"
OLDEST_MACOS = "13.0"
"""What the wheels of PySide6 6.11 ask for; on macOS those that are installed are asked."""
CALENDAR_TYPE = "com.apple.ical.ics"
SCHEMES = ("eventdesk",)
CALENDAR_SCHEMES = ("webcal", "webcals")

IDENTITY = "EVENTDESK_SIGNING_IDENTITY"
"""The name of a Developer ID in the keychain; without it the program is signed ad hoc."""
NOTARY = ("EVENTDESK_NOTARY_KEY", "EVENTDESK_NOTARY_KEY_ID", "EVENTDESK_NOTARY_ISSUER")
"""The file of an App Store Connect key, its id and its issuer; without them no notarising."""
AD_HOC = "-"

Run = Callable[[Sequence[str]], object]


class NoDiskImage(CannotBuild):
    """The disk image cannot be made; the text says why and what to do."""


def build(
    project: Project, *, run: Run | None = None, environ: Mapping[str, str] = os.environ
) -> list[Path]:
    """Sign dist/EventDesk.app and put it into a disk image; the image.

    `run` executes a command and raises when it fails. Raises NoDiskImage when there is no
    program to pack, or a signature is asked for by half.
    """
    run = run or _run
    app = project.dist / f"{TITLE}.app"
    if not app.is_dir():
        raise NoDiskImage(f"{app} is missing. Build it on macOS: python -m installers bundle")
    notary = [environ.get(each, "") for each in NOTARY]
    identity = environ.get(IDENTITY, "") or AD_HOC
    if any(notary) and not (all(notary) and identity != AD_HOC):
        raise NoDiskImage(f"Notarising needs all of {', '.join([IDENTITY, *NOTARY])}.")
    image = project.dist / f"{TITLE}-{project.version}-macos-{platform.machine()}.dmg"
    image.unlink(missing_ok=True)
    run(signing(project, app, identity))
    run(["codesign", "--verify", "--deep", "--strict", str(app)])
    with TemporaryDirectory() as folder:
        run(imaging(project, app, image, Path(folder)))
    if all(notary):
        key, key_id, issuer = notary
        run(["codesign", "--force", "--timestamp", "--sign", identity, str(image)])
        login = ["--key", key, "--key-id", key_id, "--issuer", issuer]
        run(["xcrun", "notarytool", "submit", str(image), *login, "--wait"])
        run(["xcrun", "stapler", "staple", str(image)])
    return [image]


def signing(project: Project, app: Path, identity: str) -> list[str]:
    """The command that signs the program; with a real identity also for the hardened runtime."""
    command = ["codesign", "--force", "--deep", "--sign", identity]
    if identity != AD_HOC:
        entitlements = project.resources / "macos/entitlements.plist"
        command += ["--timestamp", "--options", "runtime", "--entitlements", str(entitlements)]
    return [*command, str(app)]


def imaging(project: Project, app: Path, image: Path, folder: Path) -> list[str]:
    """The command that makes the disk image; draws the icon of the volume into `folder`."""
    icon = write_icns(project.resources / "icons/eventdesk.svg", folder / "eventdesk.icns")
    settings = project.resources / "macos/dmg_settings.py"
    defines = [f"-Dapp={app}", f"-Dicon={icon}"]
    command = [sys.executable, "-m", "dmgbuild", "-s", str(settings), *defines]
    return [*command, f"{TITLE} {project.version}", str(image)]


def info_plist(project: Project) -> dict[str, Any]:
    """The keys of Info.plist that eventdesk.spec adds to those of PyInstaller."""
    number = ".".join(map(str, version_number(project.version)[:3]))
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": TITLE,
        "CFBundleIdentifier": project.app_id,
        "CFBundleName": TITLE,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": number,
        "CFBundleVersion": number,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": oldest_macos(distribution("PySide6-Essentials")),
        "NSHumanReadableCopyright": copyright_line(project),
        "NSPrincipalClass": "NSApplication",
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSRequiresAquaSystemAppearance": False,
        # PyInstaller takes a program with a command line for one without a window.
        "LSBackgroundOnly": False,
        # It has a window, and so it stays in the Dock beside its icon in the menu bar.
        "LSUIElement": False,
        **_notifications_and_files(),
        **_documents(project),
    }


def oldest_macos(qt: Distribution) -> str:
    """The version of macOS that `qt` was built for, as its wheel is tagged."""
    found = re.search(r"macosx_(\d+)_(\d+)_", qt.read_text("WHEEL") or "")
    return f"{found[1]}.{found[2]}" if found else OLDEST_MACOS


def _notifications_and_files() -> dict[str, Any]:
    """Reminders stay on the screen; macOS shows the texts when it asks for permission."""
    import_text = "EventDesk reads the calendar files there that you ask it to import."
    return {
        "NSUserNotificationAlertStyle": "alert",
        "NSUserNotificationsUsageDescription": "EventDesk reminds you of your events.",
        "NSDesktopFolderUsageDescription": import_text,
        "NSDocumentsFolderUsageDescription": import_text,
        "NSDownloadsFolderUsageDescription": import_text,
        "NSRemovableVolumesUsageDescription": import_text,
    }


def _documents(project: Project) -> dict[str, Any]:
    """Calendar files and links; other programs stay what opens calendars by default."""
    return {
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Calendar file",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [CALENDAR_TYPE],
            }
        ],
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": CALENDAR_TYPE,
                "UTTypeDescription": "Calendar file",
                "UTTypeConformsTo": ["public.text", "public.calendar-event"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["ics", "ical", "ifb", "icalendar"],
                    "public.mime-type": ["text/calendar"],
                },
            }
        ],
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": project.app_id,
                "CFBundleTypeRole": "Viewer",
                "CFBundleURLSchemes": [*SCHEMES],
            },
            {
                "CFBundleURLName": f"{project.app_id}.webcal",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "CFBundleURLSchemes": [*CALENDAR_SCHEMES],
            },
        ],
    }


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
