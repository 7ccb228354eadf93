"""Two desks and a clock driven at random through waiting lists, held against a small model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count, pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookingcore import (
    BookingCoreError,
    Customer,
    Desk,
    EntryStatus,
    Offers,
    Override,
    Parties,
    Refused,
)
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, rome
from tests.desk.queue_model import (
    CLASSES,
    Lesson,
    Seat,
    answer_refusals,
    ended_refusals,
    scheduled,
    told,
)
from tests.desk.records import everything
from tests.domain.waitlist.model import Waiting

T = TypeVar("T")

ANY = st.integers(0, 99)
"""Which one, of those that there are."""
WHO, WHERE, DESK = st.integers(0, 6), st.integers(0, 3), st.integers(0, 1)
PLACES = st.sampled_from((1, 1, 1, 2, 3))
SQUEEZED = Override(reason="stretti", codes={"session_full", "queue_ahead"})
WAITING_ANYWAY = Override(reason="insiste", codes={"places_free", "waitlist_full"})

_numbers = count(1)


class TwoDesks(RuleBasedStateMachine):
    """Seven customers, four classes in a day, and everything that may happen to their lists."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        self.clock = clock
        clock.move_to(MORNING)
        center = f"queue-{next(_numbers)}"
        self.desks = [
            Desk(desk.store, center=center, clock=clock, chance=SeededChance(seed))
            for seed in (7, 8)
        ]
        self.desk = self.desks[0]
        self.desk.configure(rome())
        found = list(scheduled(self.desk))
        self.sessions = [session for session, _ in found]
        self.lessons = {lesson.id: lesson for _, lesson in found}
        # Ivo can be reached by nobody.
        self.people: list[Customer] = [
            self.desk.customers.register(
                name=name, email=None if name == "Ivo" else f"{name}@example.org"
            )
            for name in ("Anna", "Ugo", "Mia", "Leo", "Ada", "Eva", "Ivo")
        ]

    @property
    def now(self) -> Any:
        return self.clock.now()

    def lesson(self, where: int) -> Lesson:
        return self.lessons[self.sessions[where].id]

    def seated(self, which: int) -> tuple[Lesson, Seat]:
        """A live booking, with its class."""
        seats = [(lesson, seat) for lesson in self.lessons.values() for seat in lesson.seats]
        return seats[which % len(seats)]

    def waited(self, which: int, *likely: str) -> tuple[Lesson, Waiting]:
        """Somebody who waits or waited, with the class; mostly one of a *likely* status."""
        all_of = [(lesson, e) for lesson in self.lessons.values() for e in lesson.queue.people]
        chosen = [(lesson, e) for lesson, e in all_of if e.status in likely]
        found = chosen if chosen and which < 90 else all_of
        return found[which % len(found)]

    def somebody_has_an_offer(self) -> bool:
        return any(lesson.queue.held for lesson in self.lessons.values())

    def customer(self, id: str) -> Customer:
        return next(person for person in self.people if person.id == id)

    def acting(self, desk: int, who: Customer, *, staff: bool) -> Desk:
        return self.desks[desk] if staff else self.desks[desk].by(who)

    def become(self, *after: Lesson) -> None:
        self.lessons.update({lesson.id: lesson for lesson in after})

    def rows(self) -> object:
        """All that is on record."""
        waiting = [self.desk.waitlist.entries(session) for session in self.sessions]
        return everything(self.desk), waiting, self.desk.next_due()

    def given(self, codes: list[str], command: Callable[[], T]) -> T | None:
        """What comes of *command*; None where it is refused with *codes*, and changes nothing."""
        if not codes:
            return command()
        before = self.rows()
        with pytest.raises(BookingCoreError) as refused:
            command()
        error = refused.value
        told = [each.code for each in error.violations] if isinstance(error, Refused) else []
        assert (told or [error.code]) == codes
        assert self.rows() == before
        return None

    @initialize(wishes=st.lists(st.tuples(WHO, WHERE, PLACES), min_size=6, max_size=12))
    def open_with_classes_that_were_full(self, wishes: list[tuple[int, int, int]]) -> None:
        for where, session in enumerate(self.sessions):
            for number in range(session.capacity or 0):
                self.book(0, where + number, where, 1, "staff")
        for who, where, places in wishes:
            self.join(0, who, where, places, "customer")
        for lesson in self.lessons.values():
            self.give_back(0, lesson, lesson.seats[0])

    @rule(
        desk=DESK,
        who=WHO,
        where=WHERE,
        places=PLACES,
        how=st.sampled_from(("customer", "customer", "staff", "override")),
    )
    def book(self, desk: int, who: int, where: int, places: int, how: str) -> None:
        customer, session = self.people[who], self.sessions[where]
        after = self.lesson(where).settled(self.now)
        staff, override = how != "customer", SQUEEZED if how == "override" else None
        codes = after.booking_refusals(customer.id, places, self.now, staff=staff)
        standing = [code for code in codes if override is None or code not in override.codes]
        bookings = self.acting(desk, customer, staff=staff).bookings
        verdict = bookings.check(customer, session, places=places, override=override)
        assert [each.code for each in verdict.violations] == standing
        booking = self.given(
            standing, lambda: bookings.book(customer, session, places=places, override=override)
        )
        if booking:
            after.taken(Seat(booking.id, customer.id, places), self.now)
            self.become(after)

    @precondition(lambda self: any(lesson.seats for lesson in self.lessons.values()))
    @rule(desk=DESK, which=ANY)
    def cancel(self, desk: int, which: int) -> None:
        self.give_back(desk, *self.seated(which))

    def give_back(self, desk: int, lesson: Lesson, seat: Seat) -> None:
        after = lesson.settled(self.now)
        self.desks[desk].bookings.cancel(seat.id)
        after.given_back(seat.id, self.now)
        self.become(after)

    @precondition(lambda self: any(lesson.seats for lesson in self.lessons.values()))
    @rule(desk=DESK, which=ANY, where=WHERE)
    def move(self, desk: int, which: int, where: int) -> None:
        """Into another class, if it is another."""
        lesson, seat = self.seated(which)
        if self.lesson(where).id == lesson.id:
            return
        old, new = lesson.settled(self.now), self.lesson(where).settled(self.now)
        codes = new.booking_refusals(seat.who, seat.places, self.now, staff=True)
        if new.starts <= self.now:
            codes = ["into_the_past"]
        bookings = self.desks[desk].bookings
        if self.given(codes, lambda: bookings.reschedule(seat.id, to=new.id)):
            new.taken(seat, self.now)
            old.given_back(seat.id, self.now)
            self.become(old, new)

    @rule(desk=DESK, where=WHERE, capacity=st.sampled_from((0, 1, 2, 3, 4, None)))
    def resize(self, desk: int, where: int, capacity: int | None) -> None:
        lesson = self.lesson(where)
        self.desks[desk].schedule.change_capacity(lesson.id, capacity)
        lesson.resized(capacity, self.now)

    @rule(desk=DESK, where=WHERE, minutes=st.sampled_from((-180, -60, -30, 30, 60, 180)))
    def shift(self, desk: int, where: int, minutes: int) -> None:
        """Earlier or later, if Maria has time and it is not over."""
        lesson, by = self.lesson(where), timedelta(minutes=minutes)
        starts, ends = lesson.starts + by, lesson.ends + by
        others = [each for each in self.lessons.values() if each.id != lesson.id]
        codes = []
        if any(each.starts < ends and starts < each.ends for each in others):
            codes = ["resource_busy"]
        elif starts <= self.now:
            codes = ["into_the_past"]
        schedule = self.desks[desk].schedule
        if self.given(codes, lambda: schedule.move_session(lesson.id, starts_at=starts)):
            lesson.shifted(by, self.now)

    @rule(
        desk=DESK,
        who=WHO,
        where=WHERE,
        places=PLACES,
        how=st.sampled_from(("customer", "customer", "staff", "override")),
    )
    def join(self, desk: int, who: int, where: int, places: int, how: str) -> None:
        customer = self.people[who]
        after = self.lesson(where).settled(self.now)
        override = WAITING_ANYWAY if how == "override" else None
        codes = after.joining_refusals(customer.id, places, self.now)
        standing = [code for code in codes if override is None or code not in override.codes]
        waitlist = self.acting(desk, customer, staff=how != "customer").waitlist
        entry = self.given(
            standing, lambda: waitlist.join(customer, after.id, places=places, override=override)
        )
        if entry:
            skipped = after.only_reachable and not customer.reachable
            skipped = skipped or customer.id in after.barred
            after.queue.people.append(
                Waiting(id=entry.id, who=customer.id, places=places, skipped=skipped)
            )
            after.queue.settle(self.now)
            self.become(after)

    @rule(desk=DESK, who=WHO, on=st.booleans())
    def blacklist(self, desk: int, who: int, on: bool) -> None:
        customer = self.people[who]
        before = any(customer.id in lesson.barred for lesson in self.lessons.values())
        self.desks[desk].customers.blacklist(customer, on)
        if on is not before:
            for lesson in self.lessons.values():
                lesson.judged(customer.id, barred=on, reachable=customer.reachable, now=self.now)

    @precondition(lambda self: self.somebody_has_an_offer())
    @rule(desk=DESK, which=ANY, staff=st.booleans())
    def accept(self, desk: int, which: int, staff: bool) -> None:
        lesson, raw = self.waited(which, "OFFERED")
        after = lesson.settled(self.now)
        codes = answer_refusals(raw, after.entry(raw.id), self.now)
        codes = codes or after.booking_refusals(raw.who, raw.places, self.now, staff=staff)
        waitlist = self.acting(desk, self.customer(raw.who), staff=staff).waitlist
        booking = self.given(codes, lambda: waitlist.accept(raw.id))
        if booking:
            after.taken(Seat(booking.id, raw.who, raw.places), self.now)
            self.become(after)

    @precondition(lambda self: self.somebody_has_an_offer())
    @rule(desk=DESK, which=ANY)
    def decline(self, desk: int, which: int) -> None:
        lesson, raw = self.waited(which, "OFFERED")
        codes = answer_refusals(raw, lesson.settled(self.now).entry(raw.id), self.now)
        waitlist = self.acting(desk, self.customer(raw.who), staff=False).waitlist
        if self.given(codes, lambda: waitlist.decline(raw.id)):
            raw.status = "DECLINED"
            lesson.queue.settle(self.now)

    @precondition(lambda self: any(lesson.queue.people for lesson in self.lessons.values()))
    @rule(desk=DESK, which=ANY)
    def leave(self, desk: int, which: int) -> None:
        lesson, raw = self.waited(which, "OFFERED", "WAITING")
        codes = ended_refusals(raw, lesson.settled(self.now).entry(raw.id))
        waitlist = self.acting(desk, self.customer(raw.who), staff=False).waitlist
        if self.given(codes, lambda: waitlist.leave(raw.id)):
            raw.status = "LEFT"
            lesson.queue.settle(self.now)

    @precondition(lambda self: any(lesson.queue.people for lesson in self.lessons.values()))
    @rule(desk=DESK, which=ANY)
    def promote(self, desk: int, which: int) -> None:
        lesson, raw = self.waited(which, "WAITING")
        after = lesson.settled(self.now)
        entry = after.entry(raw.id)
        codes = []
        if entry.status not in {"WAITING", "OFFERED"}:
            codes = ["entry_ended"]
        elif self.now >= after.queue.closes:
            codes = ["offer_too_late"]
        elif entry.status == "WAITING" and not after.queue.fits(entry.places):
            codes = ["session_full"]
        waitlist = self.desks[desk].waitlist
        if self.given(codes, lambda: waitlist.promote(raw.id, reason="così")):
            if entry.status == "WAITING":
                after.queue.offer(entry, self.now)
            self.become(after)

    @rule(desk=DESK, where=WHERE, order=st.randoms(use_true_random=False), wrong=st.integers(0, 3))
    def reorder(self, desk: int, where: int, order: Any, wrong: int) -> None:
        after = self.lesson(where).settled(self.now)
        ids = [each.id for each in after.queue.waiting()]
        order.shuffle(ids)
        named = ids if wrong else [*ids, after.id]
        codes = [] if wrong else ["unknown"]
        waitlist = self.desks[desk].waitlist
        ordered = self.given(codes, lambda: waitlist.reorder(after.id, named, reason="così"))
        if ordered is not None:
            assert [entry.id for entry in ordered] == ids
            after.reordered(ids, self.now)
            self.become(after)

    @rule(minutes=st.sampled_from((1, 5, 10, 10, 30, 60, 180)))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule(desk=DESK)
    def run_due(self, desk: int) -> None:
        report = self.desks[desk].run_due()
        assert report.failed == ()
        for lesson in self.lessons.values():
            lesson.queue.settle(self.now)
            self.accept_by_the_system(lesson)
        self.no_place_is_idle_while_somebody_waits_for_it()

    def accept_by_the_system(self, lesson: Lesson) -> None:
        """Where that is how it is, every offer is accepted, and those that follow from it."""
        while lesson.auto and (
            offered := next(filter(lesson.accepted_for, lesson.queue.open()), None)
        ):
            entry = self.desk.waitlist.get(offered.id)
            lesson.taken(Seat(entry.booking_id or "", offered.who, offered.places), self.now)

    def no_place_is_idle_while_somebody_waits_for_it(self) -> None:
        """P6, from the records alone."""
        for session, (_, _, closes, policy) in zip(self.sessions, CLASSES, strict=True):
            stands = self.desk.schedule.get(session)
            queue = self.desk.waitlist.entries(session)
            over = self.now >= stands.starts_at - timedelta(minutes=closes)
            if over or policy.offers is Offers.MANUAL:
                continue
            eligible = [
                each
                for each in queue
                if each.status is EntryStatus.WAITING
                and not each.staff_only
                and not (policy.only_reachable and each.unreachable)
                and (stands.capacity is None or each.places <= stands.capacity)
            ]
            if policy.parties is Parties.STRICT:
                eligible = eligible[:1]
            assert not [each for each in eligible if stands.has_room_for(each.places)]

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        for session in self.sessions:
            self.one_class_is_as_the_model_says(self.lessons[session.id])
        due = [instant for lesson in self.lessons.values() for instant in lesson.due()]
        assert self.desk.next_due() == min(due, default=None)
        self.maria_is_in_one_place()
        assert self.desk.verify() == ()

    def one_class_is_as_the_model_says(self, lesson: Lesson) -> None:
        queue, session = lesson.queue, self.desk.schedule.get(lesson.id)
        entries = self.desk.waitlist.entries(session)
        assert {each.id: told(each) for each in entries} == {
            each.id: (each.who, each.places, each.status, each.until) for each in queue.people
        }
        assert [e.id for e in entries if e.open] == [each.id for each in queue.open()]
        live = [each for each in self.desk.bookings.in_session(session) if each.live]
        assert {each.id: each.customer_id for each in live} == {s.id: s.who for s in lesson.seats}
        # P1: bookings and offers, and no more than there is but for overrides and cuts.
        assert session.taken == sum(each.places for each in live) + queue.held
        if session.capacity is not None:
            assert session.taken <= session.capacity or lesson.beyond
            assert session.admitted == max(session.capacity, session.taken)
        assert session.waiting == len(queue.waiting())
        assert session.next_lapse == queue.next_lapse

    def maria_is_in_one_place(self) -> None:
        """P5."""
        periods = sorted(
            (each.starts_at, each.ends_at) for each in map(self.desk.schedule.get, self.sessions)
        )
        assert all(a[1] <= b[0] for a, b in pairwise(periods))


@pytest.mark.hypothesis
@pytest.mark.rule("A16", "A17", "A18", "A19", "A20", "A22")
def test_whatever_is_asked_of_two_desks_a_place_goes_to_who_it_is_due(
    desk: Desk, clock: FrozenClock
) -> None:
    long = settings().max_examples > 100
    size = settings(
        max_examples=settings().max_examples // 10, stateful_step_count=60 if long else 25
    )
    machine: Any = lambda: TwoDesks(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)
