"""What the questions about bookings find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.terms import Terms
from bookingcore.ports.questions import (
    AwaitingOf,
    BookingsIn,
    BookingsOf,
    Clashes,
    ClashesAt,
    MovableOf,
    TermsOfBooking,
)
from bookingcore.testing.contracts.rows import (
    PLAIN,
    a_booking,
    a_customer,
    a_session,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA = a_customer(1).id
BOOKED = BookingStatus.BOOKED
STRICT = Terms.of(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))


class BookingQuestions(OnAStore):
    """Which bookings clash, await, may be moved; those of a customer or session; their terms."""

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

    def test_bookings_clash_with_a_time_that_they_overlap(self, studio: Studio) -> None:
        """Half-open: one that ends when the time begins, or begins when it ends, does not."""
        at_ten, at_eleven, long = (
            a_session(number, starts_at=july(2, start), ends_at=july(2, end))
            for number, start, end in ((3, 10, 11), (4, 11, 12), (5, 8, 20))
        )
        studio.add(at_ten, at_eleven, long)
        ten, eleven, all_day = (
            a_booking(3, session=at_ten, status=BOOKED),
            a_booking(2, session=at_eleven),
            a_booking(1, session=long),
        )
        studio.add(eleven, ten, all_day, cancelled(a_booking(4, session=at_ten)))
        studio.add(a_booking(5, customer=2, session=at_ten), a_booking(6, session=at_ten))

        def at(start: int, end: int, minute: int = 0) -> tuple[Booking, ...]:
            return studio.ask(ClashesAt(ANNA, july(2, start), july(2, end, minute)))

        same = a_booking(6, session=at_ten)
        assert at(10, 11) == (all_day, ten, same)
        assert at(9, 11, 1) == at(7, 21) == (all_day, ten, same, eleven)
        assert at(9, 10) == at(12, 20) == (all_day,)
        assert at(7, 8) == at(20, 21) == ()

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

    def test_bookings_of_a_customer_come_in_pages(self, studio: Studio) -> None:
        """A page begins behind the start and id of a booking, also among those of one start."""
        together = [a_booking(number) for number in (4, 5, 6)]
        one, two, three = _three_bookings(studio)
        studio.add(*together)
        everything = (*together, three, two, one)

        paged: list[Booking] = []
        after = None
        while page := studio.ask(BookingsOf(ANNA, after=after, limit=2)):
            assert len(page) == 2
            paged += page
            after = (page[-1].starts_at, page[-1].id)
        assert tuple(paged) == everything
        behind = (three.starts_at, three.id)
        assert studio.ask(BookingsOf(ANNA, BOOKED, after=behind)) == (two,)
        assert studio.ask(BookingsOf(ANNA, end=july(4), after=behind, limit=9)) == (two,)

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


def _three_bookings(studio: Studio) -> tuple[Booking, Booking, Booking]:
    """The customer's three, the latest first, one in each status; and somebody else's."""
    studio.add(*(a_session(number) for number in (2, 3, 4)))
    one = a_booking(1, session=a_session(4))
    two = a_booking(2, session=a_session(3), status=BOOKED)
    three = cancelled(a_booking(3, session=a_session(2)))
    studio.add(two, one, three, a_booking(9, customer=2, session=a_session(3)))
    return one, two, three
