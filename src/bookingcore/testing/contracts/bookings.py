"""What the questions about sessions and bookings find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy, Terms
from bookingcore.domain.schedule.session import Session
from bookingcore.ports.questions import (
    AwaitingOf,
    BookableSession,
    BookingsIn,
    BookingsOf,
    Clashes,
    MovableOf,
    SessionsBetween,
    SessionsUsing,
    SessionToBook,
    TermsOfBooking,
)
from bookingcore.testing.contracts.rows import (
    PLAIN,
    a_booking,
    a_branch,
    a_customer,
    a_plan,
    a_resource,
    a_service,
    a_session,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA = a_customer(1).id
BOOKED = BookingStatus.BOOKED
STRICT = Terms.of(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))


class SessionQuestions(OnAStore):
    """`SessionToBook`, `SessionsBetween`, `SessionsUsing`."""

    def test_a_session_to_book_comes_with_its_policy(self, studio: Studio) -> None:
        studio.add(STRICT)
        studio.add(a_session(2, terms=STRICT.id))

        assert studio.ask(SessionToBook(a_session(2).id)) == (
            BookableSession(a_session(2, terms=STRICT.id), STRICT.policy, plan_linked=True),
        )

    def test_a_session_to_book_says_whether_a_plan_pays_for_it(self, studio: Studio) -> None:
        studio.add(a_service(2), a_service(3))
        studio.add(
            a_plan(2, services=(a_service(1).id, a_service(3).id)),
            a_session(2, service_id=a_service(2).id),
            a_session(3, service_id=a_service(3).id),
        )

        linked = [studio.ask(SessionToBook(a_session(n).id))[0].plan_linked for n in (1, 2, 3)]
        assert linked == [True, False, True]

    def test_an_unknown_session_is_not_to_be_booked(self, studio: Studio) -> None:
        assert studio.ask(SessionToBook(a_session(9).id)) == ()

    def test_sessions_come_oldest_start_first(self, studio: Studio) -> None:
        studio.add(*(a_session(number) for number in (4, 2, 3)))

        assert studio.ask(SessionsBetween(july(1), july(5))) == tuple(map(a_session, (1, 2, 3, 4)))

    def test_sessions_that_start_together_come_in_order_of_id(self, studio: Studio) -> None:
        together = [a_session(number, starts_at=july(5)) for number in (3, 2)]
        studio.add(*together)

        assert studio.ask(SessionsBetween(july(5), july(6))) == (together[1], together[0])

    def test_sessions_start_at_or_after_the_start_and_before_the_end(self, studio: Studio) -> None:
        studio.add(a_session(2), a_session(3))

        assert studio.ask(SessionsBetween(july(2), july(3))) == (a_session(2),)
        assert studio.ask(SessionsBetween(july(2, 18, 30), july(2, 19))) == ()

    def test_sessions_are_found_by_service(self, studio: Studio) -> None:
        other = a_session(2, service_id=a_service(2).id)
        studio.add(a_service(2))
        studio.add(other)

        found = studio.ask(SessionsBetween(july(1), july(9), service_id=a_service(2).id))
        assert found == (other,)

    def test_sessions_are_found_by_branch(self, studio: Studio) -> None:
        here = a_session(2, branch_id=a_branch(1).id)
        studio.add(a_branch(1), a_branch(2))
        studio.add(here, a_session(3, branch_id=a_branch(2).id))

        found = studio.ask(SessionsBetween(july(1), july(9), branch_id=a_branch(1).id))
        assert found == (here,)

    def test_sessions_use_a_resource_at_any_time_of_the_period(self, studio: Studio) -> None:
        long = _using(2, 1, starts_at=july(2, 8), ends_at=july(2, 20))
        short = _using(3, 1, starts_at=july(2, 10), ends_at=july(2, 11))
        studio.add(a_resource(1), a_resource(2))
        studio.add(short, long, _using(4, 2, starts_at=july(2, 10), ends_at=july(2, 11)))

        def at(start: int, end: int) -> tuple[Session, ...]:
            resources = (a_resource(1).id,)
            return studio.ask(SessionsUsing(resources, july(2, start), july(2, end)))

        assert at(10, 11) == at(7, 21) == at(9, 12) == (long, short)
        assert at(11, 12) == at(9, 10) == at(19, 21) == (long,)
        assert at(7, 8) == at(20, 21) == ()

    def test_a_session_with_several_of_the_resources_is_found_once(self, studio: Studio) -> None:
        first = _using(2, 1, 2, starts_at=july(2))
        second = _using(3, 2, starts_at=july(2, 18, 30))
        studio.add(a_resource(1), a_resource(2), a_resource(3))
        studio.add(second, first)

        resources = (a_resource(2).id, a_resource(1).id, a_resource(3).id)
        assert studio.ask(SessionsUsing(resources, july(2), july(3))) == (first, second)

    def test_no_resource_is_used_by_no_session(self, studio: Studio) -> None:
        studio.add(a_resource(1))
        studio.add(_using(2, 1))

        assert studio.ask(SessionsUsing((), july(1), july(9))) == ()

    def test_a_session_that_was_moved_is_found_where_it_is(self, studio: Studio) -> None:
        moved = _using(2, 2, starts_at=july(5))
        studio.add(a_resource(1), a_resource(2))
        studio.add(_using(2, 1))
        studio.put(moved)

        assert studio.ask(SessionsUsing((a_resource(1).id,), july(1), july(9))) == ()
        assert studio.ask(SessionsUsing((a_resource(2).id,), july(5), july(6))) == (moved,)
        assert studio.ask(SessionsBetween(july(2), july(3))) == ()
        assert studio.ask(SessionsBetween(july(5), july(6))) == (moved,)


class BookingQuestions(OnAStore):
    """`Clashes`, `BookingsOf`, `BookingsIn`, `AwaitingOf`, `MovableOf`, `TermsOfBooking`."""

    def test_bookings_clash_that_overlap_the_session_oldest_start_first(
        self, studio: Studio
    ) -> None:
        around = a_session(3, starts_at=july(1, 16), ends_at=july(1, 22))
        tail = a_session(4, starts_at=july(1, 17), ends_at=july(1, 18, 1))
        head = a_session(5, starts_at=july(1, 18, 59), ends_at=july(1, 20))
        studio.add(around, tail, head)
        bookings = (
            a_booking(3, session=around),
            a_booking(2, session=tail, status=BOOKED),
            a_booking(1, session=head),
        )
        studio.add(*reversed(bookings))

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == bookings

    def test_bookings_that_only_touch_the_session_do_not_clash(self, studio: Studio) -> None:
        before = a_session(3, starts_at=july(1, 17), ends_at=july(1, 18))
        after = a_session(4, starts_at=july(1, 19))
        studio.add(before, after)
        studio.add(a_booking(1, session=before), a_booking(2, session=after))

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == ()

    def test_a_booking_of_the_session_itself_clashes(self, studio: Studio) -> None:
        booking = a_booking(1)
        studio.add(booking)

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == (booking,)

    def test_a_booking_of_the_session_clashes_whatever_its_hours(self, studio: Studio) -> None:
        booking = a_booking(1, starts_at=july(9), ends_at=july(10))
        studio.add(booking)

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == (booking,)

    def test_cancelled_bookings_do_not_clash(self, studio: Studio) -> None:
        studio.add(a_session(3, starts_at=july(1, 18, 30)))
        studio.add(
            cancelled(a_booking(1)),
            cancelled(a_booking(2, session=a_session(3, starts_at=july(1, 18, 30)))),
        )

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == ()

    def test_bookings_of_others_do_not_clash(self, studio: Studio) -> None:
        studio.add(a_booking(1, customer=2))

        assert studio.ask(Clashes(ANNA, a_session(1).id)) == ()

    def test_nothing_clashes_with_an_unknown_session(self, studio: Studio) -> None:
        studio.add(a_booking(1))

        assert studio.ask(Clashes(ANNA, a_session(9).id)) == ()

    def test_bookings_of_a_customer_come_oldest_start_first(self, studio: Studio) -> None:
        one, two, three = _three_bookings(studio)

        assert studio.ask(BookingsOf(ANNA)) == (three, two, one)

    def test_bookings_that_start_together_come_in_order_of_id(self, studio: Studio) -> None:
        together = [a_booking(2), cancelled(a_booking(1)), a_booking(3, status=BOOKED)]
        studio.add(*together)

        assert studio.ask(BookingsOf(ANNA)) == (together[1], together[0], together[2])

    @pytest.mark.parametrize("status", BookingStatus, ids=lambda status: status.name)
    def test_bookings_of_a_customer_are_found_by_status(
        self, studio: Studio, status: BookingStatus
    ) -> None:
        bookings = _three_bookings(studio)

        found = studio.ask(BookingsOf(ANNA, status=status))
        assert found == tuple(booking for booking in bookings if booking.status is status)

    def test_bookings_of_a_customer_start_at_or_after_the_start_and_before_the_end(
        self, studio: Studio
    ) -> None:
        one, two, three = _three_bookings(studio)

        assert studio.ask(BookingsOf(ANNA, start=july(3))) == (two, one)
        assert studio.ask(BookingsOf(ANNA, end=july(4))) == (three, two)
        assert studio.ask(BookingsOf(ANNA, start=july(3), end=july(4))) == (two,)
        assert studio.ask(BookingsOf(ANNA, one.status, july(4), july(4, 19))) == (one,)

    def test_a_booking_is_found_by_the_status_it_has_now(self, studio: Studio) -> None:
        one, _, _ = _three_bookings(studio)
        studio.put(cancelled(one))

        assert studio.ask(BookingsOf(ANNA, status=BookingStatus.AWAITING_REDEMPTION)) == ()
        assert cancelled(one) in studio.ask(BookingsOf(ANNA, status=BookingStatus.CANCELLED))

    def test_bookings_in_a_session_come_in_the_order_in_which_they_were_made(
        self, studio: Studio
    ) -> None:
        first, second, third = (
            a_booking(3, made_at=july(1, 1)),
            cancelled(a_booking(1, customer=2, made_at=july(1, 2))),
            a_booking(2, customer=2, made_at=july(1, 3)),
        )
        studio.add(third, first, second)

        assert studio.ask(BookingsIn(a_session(1).id)) == (first, second, third)

    def test_bookings_in_another_session_are_left_out(self, studio: Studio) -> None:
        studio.add(a_session(2))
        there = a_booking(2, session=a_session(2))
        studio.add(a_booking(1), there)

        assert studio.ask(BookingsIn(a_session(2).id)) == (there,)

    def test_bookings_that_await_redemption_come_oldest_start_first(self, studio: Studio) -> None:
        one, _, _ = _three_bookings(studio)
        earlier = a_booking(4)
        studio.add(earlier, a_booking(5, customer=2))

        assert studio.ask(AwaitingOf(ANNA)) == (earlier, one)

    def test_movable_bookings_are_redeemed_and_start_later_oldest_start_first(
        self, studio: Studio
    ) -> None:
        """Neither does one that needs no unit count as redeemed, nor one that starts just then."""
        studio.add(*(a_session(number) for number in (2, 3, 4)))
        at_once, late, soon = (
            a_booking(number, session=a_session(number), status=BOOKED) for number in (2, 4, 3)
        )
        free = a_booking(5, session=a_session(3), status=BOOKED, units_needed=0)
        studio.add(at_once, late, soon, free)
        studio.add(
            a_booking(6, session=a_session(3)),
            cancelled(a_booking(7, session=a_session(3))),
            a_booking(8, customer=2, session=a_session(3), status=BOOKED),
        )

        assert studio.ask(MovableOf(ANNA, july(2))) == (soon, late)

    def test_the_terms_of_a_booking_are_those_of_its_making(self, studio: Studio) -> None:
        studio.add(STRICT)
        studio.add(a_booking(1), a_booking(2, terms=STRICT.id))

        assert studio.ask(TermsOfBooking(a_booking(1).id)) == (PLAIN,)
        assert studio.ask(TermsOfBooking(a_booking(2).id)) == (STRICT,)
        assert studio.ask(TermsOfBooking(a_booking(9).id)) == ()


def _using(number: int, *resources: int, **fields: object) -> Session:
    return a_session(number, resources=tuple(a_resource(n).id for n in resources), **fields)


def _three_bookings(studio: Studio) -> tuple[Booking, Booking, Booking]:
    """The customer's three, the latest first, one in each status; and somebody else's."""
    studio.add(*(a_session(number) for number in (2, 3, 4)))
    one = a_booking(1, session=a_session(4))
    two = a_booking(2, session=a_session(3), status=BOOKED)
    three = cancelled(a_booking(3, session=a_session(2)))
    studio.add(two, one, three, a_booking(9, customer=2, session=a_session(3)))
    return one, two, three
