"""A gym whose customers pay by the month."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from bookingcore import (
    Booking,
    Customer,
    Desk,
    Membership,
    PaymentAttempt,
    Plan,
    Sale,
    Service,
)
from bookingcore.testing import FakePayments, FrozenClock


@frozen
class Gym:
    """Yoga by the month, eight units for 50 euros, and Anna."""

    desk: Desk
    clock: FrozenClock
    payments: FakePayments
    yoga: Service = field(init=False)
    month: Plan = field(init=False)
    anna: Customer = field(init=False)

    @yoga.default
    def _yoga(self) -> Service:
        return self.desk.catalog.add_service("Yoga", duration=60)

    @month.default
    def _month(self) -> Plan:
        return self.plan()

    @anna.default
    def _anna(self) -> Customer:
        return self.desk.customers.register(name="Anna")

    def plan(self, **fields: Any) -> Plan:
        """A plan that renews every month, unless told otherwise."""
        usual: dict[str, Any] = {
            "price": "50.00",
            "units": 8,
            "services": (self.yoga,),
            "valid_for": None,
            "every": "P1M",
        }
        return self.desk.catalog.add_plan("Mese", **{**usual, **fields})

    def start(self, plan: Plan | None = None, **fields: Any) -> Membership:
        """Anna's membership."""
        return self.desk.memberships.start(self.anna, plan or self.month, **fields)

    def on(self, day: str, hour: int = 9) -> None:
        """Move the clock to an hour of that day in Rome, and do what is due then."""
        self.clock.move_to(f"{day}T{hour:02}:00:00+00:00")
        report = self.desk.run_due()
        assert report.failed == (), report.failed

    def now(self, membership: Membership) -> Membership:
        """It as it is now."""
        return self.desk.memberships.get(membership)

    def tried(self, membership: Membership) -> list[str]:
        """Every attempt, in few words: "07-31 2 FAILED"."""
        return [told(each) for each in self.desk.memberships.payment_activity(membership)]

    def days(self, membership: Membership) -> list[str]:
        """The first and last day of each period."""
        periods = self.desk.memberships.periods(membership)
        return [f"{each.first:%m-%d}/{each.last:%m-%d}" for each in periods]

    def credits(self, membership: Membership) -> list[str]:
        """What is left of each lot, and its last day."""
        lots = self.desk.memberships.credits(membership)
        return [f"{lot.remaining} until {lot.valid_until or 'for ever'}" for lot in lots]

    def sales(self, membership: Membership) -> list[Sale]:
        """The sale of each period."""
        periods = self.desk.memberships.periods(membership)
        return [self.desk.sales.get(each.sale_id) for each in periods]

    def booked(self, starts_at: str) -> Booking:
        """Anna's booking of a new session of yoga."""
        session = self.desk.schedule.add_session(self.yoga, starts_at=starts_at, capacity=9)
        return self.desk.bookings.book(self.anna, session)


def told(attempt: PaymentAttempt) -> str:
    """An attempt in few words."""
    return f"{attempt.due_on:%m-%d} {attempt.no} {attempt.outcome.name}"
