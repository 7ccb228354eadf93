"""The mailbox of a customer and the board for all: what is found there, and by whom (A61)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, board_message_id, customer_id, found, service_id
from bookingcore.desk.context import Context
from bookingcore.desk.redirecting import following, found_card, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.selling.coupons import coupon_id
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.messages.mailbox import (
    BoardMessage,
    MailboxMessage,
    Written,
    decide_message,
    decide_posting,
    decide_removal,
    enrolled,
    refuse_useless,
)
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import text as words
from bookingcore.domain.values.ids import BoardMessageId, CustomerId, MailboxMessageId
from bookingcore.domain.values.moments import as_date, local_date
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import All, ById, Question
from bookingcore.ports.store import Answers, Reader, Ref, Unit

_SEND = "notifications.send_to_mailbox"
_POST = "notifications.post_to_board"


@frozen
class Mailbox:
    """Writing to customers who come in by themselves, and what they find."""

    _context: Context

    def send_to_mailbox(
        self,
        customer: Customer | str,
        text: str,
        *,
        service: Service | str | None = None,
        coupon: Coupon | str | None = None,
        key: str | None = None,
    ) -> MailboxMessage:
        """Leave a message in the mailbox of somebody who is enrolled (001-01, 002-21, A61).

        Nothing is sent: who comes in finds it. What the links lead to is the host's page.

        Args:
            customer: to whom.
            text: 1 to 10,000 characters.
            service: what it leads to, to be booked (002-21).
            coupon: what it brings along: a coupon, its id or its code; it may be for later.
            key: idempotency key.

        Raises:
            CustomerNotActive: they have left the center, or were erased, and would not find it.
            CouponExpired, CouponUsedUp: the coupon makes nothing cheaper any more.
            InvalidInput: no text.
            Unknown: no such customer, service or coupon here.
        """
        new = MailboxMessageId(self._context.new_id())
        written = self._written(_SEND, text, service, coupon)
        remembered = keyed(key, customer_id(customer), written.text, *written.links.values())

        def send(id: CustomerId) -> MailboxMessage:
            def decide(unit: Unit, now: DateTime) -> Decision[MailboxMessage]:
                itself = ById(Customer, id)
                answers = self._read(unit, written, itself)
                self._refuse_dead_links(answers, written, now)
                return decide_message(new, written, found_card(answers[itself], id), now)

            command = Command(name=_SEND, stream=Ref(Customer, id), decide=decide, key=remembered)
            return carry_out(self._context, command, self._message)

        return following(self._context, _SEND, customer, send)

    def mailbox(self, customer: Customer | str) -> tuple[MailboxMessage, ...]:
        """The messages that reach the customer, the newest first.

        None reach somebody who is not enrolled (001-01); once they are again, all are there.

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(id: CustomerId, reader: Reader) -> Sequence[MailboxMessage]:
            itself, own = ById(Customer, id), Owned(MailboxMessage, id)
            answers = reader.load(itself, own)
            return answers[own] if enrolled(found_card(answers[itself], id)) else ()

        messages = read_of(self._context, "notifications.mailbox", customer, ask)
        return tuple(sorted(messages, key=lambda each: (each.sent_at, each.id), reverse=True))

    def post_to_board(
        self,
        text: str,
        *,
        service: Service | str | None = None,
        coupon: Coupon | str | None = None,
        until: Day | None = None,
        key: str | None = None,
    ) -> BoardMessage:
        """Write on the board, where everybody who is enrolled finds it (001-01, A61).

        Args:
            text: 1 to 10,000 characters.
            service: what it leads to, to be booked.
            coupon: what it brings along: a coupon, its id or its code; it may be for later.
            until: its last day, by the center's calendar; None for no such bound.
            key: idempotency key.

        Raises:
            CouponExpired, CouponUsedUp: the coupon makes nothing cheaper any more.
            InvalidInput: no text, or a last day that is over.
            Unknown: no such service or coupon here.
        """
        new = BoardMessageId(self._context.new_id())
        written = self._written(_POST, text, service, coupon)
        last = None if until is None else as_date(until, "until")

        def decide(unit: Unit, now: DateTime) -> Decision[BoardMessage]:
            today = self._refuse_dead_links(self._read(unit, written), written, now)
            return decide_posting(new, written, last, now, today)

        remembered = keyed(key, written.text, *written.links.values(), str(last))
        command = Command(name=_POST, stream=None, decide=decide, key=remembered)
        return carry_out(self._context, command, self._board_message)

    def take_off_board(self, board_message: BoardMessage | str) -> None:
        """Take something off the board.

        Raises:
            Unknown: nothing like that hangs there.
        """
        id = board_message_id(board_message)

        def decide(unit: Unit, _: DateTime) -> Decision[None]:
            return decide_removal(_posted(id, unit))

        command = Command(
            name="notifications.take_off_board", stream=Ref(BoardMessage, id), decide=decide
        )
        carry_out(self._context, command)

    def board(self, customer: Customer | str) -> tuple[BoardMessage, ...]:
        """What the customer finds on the board today, the newest first.

        Nothing reaches somebody who is not enrolled (001-01).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(id: CustomerId, reader: Reader) -> Sequence[BoardMessage]:
            itself, everything = ById(Customer, id), All(BoardMessage)
            answers = reader.load(itself, everything, self._context.own_center)
            day = self._day(answers, self._context.clock.now())
            hanging = [each for each in answers[everything] if each.hangs_on(day)]
            return hanging if enrolled(found_card(answers[itself], id)) else ()

        messages = read_of(self._context, "notifications.board", customer, ask)
        return tuple(sorted(messages, key=lambda each: (each.posted_at, each.id), reverse=True))

    def _written(
        self,
        command: str,
        text: str,
        service: Service | str | None,
        coupon: Coupon | str | None,
    ) -> Written:
        return Written(
            text=words(text, "text", required=True),
            service_id=None if service is None else service_id(service),
            coupon_id=None if coupon is None else coupon_id(self._context, command, coupon),
            by=str(self._context.actor),
        )

    def _read(self, unit: Unit, written: Written, *asked: Question[Any]) -> Answers:
        """The center, what *written* leads to, and what is *asked* besides: in one trip."""
        return unit.load(self._context.own_center, *_linked(written).values(), *asked)

    def _refuse_dead_links(self, answers: Answers, written: Written, now: DateTime) -> date:
        """Refuse links that lead to nothing that is of use today; the center's day."""
        day = self._day(answers, now)
        for kind, question in _linked(written).items():
            row = found(answers[question], kind, question.id)
            if isinstance(row, Coupon):
                refuse_useless(row, day)
        return day

    def _day(self, answers: Answers, now: DateTime) -> date:
        """The center's day."""
        center = self._context.configured(answers[self._context.own_center])
        return local_date(now, center.settings.time_zone)

    def _message(self, id: str) -> MailboxMessage:
        question = ById(MailboxMessage, id)
        return read(
            self._context,
            "notifications.mailbox",
            lambda reader: found(reader.load(question)[question], "message", id),
        )

    def _board_message(self, id: str) -> BoardMessage:
        known = BoardMessageId(id)
        return read(self._context, "notifications.board", lambda reader: _posted(known, reader))


def _posted(id: BoardMessageId, reader: Reader) -> BoardMessage:
    question = ById(BoardMessage, id)
    return found(reader.load(question)[question], "board_message", id)


def _linked(written: Written) -> dict[str, ById[Any]]:
    """What *written* leads to, by the word for it."""
    links: dict[str, ById[Any]] = {}
    if written.service_id is not None:
        links["service"] = ById(Service, written.service_id)
    if written.coupon_id is not None:
        links["coupon"] = ById(Coupon, written.coupon_id)
    return links
