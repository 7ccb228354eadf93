"""Statements, written once by SQLAlchemy and kept as the text that a driver reads.

A *phrase* is a statement with the names of its values in the order in which they are handed over.
It is compiled at its first use, once for each dialect however many databases are open, so that a
unit of work pays for the driver's own work and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import field, frozen
from sqlalchemy import BindParameter, ClauseElement, Dialect, bindparam

Row = tuple[Any, ...]
Values = tuple[Any, ...]

_MARK = "given_"


def given(name: str) -> BindParameter[Any]:
    """The place in a statement where the value *name* of its phrase goes."""
    return bindparam(_MARK + name)


@frozen(eq=False)
class Phrase:
    """A statement, and the names of its values in the order in which they are given."""

    statement: ClauseElement
    names: tuple[str, ...]


@frozen
class Spoken:
    """A phrase in the words of one driver.

    Attributes:
        text: the SQL, with the driver's own marks for values.
        arranged: turns a phrase's values into those that the text wants, in its order.
    """

    text: str
    arranged: Callable[[Values], Values]


def _positional(dialect: Dialect) -> Dialect:
    """*dialect* with its values by position, as every driver of a database takes them fastest."""
    if dialect.positional:
        return dialect
    twin: Any = copy(dialect)
    twin.paramstyle, twin.positional = "format", True
    return twin  # type: ignore[no-any-return]


_Settings = tuple[object, ...]

_PLAIN = (str, int, bool, float, tuple, type(None))

_SPOKEN: dict[_Settings, dict[Phrase, Spoken]] = {}
"""What was compiled so far: engines whose dialects agree in their settings share it."""


def _settings(dialect: Dialect) -> _Settings:
    """The kind of *dialect* and every plain setting that its words may depend on."""
    plain = (name for name, value in vars(dialect).items() if isinstance(value, _PLAIN))
    return type(dialect), *((name, repr(getattr(dialect, name))) for name in sorted(plain))


@frozen(eq=False)
class PhraseBook:
    """The phrases spoken so far with one engine's dialect, and with any that is set up alike."""

    dialect: Dialect = field(converter=_positional)

    @cached_property
    def _spoken(self) -> dict[Phrase, Spoken]:
        # Asked late: a dialect knows its server only after the first connection.
        return _SPOKEN.setdefault(_settings(self.dialect), {})

    def spoken(self, phrase: Phrase) -> Spoken:
        """*phrase* in the dialect's words."""
        known = self._spoken.get(phrase)
        if known is None:
            known = self._spoken[phrase] = self._compiled(phrase)
        return known

    def _compiled(self, phrase: Phrase) -> Spoken:
        compiled: Any = phrase.statement.compile(
            dialect=self.dialect, compile_kwargs={"render_postcompile": True}
        )
        wanted = tuple(compiled.positiontup or ())
        names = tuple(_MARK + name for name in phrase.names)
        # Unchecked: the values of the phrase are not there yet.
        own = compiled.construct_params(_check=False)
        constants = {name: own[name] for name in wanted if name not in names}
        return Spoken(compiled.string, _arrangement(names, wanted, constants))


def _arrangement(
    names: tuple[str, ...], wanted: tuple[str, ...], constants: dict[str, Any]
) -> Callable[[Values], Values]:
    """From values in the order of *names* to the order *wanted*, with the statement's own."""
    if wanted == names:
        return _as_given
    places = [(*names, *constants).index(name) for name in wanted]
    rest = tuple(constants.values())
    if len(places) < 2:
        return lambda values: tuple((values + rest)[place] for place in places)
    pick = itemgetter(*places)
    return lambda values: pick(values + rest)


def _as_given(values: Values) -> Values:
    return values
