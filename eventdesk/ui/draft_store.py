"""What was typed into the editor and not saved yet, kept over closing, crash and restart."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from uuid import uuid4

log = logging.getLogger(__name__)
MAX_KEPT = 20
MAX_ZONES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """One form as it was left: every field's own text, valid or not.

    `slot` names it in the store; `event_id` is None for an event never saved.
    """

    slot: str
    event_id: str | None
    kept_at: datetime
    values: Mapping[str, Any]


class DraftStore(Protocol):
    """Keeps unsaved forms. Every method may be called from any thread and never raises."""

    def new_slot(self) -> str:
        """A name for a form that is open now; it is not offered to other editors meanwhile."""
        ...

    def keep(self, form: KeptForm) -> None:
        """Keep a form under its slot, in place of what was there."""
        ...

    def release(self, slot: str) -> None:
        """The form's editor is closed: from now on the form may be offered again."""
        ...

    def discard(self, slot: str) -> None:
        """Forget a form."""
        ...

    def adopt(self, slot: str) -> None:
        """The form is open in an editor again."""
        ...

    def kept(self, event_id: str | None) -> list[KeptForm]:
        """The forms left unsaved for an event (None: for new events), newest first."""
        ...

    def left(self) -> list[KeptForm]:
        """The forms left unsaved of every event, newest first."""
        ...

    def recent_zones(self) -> list[str]:
        """Time zones used last, newest first."""
        ...

    def use_zone(self, name: str) -> None:
        """Remember a time zone as used."""
        ...


class DraftFile:
    """A DraftStore in one small JSON file, written whole and swapped in.

    It is read once; the window process is the only one that writes it. A file that cannot
    be read counts as empty, one that cannot be written is logged: an unsaved form is then
    kept for this run.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._open: set[str] = set()
        self._forms: dict[str, KeptForm] | None = None
        self._zones: list[str] = []

    def new_slot(self) -> str:
        """See DraftStore."""
        slot = uuid4().hex
        with self._lock:
            self._open.add(slot)
        return slot

    def keep(self, form: KeptForm) -> None:
        """See DraftStore."""
        with self._lock:
            forms = self._read()
            known = forms.get(form.slot)
            if known is None or (known.event_id, known.values) != (form.event_id, form.values):
                forms[form.slot] = form
                self._write()

    def release(self, slot: str) -> None:
        """See DraftStore."""
        with self._lock:
            self._open.discard(slot)

    def adopt(self, slot: str) -> None:
        """See DraftStore."""
        with self._lock:
            self._open.add(slot)

    def discard(self, slot: str) -> None:
        """See DraftStore."""
        with self._lock:
            self._open.discard(slot)
            if self._read().pop(slot, None) is not None:
                self._write()

    def kept(self, event_id: str | None) -> list[KeptForm]:
        """See DraftStore."""
        return [form for form in self.left() if form.event_id == event_id]

    def left(self) -> list[KeptForm]:
        """See DraftStore."""
        with self._lock:
            found = [form for form in self._read().values() if form.slot not in self._open]
        return sorted(found, key=lambda form: form.kept_at, reverse=True)

    def recent_zones(self) -> list[str]:
        """See DraftStore."""
        with self._lock:
            self._read()
            return list(self._zones)

    def use_zone(self, name: str) -> None:
        """See DraftStore."""
        with self._lock:
            self._read()
            if self._zones[:1] != [name]:
                self._zones = [name, *(each for each in self._zones if each != name)][:MAX_ZONES]
                self._write()

    def _read(self) -> dict[str, KeptForm]:
        if self._forms is None:
            self._forms = {}
            try:
                plain = json.loads(self._path.read_text(encoding="utf-8"))
                self._zones = [str(each) for each in plain.get("zones", [])]
                for each in plain.get("forms", []):
                    form = _form(each)
                    self._forms[form.slot] = form
            except FileNotFoundError:
                pass
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                log.warning("unsaved forms in %s cannot be read: %s", self._path, error)
        return self._forms

    def _write(self) -> None:
        assert self._forms is not None
        newest = sorted(self._forms.values(), key=lambda form: form.kept_at)[-MAX_KEPT:]
        self._forms = {form.slot: form for form in newest}
        plain = {"zones": self._zones, "forms": [_plain(form) for form in newest]}
        fresh = self._path.with_name(self._path.name + ".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(plain, file, ensure_ascii=False)
            fresh.replace(self._path)
        except (OSError, ValueError) as error:
            log.warning("unsaved forms cannot be kept in %s: %s", self._path, error)
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def _plain(form: KeptForm) -> dict[str, Any]:
    return {
        "slot": form.slot,
        "event_id": form.event_id,
        "kept_at": form.kept_at.isoformat(),
        "values": dict(form.values),
    }


def _form(plain: dict[str, Any]) -> KeptForm:
    return KeptForm(
        slot=str(plain["slot"]),
        event_id=plain["event_id"],
        kept_at=datetime.fromisoformat(plain["kept_at"]),
        values=dict(plain["values"]),
    )
