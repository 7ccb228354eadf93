"""`verify()` on places, times and queues: silent after what the desk did, loud after the rest."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from attrs import field, frozen
from pendulum import DateTime

from bookingcore import (
    Booking,
    BookingCoreError,
    Customer,
    Desk,
    EntryStatus,
    InvalidInput,
    Override,
    Refused,
    Resource,
    ResourceKind,
    ServicePolicy,
    Session,
    WaitlistEntry,
    WaitlistPolicy,
)
from bookingcore.desk import verifying
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.tampering import CannotHappen, taken_away, written_over


@frozen
class Queues:
    """A teacher's three sessions of one place, with whoever waits for them.

    Attributes:
        full: taken; `patient` and then `behind` wait for it.
        free: was given back, so that `chosen` has an offer; `hopeful` waits.
        after: begins where `full` ends, with the same teacher.
        off: was cancelled; `closed` had waited for it.
    """

    studio: Studio
    laura: Resource = field(init=False)
    mia: Customer = field(init=False)
    ugo: Customer = field(init=False)
    zoe: Customer = field(init=False)
    full: Session = field(init=False)
    patient: WaitlistEntry = field(init=False)
    behind: WaitlistEntry = field(init=False)
    free: Session = field(init=False)
    chosen: WaitlistEntry = field(init=False)
    hopeful: WaitlistEntry = field(init=False)
    after: Session = field(init=False)
    off: Session = field(init=False)
    closed: WaitlistEntry = field(init=False)

    @laura.default
    def _laura(self) -> Resource:
        return self.desk.catalog.add_resource("Laura", kind=ResourceKind.PROFESSIONAL)

    @mia.default
    def _mia(self) -> Customer:
        return self.desk.customers.register(name="Mia", email="mia@example.org")

    @ugo.default
    def _ugo(self) -> Customer:
        return self.desk.customers.register(name="Ugo", email="ugo@example.org")

    @zoe.default
    def _zoe(self) -> Customer:
        return self.desk.customers.register(name="Zoe", email="zoe@example.org")

    @full.default
    def _full(self) -> Session:
        session = self._session("2026-07-03T18:00")
        self.desk.bookings.book(self.mia, session)
        return session

    @patient.default
    def _patient(self) -> WaitlistEntry:
        return self.desk.waitlist.join(self.ugo, self.full)

    @behind.default
    def _behind(self) -> WaitlistEntry:
        return self.desk.waitlist.join(self.zoe, self.full)

    @free.default
    def _free(self) -> Session:
        return self._session("2026-07-04T18:00")

    @chosen.default
    def _chosen(self) -> WaitlistEntry:
        booking = self.desk.bookings.book(self.mia, self.free)
        entry = self.desk.waitlist.join(self.ugo, self.free)
        self.desk.bookings.cancel(booking)
        return self.desk.waitlist.get(entry)

    @hopeful.default
    def _hopeful(self) -> WaitlistEntry:
        return self.desk.waitlist.join(self.zoe, self.free)

    @after.default
    def _after(self) -> Session:
        return self._session("2026-07-03T19:00")

    @off.default
    def _off(self) -> Session:
        session = self._session("2026-07-05T18:00")
        self.desk.bookings.book(self.mia, session)
        self.desk.waitlist.join(self.ugo, session)
        self.desk.schedule.cancel_session(session)
        return session

    @closed.default
    def _closed(self) -> WaitlistEntry:
        [entry] = self.desk.waitlist.entries(self.off)
        return entry

    def _session(self, starts_at: str) -> Session:
        return self.desk.schedule.add_session(
            self.studio.yoga, starts_at=starts_at, capacity=1, resources=(self.laura,)
        )

    @property
    def desk(self) -> Desk:
        """Whose queues they are."""
        return self.studio.desk

    def due(self, session: Session) -> Due:
        """The work on the queue of *session*, by its key."""
        return Due(kind=DueKind.QUEUE, subject=session.id, due_at=session.starts_at)


@pytest.fixture
def queues(studio: Studio) -> Queues:
    return Queues(studio)


def moved_into(queues: Queues, session: Session) -> None:
    """Half an hour earlier, so that it begins before the one in front has ended."""
    starts_at = DateTime.subtract(session.starts_at, minutes=30)
    written_over(queues.desk, session, starts_at=starts_at)


def one_place_more(queues: Queues, session: Session) -> None:
    written_over(queues.desk, session, capacity=2, admitted=2)


def over(queues: Queues, row: object, **fields: object) -> None:
    written_over(queues.desk, row, **fields)


FAULTS: Mapping[str, tuple[str, str, Callable[[Queues], None], str]] = {
    "a place on offer that is not held": (
        *("P1", "free", lambda q: over(q, q.free, taken=0)),
        "counts 0 places, bookings hold 0, offers 1",
    ),
    "an offer of more places than are held": (
        *("P1", "free", lambda q: over(q, q.chosen, places=3)),
        "holds 3 places, admits 1",
    ),
    "a cancelled session that admits somebody": (
        *("P1", "off", lambda q: over(q, q.off, admitted=1)),
        "admits 1 places though it was cancelled",
    ),
    "a teacher in two places": (
        *("P5", "laura", lambda q: moved_into(q, q.after)),
        "is in two sessions at once, 1 times",
    ),
    "somebody who waits and is not counted": (
        *("P6", "full", lambda q: over(q, q.full, waiting=0)),
        "counts 0 who wait, 2 do",
    ),
    "somebody who is counted and does not wait": (
        *("P6", "after", lambda q: over(q, q.after, waiting=1)),
        "counts 1 who wait, 0 do",
    ),
    "an offer that nobody remembers": (
        *("P6", "free", lambda q: over(q, q.free, next_lapse=None)),
        "says an offer runs out never, the first does at 2026-07-01T06:10:00",
    ),
    "an offer without an end": (
        *("P6", "chosen", lambda q: over(q, q.chosen, offer=None)),
        "is OFFERED and has no offer",
    ),
    "an offer that was taken back by half": (
        *("P6", "chosen", lambda q: over(q, q.chosen, status=EntryStatus.WAITING)),
        "is WAITING and has an offer",
    ),
    "somebody who waits twice": (
        *("P6", "full", lambda q: over(q, q.behind, customer_id=q.ugo.id)),
        "wait 2 times",
    ),
    "somebody who waits for what is cancelled": (
        *("P6", "closed", lambda q: over(q, q.closed, status=EntryStatus.WAITING)),
        "is open though its session was cancelled",
    ),
    "a queue that nobody will look at": (
        *("P6", "full", lambda q: taken_away(q.desk, q.due(q.full))),
        "has its work due never, not at 2026-07-03T16:00:00",
    ),
    "a queue that is looked at too late": (
        *("P6", "free", lambda q: over(q, q.due(q.free), due_at=q.free.starts_at)),
        "has its work due at 2026-07-04T16:00:00",
    ),
    "a place that lies idle": (
        *("P6", "patient", lambda q: one_place_more(q, q.full)),
        "waits though 1 places are free for it",
    ),
}


def test_right_queues_have_no_fault(queues: Queues) -> None:
    desk = queues.desk
    assert queues.chosen.status is EntryStatus.OFFERED
    assert {entry.status for entry in (queues.patient, queues.hopeful)} == {EntryStatus.WAITING}
    assert queues.closed.status is EntryStatus.CLOSED
    assert desk.schedule.get(queues.after).starts_at == queues.full.ends_at
    assert desk.verify() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_done_to_a_queue_behind_the_desk_s_back_is_found(
    queues: Queues, fault: str
) -> None:
    promise, subject, tamper, sentence = FAULTS[fault]
    try:
        tamper(queues)
    except CannotHappen:
        # The database's own checks stood in the way, and nothing was changed.
        assert queues.desk.verify() == ()
        return

    found = [f for f in queues.desk.verify() if f.subject == getattr(queues, subject).id]
    assert promise in {fault.promise for fault in found}
    assert any(sentence in fault.sentence for fault in found), found


def test_faults_of_queues_and_resources_are_found_on_every_page(
    queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a page has one row."""
    monkeypatch.setattr(verifying, "PAGE", 1)
    queues.desk.catalog.add_resource("Aula", kind=ResourceKind.ROOM)
    assert queues.desk.verify() == ()

    moved_into(queues, queues.after)
    for session in (queues.full, queues.free):
        written_over(queues.desk, session, waiting=9)
    assert [fault.subject for fault in queues.desk.verify()] == [
        queues.laura.id,
        *sorted([queues.full.id, queues.free.id]),
    ]


