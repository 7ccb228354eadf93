"""Reading bookings, and the reasons why they are as they are."""

from __future__ import annotations

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    between as period_between,
)
from bookingcore.desk.arguments import (
    booking_id,
    found,
    session_id,
)
from bookingcore.desk.booking.part import Part
from bookingcore.desk.loading import language_of, settling_holdings
from bookingcore.desk.redirecting import card_of, found_card, read_of
from bookingcore.desk.running import read
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.explaining import Explanation, ExplanationFacts, explain
from bookingcore.domain.bookings.public_status import PublicStatus, public_status
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.checks import member, whole
from bookingcore.domain.values.ids import BookingId, CustomerId
from bookingcore.domain.values.languages import language as known_language
from bookingcore.errors import Unknown
from bookingcore.ports.questions import (
    BalancesOf,
    BookingsIn,
    BookingsOf,
    ById,
    OwnerOf,
    RedemptionsOf,
    SalesOf,
)
from bookingcore.ports.store import Reader

PAGE_MAX = 1000
"""The most bookings on a page."""


@frozen
class Reading(Part):
    """What is on record."""

    def of(
        self,
        customer: Customer | str,
        *,
        status: BookingStatus | None = None,
        between: tuple[object, object] | None = None,
        limit: int | None = None,
        after: Booking | str | None = None,
    ) -> tuple[Booking, ...]:
        """The customer's bookings, oldest start first.

        Args:
            customer: whose.
            status: only bookings of this status; None for any.
            between: (start, end) of the sessions' starts: times, end excluded; or days of the
                center's zone, last day included.
            limit: how many at most, 1 to 1,000; None for all.
            after: the last booking of the page before; None for the first page.

        Raises:
            Unknown: no such customer here, or not the one who asks; no such booking of theirs.
        """
        most = None if limit is None else whole(limit, "limit", 1, PAGE_MAX)
        wanted = None if status is None else member(status, "status", BookingStatus)

        def ask(who: CustomerId, reader: Reader) -> tuple[Booking, ...]:
            start = end = None
            if between is not None:
                own = self._context.own_center
                zone = self._context.configured(reader.load(own)[own]).settings.time_zone
                start, end = period_between(between, zone)
            last = None
            if after is not None:
                # First of all: the booking before belongs to the card that theirs leads to.
                card_of(who, reader)
                last = _place_of(reader, who, booking_id(after))
            card = ById(Customer, who)
            question = BookingsOf(who, wanted, start, end, last, most)
            answers = reader.load(card, question)
            found_card(answers[card], who)
            return answers[question]

        return read_of(self._context, "bookings.of", customer, ask)

    def in_session(self, session: Session | str) -> tuple[Booking, ...]:
        """The bookings of a session, cancelled ones too, in the order in which they were made.

        Raises:
            Unknown: no such session here.
        """
        id = session_id(session)

        def ask(reader: Reader) -> tuple[Booking, ...]:
            itself, question = ById(Session, id), BookingsIn(id)
            answers = reader.load(itself, question)
            found(answers[itself], "session", id)
            return answers[question]

        return read(self._context, "bookings.in_session", ask)

    def explain(self, booking: Booking | str) -> Explanation:
        """Why the booking is as it is, and what would change it (000-04, 000-07).

        Raises:
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id = booking_id(booking)

        def ask(reader: Reader) -> Explanation:
            itself, owner = self._own(reader, id), OwnerOf(Booking, id)
            paying, balances, sales = RedemptionsOf(id), BalancesOf(owner), SalesOf(owner)
            answers = reader.load(paying, balances, sales)
            facts = ExplanationFacts(
                booking=itself,
                redemptions=answers[paying],
                balances=answers[balances],
                sales=answers[sales],
                holdings=settling_holdings(reader, owner, self._context.clock.now()),
            )
            return explain(facts)

        return read(self._context, "bookings.explain", ask)

    def public_status(self, booking: Booking | str, *, language: str | None = None) -> PublicStatus:
        """How the booking is shown to its customer (000-27, A32).

        Args:
            booking: which one.
            language: "en", "it" or "es"; None for the customer's, or else the center's first.
        """
        id = booking_id(booking)
        asked = None if language is None else known_language(language, "language")

        def ask(reader: Reader) -> PublicStatus:
            itself = self._own(reader, id)
            spoken = language_of(self._context, reader, itself.customer_id)
            return public_status(itself, asked or spoken)

        return read(self._context, "bookings.public_status", ask)


def _place_of(reader: Reader, who: CustomerId, id: BookingId) -> tuple[DateTime, BookingId]:
    """Where the booking *id* stands among those of *who*."""
    question = ById(Booking, id)
    booking = found(reader.load(question)[question], "booking", id)
    if booking.customer_id != who:
        raise Unknown("booking", id)
    return booking.starts_at, id
