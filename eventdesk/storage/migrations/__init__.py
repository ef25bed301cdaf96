"""Bringing a database file up to date. Alembic is imported only when the file is behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.domain.errors import DatabaseTooNew
from eventdesk.domain.language import tr
from eventdesk.storage.failures import damaged

if TYPE_CHECKING:
    import sqlalchemy as sa

VERSIONS = ("0001", "0002", "0003", "0004")
"""All schema versions, oldest first; the last is this program's."""


def migrate(connection: sa.Connection, path: Path, back_up: Callable[[], object]) -> None:
    """Upgrade the file behind `connection` if needed, all or nothing.

    Before a file with data is changed `back_up` is called; when that fails nothing is changed.
    DatabaseTooNew when a newer EventDesk wrote it; DatabaseDamaged for one of another program.
    """
    version = current_version(connection)
    if version == VERSIONS[-1]:
        return
    if version is not None and version not in VERSIONS:
        raise DatabaseTooNew(
            tr(
                "{path} was written by a newer EventDesk (schema {version}).",
                path=path,
                version=version,
            ),
            tr("Install that version or a later one; the file was not changed."),
        )
    if version is None and _has_tables(connection):
        raise damaged(path, tr("{path} is not an EventDesk database.", path=path))
    connection.rollback()
    if version is not None:
        back_up()
    # Imported late: it costs more than everything else here together.
    from eventdesk.storage.migrations.run import upgrade

    upgrade(connection)


def current_version(connection: sa.Connection) -> str | None:
    """The schema version written in the file, None for an empty or foreign file."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).scalar_one_or_none()
    if known is None:
        return None
    query = "SELECT version_num FROM alembic_version"
    return connection.exec_driver_sql(query).scalar_one_or_none()


def _has_tables(connection: sa.Connection) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
    return bool(connection.exec_driver_sql(query).scalar_one())
