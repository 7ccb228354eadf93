"""The steps of a command at which something happens, told from outside of the library's code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from bookingcore.adapters.sql.pipelines import PipelinedOwnWire
from bookingcore.adapters.sql.unit import SqlUnit
from bookingcore.adapters.sql.wire import OwnWire

STEPS = ("after the lock", "in the middle of saving", "before the commit", "after the commit")

Strike = Callable[[], None]


def strike_at(step: str, strike: Strike) -> None:
    """From now on call *strike* when a unit of this process reaches *step*, once."""
    struck = _once(strike)
    if step == "after the lock":
        _after(SqlUnit, "load", struck)
    elif step == "in the middle of saving":
        _after(OwnWire, "write", struck)
        _after(PipelinedOwnWire, "write", struck)
    elif step == "before the commit":
        _before(OwnWire, "commit", struck)
    else:
        _after(OwnWire, "commit", struck)


def hold_up_saving(somebody: sa.Connection) -> None:
    """Let nobody write an event, one of the last rows of a command, until *somebody* ends."""
    somebody.exec_driver_sql("LOCK TABLE bk_event IN SHARE MODE")


def _once(strike: Strike) -> Strike:
    left = [strike]

    def struck() -> None:
        if left:
            left.pop()()

    return struck


def _after(owner: type[Any], name: str, strike: Strike) -> None:
    original = getattr(owner, name)

    def struck(*arguments: Any) -> Any:
        answer = original(*arguments)
        strike()
        return answer

    setattr(owner, name, struck)


def _before(owner: type[Any], name: str, strike: Strike) -> None:
    original = getattr(owner, name)

    def struck(*arguments: Any) -> Any:
        strike()
        return original(*arguments)

    setattr(owner, name, struck)
