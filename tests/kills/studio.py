"""A studio whose waiting lists, moves and cancellations are struck down, and who strikes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from attrs import frozen

from bookingcore import Desk, open_desk
from bookingcore.testing import FrozenClock
from tests.kills.scene import close
from tests.kills.steps import strike_at
from tests.processes import PATIENCE, processes

BEGINNING = "2036-06-30T09:00:00Z"
"""When everything is made; offers run for ten minutes."""
OVER = "2036-06-30T09:10:00Z"
"""When they have run out."""

PEOPLE = 4


class Place(Protocol):
    """Where somebody works who is killed."""

    def opened(self, at: str) -> Desk:
        """A desk whose clock stands still at an instant."""


P = TypeVar("P", bound=Place)


@frozen(kw_only=True)
class Studio:
    """A class that is full, with somebody waiting, and a later one with a free place.

    Attributes:
        bookings: those of the full class, paid until the day before the later one.
    """

    url: str
    full: str
    later: str
    people: Sequence[str]
    bookings: Sequence[str]

    @classmethod
    def furnished(cls, url: str) -> Studio:
        """A new studio in the empty database at *url*."""
        desk = open_desk(url, center="roma", clock=FrozenClock(BEGINNING))
        physio = desk.catalog.add_service("Fisioterapia", duration=50)
        plans = [
            desk.catalog.add_plan(name, price=40, units=2, services=(physio,), valid_for=days)
            for name, days in (("Short", 10), ("Long", None))
        ]
        people = [desk.customers.register(name=f"C{n}").id for n in range(PEOPLE + 1)]
        for who in people:
            for plan in plans:
                desk.sales.sell(who, plan)
        full, later = (
            desk.schedule.add_session(physio, starts_at=f"2036-07-{day}T10:00Z", capacity=PEOPLE).id
            for day in ("02", "20")
        )
        bookings = [desk.bookings.book(who, full).id for who in people[:PEOPLE]]
        desk.waitlist.join(people[PEOPLE], full)
        close(desk)
        return cls(url=url, full=full, later=later, people=people, bookings=bookings)

    def opened(self, at: str = BEGINNING) -> Desk:
        """A desk whose clock stands still."""
        return open_desk(self.url, center="roma", clock=FrozenClock(at))

    def state(self) -> object:
        """All that the commands could have changed."""
        desk = self.opened()
        found = (
            [desk.schedule.get(each) for each in (self.full, self.later)],
            [desk.waitlist.entries(each) for each in (self.full, self.later)],
            [desk.history(each) for each in (self.full, self.later, *self.people)],
            [desk.bookings.of(who) for who in self.people],
            [desk.balances.of(who) for who in self.people],
            desk.next_due(),
        )
        close(desk)
        return found


def struck_down(
    act: Callable[[Desk, P], object], place: P, step: str, *, at: str = BEGINNING, units: int = 0
) -> None:
    """Let a process of its own do *act*, and kill it at *step* of the unit after so many *units*.

    Args:
        act: has to come to the step.
        place: in which database.
        step: one of `STEPS`.
        at: what its clock shows.
        units: how many are committed before.
    """
    process = processes().Process(target=_act, args=(act, place, step, at, units))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def _act(act: Callable[[Desk, P], object], place: P, step: str, at: str, units: int) -> None:
    desk = place.opened(at)
    _strike_after(units, step)
    act(desk, place)


def _strike_after(units: int, step: str) -> None:
    if units:
        strike_at("after the commit", lambda: _strike_after(units - 1, step))
    else:
        strike_at(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
