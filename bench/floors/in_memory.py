"""`book`, `sell` and `cancel` written by hand on dicts of frozen entities.

The entities are the library's own; times are the standard library's. Nothing is undone: all is
looked at first, and then written.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from bench.floors.ids import NotPlain, World
from bookingcore import (
    Attendance,
    Balance,
    BalancePolicy,
    Booking,
    BookingStatus,
    Cancelled,
    Cause,
    Customer,
    CustomerStatus,
    Event,
    EventKind,
    GrantOn,
    Money,
    Movement,
    MovementKind,
    Plan,
    Sale,
    SaleLine,
    ServicePolicy,
    Session,
    Staff,
)

DESK = Staff("desk")
ACTOR = str(DESK)

Told = tuple[EventKind, str, str, str | None, dict[str, Any]]


class MemoryFloor:
    """The three commands on dicts, for one center of one policy."""

    def __init__(self, zone: str, policy: ServicePolicy, *, world: World | None = None) -> None:
        self._world = world or World()
        self._zone = ZoneInfo(zone)
        self._policy = policy
        self._linked: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.customers: dict[str, Customer] = {}
        self.sessions: dict[str, Session] = {}
        self.plans: dict[str, Plan] = {}
        self.bookings: dict[str, Booking] = {}
        self.sales: dict[str, Sale] = {}
        self.balances: dict[str, Balance] = {}
        self.movements: dict[str, list[Movement]] = defaultdict(list)
        self.events: dict[str, list[Event]] = defaultdict(list)
        self._live: dict[str, dict[str, Booking]] = defaultdict(dict)
        self._balances_of: dict[str, list[str]] = defaultdict(list)
        self._movements_for: dict[str, list[Movement]] = defaultdict(list)

    def furnish(
        self,
        customers: tuple[Customer, ...],
        sessions: tuple[Session, ...],
        plans: tuple[Plan, ...],
    ) -> None:
        """Take over what a desk has registered."""
        self.customers.update((each.id, each) for each in customers)
        self._numbers.update((each.id, 1) for each in customers)
        self.sessions.update((each.id, _plain(each)) for each in sessions)
        self.plans.update((each.id, each) for each in plans)
        self._linked.update(service for each in plans for service in each.services)

    def book(self, customer: str, session: str) -> str:
        """Book one place, paid by the customer's unit that expires first; the booking's id."""
        id, at = self._world.new_id(), self._world.now()
        card, where = self.customers[customer], self.sessions[session]
        clash = any(
            each.session_id == session
            or (each.starts_at < where.ends_at and where.starts_at < each.ends_at)
            for each in self._live[customer].values()
        )
        room = where.admitted is None or where.taken < where.admitted
        if card.status is not CustomerStatus.ACTIVE or clash or not room or not self._needy(where):
            raise NotPlain
        paying = self._first_paying(customer, where)
        booking = Booking(
            id=id,  # type: ignore[arg-type]
            customer_id=card.id,
            session_id=where.id,
            service_id=where.service_id,
            starts_at=where.starts_at,
            ends_at=where.ends_at,
            on=where.on,
            places=1,
            units_needed=1,
            status=BookingStatus.BOOKED,
            attendance=Attendance.EXPECTED,
            terms=where.terms,
            made_at=at,  # type: ignore[arg-type]
            made_by=ACTOR,
        )
        self.bookings[id] = self._live[customer][id] = booking
        self._move(paying, MovementKind.REDEEMED, -1, id, at)
        made = {"session": session, "places": 1, "status": "BOOKED", "overridden": ""}
        about = id, customer, session
        self._tell(
            *(customer, at, (EventKind.BOOKING_MADE, *about, made)),
            (EventKind.BOOKING_REDEEMED, *about, {"units": 1}),
        )
        self.sessions[session] = evolve(where, taken=where.taken + 1, version=where.version + 1)
        return id

    def sell(self, customer: str, plan: str) -> str:
        """Sell one of a plan, valid from today, and grant its balance; the sale's id."""
        id, balance, at = self._world.new_id(), self._world.new_id(), self._world.now()
        card, sold = self.customers[customer], self.plans[plan]
        awaiting = any(each.awaiting for each in self._live[customer].values())
        if card.status is not CustomerStatus.ACTIVE or awaiting:
            raise NotPlain
        first = at.astimezone(self._zone).date()
        last = None if sold.valid_for is None else first + timedelta(days=sold.valid_for - 1)
        self.sales[id] = _sale(id, card, sold, balance, first, at)
        self.balances[balance] = Balance(
            id=balance,  # type: ignore[arg-type]
            customer_id=card.id,
            sale_id=id,  # type: ignore[arg-type]
            plan_id=sold.id,
            services=sold.services,
            units=sold.units,
            remaining=0,
            moves=0,
            valid_from=first,
            valid_until=last,
            grace_days=sold.grace_days,
        )
        self._balances_of[customer].append(balance)
        self._move(self.balances[balance], MovementKind.GRANTED, sold.units, None, at)
        days = {"valid_from": first.isoformat(), "valid_until": last and last.isoformat()}
        facts = {"total": sold.price.minor, "currency": sold.price.currency, "grant_on": "SALE"}
        facts["application_date"] = first.isoformat()
        grant = {"sale": id, "units": sold.units, **days}
        self._tell(
            *(customer, at, (EventKind.SALE_MADE, id, customer, None, facts)),
            (EventKind.BALANCE_GRANTED, balance, customer, None, grant),
        )
        return id

    def cancel(self, booking: str) -> None:
        """Cancel on the customer's request; the units come back when it is not late."""
        at, before = self._world.now(), self.bookings[booking]
        customer, session = before.customer_id, before.session_id
        if before.status is not BookingStatus.BOOKED or customer is None:
            raise NotPlain
        limit = timedelta(minutes=self._policy.cancellation.limit)
        late = at >= before.starts_at - limit
        ties: dict[str, int] = defaultdict(int)
        for movement in self._movements_for[booking]:
            ties[movement.balance_id] -= movement.units
        returned = 0 if late else sum(ties.values())
        end = Cancelled(
            at=at,  # type: ignore[arg-type]
            by=ACTOR,
            cause=Cause.CUSTOMER_REQUEST,
            late=late,
            units_returned=returned,
        )
        after = evolve(before, status=BookingStatus.CANCELLED, cancellation=end, version=2)
        self.bookings[booking] = after
        del self._live[customer][booking]
        for balance, units in ties.items() if returned else ():
            self._move(self.balances[balance], MovementKind.RETURNED, units, booking, at)
        facts = {"cause": "CUSTOMER_REQUEST", "late": late, "units_returned": returned}
        facts["decided_by_staff"] = False
        self._tell(customer, at, (EventKind.BOOKING_CANCELLED, booking, customer, session, facts))
        where = self.sessions[session]
        taken = where.taken - before.places
        admitted = None if where.capacity is None else max(where.capacity, taken)
        self.sessions[session] = evolve(
            where, taken=taken, admitted=admitted, version=where.version + 1
        )

    def _needy(self, session: Session) -> bool:
        policy = self._policy.balance_policy
        return session.service_id in self._linked and policy is not BalancePolicy.NOT_REQUIRED

    def _first_paying(self, customer: str, session: Session) -> Balance:
        paying = [
            balance
            for balance in map(self.balances.__getitem__, self._balances_of[customer])
            if balance.remaining and session.service_id in balance.services
            if balance.valid_from <= session.on <= _until(balance)
        ]
        if not paying:
            raise NotPlain
        return min(
            paying, key=lambda each: (each.valid_until or date.max, each.valid_from, each.id)
        )

    def _move(self, before: Balance, kind: MovementKind, units: int, booking: Any, at: Any) -> None:
        after = evolve(
            before,
            remaining=before.remaining + units,
            moves=before.moves + 1,
            version=before.version + (before.moves > 0),
        )
        movement = Movement(
            balance_id=before.id,
            no=after.moves,
            kind=kind,
            units=units,
            booking_id=booking,
            customer_id=before.customer_id,
            at=at,
            by=ACTOR,
        )
        self.balances[before.id] = after
        self.movements[before.id].append(movement)
        if booking is not None:
            self._movements_for[booking].append(movement)

    def _tell(self, customer: str, at: Any, *told: Told) -> None:
        no = self._numbers[customer] = self._numbers[customer] + 1
        for seq, (kind, subject, owner, session, facts) in enumerate(told):
            event = Event(
                stream=customer,
                no=no,
                seq=seq,
                kind=kind,
                subject=subject,
                customer_id=owner,  # type: ignore[arg-type]
                session_id=session,  # type: ignore[arg-type]
                actor=DESK,
                at=at,
                facts=facts,
            )
            self.events[subject].append(event)
            self.events[customer].append(event)
            if session:
                self.events[session].append(event)


def _plain(session: Session) -> Session:
    """*session* with times of the standard library."""
    times: dict[str, Any] = {
        name: datetime.combine(at.date(), at.time(), UTC)
        for name, at in (("starts_at", session.starts_at), ("ends_at", session.ends_at))
    }
    return evolve(session, **times)


def _sale(id: Any, card: Customer, plan: Plan, balance: Any, first: date, at: Any) -> Sale:
    line = SaleLine(
        plan_id=plan.id,
        name=plan.name,
        quantity=1,
        price=plan.price,
        units=plan.units,
        balance_id=balance,
    )
    return Sale(
        id=id,
        customer_id=card.id,
        branch_id=None,
        lines=(line,),
        total=plan.price,
        paid=Money(minor=0, currency=plan.price.currency),
        application_date=first,
        grant_on=GrantOn.SALE,
        granted=True,
        sold_at=at,
        sold_by=ACTOR,
    )


def _until(balance: Balance) -> date:
    if balance.valid_until is None:
        return date.max
    return balance.valid_until + timedelta(days=balance.grace_days)
