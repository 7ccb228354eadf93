"""What a person is shown before they confirm that they cancel: exactly what cancelling would do."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancelling import (
    Cost,
    cost_of,
    free_until,
    refusal_to_customers,
)
from bookingcore.domain.bookings.undoing import Share
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.values.moments import add_minutes
from bookingcore.domain.values.money import Money
from bookingcore.errors import Refused


@frozen(kw_only=True)
class CancellationStep:
    """What cancelling will cost from an instant on, until the next step.

    Attributes:
        at: the first instant, UTC.
        allowed: whether the customer may still cancel then; staff may at any time.
        gives_back: whether the units come back.
        fee: what will be owed; None for nothing.
    """

    at: DateTime
    allowed: bool
    gives_back: bool
    fee: Money | None


@frozen(kw_only=True)
class CancellationTerms:
    """What cancelling at the customer's request would do now, and what will change.

    Attributes:
        free_until: cancelling is free before this instant, and late from it on (A15).
        late: whether it would be late now.
        units: units that pay for the booking now.
        gives_back: whether they would come back.
        fee: what would be owed; None for nothing.
        refundable: money that `refund=True` would give back; None for none (A63).
        waived: what was not paid of the booking's own price, and would not be asked for any more.
        refusal: what its customer would be told instead; None where they may cancel. Staff may
            whenever it is not cancelled yet.
        steps: what changes from now on, the next change first.
    """

    booking: Booking
    free_until: DateTime
    late: bool
    units: int
    gives_back: bool
    fee: Money | None
    refundable: Money | None = None
    waived: Money | None = None
    refusal: Refused | None = None
    steps: tuple[CancellationStep, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the booking's customer may cancel it now."""
        return self.refusal is None

    @property
    def units_returned(self) -> int:
        """Units that would go back to their balances."""
        return self.units if self.gives_back else 0

    @property
    def units_forfeited(self) -> int:
        """Units that would stay consumed."""
        return self.units - self.units_returned


@frozen(kw_only=True)
class TermsFacts:
    """What the terms are read from.

    Attributes:
        policy: what was promised when the booking was made.
        units: units that pay for the booking.
        billable: whether it can owe a fee: it is somebody's, and owed none before.
        share: what the line that pays for it stands for; None where none does.
    """

    booking: Booking
    policy: ServicePolicy
    units: int
    billable: bool
    share: Share | None = None


def cancellation_terms(facts: TermsFacts, now: DateTime) -> CancellationTerms:
    """What cancelling at *now* would do, and what it would do later.

    Of a booking that is cancelled already nothing comes back and nothing is owed any more.
    """
    booking, policy, share = facts.booking, facts.policy, facts.share
    cost = _cost(facts, now)
    terms = CancellationTerms(
        booking=booking,
        free_until=free_until(booking, policy),
        late=cost.late,
        units=facts.units,
        gives_back=cost.gives_back,
        fee=cost.fee,
        refundable=_above_zero(share.refundable if share else None),
        waived=_above_zero(share.unpaid if share and cost.gives_back else None),
        refusal=refusal_to_customers(booking, policy, now),
        steps=_steps(facts, now),
    )
    if booking.live:
        return terms
    return evolve(
        terms, units=0, gives_back=False, fee=None, refundable=None, waived=None, steps=()
    )


def _above_zero(amount: Money | None) -> Money | None:
    return amount if amount is not None and amount.is_positive else None


def _cost(facts: TermsFacts, at: DateTime) -> Cost:
    cost = cost_of(facts.booking, facts.policy, at)
    return cost if facts.billable else evolve(cost, fee=None)


def _step(facts: TermsFacts, at: DateTime) -> CancellationStep:
    cost = _cost(facts, at)
    allowed = refusal_to_customers(facts.booking, facts.policy, at) is None
    return CancellationStep(at=at, allowed=allowed, gives_back=cost.gives_back, fee=cost.fee)


def _steps(facts: TermsFacts, now: DateTime) -> tuple[CancellationStep, ...]:
    """The instants after *now* at which anything changes; a band that changes nothing is none."""
    start, promised = facts.booking.starts_at, facts.policy.cancellation
    minutes = {promised.limit, 0, *(band.within for band in promised.bands)}
    instants = sorted(add_minutes(start, -before) for before in minutes)
    steps, last = [], _step(facts, now)
    for at in instants:
        step = _step(facts, at)
        if at > now and evolve(step, at=last.at) != last:
            steps.append(step)
            last = step
    return tuple(steps)
