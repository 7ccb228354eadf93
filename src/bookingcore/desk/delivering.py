"""Sending what waits: claimed by a lease that is committed first, looked at again, sent, marked.

Between the other side's yes and the mark a worker may die: then the same message is sent again,
under the same id, by which the other side knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.leasing import CLAIMED_MAX, LEASE, SPARE, wait
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.reacting import ReactionFailure, next_told, tell_hosts
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out, read, rerun
from bookingcore.desk.sending import (
    COMMAND,
    Held,
    Letter,
    looked_at,
    messages,
    port_of,
    renderer_of,
)
from bookingcore.domain.customers.account import card_event
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.devices import without_device
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.changes import Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.notify import Reason
from bookingcore.errors import (
    HostTransactionUnusable,
    MessagesForbidden,
    PortMissing,
    StoreUnavailable,
    Undeliverable,
)
from bookingcore.ports.deliveries import NextSendable, Sendable
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader, Ref, Unit

ATTEMPTS_MAX = 12
"""How often sending a message is begun before it is given up."""


@frozen(kw_only=True)
class DeliveryFailure:
    """A message that was not accepted.

    Attributes:
        again_at: when it is tried again; None where it was given up.
    """

    delivery: Delivery
    error: Exception
    again_at: DateTime | None


@frozen(kw_only=True)
class DeliveryReport:
    """What `deliver()` did.

    Attributes:
        sent: how many messages were accepted by the other side.
        withheld: how many are not sent after all, by reason.
        put_off: how many wait until quiet hours are over.
        failed: what was not accepted.
        told: how many events the handlers of subscriptions took (A62).
        untold: what they did not take.
    """

    sent: int = 0
    withheld: Mapping[Reason, int] = field(factory=dict)
    put_off: int = 0
    failed: tuple[DeliveryFailure, ...] = ()
    told: int = 0
    untold: tuple[ReactionFailure, ...] = ()


def deliver(context: Context, limit: int | None) -> DeliveryReport:
    """Send what may be sent now, and tell handlers what they are yet to hear: *limit* at most.

    Raises:
        NotAllowed: the actor may not ask for it.
        PortMissing: the desk has no renderer, or nothing to send through, and nobody to tell.
        HostTransactionUnusable: in somebody else's transaction, which may be undone.
        Unavailable: the store is away.
    """
    refuse_strangers(COMMAND, context.actor)
    if not context.store.owns:
        remedy = "call deliver() outside of it: what was sent cannot be undone"
        raise HostTransactionUnusable("messages are not sent in a transaction", remedy)
    report, sends = DeliveryReport(), bool(_channels(context))
    if sends or not _has_handlers(context):
        renderer_of(context)
        if not sends:
            raise PortMissing("mailer")
        report = _Round(context.acting(SYSTEM)).sent(limit)
    done = report.sent + len(report.failed) + sum(report.withheld.values()) + report.put_off
    told = tell_hosts(context.acting(SYSTEM), None if limit is None else max(limit - done, 0))
    return evolve(report, told=told.events, untold=told.failed)


def _has_handlers(context: Context) -> bool:
    return any(center == context.center for center, _ in context.handlers)


def next_delivery(context: Context) -> DateTime | None:
    """When the next message may be sent, or a handler told; None where nothing waits."""
    channels = _channels(context)
    question = NextSendable(channels)

    def ask(reader: Reader) -> DateTime | None:
        first = next(iter(reader.load(question)[question] if channels else ()), None)
        sendable = None if first is None else max(first.at, first.free_at or first.at)
        return min(filter(None, (sendable, next_told(context, reader))), default=None)

    return read(context, "next_delivery", ask)


def _channels(context: Context) -> tuple[Channel, ...]:
    return tuple(channel for channel in Channel if port_of(context, channel) is not None)


class _Round:
    """One call of `deliver()`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open = list(_channels(context))
        self._sent = 0
        self._put_off = 0
        self._withheld: Counter[Reason] = Counter()
        self._failed: list[DeliveryFailure] = []

    def sent(self, limit: int | None) -> DeliveryReport:
        left = limit
        while (left is None or left > 0) and (claimed := self._claimed(left)):
            for delivery in claimed:
                self._one(delivery)
            left = None if left is None else left - len(claimed)
        return DeliveryReport(
            sent=self._sent,
            withheld=dict(self._withheld),
            put_off=self._put_off,
            failed=tuple(self._failed),
        )

    def _claimed(self, left: int | None) -> list[Delivery]:
        """Messages that nobody else sends, with a lease that is committed."""
        context, most = self._context, min(CLAIMED_MAX, CLAIMED_MAX if left is None else left)

        def attempt() -> list[Delivery]:
            with context.store.begin(context.center) as unit:
                now = context.clock.now()
                question = Sendable(now, most, tuple(self._open))
                leased = [each.leased(now + LEASE) for each in unit.load(question)[question]]
                unit.save([Put(delivery) for delivery in leased])
            return leased

        return rerun(context.store.owns, attempt) if self._open else []

    def _one(self, delivery: Delivery) -> None:
        now = self._context.clock.now()
        if delivery.channel not in self._open or (
            delivery.free_at is not None and now + SPARE > delivery.free_at
        ):
            # Somebody sends it later: nothing was begun.
            self._settle(delivery, lambda each, _: each.let_go())
            return
        found = looked_at(self._context, delivery)
        if isinstance(found, Letter):
            self._send(found)
        else:
            self._hold(found)

    def _hold(self, held: Held) -> None:
        at, reason = held.at, held.reason
        if reason is not None:
            self._end(held.delivery, DeliveryStatus.WITHHELD, reason)
            self._withheld[reason] += 1
        elif at is not None:
            self._settle(held.delivery, lambda each, _: evolve(each.let_go(), at=at))
            self._put_off += 1

    def _send(self, letter: Letter) -> None:
        delivery = letter.delivery
        try:
            self._hand_over(letter)
        except Undeliverable as error:
            self._end(delivery, DeliveryStatus.FAILED, Reason.UNDELIVERABLE)
            self._failed.append(DeliveryFailure(delivery=delivery, error=error, again_at=None))
        except StoreUnavailable:
            raise
        # A port of the host's may raise anything; one message must not hold up all others.
        except Exception as error:  # noqa: BLE001
            self._try_again(delivery, error)
            if isinstance(error, MessagesForbidden) and delivery.channel in self._open:
                self._open.remove(delivery.channel)
        else:
            self._mark(delivery)

    def _hand_over(self, letter: Letter) -> None:
        """Send *letter* to each of its addresses; it is sent when one of them took it.

        Raises:
            Undeliverable: it reaches none of them.
            Exception: nobody took it, and somebody may later; whatever the port raised.
        """
        errors: list[Exception] = []
        port = port_of(self._context, letter.content.channel)
        written = messages(self._context, letter)
        for message in written:
            try:
                if port is not None:
                    port.send(message)
            # Whatever becomes of one device, what another took is not sent to it again.
            except Exception as error:  # noqa: BLE001
                errors.append(error)
                if isinstance(error, Undeliverable) and error.gone:
                    self._forget(letter.delivery, message.recipient)
        if len(errors) == len(written):
            worth_trying = [each for each in errors if not isinstance(each, Undeliverable)]
            raise (worth_trying or errors)[0]

    def _mark(self, delivery: Delivery) -> None:
        self._sent += 1
        if delivery.kind is MessageKind.WELCOME and delivery.customer_id is not None:
            self._welcomed(delivery, delivery.customer_id)
        else:
            self._end(delivery, DeliveryStatus.SENT, None)

    def _end(self, delivery: Delivery, status: DeliveryStatus, reason: Reason | None) -> None:
        self._settle(delivery, lambda each, now: each.ended(status, now, reason))

    def _try_again(self, delivery: Delivery, error: Exception) -> None:
        context, again_at = self._context, None
        if delivery.attempts >= ATTEMPTS_MAX:
            self._end(delivery, DeliveryStatus.FAILED, Reason.GIVEN_UP)
        else:
            again_at = context.clock.now() + wait(context.chance, delivery.attempts)
            self._settle(delivery, lambda each, _: each.put_off(again_at))
        self._failed.append(DeliveryFailure(delivery=delivery, error=error, again_at=again_at))

    def _settle(self, delivery: Delivery, change: Callable[[Delivery, DateTime], Delivery]) -> None:
        """Write down what became of *delivery*, unless its lease ran out and it is another's."""
        context, itself = self._context, ById(Delivery, delivery.id)

        def attempt() -> None:
            with context.store.begin(context.center) as unit:
                for current in unit.load(itself)[itself]:
                    if _held_by(delivery, current):
                        unit.save([Put(change(current, context.clock.now()))])

        rerun(context.store.owns, attempt)

    def _welcomed(self, delivery: Delivery, customer: CustomerId) -> None:
        """Mark the welcome, and keep on record that *customer* was welcomed, in one transaction."""
        itself = ById(Delivery, delivery.id)

        def welcomed(id: CustomerId) -> None:
            def decide(unit: Unit, now: DateTime) -> Decision[None]:
                card = card_of(id, unit)
                held = [each for each in unit.load(itself)[itself] if _held_by(delivery, each)]
                sent = [Put(each.ended(DeliveryStatus.SENT, now, None)) for each in held]
                happened = [card_event(EventKind.WELCOME_SENT, card)] if held else ()
                return Decision(result=None, changes=sent, happened=happened)

            command = Command(name=COMMAND, stream=Ref(Customer, id), decide=decide)
            carry_out(self._context, command)

        following(self._context, COMMAND, customer, welcomed)

    def _forget(self, delivery: Delivery, subscription: str) -> None:
        """Forget a device that is no more."""
        if delivery.customer_id is not None:
            following(
                self._context,
                COMMAND,
                delivery.customer_id,
                partial(self._without, subscription),
            )

    def _without(self, subscription: str, id: CustomerId) -> None:
        def decide(unit: Unit, _: DateTime) -> Decision[None]:
            card = card_of(id, unit)
            kept = without_device(card.devices, subscription)
            if kept == card.devices:
                return Decision(result=None, changes=(), happened=())
            happened = [card_event(EventKind.DEVICE_REMOVED, card)]
            changes = [Put(evolve(card, devices=kept))]
            return Decision(result=None, changes=changes, happened=happened)

        carry_out(self._context, Command(name=COMMAND, stream=Ref(Customer, id), decide=decide))


def _held_by(delivery: Delivery, current: Delivery) -> bool:
    """Whether *current* is still in the hands of who claimed *delivery*."""
    return current.waits and current.free_at == delivery.free_at
