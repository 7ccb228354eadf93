"""A worker dies with work in its hands: the next one does it, once, when the lease is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from attrs import frozen

from bookingcore import Desk, EntryStatus, EventKind, ServicePolicy, WaitlistPolicy, open_desk
from bookingcore.testing import FrozenClock
from tests.kills.scene import close
from tests.kills.steps import STEPS
from tests.kills.studio import BEGINNING, OVER, Studio, struck_down
from tests.postgres import Server

ROWS = 5

AFTER_THE_LEASE = "2036-06-30T09:11:00Z"
JUST_BEFORE = "2036-06-30T09:10:59.999999Z"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('kills') / 'kills.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"workers_{request.getfixturevalue('worker_id')}")


@frozen
class Lists:
    """Sessions in which an offer has been made, and another customer waits for the same place."""

    url: str
    sessions: tuple[str, ...]

    @classmethod
    def furnished(cls, url: str, waitlist: WaitlistPolicy) -> Lists:
        """In the empty database at *url*."""
        desk = open_desk(url, center="roma", clock=FrozenClock(BEGINNING))
        policy = ServicePolicy(waitlist=waitlist)
        yoga = desk.catalog.add_service("Yoga", duration=60, policy=policy)
        people = [desk.customers.register(name=name) for name in ("Anna", "Bruno")]
        days = (f"2036-07-{day + 1:02}T18:00Z" for day in range(ROWS))
        sessions = [desk.schedule.add_session(yoga, starts_at=day, capacity=0) for day in days]
        for session in sessions:
            for who in people:
                desk.waitlist.join(who, session)
            desk.schedule.change_capacity(session, 1)
        close(desk)
        return cls(url, tuple(session.id for session in sessions))

    def opened(self, at: str) -> Desk:
        """A desk whose clock stands still."""
        return open_desk(self.url, center="roma", clock=FrozenClock(at))

    def told(self, kind: EventKind) -> Counter[int]:
        """How often something happened in a session, and in how many sessions so often."""
        desk = self.opened(OVER)
        counts = [sum(e.kind is kind for e in desk.history(each)) for each in self.sessions]
        close(desk)
        return Counter(counts)


def work(desk: Desk, _: object) -> None:
    """Do what is due."""
    desk.run_due()


def take_over(lists: Lists, at: str) -> int:
    """How much the next worker does at an instant."""
    desk = lists.opened(at)
    report = desk.run_due()
    assert report.failed == ()
    assert desk.verify() == ()
    close(desk)
    return sum(report.done.values())


def test_work_that_was_not_claimed_is_done_by_the_next_at_once(url: str) -> None:
    """The worker died before anybody knew that it had begun."""
    lists = Lists.furnished(url, WaitlistPolicy())
    struck_down(work, lists, "before the commit", at=OVER)

    assert take_over(lists, OVER) == ROWS
    assert lists.told(EventKind.OFFER_EXPIRED) == {1: ROWS}


def test_work_that_was_claimed_and_not_begun_is_done_after_the_lease(url: str) -> None:
    lists = Lists.furnished(url, WaitlistPolicy())
    struck_down(work, lists, "after the commit", at=OVER)

    assert lists.told(EventKind.OFFER_EXPIRED) == {0: ROWS}
    desk = lists.opened(OVER)
    assert desk.next_due() == FrozenClock(AFTER_THE_LEASE).now()
    close(desk)
    assert take_over(lists, JUST_BEFORE) == 0
    assert take_over(lists, AFTER_THE_LEASE) == ROWS
    assert lists.told(EventKind.OFFER_EXPIRED) == {1: ROWS}
    assert lists.told(EventKind.OFFER_MADE) == {2: ROWS}


@pytest.mark.parametrize("step", STEPS)
def test_work_in_hand_is_done_wholly_or_by_the_next(url: str, step: str) -> None:
    lists = Lists.furnished(url, WaitlistPolicy())
    struck_down(work, lists, step, at=OVER, units=1)

    done = int(step == "after the commit")
    assert lists.told(EventKind.OFFER_EXPIRED)[1] == done
    assert lists.told(EventKind.OFFER_MADE)[2] == done
    assert take_over(lists, JUST_BEFORE) == 0
    assert take_over(lists, AFTER_THE_LEASE) == ROWS - done
    assert lists.told(EventKind.OFFER_EXPIRED) == {1: ROWS}
    assert lists.told(EventKind.OFFER_MADE) == {2: ROWS}


@pytest.mark.parametrize("step", STEPS)
def test_an_offer_accepted_in_the_customer_s_name_is_accepted_once(url: str, step: str) -> None:
    lists = Lists.furnished(url, WaitlistPolicy(auto_book=True))
    struck_down(work, lists, step, at=BEGINNING, units=1)

    done = int(step == "after the commit")
    assert lists.told(EventKind.BOOKING_MADE)[1] == done
    assert take_over(lists, BEGINNING) == 0
    assert take_over(lists, "2036-06-30T09:01:00Z") == ROWS - done
    assert lists.told(EventKind.BOOKING_MADE) == {1: ROWS}
    desk = lists.opened(BEGINNING)
    states = [[e.status for e in desk.waitlist.entries(each)] for each in lists.sessions]
    assert states == [[EntryStatus.ACCEPTED, EntryStatus.WAITING]] * ROWS
    close(desk)


def reschedule(desk: Desk, studio: Studio) -> None:
    """Move the first booking to the class for which its unit is not valid any more."""
    desk.bookings.reschedule(studio.bookings[0], to=studio.later)


def cancel_session(desk: Desk, studio: Studio) -> None:
    """Cancel the class that is full."""
    desk.schedule.cancel_session(studio.full)


def move_session(desk: Desk, studio: Studio) -> None:
    """Move the class that is full to a day on which other units have to pay."""
    desk.schedule.move_session(studio.full, starts_at="2036-07-21T10:00Z")


def cancel(desk: Desk, studio: Studio) -> None:
    """Cancel a booking whose place somebody waits for."""
    desk.bookings.cancel(studio.bookings[0])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("act", [reschedule, cancel_session, move_session, cancel])
def test_a_client_killed_in_a_command_about_many_leaves_nothing_by_half(
    url: str, step: str, act: Callable[[Desk, Studio], None]
) -> None:
    """Whoever gives it anew does all of it."""
    studio = Studio.furnished(url)
    before = studio.state()
    struck_down(act, studio, step)

    assert (studio.state() == before) == (step != "after the commit")
    desk = studio.opened()
    assert desk.verify() == ()
    if step != "after the commit":
        act(desk, studio)
        assert desk.verify() == ()
    close(desk)
    CHECKED[act](studio)


def check_rescheduled(studio: Studio) -> None:
    """The booking is there, and paid; its place is offered to who waits."""
    desk = studio.opened()
    moved = desk.bookings.get(studio.bookings[0])
    assert (moved.session_id, moved.status.name) == (studio.later, "BOOKED")
    assert remaining(desk, studio, 0) == [2, 1]
    assert [entry.status.name for entry in desk.waitlist.entries(studio.full)] == ["OFFERED"]
    close(desk)


def check_cancelled_session(studio: Studio) -> None:
    """Nobody is in it, nobody waits, and all units are back."""
    desk = studio.opened()
    ends = {desk.bookings.get(each).status.name for each in studio.bookings}
    assert ends == {"CANCELLED"}
    assert [remaining(desk, studio, n) for n in range(len(studio.people))] == [[2, 2]] * 5
    assert [entry.status.name for entry in desk.waitlist.entries(studio.full)] == ["CLOSED"]
    close(desk)


def check_moved_session(studio: Studio) -> None:
    """Everybody is there on the new day, paid by the unit that is valid then."""
    desk = studio.opened()
    moved = [desk.bookings.get(each) for each in studio.bookings]
    assert {(each.status.name, each.starts_at.day) for each in moved} == {("BOOKED", 21)}
    assert [remaining(desk, studio, n) for n in range(len(moved))] == [[2, 1]] * len(moved)
    close(desk)


def check_cancelled(studio: Studio) -> None:
    """The unit is back, and the place is offered."""
    desk = studio.opened()
    assert remaining(desk, studio, 0) == [2, 2]
    assert [entry.status.name for entry in desk.waitlist.entries(studio.full)] == ["OFFERED"]
    close(desk)


def remaining(desk: Desk, studio: Studio, number: int) -> list[int]:
    """The units that a customer has left: of the plan that runs out, of the other."""
    balances = desk.balances.of(studio.people[number])
    return [b.remaining for b in sorted(balances, key=lambda each: each.valid_until is None)]


CHECKED: dict[Callable[[Desk, Studio], None], Callable[[Studio], None]] = {
    reschedule: check_rescheduled,
    cancel_session: check_cancelled_session,
    move_session: check_moved_session,
    cancel: check_cancelled,
}
