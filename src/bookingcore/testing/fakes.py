"""Fakes that record: what would have been sent or charged can be looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from attrs import evolve, frozen

from bookingcore.domain.values.money import Money
from bookingcore.errors import Unavailable
from bookingcore.ports.messages import Message
from bookingcore.ports.payments import Charge, ChargeOutcome


class _Recording:
    """Records the messages that were handed over, and accepts none while it is `down`.

    Attributes:
        sent: every accepted message, oldest first; a repeated one stands there again.
        down: whether the service is out of order.
    """

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.down = False

    def send(self, message: Message, /) -> None:
        """Record *message*.

        Raises:
            Unavailable: the service is `down`.
        """
        if self.down:
            raise Unavailable
        self.sent.append(message)


class RecordingMailer(_Recording):
    """A mailer whose letters stay in `sent`."""


class RecordingPush(_Recording):
    """A push service whose notifications stay in `sent`."""


class RecordingSms(_Recording):
    """A text message service whose messages stay in `sent`."""


@frozen(kw_only=True)
class Moved:
    """Money that a payment provider moved.

    Attributes:
        amount: positive for a charge, negative for a refund.
        card: the card that was charged; empty for a refund.
        reference: the provider's name of the charge that was made or given back.
    """

    key: str
    amount: Money
    card: str
    reference: str


class FakePayments:
    """A payment provider that says yes, until it is told otherwise.

    >>> payments = FakePayments()
    >>> payments.decline_next("card expired")
    >>> payments.charge(Money.of(10, "EUR"), card="visa", key="k1").reason
    'card expired'
    >>> payments.charge(Money.of(10, "EUR"), card="visa", key="k2").outcome.name
    'CAPTURED'

    Attributes:
        can_refund: whether it gives money back at all.
        bad_cards: the cards that it always declines.
        moved: the money that was really moved, in order.
    """

    def __init__(self, *, can_refund: bool = True, bad_cards: Collection[str] = ()) -> None:
        self.can_refund = can_refund
        self.bad_cards = bad_cards
        self.moved: list[Moved] = []
        self._known: dict[str, Charge] = {}
        self._script: deque[_Step] = deque()

    def decline_next(self, reason: str = "declined") -> None:
        """The next new charge or refund will fail; once for each call of this."""
        self._script.append(_Step(outcome=ChargeOutcome.FAILED, moves=False, reason=reason))

    def fall_silent_next(self, *, moved: bool) -> None:
        """The next new charge or refund gets no answer; *moved* says whether it was made."""
        self._script.append(_Step(outcome=ChargeOutcome.UNKNOWN, moves=moved, reason="no answer"))

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*, unless *key* is known: then that charge's answer again."""
        refusal = "this card is declined" if card in self.bad_cards else ""
        reference = f"charge-{len(self._known) + 1}"
        return self._move(Moved(key=key, amount=amount, card=card, reference=reference), refusal)

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* back, unless *key* is known; fails for more than was captured."""
        left = [moved.amount for moved in self.moved if moved.reference == reference]
        refusal = ""
        if not self.can_refund:
            refusal = "this provider gives nothing back"
        elif not left or sum(left, Money.zero(amount.currency)) < amount:
            refusal = "more than was captured"
        return self._move(Moved(key=key, amount=-amount, card="", reference=reference), refusal)

    def find(self, key: str) -> Charge | None:
        """What became of the charge or refund with *key*; None when it never came to be."""
        return self._known.get(key)

    def _move(self, wanted: Moved, refusal: str) -> Charge:
        if wanted.key in self._known:
            return self._known[wanted.key]
        step = self._script.popleft() if self._script else _YES
        if refusal:
            step = _Step(outcome=ChargeOutcome.FAILED, moves=False, reason=refusal)
        answer = Charge(reference=wanted.reference, outcome=step.outcome, reason=step.reason)
        if step.moves:
            self.moved.append(wanted)
            self._known[wanted.key] = evolve(answer, outcome=ChargeOutcome.CAPTURED, reason="")
        elif step.outcome is ChargeOutcome.FAILED:
            self._known[wanted.key] = answer
        return answer


@frozen(kw_only=True)
class _Step:
    """How the provider treats one charge or refund."""

    outcome: ChargeOutcome
    moves: bool
    reason: str


_YES = _Step(outcome=ChargeOutcome.CAPTURED, moves=True, reason="")
