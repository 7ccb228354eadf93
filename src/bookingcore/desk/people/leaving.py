"""Leaving the center, coming back, and being forgotten (A52, A64)."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.booking.cancelling import Cancelling
from bookingcore.desk.context import Context
from bookingcore.desk.membership.ending import memberships_ended
from bookingcore.desk.people.part import Part, address_facts
from bookingcore.desk.queues import locked_lines
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out
from bookingcore.desk.stray import looked_for, remove_now
from bookingcore.desk.together import together
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancelling import Cancellation
from bookingcore.domain.customers.account import card_event, edited, refuse_erased
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.ownership.erasing import decide_erasure
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.checks import truth
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.domain.waitlist.standing import closed_for
from bookingcore.ports.people import AbsorbedInto, Owned
from bookingcore.ports.questions import BookingsOf, EntriesOf
from bookingcore.ports.store import Ref, Unit


@frozen(kw_only=True)
class Deregistration:
    """What leaving the center has done (A64).

    Attributes:
        customer: the card as it is now.
        bookings: the live bookings of sessions that have not started; they stand, unless they
            were `cancelled` with it.
        cancelled: what cancelling each of them did.
        entries: the queue entries that were closed.
        memberships: those that ended with it.
    """

    customer: Customer
    bookings: tuple[Booking, ...] = ()
    cancelled: tuple[Cancellation, ...] = ()
    entries: tuple[WaitlistEntry, ...] = ()
    memberships: tuple[Membership, ...] = ()


@frozen
class Leaving(Part):
    """Deregistering, registering again, erasing."""

    def deregister(self, customer: Customer | str, cancel_bookings: bool = False) -> Deregistration:
        """Let the customer leave the center: they book and wait no more (A64).

        Their queue entries close, and their memberships end without a fee. Doing it again reports
        what still stands.

        Args:
            customer: who leaves.
            cancel_bookings: whether the bookings that lie ahead are cancelled too, as at the
                customer's own request. Otherwise they stand, and the result lists them.

        Raises:
            CustomerNotActive: the card was erased.
            Unknown: no such customer here.
        """
        cancels = truth(cancel_bookings, "cancel_bookings")

        def leave(context: Context, id: CustomerId) -> Deregistration:
            left = _left(context, id)
            return _cancelled(context, left) if cancels else left

        return following(
            self._context,
            "customers.deregister",
            customer,
            lambda id: together(self._context, lambda context: leave(context, id)),
        )

    def reregister(self, customer: Customer | str) -> Customer:
        """Let a customer who had left book again (A64); what was closed stays closed.

        Raises:
            CustomerNotActive: the card was erased.
            Unknown: no such customer here.
        """

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            after = evolve(before, status=CustomerStatus.ACTIVE)
            return edited(before, after, EventKind.CUSTOMER_REREGISTERED)

        return self._edit("reregister", customer, edit)

    def erase(self, customer: Customer | str, cancel_bookings: bool = True) -> Customer:
        """Forget the person: their words go, the books stay right, for good.

        Name, addresses, notes, messages, comments, documents, forms: all that people wrote about
        them or for them goes, in history too, and from cards that were absorbed into theirs. What
        was booked, sold and paid stays, with nobody's name on it. They leave the center first,
        as by `deregister`. Erasing again changes nothing.

        Args:
            customer: who is forgotten.
            cancel_bookings: whether the bookings that lie ahead are cancelled, as at the
                customer's own request; otherwise their places stay held by nobody known.

        Raises:
            Unknown: no such customer here.
        """
        cancels = truth(cancel_bookings, "cancel_bookings")

        def forget(context: Context, id: CustomerId) -> tuple[Customer, list[str]]:
            if card_of_now(context, id).status is not CustomerStatus.ERASED:
                left = _left(context, id)
                if cancels:
                    _cancelled(context, left)
            return _erased(context, id)

        card, files = following(
            self._context,
            "customers.erase",
            customer,
            lambda id: together(self._context, lambda context: forget(context, id)),
        )
        remove_now(self._context, files)
        return card


def card_of_now(context: Context, id: CustomerId) -> Customer:
    """The card, as the transaction that *context* is in sees it."""
    with context.store.snapshot(context.center) as reader:
        return card_of(id, reader)


def _left(context: Context, id: CustomerId) -> Deregistration:
    def decide(unit: Unit, now: DateTime) -> Decision[Deregistration]:
        card = card_of(id, unit)
        refuse_erased(card)
        entries, ahead = EntriesOf(id), BookingsOf(id, start=now)
        answers = unit.load(entries, ahead)
        waited_for = {entry.session_id for entry in answers[entries] if entry.open}
        closed = closed_for(locked_lines(context, unit, waited_for), id, now)
        after = evolve(card, status=CustomerStatus.DEREGISTERED)
        bookings = tuple(each for each in answers[ahead] if each.live and each.starts_at > now)
        ended = memberships_ended(unit, id, now, context.actor)
        result = Deregistration(
            customer=after,
            bookings=bookings,
            entries=closed.result,
            memberships=ended.result,
        )
        changes = [*closed.changes, *ended.changes]
        stopped = [*closed.happened, *ended.happened]
        if after == card:
            return Decision(result=result, changes=changes, happened=stopped)
        facts = {"bookings": len(bookings), "entries": len(closed.result)}
        happened = card_event(EventKind.CUSTOMER_DEREGISTERED, after, facts)
        return Decision(
            result=result,
            changes=[Put(after), *changes],
            happened=[happened, *stopped],
        )

    command = Command(name="customers.deregister", stream=Ref(Customer, id), decide=decide)
    return carry_out(context, command)


def _cancelled(context: Context, left: Deregistration) -> Deregistration:
    """*left*, with what lay ahead cancelled, session by session in the order of locks."""
    ahead = sorted(left.bookings, key=lambda each: (each.session_id, each.id))
    cancel = Cancelling(context).cancel
    return evolve(left, cancelled=tuple(cancel(each.id) for each in ahead))


def _erased(context: Context, id: CustomerId) -> tuple[Customer, list[str]]:
    def decide(unit: Unit, now: DateTime) -> Decision[tuple[Customer, list[str]]]:
        card, dead, documents = card_of(id, unit), AbsorbedInto(id), Owned(Document, id)
        answers = unit.load(dead, documents)
        known = address_facts(context, unit, card.addresses).known
        decision = decide_erasure(card, answers[dead], known)
        files = [document.file for document in answers[documents]]
        return Decision(
            result=(decision.result, files),
            changes=[*decision.changes, *(looked_for(file, now) for file in files)],
            happened=decision.happened,
        )

    command = Command(name="customers.erase", stream=Ref(Customer, id), decide=decide)
    return carry_out(context, command)
