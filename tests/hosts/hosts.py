"""Three kinds of hosts: SQLAlchemy's Connection, its Session, and Django's own connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

NOTES = sa.Table("host_note", sa.MetaData(), sa.Column("text", sa.String(50)))


class Host:
    """A host with a table of its own.

    Attributes:
        transaction: begins the host's transaction; commits at the end, rolls back when it raises.
            Yields what is given to `desk.using(...)`.
    """

    def __init__(
        self,
        engine: sa.Engine,
        transaction: Callable[[], AbstractContextManager[Any]],
        execute: Callable[[Any, str], None],
    ) -> None:
        self.engine = engine
        self.transaction = transaction
        self._execute = execute

    def writes(self, handle: Any, text: str) -> None:
        """Write a note in the host's open transaction."""
        self._execute(handle, text)

    def notes(self) -> list[str]:
        """The notes that were committed."""
        with self.engine.connect() as connection:
            return sorted(connection.execute(sa.select(NOTES.c.text)).scalars())


@contextmanager
def connection_host(url: sa.URL) -> Iterator[Host]:
    """A host on SQLAlchemy Core."""
    with _engine(url) as engine:
        yield Host(engine, engine.begin, _insert)


@contextmanager
def session_host(url: sa.URL) -> Iterator[Host]:
    """A host on SQLAlchemy's unit of work."""
    with _engine(url) as engine:

        def transaction() -> AbstractContextManager[Session]:
            return _session(engine)

        yield Host(engine, transaction, _insert)


@contextmanager
def django_host(url: sa.URL) -> Iterator[Host]:
    """A host on Django: its connection rides beneath SQLAlchemy, which ends nothing of it."""
    with _engine(url) as reader:
        django = _django_connection(url)
        engine = _riding(django, url)

        @contextmanager
        def transaction() -> Iterator[sa.Connection]:
            from django.db import transaction as django_transaction

            with django_transaction.atomic(using="host"), engine.connect() as connection:
                yield connection

        def execute(handle: sa.Connection, text: str) -> None:
            with django.cursor() as cursor:
                cursor.execute("INSERT INTO host_note (text) VALUES (%s)", [text])

        try:
            yield Host(reader, transaction, execute)
        finally:
            django.close()


HOSTS: dict[str, Callable[[sa.URL], AbstractContextManager[Host]]] = {
    "connection": connection_host,
    "django": django_host,
    "session": session_host,
}


@contextmanager
def _engine(url: sa.URL) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url)
    NOTES.drop(engine, checkfirst=True)
    NOTES.create(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _session(engine: sa.Engine) -> Iterator[Session]:
    with Session(engine) as session, session.begin():
        yield session


def _insert(handle: Any, text: str) -> None:
    handle.execute(sa.insert(NOTES).values(text=text))


def _django_connection(url: sa.URL) -> Any:
    import django as framework
    from django.conf import settings
    from django.db import connections

    if not settings.configured:
        settings.configure()
        framework.setup()
    connections.settings["host"] = connections.configure_settings(
        {"default": {}, "host": _django_settings(url)}
    )["host"]
    if hasattr(connections._connections, "host"):
        del connections["host"]
    django = connections["host"]
    django.ensure_connection()
    return django


def _django_settings(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.database}
    place = url.query.get("host") or url.host
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.database,
        "USER": url.username,
        "PASSWORD": url.password or "",
        "HOST": place,
        "PORT": url.port or "",
    }


def _riding(django: Any, url: sa.URL) -> sa.Engine:
    """An engine on Django's connection: it has no other, and never begins, ends or closes it."""
    engine = sa.create_engine(
        url,
        creator=lambda: django.connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        **({"use_native_hstore": False} if url.get_backend_name() == "postgresql" else {}),
    )
    dialect: Any = engine.dialect
    for ending in ("do_begin", "do_commit", "do_rollback", "do_close", "do_terminate"):
        setattr(dialect, ending, lambda *_: None)
    return engine
