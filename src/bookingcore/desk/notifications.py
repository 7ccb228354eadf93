"""`desk.notifications`: what customers are told: the welcome, the mailbox, the board."""

from __future__ import annotations

from functools import partial

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.loading import language_of
from bookingcore.desk.mailbox import Mailbox
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.welcome import (
    KIND,
    Welcome,
    decide_welcome,
    decide_welcomed,
    welcome,
)
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import PortMissing
from bookingcore.ports.messages import Mailer, Message
from bookingcore.ports.store import Reader, Ref, Unit

_SEND_WELCOME = "notifications.send_welcome"


@frozen
class Notifications(Mailbox):
    """Telling customers."""

    def send_welcome(self, customer: Customer | str) -> Customer:
        """Send the welcome, at any time and as often as it is wanted (000-45, 000-46).

        It goes out with the next `run_due()`, to the login e-mail or else the one for notices; it
        is about the account, and so needs neither a verified address nor consent (A25).

        Raises:
            NoLoginEmail: there is no address that it could go to.
            PortMissing: the desk was opened without a mailer.
            CustomerNotActive: the card was erased.
            Unknown: no such customer here.
        """

        def send(id: CustomerId) -> Customer:
            mailer_of(self._context)
            command = Command(
                name=_SEND_WELCOME, stream=Ref(Customer, id), decide=partial(decide, id)
            )
            return carry_out(self._context, command)

        def decide(id: CustomerId, unit: Unit, now: DateTime) -> Decision[Customer]:
            return decide_welcome(card_of(id, unit), now)

        return following(self._context, _SEND_WELCOME, customer, send)


def mailer_of(context: Context) -> Mailer:
    """What sends e-mail.

    Raises:
        PortMissing: nothing does.
    """
    if context.mailer is None:
        raise PortMissing("mailer")
    return context.mailer


def carry_out_welcome(context: Context, due: Due) -> None:
    """Send the welcome that is due, then keep that on record.

    Whoever dies in between has it sent again, as the same message.

    Raises:
        PortMissing, Unavailable: it cannot be sent now.
    """
    asked_for = CustomerId(due.subject)

    def carry(id: CustomerId) -> None:
        said = read(context, "run_due", lambda reader: _welcome(context, reader, id))
        if said is not None:
            mailer_of(context).send(_message(said, due))
        carry_out(context, _welcomed(asked_for, id, sent=said is not None))

    following(context, "run_due", asked_for, carry)


def _welcome(context: Context, reader: Reader, id: CustomerId) -> Welcome | None:
    return welcome(card_of(id, reader), context.center, language_of(context, reader, id))


def _message(said: Welcome, due: Due) -> Message:
    return Message(
        id=f"{KIND}-{due.subject}-{due.due_at.int_timestamp}",
        kind=KIND,
        channel="email",
        recipient=said.recipient,
        language=said.language,
        subject=said.subject,
        body=said.body,
    )


def _welcomed(asked_for: CustomerId, id: CustomerId, *, sent: bool) -> Command[None]:
    def decide(unit: Unit, now: DateTime) -> Decision[None]:
        decision = decide_welcomed(card_of(id, unit), asked_for)
        happened = decision.happened if sent else ()
        return Decision(result=None, changes=decision.changes, happened=happened)

    stream = Ref(Customer, id) if sent else None
    return Command(name="run_due", stream=stream, decide=decide)
