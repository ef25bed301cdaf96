"""What the import dialog says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eventdesk.domain.day_words import full_date, plain_date
from eventdesk.domain.language import grouped, later, retold, tr, tr_n
from eventdesk.services.imports import (
    ImportCounts,
    ImportPreview,
    ImportResult,
    UpcomingEvent,
)

SHOWN_PLACES = 2_000


def source_label(sources: Sequence[Path | bytes]) -> str:
    """What `source_words` says, in English, to be stored."""
    clipboard = later("the clipboard")
    names = [each.name if isinstance(each, Path) else clipboard for each in sources]
    more = len(names) - 1
    if not more:
        return names[0]
    return later("{file} and {count} more").format(file=names[0], count=more)


def source_words(sources: Sequence[Path | bytes]) -> str:
    """'work.ics', 'work.ics and 2 more', 'the clipboard'; in other languages as after 'from'."""
    return retold(source_label(sources))


def new_calendar_name(sources: Sequence[Path | bytes], result: ImportResult) -> str:
    """What a new calendar for these files would be called: as it calls itself, else as the
    first file."""
    first = sources[0]
    file = first.stem if isinstance(first, Path) else tr("Pasted events")
    return (" ".join((result.name or file).split()) or tr("Imported"))[:100]


def count_lines(preview: ImportPreview) -> list[str]:
    """What would happen to the events, a line for each part of them."""
    lines = []
    if number := preview.new:
        words = tr_n("{count} new event", "{count} new events", number)
        lines.append(words)
    if number := preview.changed:
        words = tr_n(
            "{count} event here already, brought up to date",
            "{count} events here already, brought up to date",
            number,
        )
        lines.append(words)
    if number := preview.in_trash:
        words = tr_n(
            "{count} of these comes back from the deleted events",
            "{count} of these come back from the deleted events",
            number,
        )
        lines.append(words)
    if number := preview.unchanged:
        words = tr_n(
            "{count} event here already, unchanged",
            "{count} events here already, unchanged",
            number,
        )
        lines.append(words)
    if number := preview.older:
        words = tr_n(
            "{count} event left alone: what is here is newer",
            "{count} events left alone: what is here is newer",
            number,
        )
        lines.append(words)
    return [*lines, *_aside_lines(preview)]


def _aside_lines(preview: ImportPreview) -> list[str]:
    """What else is to be known about the events that were counted."""
    lines = [
        tr("{count} of them in “{calendar}”, where they stay", count=grouped(count), calendar=name)
        for name, count in preview.elsewhere
    ]
    if preview.occurrences:
        words = tr_n(
            "{count} of all is a changed occurrence of a series",
            "{count} of all are changed occurrences of series",
            preview.occurrences,
        )
        lines.append(words)
    return lines


def span_words(preview: ImportPreview) -> str:
    """'3 January 2024 to 14 March 2026', 'From 3 January 2024 on, without an end'."""
    if preview.first is None:
        return ""
    first = plain_date(preview.first)
    if preview.endless or preview.last is None:
        return tr("From {day} on, without an end", day=first)
    if preview.first == preview.last:
        return tr("On {day}", day=first)
    return tr("{first} to {last}", first=first, last=plain_date(preview.last))


def upcoming_words(event: UpcomingEvent) -> str:
    """'Mon 23 Nov 2026, 14:30'."""
    day = full_date(event.start)
    return day if event.all_day else f"{day}, {event.start:%H:%M}"


def left_out_words(result: ImportResult) -> str:
    """'3 left out, 2 kept with a change', '' when all is well."""
    parts = []
    if result.skipped:
        parts.append(tr("{count} left out", count=grouped(len(result.skipped))))
    if result.notes:
        parts.append(tr("{count} kept with a change", count=grouped(len(result.notes))))
    return ", ".join(parts)


def problem_text(result: ImportResult) -> str:
    """Every thing that was left out or changed, with its place, one in a line."""
    found = [(each.file, each.line, each.uid, each.reason) for each in result.skipped]
    found += [(each.file, each.line, each.uid, each.words) for each in result.notes]
    pasted, plain = tr("Pasted"), tr("{file}, line {line}: {problem}")
    with_uid = tr("{file}, line {line}: {problem} (UID {uid})")
    lines = [
        (with_uid if uid else plain).format(
            file=Path(file).name if file != "-" else pasted,
            line=line,
            problem=retold(problem),
            uid=uid,
        )
        for file, line, uid, problem in found[:SHOWN_PLACES]
    ]
    if len(found) > SHOWN_PLACES:
        lines.append(tr("… and {count} more", count=grouped(len(found) - SHOWN_PLACES)))
    return "\n".join(lines)


def outcome_words(counts: ImportCounts, result: ImportResult, source: str) -> str:
    """'Imported 12 events from work.ics, 3 brought up to date, 1 left out'."""
    words = [
        tr_n(
            "Imported {count} event from {source}",
            "Imported {count} events from {source}",
            counts.added,
            source=source,
        )
    ]
    if counts.updated:
        words.append(tr("{count} brought up to date", count=grouped(counts.updated)))
    if counts.unchanged:
        words.append(tr("{count} known already", count=grouped(counts.unchanged)))
    if counts.older:
        words.append(tr("{count} older than here", count=grouped(counts.older)))
    if result.skipped:
        words.append(tr("{count} left out", count=grouped(len(result.skipped))))
    return ", ".join(words)
