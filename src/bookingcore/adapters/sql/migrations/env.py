"""What Alembic runs; it loads this file by its path, so the work is done elsewhere."""

from __future__ import annotations

from bookingcore.adapters.sql.migrations.environment import run

run()
