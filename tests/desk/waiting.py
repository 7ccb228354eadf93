"""A class that is full, and who waits for it."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from bookingcore import (
    Booking,
    Customer,
    Desk,
    Event,
    Plan,
    ServicePolicy,
    Session,
    WaitlistEntry,
    WaitlistPolicy,
)
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"
TEN_MINUTES = 10


@frozen
class Class:
    """A class on 2 July at six, full of people who came first; others wait for it.

    Attributes:
        capacity: as many are booked.
        policy: of its service; what is not said is as usual.
    """

    studio: Studio
    capacity: int = 1
    policy: ServicePolicy = field(factory=ServicePolicy)
    session: Session = field(init=False)
    booked: list[Booking] = field(init=False)

    @session.default
    def _session(self) -> Session:
        service = self.studio.service(self.policy, plan=False)
        return self.studio.session(SIX, service=service, capacity=self.capacity)

    @booked.default
    def _booked(self) -> list[Booking]:
        return [
            self.desk.bookings.book(self.person(f"First {number}"), self.session)
            for number in range(self.capacity)
        ]

    @property
    def desk(self) -> Desk:
        return self.studio.desk

    def person(self, name: str) -> Customer:
        """Somebody who can be reached."""
        known = len(self.desk.customers.find(limit=1000))
        email = f"{name.lower().replace(' ', '.')}.{known}@example.org"
        return self.desk.customers.register(name=name, email=email)

    def join(self, name: str, **given: Any) -> WaitlistEntry:
        """Somebody new joins by themselves."""
        who = self.person(name)
        return self.desk.by(who).waitlist.join(who, self.session, **given)

    def joined(self, *names: str) -> list[WaitlistEntry]:
        return [self.join(name) for name in names]

    def own(self, entry: WaitlistEntry) -> Desk:
        """The desk as the customer of *entry* finds it."""
        return self.desk.by(self.desk.customers.get(entry.customer_id))

    def frees(self, number: int = 0) -> None:
        """Somebody who came first cancels by themselves."""
        booking = self.booked[number]
        customer = self.desk.customers.get(booking.customer_id or "")
        self.desk.by(customer).bookings.cancel(booking)

    def now(self, entry: WaitlistEntry) -> WaitlistEntry:
        return self.desk.waitlist.get(entry)

    def statuses(self) -> str:
        """How everybody stands who ever waited, in order."""
        return " ".join(entry.status.name for entry in self.desk.waitlist.entries(self.session))

    def event(self, entity: object, kind: str) -> Event:
        """The one event of that kind about *entity*."""
        [event] = [each for each in self.desk.history(entity) if each.kind.name == kind]
        return event

    def taken(self) -> int:
        return self.desk.schedule.get(self.session).taken

    def plan(self) -> Plan:
        """A plan that pays for the class."""
        services = self.desk.catalog.services()
        return self.studio.plan(*(each for each in services if each.id == self.session.service_id))


def of(**waitlist: Any) -> ServicePolicy:
    """A policy with another waiting list."""
    return ServicePolicy(waitlist=WaitlistPolicy(**waitlist))
