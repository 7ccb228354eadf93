"""A server that seems far away: what its clients say reaches it a moment later."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import Any

import psycopg
import sqlalchemy as sa

from bench.databases import PostgresDatabase
from tests.processes import PATIENCE, processes

CHUNK = 65_536


@contextmanager
def far_away(database: PostgresDatabase, seconds: float) -> Iterator[PostgresDatabase]:
    """*database* through a relay that holds back for *seconds* whatever its client says.

    The relay is a process of its own, so that nobody waits for the interpreter.
    """
    context = processes()
    told: Any = context.SimpleQueue()
    relay = context.Process(target=_relay, args=(_address(database), seconds, told), daemon=True)
    relay.start()
    try:
        place = sa.make_url(database.url).set(host="127.0.0.1", port=told.get(), query={})
        yield PostgresDatabase(place.render_as_string(hide_password=False))
    finally:
        relay.terminate()
        relay.join(PATIENCE)
        told.close()


def _address(database: PostgresDatabase) -> str | tuple[str, int]:
    """Where the server listens: the path of its socket, or its host and port."""
    with closing(psycopg.connect(database.conninfo)) as connection:
        host, port = connection.info.host, connection.info.port
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)


def _relay(server: str | tuple[str, int], seconds: float, told: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told.put(listening.getsockname()[1])
        while True:
            client, _ = listening.accept()
            behind = _connected(server)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for pair in ((client, behind, seconds), (behind, client, 0.0)):
                Thread(target=_pass_on, args=pair, daemon=True).start()


def _connected(server: str | tuple[str, int]) -> socket.socket:
    if not isinstance(server, str):
        return socket.create_connection(server)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(server)
    return connection


def _pass_on(source: socket.socket, target: socket.socket, seconds: float) -> None:
    """Pass on what *source* says, and that it has ended."""
    with suppress(OSError):
        while said := source.recv(CHUNK):
            time.sleep(seconds)
            target.sendall(said)
        target.shutdown(socket.SHUT_WR)
