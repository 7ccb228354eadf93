"""Several commands as one: in one transaction, again when somebody was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bookingcore.desk.context import Context, joined
from bookingcore.desk.running import rerun
from bookingcore.errors import Conflict
from bookingcore.ports.store import LostGuard

T = TypeVar("T")


def together(context: Context, work: Callable[[Context], T]) -> T:
    """*work* with a context of which every command is part of one transaction.

    What it raises undoes everything and is raised here.

    Raises:
        Conflict: others were faster again and again.
    """

    def attempt() -> T:
        with context.store.begin(context.center) as unit:
            try:
                return work(joined(context, unit))
            except Conflict as conflict:
                if conflict.rerun == "transaction":
                    raise LostGuard from conflict
                raise

    return rerun(context.store.owns, attempt)
