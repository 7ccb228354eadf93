"""The link with which customers manage a booking without logging in."""

from __future__ import annotations

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Instant, booking_id, found, words
from bookingcore.desk.booking.attending import Attending
from bookingcore.desk.booking.cancelling import Cancelling
from bookingcore.desk.booking.moving import Moving
from bookingcore.desk.booking.part import Part
from bookingcore.desk.context import Context
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.desk.signing import KEY, refuse_unsigned, signature
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancelling import Cancellation
from bookingcore.domain.bookings.links import (
    AnswerFacts,
    LinkAttempts,
    decide_answer,
    decide_reopening,
    new_link,
    opened,
    read_link,
    refuse_link,
)
from bookingcore.domain.customers.addresses import ADDRESS_LENGTH_MAX
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself, Staff
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import shown, text
from bookingcore.domain.values.ids import BookingId
from bookingcore.domain.values.sealing import NONCE_BITS
from bookingcore.errors import InvalidInput, LinkAnswerNotAccepted, LinkNotUsable
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Answers, Reader, Ref, Unit


@frozen
class SelfService:
    """A booking in the hands of its customer, opened by the link (003-12, 003-15).

    Coming, cancelling or moving: there is nothing else to do with it, and nothing else to see.

    Attributes:
        booking: as it was when the link was opened: session, places, and whose it is (003-20).
    """

    booking: Booking
    _context: Context = field(repr=False)

    def cancel(self, *, email: str, message: str | None = None) -> Cancellation:
        """Cancel it as its customer, who types their e-mail address to confirm (003-16, A46).

        The address is the one for notices or the one for logging in, as the card has them now;
        case and surrounding space make no difference. After five wrong ones nothing is accepted
        any more until staff make a new link. A wrong answer is counted although it is refused;
        inside the host's own transaction the count is kept or lost with it.

        Args:
            email: as typed.
            message: words that are kept beside the event.

        Raises:
            LinkAnswerNotAccepted: for a wrong address, or for any after too many wrong ones.
            LinkNotUsable: the booking was cancelled or has started meanwhile.
            NoAddressOnRecord: the customer has no address; says whom to call.
            CancellationForbidden: it is late, and the service forbids that (A13).
        """
        typed = text(email, "email", required=True, longest=ADDRESS_LENGTH_MAX)
        said = words(message, "message") or None
        self._ask(typed)
        return Cancelling(self._context).cancel(self.booking.id, message=said)

    def reschedule(
        self,
        *,
        to: Session | str | None = None,
        starts_at: Instant | None = None,
        fold: int | None = None,
    ) -> Booking:
        """Move it as its customer; the link alone is enough (003-19 to 003-21).

        It stays the same booking, with the same id, customer and places, and keeps its link.

        Args:
            to: the session that the customer has chosen.
            starts_at: for an appointment, the time that they have chosen: aware, or a wall time.
            fold: which reading of a wall time that the clock change skips or repeats.

        Raises:
            Refused: the first rule that says no to a customer, as for `bookings.reschedule`.
            InvalidInput: nowhere to go, or two places at once.
        """
        moving = Moving(self._context)
        return moving.reschedule(self.booking.id, to=to, starts_at=starts_at, fold=fold)

    def confirm(self) -> Booking:
        """Say as its customer that they will come (001-14); the link alone is enough.

        Raises:
            AlreadyCancelled, SessionStarted: there is nothing to come to any more.
        """
        return Attending(self._context).confirm_attendance(self.booking.id)

    def _ask(self, typed: str) -> None:
        """Compare what was typed, under the customer's lock: many at once are counted one by one.

        A unit that has changed nothing is undone, so that its lock takes no number in history.
        """

        def decide(unit: Unit, now: DateTime) -> Decision[bool]:
            decision = decide_answer(typed, self._answer_facts(unit, now))
            if decision.result:
                raise _Accepted
            return decision

        id = self.booking.id
        stream = Ref(Customer, OwnerOf(Booking, id))
        try:
            carry_out(self._context, Command(name="bookings.manage", stream=stream, decide=decide))
        except _Accepted:
            return
        raise LinkAnswerNotAccepted

    def _answer_facts(self, unit: Unit, now: DateTime) -> AnswerFacts:
        id, owner = self.booking.id, self.booking.customer_id
        itself, card = ById(Booking, id), ById(Customer, owner or "")
        attempts = ById(LinkAttempts, id)
        answers = unit.load(itself, card, attempts)
        booking, customer_id = opened(next(iter(answers[itself]), None), now)
        if customer_id != owner:
            # It was given to somebody else meanwhile.
            raise LinkNotUsable
        return AnswerFacts(
            center=self._context.center,
            booking=booking,
            customer=found(answers[card], "customer", customer_id),
            attempts=next(iter(answers[attempts]), None),
        )


