"""Cancelling a booking, and what that would cost."""

from __future__ import annotations

from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    booking_id,
    found,
    words,
)
from bookingcore.desk.booking.holding import billable, billings, held
from bookingcore.desk.booking.part import Part
from bookingcore.desk.charging import ask_refund
from bookingcore.desk.loading import (
    apart_from,
    settling_holdings,
    with_balances,
)
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.queues import passed_on
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.desk.selling.gifting import with_cards
from bookingcore.desk.selling.settling import refund_facts
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancellation_terms import (
    CancellationTerms,
    TermsFacts,
    cancellation_terms,
)
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    cost_of,
    decide_cancellation,
)
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.bookings.undoing import PaidLines, Share
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Cause, Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import member, shown, text, truth
from bookingcore.domain.values.ids import BookingId, RefundId, SaleId
from bookingcore.domain.values.notify import Notify
from bookingcore.errors import InvalidInput, NotAllowed
from bookingcore.ports.questions import (
    BalancesPaying,
    ById,
    OwnerOf,
    RedemptionsOf,
    SessionOf,
    TermsOfBooking,
)
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Cancelling(Part):
    """Giving places back."""

    def cancellation_terms(self, booking: Booking | str) -> CancellationTerms:
        """What cancelling would do now at the customer's request, and how that will change (A13).

        What a person should see before they confirm: until when it is free, whether the unit
        comes back, the fee, and whether the customer may cancel at all.

        Raises:
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id = booking_id(booking)

        def ask(reader: Reader) -> CancellationTerms:
            now = self._context.clock.now()
            itself, terms, paying = ById(Booking, id), TermsOfBooking(id), RedemptionsOf(id)
            answers = reader.load(itself, terms, paying)
            found_there = found(answers[itself], "booking", id)
            refuse_foreign(self._context.actor, found_there.customer_id, "booking", id)
            policy = answers[terms][0].policy
            fees = any(band.fee is not None for band in policy.cancellation.bands)
            facts = TermsFacts(
                booking=found_there,
                policy=policy,
                units=sum(tie.units for tie in answers[paying]),
                billable=fees and bool(billable(reader, [found_there])),
                share=self._share(reader, found_there, now),
            )
            return cancellation_terms(facts, now)

        return read(self._context, "bookings.cancellation_terms", ask)

    def cancel(
        self,
        booking: Booking | str,
        *,
        message: str | None = None,
        cause: Cause | None = None,
        give_back: bool | None = None,
        reason: str | None = None,
        notify: bool | Notify | None = None,
        refund: bool = False,
    ) -> Cancellation:
        """Give the places back, and the units where the rules say so (A13).

        A fee that the policy asks for late cancellations is a sale that awaits payment.

        Args:
            booking: what is cancelled.
            message: personal words to the customer, kept beside the event (003-07).
            cause: why; None for the customer's request. Customers can give no other.
            give_back: staff's own decision whether the units come back; needs a *reason*. True
                waives the fee too; with False what is late still costs its fee.
            reason: why staff decided so.
            notify: who is told; None for the customer and the professionals (A31). For staff.
            refund: whether money that was paid for this booking itself goes back, in full, by the
                way it came (002-14, 002-16). For staff; `cancellation_terms` says how much.

        Raises:
            AlreadyCancelled: it was cancelled before.
            NothingToRefund: a refund is asked for, and nothing was paid for the booking itself: a
                unit comes back, money does not (A63).
            RefundUnsupported: the provider gives no money back (A39); nothing was cancelled.
            SessionStarted, CancellationForbidden: for customers, by the clock.
            NotAllowed: a customer gives a cause, decides about the units, asks for a refund, or
                who is told.
            Unknown: no such booking here, or not one of the customer who acts.
        """
        id = booking_id(booking)
        self._refuse_staff_words(cause, give_back, notify)
        request = partial(
            CancellationRequest,
            actor=self._context.actor,
            cause=None if cause is None else member(cause, "cause", Cause),
            give_back=_decided(give_back, reason),
            reason=words(reason, "reason"),
            message=words(message, "message"),
            notify=Notify.of(notify),
            refund=RefundId(self._context.new_id()) if truth(refund, "refund") else None,
        )
        sale = SaleId(self._context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[Cancellation]:
            wish = request(now=now)
            session, facts = self._cancellation_facts(unit, id, sale, wish)
            decision = decide_cancellation(wish, facts)
            return passed_on(self._context, unit, decision, [session], now)

        command = Command(
            name="bookings.cancel", stream=Ref(Customer, OwnerOf(Booking, id)), decide=decide
        )
        done = carry_out(self._context, command)
        if done.refund is None:
            return done
        return evolve(done, refund=ask_refund(self._context, done.refund, first=True))

    def _line(self, reader: Reader, booking: Booking) -> RefundFacts | None:
        """The sale whose line pays for the booking, with its money."""
        if booking.sale_id is None:
            return None
        return refund_facts(self._context, reader, booking.sale_id)

    def _locked_line(self, unit: Unit, booking: Booking, now: DateTime) -> RefundFacts | None:
        line = self._line(unit, booking)
        return None if line is None else with_cards(self._context, unit, line, now)

    def _share(self, reader: Reader, booking: Booking, now: DateTime) -> Share | None:
        line = self._line(reader, booking)
        lines = PaidLines([line] if line else [], now=now, actor=self._context.actor)
        return lines.share(booking)

    def _refuse_staff_words(self, *given: object) -> None:
        actor = self._context.actor
        if isinstance(actor, Oneself) and any(each is not None for each in given):
            raise NotAllowed("bookings.cancel with a cause, give_back or notify", str(actor))

    def _cancellation_facts(
        self, unit: Unit, id: BookingId, sale: SaleId, wish: CancellationRequest
    ) -> tuple[Session, CancellationFacts]:
        itself, terms, paying = ById(Booking, id), TermsOfBooking(id), RedemptionsOf(id)
        balances, place = BalancesPaying(id), SessionOf(id)
        answers = unit.load(itself, terms, paying, balances, place)
        booking = found(answers[itself], "booking", id)
        refuse_foreign(self._context.actor, booking.customer_id, "booking", id)
        booking, policy = held(unit, booking), answers[terms][0].policy
        owner, now = booking.customer_id, wish.now
        found_there = Holdings() if owner is None else settling_holdings(unit, owner, now)
        holdings = apart_from(found_there, {booking.id})
        cost = cost_of(booking, policy, now, cause=wish.why, give_back=wish.give_back)
        # Only what costs a fee has to know of its session and of earlier fees.
        billed = {} if cost.fee is None else billings(unit, [booking], {id: sale}, now)
        facts = CancellationFacts(
            booking=booking,
            policy=policy,
            redemptions=answers[paying],
            holdings=with_balances(holdings, answers[balances]),
            billing=billed.get(id),
            line=self._locked_line(unit, booking, now),
        )
        return answers[place][0], facts


def _decided(give_back: bool | None, reason: str | None) -> bool | None:
    """Staff's decision about the units, which needs a reason on record (A13)."""
    if give_back is None:
        return None
    if not isinstance(give_back, bool):
        raise InvalidInput("give_back", shown(give_back), "give True, False, or None for the rule")
    text("" if reason is None else reason, "reason", required=True)
    return give_back
