"""A studio to measure in: a service, a plan, sessions and customers, made by a desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import frozen

from bookingcore import CenterSettings, Customer, Desk, Plan, Service, ServicePolicy, Session
from bookingcore.adapters.memory import MemoryStore
from bookingcore.adapters.sql.opening import Synchronous, open_store
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.ports.store import Store

CENTER = "roma"
ZONE = "Europe/Rome"
POLICY = ServicePolicy()
UNITS = 10


@frozen(kw_only=True)
class Studio:
    """What stands in a furnished center."""

    service: Service
    plan: Plan
    sessions: tuple[Session, ...]
    customers: tuple[Customer, ...]

    def pairs(self, start: int, count: int) -> Sequence[tuple[str, str]]:
        """*count* customers after the first *start*, each with a session, spread evenly."""
        return [
            (customer.id, self.sessions[number % len(self.sessions)].id)
            for number, customer in enumerate(self.customers[start : start + count])
        ]


def desk_on(store: Store) -> Desk:
    """A desk on *store* with the machine's own clock and chance."""
    return Desk(store, center=CENTER, clock=SystemClock(), chance=SystemChance())


def memory_desk() -> Desk:
    """A configured desk in memory."""
    desk = desk_on(MemoryStore())
    desk.configure(CenterSettings(time_zone=ZONE, currency="EUR"))
    return desk


def sqlite_desk(path: Path, synchronous: Synchronous = "FULL") -> Desk:
    """A desk on the file at *path*, which it configures when it is new."""
    new = not path.exists()
    desk = desk_on(open_store(f"sqlite:///{path}", synchronous=synchronous))
    if new:
        desk.configure(CenterSettings(time_zone=ZONE, currency="EUR"))
    return desk


@contextmanager
def closed(desk: Desk) -> Iterator[Desk]:
    """*desk*, and its files closed at the end."""
    try:
        yield desk
    finally:
        close = getattr(desk.store, "close", None)
        if close:
            close()


def furnish(desk: Desk, *, customers: int, sessions: int, capacity: int) -> Studio:
    """Fill the center: sessions from tomorrow on, one after another, customers with names."""
    service = desk.catalog.add_service("Yoga", duration=60, policy=POLICY)
    plan = desk.catalog.add_plan("Ten", price="90", units=UNITS, services=(service,), valid_for=365)
    tomorrow = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Studio(
        service=service,
        plan=plan,
        sessions=tuple(
            desk.schedule.add_session(
                service, starts_at=tomorrow + timedelta(hours=2 * number), capacity=capacity
            )
            for number in range(sessions)
        ),
        customers=tuple(
            desk.customers.register(name=f"Customer {number}") for number in range(customers)
        ),
    )
