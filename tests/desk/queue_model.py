"""A day of classes with waiting lists as it should be: who is in, who waits, and who may do what.

It is told what was asked of a desk, says with which codes that has to be refused, or what must come
of it. It knows nothing of how the library works.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta

from attrs import define, field

from bookingcore import (
    BookingWindow,
    Desk,
    Offers,
    Parties,
    Resource,
    ResourceKind,
    ServicePolicy,
    Session,
    WaitlistEntry,
    WaitlistPolicy,
)
from tests.domain.waitlist.model import OPEN, Queue, Waiting


@define
class Seat:
    """A live booking."""

    id: str
    who: str
    places: int


@define
class Lesson:
    """One class, and who waits for it.

    Attributes:
        limit: how many may wait; None for any number.
        auto: whether the system accepts offers in the customers' names.
        beyond: whether more have a place than there are, by override or since a cut.
        barred: who may not book online (004-03).
    """

    id: str
    queue: Queue
    limit: int | None = 10
    join_when_free: bool = False
    auto: bool = False
    only_reachable: bool = False
    beyond: bool = False
    seats: list[Seat] = field(factory=list)
    barred: set[str] = field(factory=set)

    @property
    def starts(self) -> datetime:
        return self.queue.starts

    @property
    def ends(self) -> datetime:
        return self.queue.starts + timedelta(hours=1)

    def settled(self, now: datetime) -> Lesson:
        """The same once all is done that is due."""
        after = deepcopy(self)
        after.queue.settle(now)
        return after

    def entry(self, id: str) -> Waiting:
        return next(each for each in self.queue.people if each.id == id)

    def own(self, who: str) -> Waiting | None:
        """The open entry of *who*."""
        return next((each for each in self.queue.open() if each.who == who), None)

    def counted(self) -> None:
        """Count the places of its bookings anew."""
        self.queue.booked = sum(seat.places for seat in self.seats)
        if self.queue.capacity is not None:
            taken = self.queue.booked + self.queue.held
            self.beyond = self.beyond and taken > self.queue.capacity

    # With which codes something is refused, in their order; *self* has nothing left to be done.

    def booking_refusals(self, who: str, places: int, now: datetime, *, staff: bool) -> list[str]:
        codes = []
        if not staff and who in self.barred:
            codes.append("blacklisted")
        if not staff and now >= self.starts:
            codes.append("session_started")
        if not staff and self.queue.closes <= now < self.starts:
            codes.append("booking_too_late")
        if any(seat.who == who for seat in self.seats):
            codes.append("already_booked")
        if not self.has_room(who, places):
            codes.append("session_full")
        if self.queue.ahead_of(who):
            codes.append("queue_ahead")
        return codes

    def has_room(self, who: str, places: int) -> bool:
        """Whether so many places are there for *who*: what is held for them is, even after a cut.

        No cut takes a place from anybody.
        """
        if self.queue.capacity is None:
            return True
        own = self.own(who)
        mine = own.places if own is not None and own.status == "OFFERED" else 0
        others = self.queue.booked + self.queue.held - mine
        return others + places <= max(self.queue.capacity, others + mine)

    def joining_refusals(self, who: str, places: int, now: datetime) -> list[str]:
        codes = []
        queue = self.queue
        if now >= self.starts:
            codes.append("session_started")
        if any(seat.who == who for seat in self.seats):
            codes.append("already_booked")
        if self.own(who):
            codes.append("already_waiting")
        may_wait = who in self.barred or (self.join_when_free and queue.capacity is not None)
        if not may_wait and not queue.waiting() and queue.fits(places):
            codes.append("places_free")
        if self.limit is not None and len(queue.open()) >= self.limit:
            codes.append("waitlist_full")
        return codes

    # What comes of what is done.

    def taken(self, seat: Seat, now: datetime) -> None:
        """Somebody has a place; if they waited for it, they wait no longer."""
        own = self.own(seat.who)
        if own is not None:
            own.status = "ACCEPTED"
        self.seats.append(seat)
        self.counted()
        capacity = self.queue.capacity
        if capacity is not None and self.queue.booked + self.queue.held > capacity:
            self.beyond = True
        self.queue.settle(now)

    def given_back(self, id: str, now: datetime) -> None:
        """Somebody gives a place back."""
        self.seats = [seat for seat in self.seats if seat.id != id]
        self.counted()
        if self.queue.open():
            self.queue.settle(now)

    def resized(self, capacity: int | None, now: datetime) -> None:
        self.queue.capacity = capacity
        taken = self.queue.booked + self.queue.held
        self.beyond = capacity is not None and taken > capacity
        self.queue.settle(now)
        self.counted()

    def judged(self, who: str, *, barred: bool, reachable: bool, now: datetime) -> None:
        """Somebody is blacklisted, or is so no longer: where they wait, staff offer, or all do."""
        (self.barred.add if barred else self.barred.discard)(who)
        own = self.own(who)
        if own is not None:
            own.skipped = barred or (self.only_reachable and not reachable)
            self.queue.settle(now)

    def shifted(self, by: timedelta, now: datetime) -> None:
        """It is held at another time."""
        self.queue.starts += by
        self.queue.closes += by
        self.queue.settle(now)

    def reordered(self, ids: list[str], now: datetime) -> None:
        """Those who wait, in another order, in the places that they had."""
        following = iter([self.entry(id) for id in ids])
        self.queue.people = [
            next(following) if each.status == "WAITING" else each for each in self.queue.people
        ]
        self.queue.settle(now)

    def accepted_for(self, each: Waiting) -> bool:
        """Whether the system may accept the offer of *each*."""
        return each.status == "OFFERED" and each.who not in self.barred

    def due(self) -> Iterator[datetime]:
        """When somebody has to look at it again."""
        for each in self.queue.open():
            yield self.starts
            if each.status == "OFFERED" and each.until and each.since:
                yield each.until
                if self.auto and self.accepted_for(each):
                    yield each.since


def answer_refusals(raw: Waiting, settled: Waiting, now: datetime) -> list[str]:
    """With which code an answer to an offer is refused; *settled* is the entry once all is done."""
    if raw.until is not None:
        lapsed = raw.status == "OFFERED" and now >= raw.until
        if lapsed or raw.status == "EXPIRED":
            return ["offer_expired"]
    if raw.status in OPEN and raw.status != "OFFERED":
        return ["no_offer"]
    return ended_refusals(raw, settled)


def ended_refusals(raw: Waiting, settled: Waiting) -> list[str]:
    """With which code leaving is refused."""
    return [] if raw.status in OPEN and settled.status in OPEN else ["entry_ended"]


def told(entry: WaitlistEntry) -> tuple[object, ...]:
    """What the desk says of it."""
    until = entry.offer.expires_at if entry.offer else None
    return entry.customer_id, entry.places, entry.status.name, until


# What is taught: at which hour, in how many places, until when it is booked, and how one waits.
# The usual way; strict parties, none of whom may be out of reach; staff offer; the system accepts.
CLASSES: tuple[tuple[int, int, int, WaitlistPolicy], ...] = (
    (12, 1, 30, WaitlistPolicy(capacity=3)),
    (15, 3, 0, WaitlistPolicy(parties=Parties.STRICT, only_reachable=True)),
    (18, 2, 0, WaitlistPolicy(offers=Offers.MANUAL, capacity=None, join_when_free=True)),
    (21, 1, 0, WaitlistPolicy(auto_book=True, window=30)),
)


def scheduled(desk: Desk) -> Iterator[tuple[Session, Lesson]]:
    """The classes of the day, all led by Maria, each with its model."""
    maria: Resource = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
    for hour, capacity, closes, waitlist in CLASSES:
        policy = ServicePolicy(
            allow_overlap=True, window=BookingWindow(closes=closes), waitlist=waitlist
        )
        service = desk.catalog.add_service(f"At {hour}", duration=60, policy=policy)
        session = desk.schedule.add_session(
            service,
            starts_at=f"2026-07-01T{hour}:00",
            capacity=capacity,
            resources=(maria,),
        )
        queue = Queue(
            capacity=capacity,
            starts=session.starts_at,
            closes=session.starts_at - timedelta(minutes=closes),
            window=timedelta(minutes=waitlist.window),
            manual=waitlist.offers is Offers.MANUAL,
            strict=waitlist.parties is Parties.STRICT,
        )
        yield (
            session,
            Lesson(
                id=session.id,
                queue=queue,
                limit=waitlist.capacity,
                join_when_free=waitlist.join_when_free,
                auto=waitlist.auto_book,
                only_reachable=waitlist.only_reachable,
            ),
        )
