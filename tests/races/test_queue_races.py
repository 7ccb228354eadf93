"""Real processes racing for places that come free, around the instant at which offers run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from attrs import frozen

from bookingcore import (
    Desk,
    EntryStatus,
    EventKind,
    ServicePolicy,
    Session,
    WaitlistEntry,
    WaitlistPolicy,
)
from tests.races.contest import Act, at, raced

ROUNDS = 12
CAPACITY = 7
"""Of each session in the end; there are always more who want a place."""

SERVERS = ["sqlite", "postgres", "serializable"]

BEGINNING = "2036-06-30T09:00:00Z"
"""When the offers are made; they run for ten minutes."""
JUST = "2036-06-30T09:09:59.999999Z"
"""The last instant at which they can be accepted."""
OVER = "2036-06-30T09:10:00Z"
"""The first at which they cannot."""
LATER = "2036-06-30T09:10:01Z"

ENDS = {EventKind.OFFER_ACCEPTED, EventKind.OFFER_EXPIRED, EventKind.OFFER_DECLINED}


def accept(desk: Desk, given: str) -> str:
    """Accept the offer of an entry at an instant."""
    entry, instant = given.split()
    return at(desk, instant).waitlist.accept(entry).status.name


def decline(desk: Desk, given: str) -> str:
    """Decline the offer of an entry at an instant."""
    entry, instant = given.split()
    return at(desk, instant).waitlist.decline(entry).status.name


def leave(desk: Desk, given: str) -> str:
    """Let an entry leave at an instant."""
    entry, instant = given.split()
    return at(desk, instant).waitlist.leave(entry).status.name


def cancel(desk: Desk, given: str) -> str:
    """Cancel a booking at an instant."""
    booking, instant = given.split()
    return at(desk, instant).bookings.cancel(booking).booking.status.name


def book(desk: Desk, given: str) -> str:
    """Book the customer into the session, at an instant."""
    customer, session, instant = given.split()
    return at(desk, instant).bookings.book(customer, session).status.name


def join(desk: Desk, given: str) -> str:
    """Let the customer wait for the session, at an instant."""
    customer, session, instant = given.split()
    return at(desk, instant).waitlist.join(customer, session).status.name


def resize(desk: Desk, given: str) -> str:
    """Give the session another capacity, at an instant."""
    session, capacity, instant = given.split()
    return str(at(desk, instant).schedule.change_capacity(session, int(capacity)).capacity)


def work(desk: Desk, given: str) -> str:
    """Do what is due at an instant; how much it was."""
    report = at(desk, given).run_due()
    assert report.failed == ()
    return str(sum(report.done.values()))


@frozen(kw_only=True)
class Crowd:
    """A session that is full, with two offers open and others who wait.

    Attributes:
        booked: the bookings in it.
        entries: those who wait; the first two have an offer.
        newcomers: customers who have to do with it for the first time.
    """

    session: str
    booked: Sequence[str]
    entries: Sequence[WaitlistEntry]
    newcomers: Sequence[str]


def gathered(desk: Desk, day: int) -> Crowd:
    """Four have booked, two are offered the two places more, six wait; four are new."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    session = desk.schedule.add_session(yoga, starts_at=f"2036-07-{day:02}T18:00Z", capacity=4).id
    people = [desk.customers.register(name=f"C{n}").id for n in range(16)]
    booked = [desk.bookings.book(each, session).id for each in people[:4]]
    for each in people[4:12]:
        desk.waitlist.join(each, session)
    desk.schedule.change_capacity(session, 6)
    return Crowd(
        session=session,
        booked=booked,
        entries=desk.waitlist.entries(session),
        newcomers=people[12:],
    )


