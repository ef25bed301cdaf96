"""The same UID in several calendars, and imports that are undone whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let a UID be there once for each calendar, and make room for what imports changed.

    The table of events is rebuilt, which needs foreign keys to be off (run.py sees to that).
    """
    with op.batch_alter_table("events") as events:
        events.drop_constraint("uq_events_uid", type_="unique")
    op.create_index("ix_events_uid", "events", ["uid", "calendar_id"])
    op.create_table(
        "edit_events",
        sa.Column("edit_pk", sa.Integer(), nullable=False),
        sa.Column("event_pk", sa.Integer(), nullable=False),
        sa.Column("state", sa.JSON()),
        sa.PrimaryKeyConstraint("edit_pk", "event_pk", name="pk_edit_events"),
        sa.ForeignKeyConstraint(
            ["edit_pk"], ["edits.pk"], name="fk_edit_events_edit_pk", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_pk"], ["events.pk"], name="fk_edit_events_event_pk", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_edit_events_event_pk", "edit_events", ["event_pk"])
