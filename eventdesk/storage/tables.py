"""The schema as SQLAlchemy Core tables. Migrations carry it to the file; a test compares both."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from eventdesk.storage.types import Instant, Json, WallTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

events = Table(
    "events",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("uid", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("start", WallTime, nullable=False),
    Column("end", WallTime),
    Column("time_zone", Text),
    Column("all_day", Boolean, nullable=False),
    Column("rule", Text),
    Column("extra", Json, nullable=False),
    Column("excluded", Json, nullable=False),
    Column("late_rule", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Column("sequence", Integer, nullable=False),
    Column("repeat_s", Integer),
    Column("email_after_s", Integer),
    Column("sound", Boolean),
    Column("even_when_quiet", Boolean, nullable=False, server_default=text("0")),
    Column("calendar_id", Text, nullable=False, server_default=text("'personal'")),
    Column("series_id", Text),
    Column("recurrence_id", WallTime),
    Index("ix_events_calendar_id", "calendar_id"),
    # Not unique: a person may move an event to a calendar that has its UID already.
    Index("ix_events_uid", "uid", "calendar_id"),
)
Index(
    "ix_events_series_id",
    events.c.series_id,
    sqlite_where=text("series_id IS NOT NULL"),
)

calendars = Table(
    "calendars",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("reminders", Json),
    Column("all_day_reminders", Json),
    Column("position", Integer, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("calendar_id", ForeignKey("calendars.id", ondelete="CASCADE"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("every_s", Integer, nullable=False),
    Column("etag", Text, nullable=False, server_default=text("''")),
    Column("last_modified", Text, nullable=False, server_default=text("''")),
    Column("refreshed_at", Instant),
    Column("next_at", Instant),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=text("''")),
)

reminders = Table(
    "reminders",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("event_pk", ForeignKey("events.pk", ondelete="CASCADE"), nullable=False),
    Column("lead_s", Integer, nullable=False),
    Column("channels", Text, nullable=False),
    Column("due_at", Instant),
    Column("occurrence_start", Instant),
    Column("occurrence_end", Instant),
    UniqueConstraint("event_pk", "lead_s"),
)
# Naming another dialect beside SQLite's would import it: 40 ms of every start.
Index(
    "ix_reminders_due_at",
    reminders.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("event_pk", ForeignKey("events.pk", ondelete="CASCADE"), nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant),
    Column("ends_at", Instant, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("duration_s", BigInteger, nullable=False),
    Column("lead_s", Integer),
    Index("ix_occurrences_start_at", "start_at", "ends_at"),
    Index("ix_occurrences_title_key", "title_key", "start_at", "ends_at"),
    Index("ix_occurrences_duration_s", "duration_s", "start_at", "ends_at"),
    Index("ix_occurrences_lead_s", "lead_s", "start_at", "ends_at"),
    Index("ix_occurrences_event_pk", "event_pk", "start_at"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("event_title", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("occurrence_start", Instant, nullable=False),
    Column("occurrence_end", Instant, nullable=False),
    Column("all_day", Boolean, nullable=False),
    Column("lead_s", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("late_rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("backend", Text, nullable=False),
    Column("backend_ref", Text, nullable=False),
    Column("claimed_at", Instant),
    Column("claimed_by", Text, nullable=False),
    Column("delivered_at", Instant),
    Column("late_us", BigInteger),
    Column("error", Text, nullable=False),
    Column("wake_at", Instant),
    Column("snoozed_until", Instant),
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", Text, nullable=False),
    Column("repeat_s", Integer, nullable=False, server_default=text("0")),
    Column("sound", Boolean, nullable=False, server_default=text("0")),
    Column("urgent", Boolean, nullable=False, server_default=text("0")),
    Column("away_at", Instant),
    UniqueConstraint("event_id", "occurrence_start", "lead_s", "channel", name="uq_ledger_key"),
    Index("ix_ledger_due_at", "due_at"),
    Index("ix_ledger_delivered_at", "delivered_at"),
    Index("ix_ledger_state", "state", "due_at"),
)
Index(
    "ix_ledger_wake_at",
    ledger.c.channel,
    ledger.c.wake_at,
    sqlite_where=text("wake_at IS NOT NULL"),
)
Index(
    "ix_ledger_away_at",
    ledger.c.away_at,
    sqlite_where=text("away_at IS NOT NULL"),
)
Index(
    "ix_ledger_backend_ref",
    ledger.c.backend_ref,
    sqlite_where=text("backend_ref <> ''"),
)

ledger_steps = Table(
    "ledger_steps",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("ledger_id", ForeignKey("ledger.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_ledger_steps_ledger_id", "ledger_id", "pk"),
)

edits = Table(
    "edits",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("label", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("undone", Boolean, nullable=False),
)

edit_events = Table(
    "edit_events",
    metadata,
    Column("edit_pk", ForeignKey("edits.pk", ondelete="CASCADE"), primary_key=True),
    Column("event_pk", ForeignKey("events.pk", ondelete="CASCADE"), primary_key=True),
    Column("state", Json),
    Index("ix_edit_events_event_pk", "event_pk"),
)

desk_state = Table(
    "desk_state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
