"""`desk.bookings`: booking a place, cancelling it, marking who came, and explaining why."""

from __future__ import annotations

from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    between as period_between,
)
from bookingcore.desk.arguments import (
    booking_id,
    customer_id,
    found,
    session_id,
    words,
)
from bookingcore.desk.context import Context
from bookingcore.desk.loading import (
    booking_facts,
    settling_holdings,
    with_balances,
)
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.bookings.attending import decide_attendance
from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus, Cause
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.eligibility import BookingRequest, Override
from bookingcore.domain.bookings.explaining import Explanation, ExplanationFacts, explain
from bookingcore.domain.bookings.making import Verdict, decide_booking, verdict_on
from bookingcore.domain.bookings.public_status import PublicStatus, public_status
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import PLACES_MAX, member, shown, text, whole
from bookingcore.domain.values.ids import BookingId, CustomerId
from bookingcore.domain.values.languages import language as known_language
from bookingcore.errors import InvalidInput, NotAllowed
from bookingcore.ports.questions import (
    BalancesOf,
    BalancesPaying,
    BookingsIn,
    BookingsOf,
    ById,
    OwnerOf,
    RedemptionsOf,
    SalesOf,
    TermsOfBooking,
)
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Bookings:
    """The customers' places in sessions."""

    _context: Context

    def check(
        self,
        customer: Customer | str,
        session: Session | str,
        *,
        places: int = 1,
        override: Override | None = None,
    ) -> Verdict:
        """What `book` would answer now, without writing: every violation, in order.

        Raises:
            Unknown: no such customer or session here, or not the customer who asks.
            InvalidInput: places out of bounds.
        """
        who, where = self._customer(customer), session_id(session)
        wanted = self._request(places, None, override)

        def ask(reader: Reader) -> Verdict:
            request = wanted(now=self._context.clock.now())
            facts = booking_facts(reader, who, where, places, request.now)
            return verdict_on(request, facts)

        return read(self._context, "bookings.check", ask)

    def book(
        self,
        customer: Customer | str,
        session: Session | str,
        *,
        places: int = 1,
        note: str | None = None,
        override: Override | None = None,
        key: str | None = None,
    ) -> Booking:
        """Hold places for the customer, and redeem units for them where the service asks (000-09).

        Args:
            customer: whose places.
            session: in which session.
            places: how many, 1 to 10,000.
            note: words kept with the booking.
            override: staff's decision to let rules pass, with a reason (A67).
            key: idempotency key.

        Raises:
            Refused: the first rule that says no, carrying all that do in `violations`.
            Unknown: no such customer or session here, or not the customer who acts.
            InvalidInput: places out of bounds.
        """
        who, where = self._customer(customer), session_id(session)
        wanted = self._request(places, note, override)
        id = BookingId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            return decide_booking(id, wanted(now=now), booking_facts(unit, who, where, places, now))

        codes = None if override is None else (override.reason, sorted(override.codes))
        command = Command(
            name="bookings.book",
            stream=Ref(Customer, who),
            decide=decide,
            key=keyed(key, who, where, places, note, codes),
        )
        return carry_out(self._context, command, self.get)

    def cancel(
        self,
        booking: Booking | str,
        *,
        message: str | None = None,
        cause: Cause | None = None,
        give_back: bool | None = None,
        reason: str | None = None,
    ) -> Cancellation:
        """Give the places back, and the units where the rules say so (A13).

        Args:
            booking: what is cancelled.
            message: personal words to the customer, kept beside the event.
            cause: why; None for the customer's request. Customers can give no other.
            give_back: staff's own decision whether the units come back; needs a *reason*.
            reason: why staff decided so.

        Raises:
            AlreadyCancelled: it was cancelled before.
            SessionStarted, CancellationForbidden: for customers, by the clock.
            NotAllowed: a customer gives a cause, or decides about the units.
            Unknown: no such booking here, or not one of the customer who acts.
        """
        id = booking_id(booking)
        self._refuse_staff_words(cause, give_back)
        request = partial(
            CancellationRequest,
            actor=self._context.actor,
            cause=None if cause is None else member(cause, "cause", Cause),
            give_back=_decided(give_back, reason),
            reason=words(reason, "reason"),
            message=words(message, "message"),
        )

        def decide(unit: Unit, now: DateTime) -> Decision[Cancellation]:
            return decide_cancellation(request(now=now), self._cancellation_facts(unit, id, now))

        command = Command(
            name="bookings.cancel", stream=Ref(Customer, OwnerOf(Booking, id)), decide=decide
        )
        return carry_out(self._context, command)

    def mark(self, booking: Booking | str, attendance: Attendance) -> Booking:
        """Mark whether the customer turned up; any value may follow any other (002-05).

        Raises:
            AbsentTooEarly: `ABSENT` before the start.
            AlreadyCancelled: nobody attends a cancelled booking.
            Unknown: no such booking here.
        """
        id, marked = booking_id(booking), member(attendance, "attendance", Attendance)

        def decide(unit: Unit, now: DateTime) -> Decision[Booking]:
            question = ById(Booking, id)
            return decide_attendance(
                found(unit.load(question)[question], "booking", id), marked, now
            )

        command = Command(
            name="bookings.mark", stream=Ref(Customer, OwnerOf(Booking, id)), decide=decide
        )
        return carry_out(self._context, command)

    def get(self, booking: Booking | str) -> Booking:
        """The booking as it is now.

        Raises:
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id = booking_id(booking)
        return read(self._context, "bookings.get", lambda reader: self._own(reader, id))

    def of(
        self,
        customer: Customer | str,
        *,
        status: BookingStatus | None = None,
        between: tuple[object, object] | None = None,
    ) -> tuple[Booking, ...]:
        """The customer's bookings, oldest start first.

        Args:
            customer: whose.
            status: only bookings of this status; None for any.
            between: (start, end) of the sessions' starts: times, end excluded; or days of the
                center's zone, last day included.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """
        who = self._customer(customer)
        wanted = None if status is None else member(status, "status", BookingStatus)

        def ask(reader: Reader) -> tuple[Booking, ...]:
            start = end = None
            if between is not None:
                own = self._context.own_center
                zone = self._context.configured(reader.load(own)[own]).settings.time_zone
                start, end = period_between(between, zone)
            card, question = ById(Customer, who), BookingsOf(who, wanted, start, end)
            answers = reader.load(card, question)
            found(answers[card], "customer", who)
            return answers[question]

        return read(self._context, "bookings.of", ask)

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
                plans=_plans_to_grant(reader, answers[sales]),
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
            card, own = ById(Customer, itself.customer_id), self._context.own_center
            answers = reader.load(card, own)
            spoken = self._context.configured(answers[own]).settings.languages[0]
            return public_status(itself, asked or answers[card][0].language or spoken)

        return read(self._context, "bookings.public_status", ask)

    def _customer(self, customer: Customer | str) -> CustomerId:
        id = customer_id(customer)
        refuse_foreign(self._context.actor, id, "customer", id)
        return id

    def _own(self, reader: Reader, id: BookingId) -> Booking:
        question = ById(Booking, id)
        booking = found(reader.load(question)[question], "booking", id)
        refuse_foreign(self._context.actor, booking.customer_id, "booking", id)
        return booking

    def _request(
        self, places: int, note: str | None, override: Override | None
    ) -> partial[BookingRequest]:
        """The request, but for the instant, which the unit knows."""
        if override is not None and not isinstance(override, Override):
            raise InvalidInput(
                "override", shown(override), "give an Override(reason=..., codes=...)"
            )
        if override is not None and isinstance(self._context.actor, Oneself):
            raise NotAllowed("override", str(self._context.actor))
        return partial(
            BookingRequest,
            places=whole(places, "places", 1, PLACES_MAX),
            actor=self._context.actor,
            note=words(note, "note"),
            override=override,
        )

    def _refuse_staff_words(self, cause: Cause | None, give_back: bool | None) -> None:
        actor = self._context.actor
        if isinstance(actor, Oneself) and (cause is not None or give_back is not None):
            raise NotAllowed("bookings.cancel with a cause or give_back", str(actor))

    def _cancellation_facts(self, unit: Unit, id: BookingId, now: DateTime) -> CancellationFacts:
        itself, terms, paying = ById(Booking, id), TermsOfBooking(id), RedemptionsOf(id)
        balances = BalancesPaying(id)
        answers = unit.load(itself, terms, paying, balances)
        booking = found(answers[itself], "booking", id)
        refuse_foreign(self._context.actor, booking.customer_id, "booking", id)
        holdings = _others(settling_holdings(unit, booking.customer_id, now), booking)
        return CancellationFacts(
            booking=booking,
            policy=answers[terms][0].policy,
            redemptions=answers[paying],
            holdings=with_balances(holdings, answers[balances]),
        )


def _others(holdings: Holdings, booking: Booking) -> Holdings:
    """*holdings* without the booking that is being cancelled."""
    return evolve(
        holdings,
        awaiting=tuple(each for each in holdings.awaiting if each.id != booking.id),
        movable=tuple(each for each in holdings.movable if each.id != booking.id),
        redemptions=tuple(each for each in holdings.redemptions if each.booking_id != booking.id),
    )


def _plans_to_grant(reader: Reader, sales: tuple[Sale, ...]) -> tuple[Plan, ...]:
    """The plans of the sales that grant their balance only when they are paid."""
    ids = {line.plan_id: None for sale in sales if not sale.granted for line in sale.lines}
    questions = [ById(Plan, plan) for plan in ids]
    answers = reader.load(*questions)
    return tuple(plan for question in questions for plan in answers[question])


def _decided(give_back: bool | None, reason: str | None) -> bool | None:
    """Staff's decision about the units, which needs a reason on record (A13)."""
    if give_back is None:
        return None
    if not isinstance(give_back, bool):
        raise InvalidInput("give_back", shown(give_back), "give True, False, or None for the rule")
    text("" if reason is None else reason, "reason", required=True)
    return give_back
