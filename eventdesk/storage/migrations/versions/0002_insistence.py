"""How events insist: repeating, sound, late e-mails, quiet hours; what came due while away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NO = sa.text("0")


def upgrade() -> None:
    """Add the columns; what is there keeps behaving as before."""
    for column in (
        sa.Column("repeat_s", sa.Integer()),
        sa.Column("email_after_s", sa.Integer()),
        sa.Column("sound", sa.Boolean()),
        sa.Column("even_when_quiet", sa.Boolean(), nullable=False, server_default=_NO),
    ):
        op.add_column("events", column)
    for column in (
        sa.Column("repeat_s", sa.Integer(), nullable=False, server_default=_NO),
        sa.Column("sound", sa.Boolean(), nullable=False, server_default=_NO),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default=_NO),
        sa.Column("away_at", sa.BigInteger()),
    ):
        op.add_column("ledger", column)
    op.create_index(
        "ix_ledger_away_at",
        "ledger",
        ["away_at"],
        sqlite_where=sa.text("away_at IS NOT NULL"),
    )
