"""The undo history: what events looked like before and after each edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.storage.tables import edit_events, edits

KEPT = 100
AHEAD = 1_000_000
"""A step that takes long is numbered so far on, that it comes after what is done meanwhile."""
_WRITTEN: sa.ColumnClause[int] = sa.literal_column("2")
_HIDDEN: sa.ColumnClause[int] = sa.literal_column("3")
"""Kept in `undone`, of steps that can neither be undone nor redone: those being written, and
those being taken back, undone, redone or forgotten."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One undoable step; `before` and `after` map event ids to their stored form or None."""

    pk: int
    label: str
    before: dict[str, Any]
    after: dict[str, Any]


class EditStore:
    """The undo history inside one transaction; the newest 100 steps are kept.

    Steps that take many transactions are hidden meanwhile. So are those that are no longer
    kept but too large to be deleted at once.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def push(
        self, label: str, before: dict[str, Any], after: dict[str, Any], *, at: datetime
    ) -> int:
        """Add a step; what had been undone can no longer be redone. Its number."""
        self._drop(edits.c.undone.is_(True))
        pk = self.newest() + 1
        self._connection.execute(
            edits.insert().values(
                pk=pk, label=label, before=before, after=after, at=at, undone=False
            )
        )
        self._trim()
        return pk

    def open(self, *, at: datetime) -> int:
        """Add a step that is hidden until it `land`s; its number."""
        newest = self._connection.execute(sa.select(sa.func.max(edits.c.pk))).scalar_one()
        pk: int = (newest or 0) + AHEAD
        self._connection.execute(
            edits.insert().values(pk=pk, label="", before={}, after={}, at=at, undone=_WRITTEN)
        )
        return pk

    def land(self, pk: int, label: str) -> None:
        """Make an opened step the newest; what had been undone can no longer be redone."""
        self._drop(edits.c.undone.is_(True))
        values = {"label": label, "undone": False}
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(values))
        self._trim()

    def hide(self, pk: int) -> None:
        """Let a step be neither undone nor redone, until it is marked."""
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(undone=_HIDDEN))

    def hidden(self) -> list[int]:
        """The numbers of all hidden steps."""
        query = sa.select(edits.c.pk).where(edits.c.undone.in_([_WRITTEN, _HIDDEN]))
        return list(self._connection.execute(query.order_by(edits.c.pk)).scalars())

    def newest(self) -> int:
        """The number of the newest step that is not being written; 0 when there is none."""
        newest = sa.select(sa.func.max(edits.c.pk)).where(edits.c.undone.is_distinct_from(_WRITTEN))
        found: int | None = self._connection.execute(newest).scalar_one()
        return found or 0

    def edited_since(self, pk: int) -> set[str]:
        """The ids of all events in steps that a person added after the one numbered `pk`."""
        query = sa.text(
            "SELECT DISTINCT each.key FROM edits, json_each(edits.after) AS each "
            "WHERE edits.pk > :pk"
        )
        return set(self._connection.execute(query, {"pk": pk}).scalars())

    def next_undo(self) -> Edit | None:
        """The newest step not yet undone."""
        return self._one(edits.c.undone.is_(False), edits.c.pk.desc())

    def next_redo(self) -> Edit | None:
        """The oldest undone step."""
        return self._one(edits.c.undone.is_(True), edits.c.pk.asc())

    def mark(self, pk: int, *, undone: bool) -> None:
        """Remember that a step was undone or redone."""
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(undone=undone))

    def _trim(self) -> None:
        last = sa.select(edits.c.pk).order_by(edits.c.pk.desc()).limit(1).offset(KEPT)
        self._drop(
            edits.c.pk <= last.scalar_subquery(), edits.c.undone.in_([sa.false(), sa.true()])
        )

    def _drop(self, *where: sa.ColumnElement[bool]) -> None:
        large = sa.exists().where(edit_events.c.edit_pk == edits.c.pk)
        self._connection.execute(edits.update().where(*where, large).values(undone=_HIDDEN))
        self._connection.execute(edits.delete().where(*where, ~large))

    def _one(self, where: sa.ColumnElement[bool], order: sa.UnaryExpression[int]) -> Edit | None:
        query = sa.select(edits.c.pk, edits.c.label, edits.c.before, edits.c.after)
        row = self._connection.execute(query.where(where).order_by(order).limit(1)).one_or_none()
        return None if row is None else Edit(*row)
