"""Chapter 6: four cancellations, and what becomes of the unit each time."""

from __future__ import annotations

from attrs import frozen

from bookingcore.cli.story.stage import ZONE, Stage
from bookingcore.cli.story.ten_mats import TenMats
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.cancelling import Cancellation
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.moments import in_zone
from bookingcore.domain.waitlist.entry import EntryStatus


@frozen
class FourCancellations:
    """In time, too late, too late with a good reason, and by the center."""

    stage: Stage
    mats: TenMats
    pilates: Booking

    def tell(self) -> None:
        """The chapter."""
        self.stage.chapter("6. Four ways to cancel", "2026-07-18T12:00")
        self.stage.page.tells("""
            In this studio cancelling is free until 24 hours before the start. After that the
            unit is lost, unless the center is the cause, or staff decide otherwise and say why.

            Elena cancels in time, from her app:
        """)
        self.in_time()
        self.too_late()
        self.with_good_reason()
        self.by_the_center()

    def in_time(self) -> None:
        """The unit comes back, and the mat is held for Leo, whose turn it is."""
        stage, people = self.stage, self.mats.people
        self.ends(
            stage.aloud(by=people["Elena"]).bookings.cancel(self.mats.mats["Elena"]),
            late=False,
            returned=1,
        )
        stage.page.tells("""
            Her mat is Leo's to take: nobody else can book it for the next ten minutes.
        """)
        turn = stage.aloud(by=people["Leo"]).waitlist.get(self.mats.waiting["Leo"])
        stage.reads("status", turn.status, EntryStatus.OFFERED)
        until = in_zone(turn.offer.expires_at, ZONE).strftime("%H:%M") if turn.offer else None
        stage.reads("until", until, "12:10")
        booking = stage.aloud("leos_mat", by=people["Leo"]).waitlist.accept(turn)
        stage.reads("status", booking.status, BookingStatus.BOOKED)

    def too_late(self) -> None:
        """Three hours before the start the unit is lost."""
        stage, bruno = self.stage, self.mats.people["Bruno"]
        stage.later("2026-07-20T16:00")
        stage.page.tells("Bruno's evening fills up three hours before the class:")
        cancelled = stage.aloud(by=bruno).bookings.cancel(self.mats.mats["Bruno"])
        self.ends(cancelled, late=True, returned=0)
        told = stage.desk.by(bruno).bookings.public_status(cancelled.booking)
        stage.reads("Bruno's app", told.text, "annullato")

    def with_good_reason(self) -> None:
        """Staff decide, and the reason goes on record."""
        stage = self.stage
        stage.later("2026-07-20T17:30")
        stage.page.tells("Dario phones from a train that stands still. Chiara has a heart:")
        cancelled = stage.aloud().bookings.cancel(
            self.mats.mats["Dario"], give_back=True, reason="his train stood still for two hours"
        )
        self.ends(cancelled, late=True, returned=1)
        last = stage.desk.history(self.mats.mats["Dario"])[-1]
        stage.reads("on record", last.words["reason"], "his train stood still for two hours")

    def by_the_center(self) -> None:
        """The cause decides, not the clock."""
        stage = self.stage
        stage.later("2026-07-22T08:00")
        stage.page.tells("The pilates teacher is ill. That is nobody's fault but the center's:")
        cancelled = stage.aloud().bookings.cancel(self.pilates, cause=Cause.CENTER)
        self.ends(cancelled, late=True, returned=1)

    def ends(self, cancellation: Cancellation, *, late: bool, returned: int) -> None:
        """What the desk answered to a cancellation."""
        self.stage.reads("late", cancellation.late, late)
        self.stage.reads("units returned", cancellation.units_returned, returned)
        self.stage.reads("units forfeited", cancellation.units_forfeited, 1 - returned)
