"""Calendars, subscriptions to calendars elsewhere, and changed occurrences of series."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NO = sa.text("0")
_EMPTY = sa.text("''")


def upgrade() -> None:
    """Put everything there is into the calendar that everybody has."""
    calendars = op.create_table(
        "calendars",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.JSON()),
        sa.Column("all_day_reminders", sa.JSON()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendars"),
    )
    op.bulk_insert(
        calendars,
        [
            {
                "id": "personal",
                "name": "Personal",
                "colour": "#3a7bd5",
                "is_on": True,
                "position": 0,
            }
        ],
    )
    op.create_table(
        "subscriptions",
        sa.Column("calendar_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), server_default=_EMPTY, nullable=False),
        sa.Column("last_modified", sa.Text(), server_default=_EMPTY, nullable=False),
        sa.Column("refreshed_at", sa.BigInteger()),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), server_default=_NO, nullable=False),
        sa.Column("error", sa.Text(), server_default=_EMPTY, nullable=False),
        sa.PrimaryKeyConstraint("calendar_id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendars.id"],
            name="fk_subscriptions_calendar_id",
            ondelete="CASCADE",
        ),
    )
    op.add_column(
        "events",
        sa.Column("calendar_id", sa.Text(), nullable=False, server_default=sa.text("'personal'")),
    )
    op.add_column("events", sa.Column("series_id", sa.Text()))
    op.add_column("events", sa.Column("recurrence_id", sa.Text()))
    op.create_index("ix_events_calendar_id", "events", ["calendar_id"])
    op.create_index(
        "ix_events_series_id",
        "events",
        ["series_id"],
        sqlite_where=sa.text("series_id IS NOT NULL"),
    )
