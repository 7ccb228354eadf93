"""The environment of our scripts: the connection that Alembic is handed, in its transaction."""

from __future__ import annotations

from alembic import context

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.migrations import VERSION_TABLE, ours


def run() -> None:
    """Run the scripts that Alembic has chosen."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=tables.center.metadata,
        version_table=VERSION_TABLE,
        include_name=ours,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