def assert_sound(desk: Desk, session: str) -> None:
    """No place twice, nobody twice, every offer ended once, and nobody waits for a free place."""
    itself, entries = desk.schedule.get(session), desk.waitlist.entries(session)
    live = [booking for booking in desk.bookings.in_session(session) if booking.live]
    offered = [entry for entry in entries if entry.status is EntryStatus.OFFERED]
    waiting = [entry for entry in entries if entry.status is EntryStatus.WAITING]
    holders = [booking.customer_id for booking in live]
    holders += [entry.customer_id for entry in (*offered, *waiting)]

    assert len(holders) == len(set(holders))
    assert itself.taken == len(live) + len(offered)
    assert itself.capacity is not None
    assert itself.taken <= itself.capacity
    assert itself.taken == itself.capacity or not waiting
    kept = {booking.id: booking.customer_id for booking in desk.bookings.in_session(session)}
    for entry in entries:
        kinds = Counter(event.kind for event in desk.history(entry))
        assert sum(kinds[kind] for kind in ENDS) <= 1
        assert kinds[EventKind.OFFER_MADE] <= 1
        assert kinds[EventKind.OFFER_ACCEPTED] == (entry.status is EntryStatus.ACCEPTED)
        assert kinds[EventKind.OFFER_EXPIRED] == (entry.status is EntryStatus.EXPIRED)
        if entry.status is EntryStatus.ACCEPTED:
            assert entry.booking_id is not None
            assert kept[entry.booking_id] == entry.customer_id


@pytest.mark.rule("000-10", "001-12", "A18", "A20")
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_eight_processes_race_around_the_end_of_two_offers(desk: Desk, url: str) -> None:
    """P1, P6: they accept, decline, expire, cancel, book, join and resize at the same moment."""
    early = at(desk, BEGINNING)
    crowds = [gathered(early, day + 1) for day in range(ROUNDS)]
    first, second = ([c.entries[n].id for c in crowds] for n in range(2))
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        (accept, [[f"{entry} {JUST}", f"{entry} {OVER}"] for entry in first]),
        (
            accept,
            [
                [f"{entry} {OVER}", f"{other} {JUST}"]
                for entry, other in zip(first, second, strict=True)
            ],
        ),
        (work, [[OVER, OVER]] * ROUNDS),
        (decline, [[f"{entry} {JUST}"] for entry in second]),
        (cancel, [[f"{booking} {JUST}" for booking in c.booked[:2]] for c in crowds]),
        (
            book,
            [
                [f"{who} {c.session} {OVER}" for who in (c.newcomers[0], c.entries[4].customer_id)]
                for c in crowds
            ],
        ),
        (join, [[f"{who} {c.session} {OVER}" for who in c.newcomers[1:]] for c in crowds]),
        (resize, [[f"{c.session} {CAPACITY} {JUST}"] for c in crowds]),
    ]
    told = raced(url, acts)

    late = at(desk, LATER)
    assert late.run_due().failed == ()
    for number, crowd in enumerate(crowds):
        assert_sound(late, crowd.session)
        assert late.schedule.get(crowd.session).taken == CAPACITY
        accepted = Counter(outcome for who in (0, 1) for outcome in told[who][number])
        assert accepted["BOOKED"] <= 2
    assert {len(outcomes) for outcomes in told[4]} == {2}
    assert late.verify() == ()


@pytest.mark.rule("001-12", "001-13")
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_one_of_eight_answers_counts(desk: Desk, url: str) -> None:
    """An offer is accepted, declined, left or expired: once, whoever is first."""
    early = at(desk, BEGINNING)
    crowds = [gathered(early, day + 1) for day in range(ROUNDS)]
    rounds = [[f"{c.entries[0].id} {JUST}"] for c in crowds]
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        *[(accept, rounds)] * 3,
        *[(decline, rounds)] * 2,
        (leave, rounds),
        *[(work, [[OVER]] * ROUNDS)] * 2,
    ]
    told = raced(url, acts)

    late = at(desk, LATER)
    late.run_due()
    for number, crowd in enumerate(crowds):
        answers = [told[who][number][0] for who in range(6)]
        ended = late.waitlist.get(crowd.entries[0])
        won = [each for each in answers if each in {"BOOKED", "DECLINED", "LEFT"}]
        names = {"BOOKED": EntryStatus.ACCEPTED}
        assert [names.get(each) or EntryStatus[each] for each in won] in (
            [ended.status],
            [] if ended.status is EntryStatus.EXPIRED else None,
        )
        assert_sound(late, crowd.session)
    assert late.verify() == ()


