"""Asking the payment provider, outside of every transaction, and writing down what it said.

What is asked stands in the store before: a payment, or a part of a refund, with a key of ours, and
due work that asks again. So whoever dies between the provider's yes and our record loses nothing:
the work comes up again, the provider is asked what became of the key, and it is recorded once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.membership.settling import with_attempts
from bookingcore.desk.running import Command, carry_out, read, rerun
from bookingcore.desk.selling.gifting import locked_cards
from bookingcore.desk.selling.requested import with_request
from bookingcore.domain.bookings.paying import decide_answer
from bookingcore.domain.bookings.refund_answers import decide_refund_answer
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.asking import TIME_TO_ASK, Answer
from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.changes import Change, Decision, Put, Remove, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.ids import RefundId
from bookingcore.errors import CardsUnsupported, PortMissing, Unavailable
from bookingcore.ports.payments import Charge, ChargeOutcome, Payments
from bookingcore.ports.questions import BalancesOfSale, ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

T = TypeVar("T")

NOT_REACHED = Charge(
    reference="", outcome=ChargeOutcome.FAILED, reason="the payment provider was not reached"
)
"""What is written down where the provider was certainly asked for nothing, by anybody."""


def provider_of(context: Context) -> Payments:
    """The payment provider.

    Raises:
        PortMissing: the desk has none.
    """
    if context.payments is None:
        raise PortMissing("payments")
    return context.payments


def refuse_no_cards(payments: Payments) -> None:
    """Refuse to charge a card where the provider cannot (002-10).

    Raises:
        CardsUnsupported: it charges no cards.
    """
    if not payments.capabilities.cards:
        raise CardsUnsupported


def ask_charge(context: Context, payment: Payment, *, first: bool) -> Payment:
    """Ask the provider for a payment that was written down; the payment as it is then.

    In somebody else's transaction nothing is asked: what is written there may be undone. Work that
    falls due will ask.

    Args:
        context: of the desk.
        payment: as it was written down.
        first: whether nobody has asked before; only then what was not reached has failed, and only
            where nobody has asked meanwhile.
    """
    if not context.store.owns or not payment.undecided:
        return payment
    call = _Call(kind=DueKind.CHARGE, subject=payment.id)
    if not first and not call.taken_over(context):
        return _read_one(context, ById(Payment, payment.id))
    try:
        said = _charge(context, payment) if first else _charge_found(context, payment)
    except Unavailable:
        return call.charged(context, NOT_REACHED) if first else payment
    return call.charged(context, said)


def ask_refund(context: Context, refund: Refund, *, first: bool) -> Refund:
    """Ask the provider for each part of a refund that was written down; it as it is then.

    See `ask_charge`.
    """
    if not context.store.owns:
        return refund
    for no in range(len(refund.parts)):
        # The one before may have taken so long that others asked for all of them.
        if refund.parts[no].asked and refund.parts[no].on_its_way:
            refund = _ask_part(context, refund, no, first=first)
    return refund


def _ask_part(context: Context, refund: Refund, no: int, *, first: bool) -> Refund:
    call = _Call(kind=DueKind.REFUND, subject=refund.key(no))
    if not first and not call.taken_over(context):
        return _read_one(context, ById(Refund, refund.id))
    try:
        said = _refund(context, refund, no) if first else _refund_found(context, refund, no)
    except Unavailable:
        return call.refunded(context, NOT_REACHED) if first else refund
    return call.refunded(context, said)


def _charge(context: Context, payment: Payment) -> Charge:
    card = payment.card or ""
    return provider_of(context).charge(payment.amount, card=card, key=payment.id)


def _charge_found(context: Context, payment: Payment) -> Charge:
    """What became of the charge; made again, with the same key, where it never came to be."""
    return provider_of(context).find(payment.id) or _charge(context, payment)


def _refund(context: Context, refund: Refund, no: int) -> Charge:
    part = refund.parts[no]
    return provider_of(context).refund(part.charge, part.amount, key=refund.key(no))


def _refund_found(context: Context, refund: Refund, no: int) -> Charge:
    """What became of the part; made again, with the same key, where it never came to be."""
    return provider_of(context).find(refund.key(no)) or _refund(context, refund, no)


def carry_out_charge(context: Context, due: Due) -> None:
    """Ask what became of a charge that has no answer."""
    call = _Call(kind=due.kind, subject=due.subject, attempts=due.attempts)
    payment = _read_one(context, ById(Payment, due.subject))
    if payment.undecided:
        call.charged(context, _charge_found(context, payment))
    else:
        call.over(context)


def carry_out_refund(context: Context, due: Due) -> None:
    """Ask what became of a part of a refund that has no answer."""
    call = _Call(kind=due.kind, subject=due.subject, attempts=due.attempts)
    refund = _read_one(context, ById(Refund, call.row))
    if refund.parts[call.no].on_its_way:
        call.refunded(context, _refund_found(context, refund, call.no))
    else:
        call.over(context)


def hear(context: Context, key: str, said: Charge) -> Payment | Refund | None:
    """Write down what the provider told by itself about *key*; None where it is nothing of ours."""
    call = _Call(kind=DueKind.REFUND if "." in key else DueKind.CHARGE, subject=key)

    def known(reader: Reader) -> bool:
        question = ById(Refund if call.kind is DueKind.REFUND else Payment, call.row)
        rows = reader.load(question)[question]
        return bool(rows) and (not isinstance(rows[0], Refund) or call.no < len(rows[0].parts))

    if not read(context, "sales.provider_event", known):
        return None
    if call.kind is DueKind.REFUND:
        return call.refunded(context, said)
    return call.charged(context, said)


@frozen(kw_only=True)
class _Call:
    """A call of the provider, by the due work that stands for it.

    Attributes:
        subject: the key of the call: a payment, or a refund and the number of its part.
        attempts: how often it was made so far.
    """

    kind: DueKind
    subject: str
    attempts: int = 1

    @property
    def row(self) -> str:
        """The id of the payment or refund."""
        return self.subject.partition(".")[0]

    @property
    def no(self) -> int:
        """Which part of a refund."""
        number = self.subject.partition(".")[2]
        return int(number) if number.isdecimal() else sys.maxsize

    @property
    def _owner(self) -> OwnerOf:
        row = Payment if self.kind is DueKind.CHARGE else Refund
        return OwnerOf(row, self.row)

    def charged(self, context: Context, said: Charge) -> Payment:
        """Write down what was said of a charge; the payment as it is then."""

        def decide(unit: Unit, answer: Answer) -> Decision[Payment]:
            payment = _one(unit, ById(Payment, self.row))
            sale = _one(unit, ById(Sale, payment.sale_id))
            waits = not sale.granted
            owner = sale.customer_id
            holdings = settling_holdings(unit, owner, answer.now) if waits else Holdings()
            cards = locked_cards(context, unit, sale, answer.now)
            decision = decide_answer(answer, payment, sale, holdings, cards)
            decision = with_attempts(unit, decision, answer.now)
            return with_request(context.acting(SYSTEM), unit, answer.now, decision, sale)

        itself = ById(Payment, self.row)
        return self._written(context, said, itself, decide, lambda payment: payment.undecided)

    def refunded(self, context: Context, said: Charge) -> Refund:
        """Write down what was said of a part of a refund; the refund as it is then."""

        def decide(unit: Unit, answer: Answer) -> Decision[Refund]:
            refund = _one(unit, ById(Refund, self.row))
            itself, granted = ById(Sale, refund.sale_id), BalancesOfSale(refund.sale_id)
            answers = unit.load(itself, granted)
            [sale], balances = answers[itself], answers[granted]
            cards = locked_cards(context, unit, sale, answer.now)
            # Units that come back may redeem what awaits them.
            back = answer.status is ChargeStatus.FAILED
            owner = sale.customer_id
            holdings = settling_holdings(unit, owner, answer.now) if back else Holdings()
            return decide_refund_answer(answer, refund, self.no, sale, balances, cards, holdings)

        itself = ById(Refund, self.row)
        return self._written(
            context, said, itself, decide, lambda refund: refund.parts[self.no].on_its_way
        )

    def taken_over(self, context: Context) -> bool:
        """Whether there is still somebody to be asked, which is ours to do from now on.

        Whoever wrote the call down and does not reach the provider learns by it that they are not
        the only one who asks any more.
        """

        def attempt() -> bool:
            with context.store.begin(context.center) as unit:
                now = context.clock.now()
                found = [evolve(due, due_at=now) for due in self._due(unit)]
                unit.save([Put(due.leased(now + TIME_TO_ASK)) for due in found])
            return bool(found)

        return rerun(context.store.owns, attempt)

    def over(self, context: Context) -> None:
        """Nobody need ask any more."""
        _save(context, [Withdraw(due_key(self.kind, self.subject))])

    def _written(
        self,
        context: Context,
        said: Charge,
        itself: ById[T],
        decide: Callable[[Unit, Answer], Decision[T]],
        undecided: Callable[[T], bool],
    ) -> T:
        nothing_new: list[Answer] = []

        def decided(unit: Unit, now: DateTime) -> Decision[T]:
            answer = self._answer(context, said, now)
            alone = self._asked_by_nobody(unit) if said is NOT_REACHED else []
            decision = decide(unit, answer)
            nothing_new[:] = [] if decision.happened else [answer]
            return evolve(decision, changes=[*map(Remove, alone), *decision.changes])

        command = Command(name="run_due", stream=Ref(Customer, self._owner), decide=decided)
        try:
            result = carry_out(context.acting(SYSTEM), command)
        except _AskedByOthers:
            return _read_one(context, itself)
        for answer in nothing_new:
            # Not a line of history: only when to ask again.
            _save(context, answer.later(undecided(result)))
        return result

    def _asked_by_nobody(self, unit: Unit) -> list[Due]:
        """The work as whoever wrote the call down left it to themself.

        Raises:
            _AskedByOthers: it is not so any more, and they know what became of the call.
        """
        untouched = [due for due in self._due(unit) if due.leased_until and due.attempts == 1]
        if not untouched:
            raise _AskedByOthers
        return untouched

    def _due(self, unit: Unit) -> tuple[Due, ...]:
        question = ById(Due, due_key(self.kind, self.subject))
        return unit.load(question)[question]

    def _answer(self, context: Context, said: Charge, now: DateTime) -> Answer:
        return Answer(
            status=_STATUS[said.outcome],
            reference=said.reference,
            reason=said.reason,
            now=now,
            actor=SYSTEM,
            due=(self.kind, self.subject),
            attempts=self.attempts,
            refund_id=RefundId(context.new_id()),
        )


class _AskedByOthers(Exception):
    """Whoever did not reach the provider was so slow that others have asked it meanwhile."""


def _one(reader: Reader, question: ById[T]) -> T:
    return reader.load(question)[question][0]


def _read_one(context: Context, question: ById[T]) -> T:
    return read(context.acting(SYSTEM), "run_due", lambda reader: _one(reader, question))


def _save(context: Context, changes: Sequence[Change]) -> None:
    def attempt() -> None:
        with context.store.begin(context.center) as unit:
            unit.save(changes)

    rerun(context.store.owns, attempt)


_STATUS = {
    ChargeOutcome.CAPTURED: ChargeStatus.CAPTURED,
    ChargeOutcome.FAILED: ChargeStatus.FAILED,
    ChargeOutcome.PENDING: ChargeStatus.PENDING,
    ChargeOutcome.UNKNOWN: ChargeStatus.UNKNOWN,
}
