"""When customers may book, and that nobody is in two places at once."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    BookingTooEarly,
    BookingTooLate,
    BookingWindow,
    EventKind,
    NotAllowed,
    Overlapping,
    Override,
    Refused,
    ServicePolicy,
    SessionStarted,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio

SIX = "2026-07-02T18:00"


class TestWindows:
    """From two days before the start until one hour before it."""

    @pytest.fixture
    def hours(self, studio: Studio) -> Any:
        window = BookingWindow(opens=2 * 24 * 60, closes=60)
        return studio.service(ServicePolicy(window=window), plan=False)

    @pytest.mark.rule("003-02", "A47")
    @pytest.mark.parametrize(
        ("now", "refused"),
        [
            ("2026-07-03T17:59:59.999999+02:00", BookingTooEarly),
            ("2026-07-03T18:00:00+02:00", None),
            ("2026-07-05T16:59:59.999999+02:00", None),
            ("2026-07-05T17:00:00+02:00", BookingTooLate),
            ("2026-07-05T17:59:59+02:00", BookingTooLate),
            ("2026-07-05T18:00:00+02:00", SessionStarted),
        ],
    )
    def test_they_bind_customers_and_not_staff(
        self,
        studio: Studio,
        clock: FrozenClock,
        hours: Any,
        now: str,
        refused: type[Refused] | None,
    ) -> None:
        starts_at = "2026-07-05T18:00"
        session = studio.session(starts_at, service=hours)
        clock.move_to(now)
        own = studio.desk.by(studio.anna).bookings
        verdict = own.check(studio.anna, session)
        assert [type(each) for each in verdict.violations] == ([refused] if refused else [])
        if refused:
            with pytest.raises(refused):
                own.book_appointment(studio.anna, hours, starts_at=starts_at)
            with pytest.raises(refused):
                own.book(studio.anna, session)
            override = Override(reason="so", codes={refused.code})
            with pytest.raises(NotAllowed):
                own.book(studio.anna, session, override=override)
        else:
            assert own.book(studio.anna, session).live
            studio.desk.bookings.cancel(own.of(studio.anna)[0])
        by_hand = studio.desk.bookings.book_appointment(studio.anna, hours, starts_at=starts_at)
        assert by_hand.live

    @pytest.mark.rule("A47")
    @pytest.mark.parametrize(
        ("day", "opens"),
        [
            # Two days of 24 hours: on the wall it opens an hour early in spring...
            ("2026-03-29T18:00", "2026-03-27T17:00:00+01:00"),
            # ... and an hour late in autumn.
            ("2026-10-25T18:00", "2026-10-23T19:00:00+02:00"),
        ],
    )
    def test_they_count_elapsed_time_across_a_clock_change(
        self, studio: Studio, clock: FrozenClock, hours: Any, day: str, opens: str
    ) -> None:
        clock.move_to("2026-01-01T08:00:00+01:00")
        session = studio.session(day, service=hours)
        own = studio.desk.by(studio.anna).bookings
        clock.move_to(opens)
        assert own.check(studio.anna, session).allowed
        opens_at = clock.now()
        clock.move_to(opens_at.subtract(microseconds=1))
        [refused] = own.check(studio.anna, session).violations
        assert isinstance(refused, BookingTooEarly)
        assert refused.opens_at == opens_at


class TestTwoPlacesAtOnce:
    @pytest.mark.rule("A66", "A67")
    def test_staff_put_a_customer_in_two_places_with_a_reason(self, studio: Studio) -> None:
        book = studio.desk.bookings.book_appointment
        first = book(studio.anna, studio.physio, starts_at=SIX)
        with pytest.raises(Overlapping) as refused:
            book(studio.anna, studio.yoga, starts_at="2026-07-02T18:49")
        assert refused.value.booking_id == first.id

        override = Override(reason="due studi", codes={"overlapping"})
        both = book(studio.anna, studio.yoga, starts_at=SIX, override=override)
        event = studio.desk.history(both)[0]
        assert (event.kind, event.facts["overridden"]) == (EventKind.BOOKING_MADE, "overlapping")
        assert event.words == {"override_reason": "due studi"}
        assert studio.desk.verify() == ()

    @pytest.mark.rule("A67")
    def test_customers_override_nothing(self, studio: Studio) -> None:
        own = studio.desk.by(studio.anna).bookings
        own.book_appointment(studio.anna, studio.physio, starts_at=SIX)
        override = Override(reason="due studi", codes={"overlapping"})
        with pytest.raises(NotAllowed):
            own.book_appointment(studio.anna, studio.yoga, starts_at=SIX, override=override)

    @pytest.mark.rule("A66")
    def test_nobody_has_no_other_places(self, studio: Studio) -> None:
        """Two appointments without a customer at one time clash with nothing."""
        book = studio.desk.bookings.book_appointment
        assert book(None, studio.physio, starts_at=SIX).live
        assert book(None, studio.physio, starts_at=SIX).live
