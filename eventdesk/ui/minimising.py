"""Whether this desktop has a place for minimised windows."""

from __future__ import annotations

from collections.abc import Mapping

TILING = frozenset({"sway", "hyprland", "river", "niri", "i3", "qtile"})
"""By XDG_CURRENT_DESKTOP: they leave a window that asks to be minimised as it is."""
SOCKETS = ("SWAYSOCK", "HYPRLAND_INSTANCE_SIGNATURE", "NIRI_SOCKET", "I3SOCK")
"""What they tell their programs; started from a text console some set nothing else."""


def keeps_minimised_windows(environ: Mapping[str, str]) -> bool:
    """False on desktops where a minimised window stays where it is."""
    names = environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    return not TILING.intersection(names) and not any(environ.get(each) for each in SOCKETS)
