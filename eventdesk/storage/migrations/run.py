"""Runs Alembic over the scripts beside this file, without an ini file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory


def scripts() -> ScriptDirectory:
    """The migration scripts."""
    return ScriptDirectory(str(Path(__file__).parent))


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Apply every missing script in one transaction that also covers the DDL.

    When two processes start at once, the second waits for the lock and then finds nothing
    left to do. Foreign keys are off meanwhile: rebuilding a table would otherwise delete the
    rows that refer to it (sqlite.org/lang_altertable.html, section 7).
    """
    directory = scripts()

    def missing(revision: Any, context: Any) -> Any:
        del context
        return directory._upgrade_revs(to, revision)

    writing = connection.execution_options(begin="IMMEDIATE")
    with _without_foreign_keys(connection), writing.begin():
        context = MigrationContext.configure(
            writing, opts={"fn": missing, "transactional_ddl": True, "script": directory}
        )
        with Operations.context(context):
            context.run_migrations()


@contextmanager
def _without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    # Past SQLAlchemy: within a transaction the pragma does nothing.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