@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_workers_at_the_same_time_do_each_piece_of_work_once(
    desk: Desk, url: str, workers: int
) -> None:
    """Thirty lists in which an offer has run out, and the next one is offered the place."""
    early = at(desk, BEGINNING)
    lists = [waited_for(early, hour, WaitlistPolicy()) for hour in range(30)]
    told = raced(url, [(work, [[OVER]])] * workers)

    assert sum(int(done) for process in told for done in process[0]) == len(lists)
    late = at(desk, OVER)
    for session in lists:
        kinds = Counter(event.kind for event in late.history(session))
        assert (kinds[EventKind.OFFER_EXPIRED], kinds[EventKind.OFFER_MADE]) == (1, 2)
        states = [entry.status for entry in late.waitlist.entries(session)]
        assert states == [EntryStatus.EXPIRED, EntryStatus.OFFERED]
    assert late.run_due().done == {}
    assert late.verify() == ()


@pytest.mark.parametrize("url", ["sqlite", "postgres"], indirect=True)
def test_workers_at_the_same_time_accept_each_offer_once_in_the_customer_s_name(
    desk: Desk, url: str
) -> None:
    early = at(desk, BEGINNING)
    lists = [waited_for(early, hour, WaitlistPolicy(auto_book=True)) for hour in range(20)]
    told = raced(url, [(work, [[JUST]])] * 8)

    assert sum(int(done) for process in told for done in process[0]) == len(lists)
    late = at(desk, JUST)
    for session in lists:
        kinds = Counter(event.kind for event in late.history(session))
        assert (kinds[EventKind.OFFER_ACCEPTED], kinds[EventKind.BOOKING_MADE]) == (1, 1)
        states = [entry.status for entry in late.waitlist.entries(session)]
        assert states == [EntryStatus.ACCEPTED, EntryStatus.WAITING]
    assert late.verify() == ()


def waited_for(desk: Desk, hour: int, waitlist: WaitlistPolicy) -> str:
    """A session with one place, which is offered to the first of two who wait."""
    policy = ServicePolicy(waitlist=waitlist)
    yoga = desk.catalog.add_service("Yoga", duration=60, policy=policy)
    session: Session = desk.schedule.add_session(
        yoga, starts_at=f"2036-07-{hour // 20 + 1:02}T{hour % 20:02}:00Z", capacity=0
    )
    for name in ("Anna", "Bruno"):
        desk.waitlist.join(desk.customers.register(name=name), session)
    desk.schedule.change_capacity(session, 1)
    return session.id


@pytest.mark.rule("A20")
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_a_place_given_back_while_somebody_joins_is_never_idle(desk: Desk, url: str) -> None:
    """P6: two cancel, six join; who joined before the place was free is offered it."""
    early = at(desk, BEGINNING)
    yoga = early.catalog.add_service("Yoga", duration=60)
    people = [early.customers.register(name=f"C{n}").id for n in range(8)]
    days = [f"2036-07-{day + 1:02}T18:00Z" for day in range(ROUNDS)]
    sessions = [early.schedule.add_session(yoga, starts_at=day, capacity=2).id for day in days]
    booked = [[early.bookings.book(who, session).id for who in people[:2]] for session in sessions]
    acts: list[tuple[Act, Sequence[Sequence[str]]]] = [
        *((cancel, [[f"{own[n]} {JUST}"] for own in booked]) for n in range(2)),
        *((join, [[f"{who} {each} {JUST}"] for each in sessions]) for who in people[2:]),
    ]
    told = raced(url, acts)

    late = at(desk, JUST)
    for number, session in enumerate(sessions):
        assert [told[n][number] for n in range(2)] == [["CANCELLED"]] * 2
        joined = [told[n][number][0] for n in range(2, 8)]
        assert set(joined) <= {"WAITING", "OFFERED", "places_free"}
        assert_sound(late, session)
    assert late.run_due().done == {}
    assert late.verify() == ()
