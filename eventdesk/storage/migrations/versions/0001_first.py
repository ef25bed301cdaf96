"""The first schema: events, reminders, occurrences, ledger, undo history, state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_INSTANT = sa.BigInteger()
_DUE = "due_at IS NOT NULL"
_WAKE = "wake_at IS NOT NULL"


def upgrade() -> None:
    """Create everything."""
    _create_events()
    _create_plans()
    _create_ledger()
    op.create_table(
        "edits",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_edits"),
    )
    op.create_table(
        "desk_state",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_desk_state"),
    )


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text()),
        sa.Column("time_zone", sa.Text()),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text()),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("late_rule", sa.Text()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("deleted_at", _INSTANT),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sa.UniqueConstraint("uid", name="uq_events_uid"),
    )
    op.execute(
        """
        CREATE VIRTUAL TABLE events_search USING fts5(
            title, description, location, tags,
            tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
        )
        """
    )


def _create_plans() -> None:
    op.create_table(
        "reminders",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("event_pk", sa.Integer(), nullable=False),
        sa.Column("lead_s", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("due_at", _INSTANT),
        sa.Column("occurrence_start", _INSTANT),
        sa.Column("occurrence_end", _INSTANT),
        sa.PrimaryKeyConstraint("pk", name="pk_reminders"),
        sa.ForeignKeyConstraint(
            ["event_pk"], ["events.pk"], name="fk_reminders_event_pk", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("event_pk", "lead_s", name="uq_reminders_event_pk_lead_s"),
    )
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"], sqlite_where=sa.text(_DUE))
    op.create_table(
        "occurrences",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("event_pk", sa.Integer(), nullable=False),
        sa.Column("start_at", _INSTANT, nullable=False),
        sa.Column("end_at", _INSTANT),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.BigInteger(), nullable=False),
        sa.Column("lead_s", sa.Integer()),
        sa.PrimaryKeyConstraint("pk", name="pk_occurrences"),
        sa.ForeignKeyConstraint(
            ["event_pk"], ["events.pk"], name="fk_occurrences_event_pk", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_occurrences_start_at", "occurrences", ["start_at", "ends_at"])
    for column in ("title_key", "duration_s", "lead_s"):
        op.create_index(f"ix_occurrences_{column}", "occurrences", [column, "start_at", "ends_at"])
    op.create_index("ix_occurrences_event_pk", "occurrences", ["event_pk", "start_at"])


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event_title", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("occurrence_start", _INSTANT, nullable=False),
        sa.Column("occurrence_end", _INSTANT, nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("lead_s", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("late_rule", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("backend", sa.Text(), nullable=False),
        sa.Column("backend_ref", sa.Text(), nullable=False),
        sa.Column("claimed_at", _INSTANT),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("delivered_at", _INSTANT),
        sa.Column("late_us", sa.BigInteger()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("wake_at", _INSTANT),
        sa.Column("snoozed_until", _INSTANT),
        sa.Column("acknowledged_at", _INSTANT),
        sa.Column("acknowledged_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint(
            "event_id", "occurrence_start", "lead_s", "channel", name="uq_ledger_key"
        ),
    )
    op.create_index("ix_ledger_due_at", "ledger", ["due_at"])
    op.create_index("ix_ledger_delivered_at", "ledger", ["delivered_at"])
    op.create_index("ix_ledger_state", "ledger", ["state", "due_at"])
    op.create_index(
        "ix_ledger_wake_at", "ledger", ["channel", "wake_at"], sqlite_where=sa.text(_WAKE)
    )
    op.create_index(
        "ix_ledger_backend_ref",
        "ledger",
        ["backend_ref"],
        sqlite_where=sa.text("backend_ref <> ''"),
    )
    op.create_table(
        "ledger_steps",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("ledger_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_ledger_steps"),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger.id"], name="fk_ledger_steps_ledger_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ledger_steps_ledger_id", "ledger_steps", ["ledger_id", "pk"])