def test_one_center_s_queues_are_not_another_s(queues: Queues) -> None:
    moved_into(queues, queues.after)
    one_place_more(queues, queues.full)

    assert {fault.promise for fault in queues.desk.verify()} == {"P5", "P6"}
    assert queues.desk.at("torino").verify() == ()


def test_an_offer_that_has_run_out_is_no_fault_until_somebody_looks(
    queues: Queues, clock: FrozenClock
) -> None:
    """Places may be idle for as long as the work that fills them is due."""
    one_place_more(queues, queues.free)
    assert [f.subject for f in queues.desk.verify()] == [queues.hopeful.id]

    clock.advance(minutes=10)
    assert queues.desk.verify() == ()
    queues.desk.run_due()

    assert queues.desk.verify() == ()
    assert queues.desk.waitlist.get(queues.hopeful).status is EntryStatus.OFFERED


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_desk_does_its_queues_are_right(
    studio: Studio, clock: FrozenClock, seed: int
) -> None:
    """A hundred commands at random; what is refused is refused, and what is due may wait."""
    chance, desk = random.Random(seed), studio.desk
    policy = ServicePolicy(waitlist=WaitlistPolicy(join_when_free=seed == 1, auto_book=seed == 2))
    service = studio.service(policy, plan=False)
    teachers = [desk.catalog.add_resource(name, kind=ResourceKind.PROFESSIONAL) for name in "AB"]
    sessions = [
        desk.schedule.add_session(
            service,
            starts_at=f"2026-07-01T{hour:02}:00",
            capacity=2,
            resources=(teachers[hour % 2],),
        )
        for hour in range(9, 17)
    ]
    people = [
        desk.customers.register(name=name, email=f"{name}@example.org") for name in ("m", "n", "o")
    ]

    def bookings() -> list[Booking]:
        return [each for person in people for each in desk.bookings.of(person)]

    def entries() -> list[WaitlistEntry]:
        return [each for person in people for each in desk.waitlist.of(person)]

    squeezed = Override(reason="stretti", codes={"session_full", "overlapping", "queue_ahead"})
    commands: list[Callable[[], object]] = [
        lambda: desk.bookings.book(
            chance.choice(people),
            chance.choice(sessions),
            places=chance.choice((1, 1, 2)),
            override=chance.choice((None, None, squeezed)),
        ),
        lambda: desk.waitlist.join(
            chance.choice(people), chance.choice(sessions), places=chance.choice((1, 1, 2))
        ),
        lambda: desk.waitlist.join(chance.choice(people), chance.choice(sessions)),
        lambda: desk.waitlist.accept(chance.choice(entries())),
        lambda: desk.waitlist.decline(chance.choice(entries())),
        lambda: desk.waitlist.leave(chance.choice(entries())),
        lambda: desk.waitlist.promote(chance.choice(entries()), reason="perché sì"),
        lambda: desk.bookings.cancel(chance.choice(bookings())),
        lambda: desk.bookings.reschedule(chance.choice(bookings()), to=chance.choice(sessions)),
        lambda: desk.bookings.book_appointment(
            chance.choice([*people, None]),
            service,
            starts_at=f"2026-07-01T{chance.randint(9, 17):02}:30",
            resources=(chance.choice(teachers),),
        ),
        lambda: desk.schedule.change_capacity(chance.choice(sessions), chance.randint(0, 4)),
        lambda: desk.schedule.move_session(
            chance.choice(sessions), starts_at=f"2026-07-01T{chance.randint(9, 17):02}:00"
        ),
        lambda: clock.advance(minutes=chance.choice((5, 10, 20))),
        desk.run_due,
    ]
    done = 0
    for command in chance.choices(commands, k=100):
        with suppress(Refused, InvalidInput, IndexError):
            command()
            done += 1
        assert desk.verify() == ()
    with suppress(BookingCoreError):
        desk.schedule.cancel_session(chance.choice(sessions))
    desk.run_due()

    assert done > 30
    assert desk.verify() == ()
