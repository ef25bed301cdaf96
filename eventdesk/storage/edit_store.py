"""The undo history: what events looked like before and after each edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.storage.tables import edits

KEPT = 100


@dataclass(frozen=True, slots=True)
class Edit:
    """One undoable step; `before` and `after` map event ids to their stored form or None."""

    pk: int
    label: str
    before: dict[str, Any]
    after: dict[str, Any]


class EditStore:
    """The undo history inside one transaction; the newest 100 steps are kept."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def push(
        self, label: str, before: dict[str, Any], after: dict[str, Any], *, at: datetime
    ) -> int:
        """Add a step; what had been undone can no longer be redone. Its number."""
        run = self._connection.execute
        run(edits.delete().where(edits.c.undone.is_(True)))
        row = run(
            edits.insert().values(label=label, before=before, after=after, at=at, undone=False)
        )
        newest = row.inserted_primary_key
        assert newest is not None
        run(edits.delete().where(edits.c.pk <= newest[0] - KEPT))
        pk: int = newest[0]
        return pk

    def relabel(self, pk: int, label: str) -> None:
        """Give a step other words."""
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(label=label))

    def next_undo(self) -> Edit | None:
        """The newest step not yet undone."""
        return self._one(edits.c.undone.is_(False), edits.c.pk.desc())

    def next_redo(self) -> Edit | None:
        """The oldest undone step."""
        return self._one(edits.c.undone.is_(True), edits.c.pk.asc())

    def mark(self, pk: int, *, undone: bool) -> None:
        """Remember that a step was undone or redone."""
        self._connection.execute(edits.update().where(edits.c.pk == pk).values(undone=undone))

    def _one(self, where: sa.ColumnElement[bool], order: sa.UnaryExpression[int]) -> Edit | None:
        query = sa.select(edits.c.pk, edits.c.label, edits.c.before, edits.c.after)
        row = self._connection.execute(query.where(where).order_by(order).limit(1)).one_or_none()
        return None if row is None else Edit(*row)
