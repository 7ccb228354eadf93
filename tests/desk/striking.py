"""What one process reaches at its store and its payment provider, and what strikes it there.

Both ends are wrapped: each step is counted, so that a command is first watched, and then struck at
every step that it came to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import define, field, frozen

from bookingcore.domain.values.changes import Change
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.money import Money
from bookingcore.ports.payments import Capabilities, Charge, ProviderEvent
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Answers, Reader, Ref, Remember, Store, Unit
from bookingcore.testing import FakePayments, ProviderCrash

BEFORE = "unit to begin"
BEGUN, SAVED, COMMITTED = "unit begun", "unit before its commit", "unit after its commit"
READ = "snapshot begun"
CALLED, ANSWERED = "provider before a call", "provider after a call"
LOOKED, FOUND = "provider before a search", "provider after a search"

AT_THE_STORE = frozenset({BEGUN, SAVED, COMMITTED, READ})
AT_THE_PROVIDER = frozenset({CALLED, ANSWERED, LOOKED, FOUND})

Strike = Callable[[], None]


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong at a step.

    Attributes:
        at: the steps at which it can.
        strike: what goes wrong; it may raise.
        lasts: whether it goes wrong at every such step from then on.
    """

    name: str
    at: frozenset[str]
    strike: Strike
    lasts: bool = False


def dies() -> None:
    """The process is dead: no `except Exception` catches that."""
    raise ProviderCrash("the process died")


DEATH = Fault(name="death", at=AT_THE_STORE | AT_THE_PROVIDER, strike=dies, lasts=True)


@define
class Steps:
    """What one process reaches, in order.

    Attributes:
        fault: what goes wrong; None for a process that is only watched.
        number: at which of the steps where it can, counted from 0.
    """

    fault: Fault | None = None
    number: int = 0
    reached: list[str] = field(factory=list)

    def reach(self, step: str) -> None:
        """The process has come to *step*."""
        if self.fault is None or step in self.fault.at:
            self.reached.append(step)
            self._struck(len(self.reached) - 1)

    def _struck(self, number: int) -> None:
        fault = self.fault
        if fault and (number == self.number or (fault.lasts and number > self.number)):
            fault.strike()

    def count(self, fault: Fault) -> int:
        """At how many of the steps reached *fault* can strike."""
        return sum(step in fault.at for step in self.reached)


@frozen
class WatchedStore:
    """A store of which every unit and every snapshot is a step."""

    _store: Store
    _steps: Steps

    @property
    def owns(self) -> bool:
        """As the store itself."""
        return self._store.owns

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        """A unit of the store."""
        self._steps.reach(BEFORE)
        with self._store.begin(center) as unit:
            yield _WatchedUnit(unit, self._steps)
            self._steps.reach(SAVED)
        self._steps.reach(COMMITTED)

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        """A snapshot of the store."""
        self._steps.reach(READ)
        with self._store.snapshot(center) as reader:
            yield reader

    def joined(self, handle: object) -> Store:
        """The store inside a unit of it."""
        inner = handle.unit if isinstance(handle, _WatchedUnit) else handle
        return self._store.joined(inner)


@define
class _WatchedUnit(Unit):
    unit: Unit
    _steps: Steps
    _begun: bool = False

    def load(self, *asked: Question[Any]) -> Answers:
        answers = self.unit.load(*asked)
        if not self._begun:
            self._begun = True
            self._steps.reach(BEGUN)
        return answers

    def lock(self, *rows: Ref) -> None:
        self.unit.lock(*rows)

    def number(self, row: Ref) -> int | None:
        return self.unit.number(row)

    def save(self, changes: Sequence[Change | Remember]) -> None:
        self.unit.save(changes)


@define
class WatchedPayments:
    """A payment provider of which every call and every search is a step."""

    _payments: FakePayments
    _steps: Steps

    @property
    def capabilities(self) -> Capabilities:
        """As the provider itself."""
        return self._payments.capabilities

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """A charge of the provider."""
        self._steps.reach(CALLED)
        charge = self._payments.charge(amount, card=card, key=key)
        self._steps.reach(ANSWERED)
        return charge

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """A refund of the provider."""
        self._steps.reach(CALLED)
        charge = self._payments.refund(reference, amount, key=key)
        self._steps.reach(ANSWERED)
        return charge

    def find(self, key: str) -> Charge | None:
        """What the provider knows."""
        self._steps.reach(LOOKED)
        charge = self._payments.find(key)
        self._steps.reach(FOUND)
        return charge

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        """What the provider told."""
        return self._payments.read_event(payload, signature)
