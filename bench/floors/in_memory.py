"""`book`, `sell`, `cancel` and `reschedule` written by hand on dicts of frozen entities.

The entities are the library's own; times are the standard library's. Nothing is undone: all is
looked at first, and then written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from bench.floors import noticing
from bench.floors.entities import ACTOR, DESK, pays, plain, sale_of
from bench.floors.ids import NotPlain, World
from bench.floors.outbox import Outbox, silent
from bookingcore import (
    Attendance,
    Balance,
    BalancePolicy,
    Booking,
    BookingStatus,
    Cancelled,
    Cause,
    Channel,
    Customer,
    CustomerStatus,
    Desk,
    EntryStatus,
    Event,
    EventKind,
    MessageKind,
    Movement,
    MovementKind,
    Offer,
    Offers,
    Plan,
    Reason,
    Sale,
    ServicePolicy,
    Session,
    WaitlistEntry,
)
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.events import VERSIONS

Told = tuple[EventKind, str, str, str | None, dict[str, Any]]


class MemoryFloor:
    """The four commands on dicts, for one center of one policy."""

    def __init__(self, zone: str, policy: ServicePolicy, *, world: World | None = None) -> None:
        self.world = world or World()
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
        self.queues: dict[str, dict[str, WaitlistEntry]] = defaultdict(dict)
        self.outbox = Outbox(self.world)

    def furnish(
        self,
        customers: tuple[Customer, ...],
        sessions: tuple[Session, ...],
        plans: tuple[Plan, ...],
    ) -> None:
        """Take over what a desk has registered."""
        self.customers.update((each.id, each) for each in customers)
        self._numbers.update((each.id, 1) for each in customers)
        self.sessions.update((each.id, plain(each)) for each in sessions)
        self.plans.update((each.id, each) for each in plans)
        self._linked.update(service for each in plans for service in each.services)

    def furnish_bookings(self, desk: Desk, bookings: Sequence[Booking]) -> None:
        """Take over bookings with the balances that pay for them."""
        for booking in bookings:
            owner = str(booking.customer_id)
            self.bookings[booking.id] = self._live[owner][booking.id] = booking
            self._numbers[owner] += 2
            for balance in desk.balances.of(owner):
                self.balances[balance.id] = balance
                self._balances_of[owner].append(balance.id)
                for movement in desk.balances.movements(balance):
                    self.movements[balance.id].append(movement)
                    if movement.booking_id is not None:
                        self._movements_for[movement.booking_id].append(movement)
        for id in {booking.session_id for booking in bookings}:
            self.sessions[id] = plain(desk.schedule.get(id))

    def furnish_queue(self, session: Session, queue: Sequence[WaitlistEntry], number: int) -> None:
        """Take over who waits for a session; *number* is that of its last command."""
        self.sessions[session.id] = plain(session)
        self.queues[session.id] = {entry.id: entry for entry in queue}
        self._numbers[session.id] = number

    def book(self, customer: str, session: str) -> str:
        """Book one place, paid by the customer's unit that expires first; the booking's id."""
        id, at = self.world.new_id(), self.world.now()
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
        notice = self._notice(where, at)
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
        self.outbox.expect(DueKind.BOOKING_NOTICE, id, notice)
        self.sessions[session] = evolve(where, taken=where.taken + 1, version=where.version + 1)
        return id

    def sell(self, customer: str, plan: str) -> str:
        """Sell one of a plan, valid from today, and grant its balance; the sale's id."""
        id, balance, at = self.world.new_id(), self.world.new_id(), self.world.now()
        card, sold = self.customers[customer], self.plans[plan]
        awaiting = any(each.awaiting for each in self._live[customer].values())
        if card.status is not CustomerStatus.ACTIVE or awaiting or not silent(card):
            raise NotPlain
        first = at.astimezone(self._zone).date()
        last = None if sold.valid_for is None else first + timedelta(days=sold.valid_for - 1)
        self.sales[id] = sale_of(id, card, sold, balance, first, at)
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
        no = self._tell(
            *(customer, at, (EventKind.SALE_MADE, id, customer, None, facts)),
            (EventKind.BALANCE_GRANTED, balance, customer, None, grant),
        )
        told = MessageKind.SALE, id, customer
        self.outbox.withhold(no, at, told, channels=(Channel.PUSH,))
        notice = last and noticing.of_units(last, self._zone, at)
        if notice:
            self.outbox.expect(DueKind.BALANCE_NOTICE, balance, notice)
        return id

    def cancel(self, booking: str) -> None:
        """Cancel on the customer's request; the units come back when it is not late."""
        at, before = self.world.now(), self.bookings[booking]
        customer, session = before.customer_id, before.session_id
        if before.status is not BookingStatus.BOOKED or customer is None:
            raise NotPlain
        where = self.sessions[session]
        if where.resources or not silent(self.customers[customer]):
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
        facts |= {"decided_by_staff": False, "fee": None, "currency": None}
        facts["notify"] = "customer resources"
        told = EventKind.BOOKING_CANCELLED, booking, customer, session, facts
        no = self._tell(customer, at, told)
        self.outbox.expect(DueKind.BOOKING_NOTICE, booking, None)
        cancelled = MessageKind.BOOKING_CANCELLED, booking, customer
        self.outbox.withhold(no, at, cancelled, where)
        if where.waiting or where.next_lapse is not None:
            self._offer(where, before.places, at)
        else:
            self._give_places(where, before.places)

    def reschedule(self, booking: str, session: str) -> None:
        """Move the booking into another session of its service; its units follow."""
        at, before, there = self.world.now(), self.bookings[booking], self.sessions[session]
        customer, old = before.customer_id, self.sessions[before.session_id]
        if before.status is not BookingStatus.BOOKED or customer is None:
            raise NotPlain
        live = self._live[customer]
        queued = any(each.waiting or each.next_lapse is not None for each in (old, there))
        if queued or there.starts_at <= at or not self._may_move(before, there, live.values()):
            raise NotPlain
        notice = self._notice(there, at)
        self.bookings[booking] = live[booking] = evolve(
            before,
            session_id=there.id,
            service_id=there.service_id,
            starts_at=there.starts_at,
            ends_at=there.ends_at,
            on=there.on,
            version=before.version + 1,
        )
        starts = old.starts_at.isoformat(), there.starts_at.isoformat()
        times = dict(zip(("starts_before", "starts_at"), starts, strict=True))
        facts = {"session_before": old.id, "session": session, **times}
        facts |= {"overridden": "", "notify": "resources"}
        told = EventKind.BOOKING_MOVED, booking, customer, session, facts
        no = self._tell(customer, at, told)
        self.outbox.expect(DueKind.BOOKING_NOTICE, booking, notice)
        about = MessageKind.BOOKING_MOVED, booking, str(customer)
        why = Reason.NOT_ASKED_FOR
        self.outbox.withhold(no, at, about, there, why, channels=(None,), facts=times)
        self._give_places(old, before.places)
        taken, version = there.taken + before.places, there.version + 1
        self.sessions[session] = evolve(there, taken=taken, version=version)

    def _may_move(self, booking: Booking, there: Session, live: Collection[Booking]) -> bool:
        """Whether the booking and its units can be *there*, where nothing else is to be done."""
        clash = any(
            each.starts_at < there.ends_at and there.starts_at < each.ends_at
            for each in live
            if each.id != booking.id
        )
        room = there.admitted is None or there.taken + booking.places <= there.admitted
        ties: dict[str, int] = defaultdict(int)
        for movement in self._movements_for[booking.id]:
            ties[movement.balance_id] -= movement.units
        paying = [self.balances[balance] for balance, units in ties.items() if units]
        follow = all(pays(balance, there) for balance in paying)
        awaiting = any(each.awaiting for each in live)
        open_to_all = room and there.cancellation is None and not there.resources
        return open_to_all and follow and not clash and not awaiting

    def _give_places(self, where: Session, places: int) -> None:
        taken = where.taken - places
        admitted = None if where.capacity is None else max(where.capacity, taken)
        self.sessions[where.id] = evolve(
            where, taken=taken, admitted=admitted, version=where.version + 1
        )

    def _offer(self, where: Session, places: int, at: Any) -> None:
        """The place goes to the first who waits; the plain case has no offer open."""
        queue, waitlist = self.queues[where.id], self._policy.waitlist
        first = min(queue.values(), key=lambda each: each.position)
        free = (where.capacity or 0) - where.taken + places
        usual = waitlist.offers is Offers.AUTOMATIC and not waitlist.only_reachable
        usual = usual and not waitlist.auto_book and first.places == free == places
        usual = usual and silent(self.customers[first.customer_id])
        if where.next_lapse is not None or first.staff_only or not usual:
            raise NotPlain
        closes = where.starts_at - timedelta(minutes=self._policy.window.closes)
        until = min(at + timedelta(minutes=waitlist.window), closes)
        offer = Offer(made_at=at, expires_at=until)
        status, version = EntryStatus.OFFERED, first.version + 1
        queue[first.id] = evolve(first, status=status, offer=offer, version=version)
        self.sessions[where.id] = evolve(
            where, waiting=where.waiting - 1, next_lapse=until, version=where.version + 1
        )
        self.outbox.expect(DueKind.QUEUE, where.id, until)
        facts = {"places": places, "expires_at": until.isoformat(), "promoted": False}
        told = EventKind.OFFER_MADE, first.id, first.customer_id, where.id, facts
        self._tell(where.id, at, told, first=1)
        offered = MessageKind.QUEUE_OFFER, first.id, first.customer_id
        self.outbox.withhold(0, at, offered, where, until=until)

    def _notice(self, where: Session, at: Any) -> datetime | None:
        """When there is next something to tell of a booking there."""
        return noticing.of_booking(where.starts_at, self._policy.cancellation.limit, at)

    def _needy(self, session: Session) -> bool:
        policy = self._policy.balance_policy
        return session.service_id in self._linked and policy is not BalancePolicy.NOT_REQUIRED

    def _first_paying(self, customer: str, session: Session) -> Balance:
        paying = [
            balance
            for balance in map(self.balances.__getitem__, self._balances_of[customer])
            if balance.remaining and pays(balance, session)
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

    def _tell(self, stream: str, at: Any, *told: Told, first: int = 0) -> int:
        """In the stream of a customer or a session; *first* is what the first is counted as.

        The number of the command in that stream.
        """
        no = self._numbers[stream] = self._numbers[stream] + 1
        for seq, (kind, subject, owner, session, facts) in enumerate(told, first):
            event = Event(
                stream=stream,
                no=no,
                seq=seq,
                kind=kind,
                subject=subject,
                customer_id=owner,  # type: ignore[arg-type]
                session_id=session,  # type: ignore[arg-type]
                actor=DESK,
                at=at,
                facts=facts,
                version=VERSIONS.get(kind, 1),
            )
            self.events[subject].append(event)
            self.events[owner].append(event)
            if session:
                self.events[session].append(event)
        return no
