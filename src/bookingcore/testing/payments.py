"""A payment provider that can fail in every way at every step, and tells what it really moved."""

from __future__ import annotations

import hmac
import json
from collections import deque
from collections.abc import Collection
from hashlib import sha256
from threading import RLock
from typing import Literal

from attrs import evolve, frozen

from bookingcore.domain.values.money import Money
from bookingcore.errors import ForgedProviderEvent, PaymentsUnavailable
from bookingcore.ports.payments import Capabilities, Charge, ChargeOutcome, ProviderEvent

Webhook = tuple[bytes, str]
"""What a provider sends to a host: the payload and its signature."""


class ProviderCrash(BaseException):
    """Stands for a process that dies: no `except Exception` catches it."""


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


@frozen(kw_only=True)
class _Step:
    """How the provider treats one charge or refund.

    Attributes:
        crash: whether the process dies before the money has moved, or after.
    """

    outcome: ChargeOutcome
    moves: bool
    reason: str = ""
    crash: Literal["before", "after"] | None = None


_YES = _Step(outcome=ChargeOutcome.CAPTURED, moves=True)


class FakePayments:
    """A payment provider that says yes, until it is told otherwise.

    >>> payments = FakePayments()
    >>> payments.decline_next("card expired")
    >>> payments.charge(Money.of(10, "EUR"), card="visa", key="k1").reason
    'card expired'
    >>> payments.charge(Money.of(10, "EUR"), card="visa", key="k2").outcome.name
    'CAPTURED'

    Attributes:
        capabilities: what it can do.
        bad_cards: the cards that it always declines.
        moved: the money that was really moved, in order.
        down: whether it cannot be reached.
    """

    def __init__(
        self,
        *,
        can_refund: bool = True,
        can_charge_cards: bool = True,
        partial_refunds: bool = True,
        bad_cards: Collection[str] = (),
        secret: str = "whsec",  # noqa: S107 - a fake's
    ) -> None:
        self.capabilities = Capabilities(
            cards=can_charge_cards, refunds=can_refund, partial_refunds=partial_refunds
        )
        self.bad_cards = bad_cards
        self.moved: list[Moved] = []
        self.down = False
        self._secret = secret.encode()
        self._known: dict[str, Charge] = {}
        self._wanted: dict[str, Moved] = {}
        self._script: deque[_Step] = deque()
        self._asked = 0
        self._told = 0
        self._lock = RLock()

    def decline_next(self, reason: str = "declined") -> None:
        """The next new charge or refund will fail; once for each call of this."""
        self._script.append(_Step(outcome=ChargeOutcome.FAILED, moves=False, reason=reason))

    def fall_silent_next(self, *, moved: bool) -> None:
        """The next new charge or refund gets no answer; *moved* says whether it was made."""
        self._script.append(_Step(outcome=ChargeOutcome.UNKNOWN, moves=moved))

    def accept_next(self) -> None:
        """The next new charge or refund is accepted, to be decided by `settle` or `fail`."""
        self._script.append(_Step(outcome=ChargeOutcome.PENDING, moves=False))

    def crash_next(self, *, at: Literal["before", "after"]) -> None:
        """The next new charge or refund raises `ProviderCrash`, before or after it was made."""
        moves = at == "after"
        self._script.append(_Step(outcome=ChargeOutcome.UNKNOWN, moves=moves, crash=at))

    def say_yes(self) -> None:
        """Whatever it was told to do next, and has not done, is forgotten."""
        self._script.clear()

    def settle(self, key: str) -> Webhook:
        """Let the money of an accepted charge or refund move; what the host is told."""
        with self._lock:
            wanted, known = self._wanted[key], self._known[key]
            if known.outcome is not ChargeOutcome.CAPTURED:
                self.moved.append(wanted)
            self._known[key] = evolve(known, outcome=ChargeOutcome.CAPTURED, reason="")
        return self.event(key)

    def fail(self, key: str, reason: str = "declined") -> Webhook:
        """Say no to what was accepted, or send back what was made; what the host is told."""
        with self._lock:
            known = self._known[key]
            if known.outcome is ChargeOutcome.CAPTURED:
                self.moved.append(evolve(self._wanted[key], amount=-self._wanted[key].amount))
            self._known[key] = evolve(known, outcome=ChargeOutcome.FAILED, reason=reason)
        return self.event(key)

    def event(self, key: str | None) -> Webhook:
        """What the host is told of *key* as it stands now; None for something else."""
        with self._lock:
            self._told += 1
            told = {"id": f"event-{self._told}", "key": key}
            charge = None if key is None else self._known[key]
        if charge is not None:
            told["reference"], told["reason"] = charge.reference, charge.reason
            told["outcome"] = charge.outcome.name
        payload = json.dumps(told).encode()
        return payload, self._signature(payload)

    def net(self, currency: str) -> Money:
        """What the provider has in all: charged less given back."""
        mine = (moved.amount for moved in self.moved if moved.amount.currency == currency)
        return sum(mine, Money.zero(currency))

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        """Charge *card*, unless *key* is known: then that charge's answer again."""
        return self._move(key, amount, card, "")

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        """Give *amount* back, unless *key* is known; fails for more than was captured."""
        return self._move(key, -amount, "", reference)

    def find(self, key: str) -> Charge | None:
        """What became of the charge or refund with *key*; None when it never came to be.

        Raises:
            PaymentsUnavailable: it is `down`.
        """
        self._reach()
        return self._known.get(key)

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        """What the host was told.

        Raises:
            ForgedProviderEvent: the signature is another one.
        """
        if not hmac.compare_digest(self._signature(payload).encode(), signature.encode()):
            raise ForgedProviderEvent("wrong signature")
        told = json.loads(payload)
        outcome = ChargeOutcome[told.get("outcome", "UNKNOWN")]
        charge = Charge(
            reference=told.get("reference", ""), outcome=outcome, reason=told.get("reason", "")
        )
        return ProviderEvent(id=told["id"], key=told["key"], charge=charge)

    def _signature(self, payload: bytes) -> str:
        return hmac.new(self._secret, payload, sha256).hexdigest()

    def _reach(self) -> None:
        if self.down:
            raise PaymentsUnavailable

    def _move(self, key: str, amount: Money, card: str, reference: str) -> Charge:
        self._reach()
        with self._lock:
            if key in self._known:
                return self._known[key]
            self._asked += 1
            reference = reference or f"charge-{self._asked}"
            wanted = Moved(key=key, amount=amount, card=card, reference=reference)
            refusal = self._no_refund(wanted) if amount.is_negative else self._no_charge(wanted)
            self._wanted[key] = wanted
            return self._made(wanted, refusal)

    def _no_charge(self, wanted: Moved) -> str:
        if not self.capabilities.cards:
            return "this provider charges no cards"
        return "this card is declined" if wanted.card in self.bad_cards else ""

    def _no_refund(self, wanted: Moved) -> str:
        """Why it is not given back: what was captured, and not given back already, is less.

        Whatever is accepted and not decided yet may still go back, and counts as given.
        """
        if not self.capabilities.refunds:
            return "this provider gives nothing back"
        moves = [moved for moved in self.moved if moved.reference == wanted.reference]
        amounts = [moved.amount for moved in [*moves, *self._on_their_way(wanted.reference)]]
        if {amount.currency for amount in amounts} != {wanted.amount.currency}:
            return "no such charge"
        if sum(amounts, wanted.amount).is_negative:
            return "more than was captured"
        if not self.capabilities.partial_refunds and -wanted.amount < moves[0].amount:
            return "this provider gives nothing back in parts"
        return ""

    def _on_their_way(self, reference: str) -> list[Moved]:
        return [
            wanted
            for key, wanted in self._wanted.items()
            if wanted.reference == reference and wanted.amount.is_negative
            if key in self._known and self._known[key].outcome is ChargeOutcome.PENDING
        ]

    def _made(self, wanted: Moved, refusal: str) -> Charge:
        step = self._script.popleft() if self._script else _YES
        if refusal:
            step = _Step(outcome=ChargeOutcome.FAILED, moves=False, reason=refusal)
        answer = Charge(reference=wanted.reference, outcome=step.outcome, reason=step.reason)
        if step.moves:
            self.moved.append(wanted)
            self._known[wanted.key] = evolve(answer, outcome=ChargeOutcome.CAPTURED)
        elif step.outcome in {ChargeOutcome.FAILED, ChargeOutcome.PENDING}:
            self._known[wanted.key] = answer
        if step.crash is not None:
            raise ProviderCrash(f"the process died {step.crash} the money moved")
        return answer
