"""The content of documents in a table, written and read through the seam of the store.

So it takes SQLite's write lock like everything else, travels on PostgreSQL together with the
transaction around it, and is kept or lost with the host's rows where it joins theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.postgresql import insert

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.phrases import Phrase, Values, given
from bookingcore.adapters.sql.store import SqlStore
from bookingcore.adapters.sql.wire import Wire
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import Conflict, Contended
from bookingcore.ports.files import legal_content, legal_key
from bookingcore.ports.store import LostGuard, Reader, Store

T = TypeVar("T")

ATTEMPTS_MAX = 20
"""How often a statement of ours is run before `Contended` gives up."""


class SqlFiles:
    """Keeps content in a database whose tables are there, in rows that shard by center.

    It may be shared by threads. `SqlStore.files()` gives those of an open store.
    """

    def __init__(self, place: Engine | Store) -> None:
        """Files in the database of *place*.

        Args:
            place: a store on it; or an engine, as for `SqlStore`.
        """
        self._store = SqlStore(place) if isinstance(place, Engine) else place

    def put(self, key: str, content: bytes) -> None:
        """Keep *content* under *key*, in place of what was there.

        Raises:
            InvalidInput: *key* is none, or *content* is no `bytes`.
            Conflict: others were faster again and again; or in the host's transaction, which has
                to be run again as a whole.
            OutcomeUnknown: the connection was lost while committing: put it again, or look.
            StoreUnavailable: the database cannot be reached, is locked, or will not write.
        """
        values = (*_place(key), legal_content(content))
        self._settled(lambda: self._write(_PUTTING, values))

    def get(self, key: str) -> bytes:
        """The content under *key*.

        Raises:
            KeyError: there is none.
            InvalidInput: *key* is none.
            Conflict: as for `put`.
            StoreUnavailable: the database cannot be reached.
        """
        place = _place(key)
        for content in self._settled(lambda: self._read(place)):
            return content
        raise KeyError(key)

    def remove(self, key: str) -> None:
        """Forget *key*, if it is there.

        Raises:
            InvalidInput: *key* is none.
            Conflict: as for `put`.
            OutcomeUnknown: as for `put`.
            StoreUnavailable: as for `put`.
        """
        place = _place(key)
        self._settled(lambda: self._write(_REMOVING, place))

    def joined(self, handle: object) -> SqlFiles:
        """These files inside a transaction that is open.

        Args:
            handle: the host's `Connection` or `Session` on the database with these files; or a
                unit of their store.

        Raises:
            InvalidInput: *handle* is none of these.
        """
        return SqlFiles(self._store.joined(handle))

    def _write(self, phrase: Phrase, values: Values) -> None:
        with self._store.begin(CenterId(values[0])) as unit:
            _wire_of(unit).write(phrase, [values])

    def _read(self, place: Values) -> list[bytes]:
        with self._store.snapshot(CenterId(place[0])) as reader:
            return [content for (content,) in _wire_of(reader).read(_GETTING, place)]

    def _settled(self, attempt: Callable[[], T]) -> T:
        """*attempt*, run again when it lost a guard; in somebody else's transaction only once."""
        for _ in range(ATTEMPTS_MAX):
            try:
                return attempt()
            except LostGuard as lost:
                if not self._store.owns:
                    raise Conflict("transaction") from lost
        raise Contended("command", ATTEMPTS_MAX)


def _place(key: str) -> tuple[str, str]:
    """The center that is the first part of *key*, and the rest; no center in a single part."""
    first, slash, rest = legal_key(key).partition("/")
    return (first, rest) if slash else ("", first)


def _wire_of(reader: Reader) -> Wire:
    # The port does not say so, but every reader on SQL has one.
    speaking: Any = reader
    wire: Wire = speaking.wire
    return wire


def _putting() -> Phrase:
    names = ("center", "key", "content")
    written = insert(tables.content).values({name: given(name) for name in names})
    # SQLite understands the same words.
    statement = written.on_conflict_do_update(
        index_elements=["center", "key"], set_={"content": written.excluded.content}
    )
    return Phrase(statement, names)


_CONTENT = tables.content.c
_PLACE = (_CONTENT.center == given("center"), _CONTENT.key == given("key"))

_PUTTING = _putting()
_GETTING = Phrase(select(_CONTENT.content).where(*_PLACE), ("center", "key"))
_REMOVING = Phrase(delete(tables.content).where(*_PLACE), ("center", "key"))
