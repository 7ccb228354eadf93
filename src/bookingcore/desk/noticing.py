"""What is told because its time has come: decided by what holds then, each in a unit of its own."""

from __future__ import annotations

from functools import partial

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.running import Command, carry_out
from bookingcore.desk.seen import Seen
from bookingcore.desk.standing import planner, standing_rows
from bookingcore.desk.telling import concerned
from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import DeliveryStatus
from bookingcore.domain.notifications.expiring import expiry, told_at
from bookingcore.domain.notifications.planning import Planner
from bookingcore.domain.notifications.reminding import (
    Reminders,
    on_due,
    over,
    review,
    review_due,
    wants_review,
)
from bookingcore.domain.notifications.subjects import next_rows
from bookingcore.domain.notifications.timing import Timing
from bookingcore.domain.notifications.topics import Topic
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.changes import Add, Change, Decision, Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.deliveries import DeliveriesTo
from bookingcore.ports.questions import AttendanceOf
from bookingcore.ports.store import Unit


def carry_out_welcome(context: Context, due: Due) -> None:
    """Write down a welcome that was asked for before messages were written with their cause."""
    decide = partial(_of_welcome, context, due)
    carry_out(context, Command(name="run_due", stream=None, decide=decide))


def carry_out_booking_notice(context: Context, due: Due) -> None:
    """Tell what is due of a booking: will you come, soon it is, how was it."""
    decide = partial(_of_booking, context, due)
    carry_out(context, Command(name="run_due", stream=None, decide=decide))


def carry_out_balance_notice(context: Context, due: Due) -> None:
    """Tell the customer that units are about to expire."""
    decide = partial(_of_balance, context, due)
    carry_out(context, Command(name="run_due", stream=None, decide=decide))


def _of_welcome(context: Context, due: Due, unit: Unit, now: DateTime) -> Decision[None]:
    customer = CustomerId(due.subject)
    seen, plans = _seen(context, unit, (Customer, customer), now)
    topic = Topic(kind=MessageKind.WELCOME, customer_id=customer, about=customer)
    told = _told(unit, seen, plans, (topic,))
    return Decision(result=None, changes=[Withdraw(due.id), *told], happened=())


def _of_booking(context: Context, due: Due, unit: Unit, now: DateTime) -> Decision[None]:
    seen, plans = _seen(context, unit, (Booking, due.subject), now)
    reminders = _reminders(unit, seen, plans, due, now)
    told = _told(unit, seen, plans, reminders.topics)
    return Decision(result=None, changes=[*reminders.changes, *told], happened=())


def _reminders(unit: Unit, seen: Seen, plans: Planner, due: Due, now: DateTime) -> Reminders:
    booking = seen.get(Booking, due.subject)
    promised = None if booking is None else seen.policy(booking.terms)
    if booking is None or promised is None:  # pragma: no cover - no booking is ever taken away
        return over(due.subject)
    timing = plans.policy.timing_of(booking.service_id)
    if now < booking.starts_at:
        return on_due(booking, promised, timing, due.due_at, now)
    asked = wants_review(booking, timing, now) and _may_ask(unit, booking, timing, now)
    return Reminders(booking_id=booking.id, topics=(review(booking),) if asked else ())


def _may_ask(unit: Unit, booking: Booking, timing: Timing, now: DateTime) -> bool:
    """Whether a review may be asked for again, by what was asked for before (A48)."""
    if booking.customer_id is None:
        return False
    before = DeliveriesTo(booking.customer_id, (MessageKind.REVIEW,))
    asked = [
        each.caused_at
        for each in unit.load(before)[before]
        if each.service_id == booking.service_id and each.status is not DeliveryStatus.WITHHELD
    ]
    last = max(asked, default=None)
    visits = AttendanceOf(booking.customer_id, booking.service_id, last, None)
    counts = {each.attendance: each.bookings for each in unit.load(visits)[visits]}
    return review_due(timing, last, counts.get(Attendance.PRESENT, 0), now)


def _of_balance(context: Context, due: Due, unit: Unit, now: DateTime) -> Decision[None]:
    seen, plans = _seen(context, unit, (Balance, due.subject), now)
    balance = seen.get(Balance, due.subject)
    lead, zone = plans.policy.expiry, plans.settings.time_zone
    later = None if balance is None else told_at(balance, lead, zone)
    if later is not None and later > now:
        again = Due(kind=DueKind.BALANCE_NOTICE, subject=due.subject, due_at=later)
        return Decision(result=None, changes=[Expect(again)], happened=())
    topic = None if balance is None else expiry(balance, lead, zone, now)
    told = _told(unit, seen, plans, () if topic is None else (topic,))
    return Decision(result=None, changes=[Withdraw(due.id), *told], happened=())


def _seen(
    context: Context, unit: Unit, subject: tuple[type[object], str], now: DateTime
) -> tuple[Seen, Planner]:
    """The rows that *subject* leads to, and what decides about messages of it."""
    seen = Seen()
    seen.follow(unit, next_rows, seen.load(unit, subject, *standing_rows(context)))
    return seen, planner(context, seen, now)


def _told(unit: Unit, seen: Seen, plans: Planner, topics: tuple[Topic, ...]) -> list[Change]:
    seen.load(unit, *concerned(topics, seen))
    return [Add(delivery) for delivery in plans.deliveries(topics)]