class _Accepted(Exception):
    """The right address was typed: the unit has nothing to write, and is undone."""


@frozen
class Linking(Part):
    """Links that open one booking to whoever holds them."""

    def manage_link(self, booking: Booking | str) -> str:
        """A token with which its customer cancels or moves the booking (003-12, A46).

        It holds no customer data and is kept nowhere; every call makes another, and all of them
        open the booking until it starts or is cancelled. Made by staff, it also lets addresses be
        typed again after too many wrong ones.

        Returns:
            URL-safe text of at most 1,024 characters, to stand in a link to the host's own page.

        Raises:
            NobodyAttached: the booking has no customer yet.
            AlreadyCancelled, SessionStarted: there is nothing to manage any more.
            Unknown: no such booking here, or not one of the customer who asks.
        """
        id, context = booking_id(booking), self._context
        attempts = ById(LinkAttempts, id)

        def ask(reader: Reader) -> tuple[Booking, Answers]:
            return self._own(reader, id), reader.load(attempts, KEY)

        itself, answers = read(context, "bookings.manage_link", ask)
        refuse_link(itself, context.clock.now())
        link = new_link(context.center, id, context.chance.bits(NONCE_BITS))
        token = link.token(signature(context, answers, link.payload, "bookings.manage_link"))
        # Last, so that nothing is done where no link could be made.
        if isinstance(context.actor, Staff) and any(each.failed for each in answers[attempts]):
            self._reopen(id)
        return token

    def manage(self, token: str) -> SelfService:
        """Open the booking that *token* was made for, whoever holds it (003-15).

        Everything done with it is done as the customer whose booking it is.

        Args:
            token: what `manage_link` made.

        Raises:
            LinkNotUsable: forged, damaged, another center's, run out or used up: nothing tells
                which. Likewise for a customer whose booking it is not.
        """
        if not isinstance(token, str):
            raise InvalidInput("token", shown(token), "give the text that the link came with")
        signed = read_link(token)
        link = signed.link
        itself = ById(Booking, link.booking_id)
        answers = read(self._context, "bookings.manage", lambda reader: reader.load(itself, KEY))
        refuse_unsigned(self._context, answers, link.payload, signed.signature)
        if link.center != self._context.center:
            raise LinkNotUsable
        return self._opened(next(iter(answers[itself]), None))

    def _opened(self, booking: Booking | None) -> SelfService:
        opened_now, owner = opened(booking, self._context.clock.now())
        customer = Oneself(owner)
        if isinstance(self._context.actor, Oneself) and self._context.actor != customer:
            raise LinkNotUsable
        return SelfService(opened_now, self._context.acting(customer))

    def _reopen(self, id: BookingId) -> None:
        def decide(unit: Unit, now: DateTime) -> Decision[None]:
            itself, attempts = ById(Booking, id), ById(LinkAttempts, id)
            answers = unit.load(itself, attempts)
            return decide_reopening(answers[itself][0], answers[attempts][0])

        stream = Ref(Customer, OwnerOf(Booking, id))
        carry_out(self._context, Command(name="bookings.manage_link", stream=stream, decide=decide))
