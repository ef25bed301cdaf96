"""What a benchmark reports: samples, figures beside a floor, targets, and the table of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sample:
    """A measured value with the least and greatest of its runs."""

    value: float
    low: float
    high: float

    @classmethod
    def median(cls, runs: Sequence[float]) -> Sample:
        """The median of several runs."""
        return cls(statistics.median(runs), min(runs), max(runs))

    @classmethod
    def of_rounds(
        cls, rounds: Sequence[Sequence[float]], measure: Callable[[Sequence[float]], float]
    ) -> Sample:
        """`measure` over all rounds taken together, with its least and greatest in one round."""
        pooled = [each for one in rounds for each in one]
        single = [measure(one) for one in rounds]
        return cls(measure(pooled), min(single), max(single))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed: the nearest rank."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * share // 1))
    return ordered[min(len(ordered), int(rank)) - 1]


@dataclass(frozen=True, slots=True)
class Unit:
    """How values are written: the value times `factor`, with the sign behind."""

    sign: str
    factor: float = 1.0
    digits: int = 2

    def words(self, value: float) -> str:
        """A value in words."""
        return f"{value * self.factor:.{self.digits}f} {self.sign}"


SECONDS = Unit("s")
MILLISECONDS = Unit("ms", 1_000.0)
MEGABYTES = Unit("MB", 1 / 1_000_000, 0)
PERCENT = Unit("%", 100.0, 3)


@dataclass(frozen=True, slots=True)
class Target:
    """The most that the design allows: of the value, or of its ratio to the floor."""

    most: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. Without a target it is there to explain another one."""

    name: str
    ours: Sample
    unit: Unit
    floor: Sample | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the floor."""
        if self.floor is None or self.floor.value <= 0:
            return None
        return self.ours.value / self.floor.value

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        if not self.target.of_ratio:
            return self.ours.value <= self.target.most
        return self.ratio is not None and self.ratio <= self.target.most

    @property
    def verdict(self) -> str:
        """'met', 'MISSED' or nothing."""
        return {True: "met", False: "MISSED", None: ""}[self.met]

    def cells(self) -> tuple[str, ...]:
        """Name, ours, floor, ratio, target, verdict."""
        ratio = "" if self.ratio is None else f"{self.ratio:.1f}x"
        return (self.name, self._sample(self.ours), self._sample(self.floor), ratio,
                self._target(), self.verdict)  # fmt: skip

    def _sample(self, sample: Sample | None) -> str:
        if sample is None:
            return ""
        text = self.unit.words(sample.value)
        if sample.low == sample.high:
            return text
        low, high = (f"{each * self.unit.factor:.{self.unit.digits}f}"
                     for each in (sample.low, sample.high))  # fmt: skip
        return f"{text} ({low}..{high})"

    def _target(self) -> str:
        if self.target is None:
            return ""
        if self.target.of_ratio:
            return f"<= {self.target.most:g}x"
        return f"<= {self.target.most * self.unit.factor:g} {self.unit.sign}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The figures of one benchmark; `floor` names what they are compared with."""

    title: str
    floor: str
    figures: Sequence[Figure]
    notes: Sequence[str] = field(default=())


def table(section: Section) -> str:
    """The section as text."""
    head = ("", "EventDesk", section.floor, "ratio", "target", "")
    rows = [head, *(each.cells() for each in section.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [section.title, "-" * len(section.title)]
    for row in rows:
        first = row[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True)]
        lines.append("  ".join([first, *rest, row[5]]).rstrip())
    return "\n".join([*lines, *(f"  {note}" for note in section.notes)])


def summary(sections: Sequence[Section]) -> str:
    """Which targets are met and which are missed, plainly."""
    judged = [(section, each) for section in sections for each in section.figures if each.target]
    missed = [(section, each) for section, each in judged if not each.met]
    lines = [f"{len(judged) - len(missed)} of {len(judged)} targets met."]
    if missed:
        lines.append("Missed:")
    for section, each in missed:
        _, ours, floor, ratio, target, _ = each.cells()
        beside = f", {section.floor} {floor}, {ratio}" if floor else ""
        lines.append(f"  {section.title}: {each.name}: {ours}{beside}; target {target}")
    return "\n".join(lines)
