"""The peak of memory that a process and those that it started have reached, by /proc."""

from __future__ import annotations

from pathlib import Path


def peak_memory(pid: int) -> dict[int, float]:
    """Bytes by process: `pid` and its children, as far as they live.

    VmHWM begins anew with every program, unlike ru_maxrss, which a child takes over.
    """
    found: dict[int, float] = {}
    for each in [pid, *_children(pid)]:
        peak = _peak(each)
        if peak:
            found[each] = peak
    return found


def _children(pid: int) -> list[int]:
    try:
        lists = [(task / "children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [int(each) for one in lists for each in one.split()]


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(x.split()[1]) * 1024 for x in lines if x.startswith("VmHWM:")), 0.0)
