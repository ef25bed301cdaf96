"""Unsaved forms outlive closing, a crash and damage to their file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventdesk.ui.draft_store import MAX_KEPT, DraftFile, KeptForm

AT = datetime(2026, 11, 19, 12, tzinfo=UTC)


def form(slot: str, title: str, *, minutes: int = 0, event_id: str | None = None) -> KeptForm:
    at = AT + timedelta(minutes=minutes)
    return KeptForm(slot=slot, event_id=event_id, kept_at=at, values={"title": title})


def test_a_form_is_there_after_a_restart(tmp_path: Path) -> None:
    store = DraftFile(tmp_path / "drafts.json")
    slot = store.new_slot()
    store.keep(form(slot, "Dentist — ünïcode 🦷"))
    again = DraftFile(tmp_path / "drafts.json")
    assert [each.values["title"] for each in again.kept(None)] == ["Dentist — ünïcode 🦷"]


def test_a_form_that_is_open_is_not_offered_elsewhere(tmp_path: Path) -> None:
    store = DraftFile(tmp_path / "drafts.json")
    slot = store.new_slot()
    store.keep(form(slot, "Dentist"))
    assert store.kept(None) == []
    store.release(slot)
    assert len(store.kept(None)) == 1
    store.adopt(slot)
    assert store.kept(None) == []


def test_newest_first_and_by_event(tmp_path: Path) -> None:
    store = DraftFile(tmp_path / "drafts.json")
    store.keep(form("a", "old"))
    store.keep(form("b", "new", minutes=5))
    store.keep(form("c", "other", event_id="event-1"))
    assert [each.values["title"] for each in store.kept(None)] == ["new", "old"]
    assert [each.slot for each in store.kept("event-1")] == ["c"]
    assert [each.slot for each in store.left()] == ["b", "a", "c"]
    store.discard("b")
    assert [each.slot for each in store.kept(None)] == ["a"]


def test_a_damaged_file_counts_as_empty_and_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    for damage in ("{", "[]", '{"forms": [{}]}', '{"forms": 3}', "\x00"):
        path.write_text(damage, encoding="utf-8")
        store = DraftFile(path)
        assert store.kept(None) == []
        store.keep(form("a", "Dentist"))
        assert len(DraftFile(path).kept(None)) == 1


def test_a_folder_that_cannot_be_written_keeps_for_this_run(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("", encoding="utf-8")
    store = DraftFile(blocker / "drafts.json")
    store.keep(form("a", "Dentist"))
    assert len(store.kept(None)) == 1


def test_the_file_is_private_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    store = DraftFile(path)
    for number in range(MAX_KEPT + 5):
        store.keep(form(str(number), "x", minutes=number))
    kept = DraftFile(path).kept(None)
    assert len(kept) == MAX_KEPT
    assert kept[0].slot == str(MAX_KEPT + 4)
    assert path.stat().st_mode & 0o077 == 0


def test_zones_are_remembered_newest_first(tmp_path: Path) -> None:
    store = DraftFile(tmp_path / "drafts.json")
    for name in ("Asia/Tokyo", "Europe/Paris", "Asia/Tokyo"):
        store.use_zone(name)
    assert DraftFile(tmp_path / "drafts.json").recent_zones() == ["Asia/Tokyo", "Europe/Paris"]
