"""What the import dialog says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eventdesk.services.imports import (
    ImportCounts,
    ImportPreview,
    ImportResult,
    UpcomingEvent,
)

SHOWN_PLACES = 2_000
CLIPBOARD = "the clipboard"


def source_words(sources: Sequence[Path | bytes]) -> str:
    """'work.ics', 'work.ics and 2 more', 'the clipboard'."""
    names = [each.name if isinstance(each, Path) else CLIPBOARD for each in sources]
    more = len(names) - 1
    return names[0] if not more else f"{names[0]} and {more} more"


def new_calendar_name(sources: Sequence[Path | bytes], result: ImportResult) -> str:
    """What a new calendar for these files would be called: as it calls itself, else as the
    first file."""
    first = sources[0]
    file = first.stem if isinstance(first, Path) else "Pasted events"
    return (" ".join((result.name or file).split()) or "Imported")[:100]


def count_lines(preview: ImportPreview) -> list[str]:
    """What would happen to the events, a line for each part of them."""
    lines = []
    if preview.new:
        lines.append(counted(preview.new, "new event"))
    if preview.changed:
        lines.append(f"{counted(preview.changed, 'event')} here already, brought up to date")
    if preview.in_trash:
        comes = "comes" if preview.in_trash == 1 else "come"
        lines.append(f"{preview.in_trash:,} of these {comes} back from the deleted events")
    if preview.unchanged:
        lines.append(f"{counted(preview.unchanged, 'event')} here already, unchanged")
    if preview.older:
        lines.append(f"{counted(preview.older, 'event')} left alone: what is here is newer")
    lines += [
        f"{count:,} of them in “{name}”, where they stay" for name, count in preview.elsewhere
    ]
    if preview.occurrences == 1:
        lines.append("1 of all is a changed occurrence of a series")
    elif preview.occurrences:
        lines.append(f"{preview.occurrences:,} of all are changed occurrences of series")
    return lines


def span_words(preview: ImportPreview) -> str:
    """'3 January 2024 to 14 March 2026', 'From 3 January 2024 on, without an end'."""
    if preview.first is None:
        return ""
    if preview.endless or preview.last is None:
        return f"From {day_words(preview.first)} on, without an end"
    if preview.first == preview.last:
        return f"On {day_words(preview.first)}"
    return f"{day_words(preview.first)} to {day_words(preview.last)}"


def upcoming_words(event: UpcomingEvent) -> str:
    """'Mon 23 Nov 2026, 14:30'."""
    start = event.start
    day = f"{start:%a} {start.day} {start:%b %Y}"
    return day if event.all_day else f"{day}, {start:%H:%M}"


def left_out_words(result: ImportResult) -> str:
    """'3 things are left out, 2 were changed to fit', '' when all is well."""
    parts = []
    skipped, notes = len(result.skipped), len(result.notes)
    if skipped:
        parts.append(f"{skipped:,} left out")
    if notes:
        parts.append(f"{notes:,} kept with a change")
    return ", ".join(parts)


def problem_text(result: ImportResult) -> str:
    """Every thing that was left out or changed, with its place, one in a line."""
    found = [(each.file, each.line, each.uid, each.reason) for each in result.skipped]
    found += [(each.file, each.line, each.uid, each.words) for each in result.notes]
    lines = [
        f"{Path(file).name if file != '-' else 'Pasted'}, line {line}: {words}"
        + (f" (UID {uid})" if uid else "")
        for file, line, uid, words in found[:SHOWN_PLACES]
    ]
    if len(found) > SHOWN_PLACES:
        lines.append(f"… and {len(found) - SHOWN_PLACES:,} more")
    return "\n".join(lines)


def outcome_words(counts: ImportCounts, result: ImportResult, source: str) -> str:
    """'Imported 12 events from work.ics, 3 brought up to date, 1 left out'."""
    words = [f"Imported {counted(counts.added, 'event')} from {source}"]
    if counts.updated:
        words.append(f"{counts.updated:,} brought up to date")
    if counts.unchanged:
        words.append(f"{counts.unchanged:,} known already")
    if counts.older:
        words.append(f"{counts.older:,} older than here")
    if result.skipped:
        words.append(f"{len(result.skipped):,} left out")
    return ", ".join(words)


def counted(count: int, what: str) -> str:
    """'1 event', '1,234 events'."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def day_words(day: date) -> str:
    """'3 January 2024'."""
    return f"{day.day} {day:%B %Y}"
