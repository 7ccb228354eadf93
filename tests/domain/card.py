"""Anna's card: her rows, the commands at the front desk, and whatever may happen to her in July."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.bookings.adjusting import (
    Correction,
    decide_adjustment,
    decide_application_date,
    decide_expiry,
    decide_voiding,
)
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancelling import (
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.eligibility import BookingFacts
from bookingcore.domain.bookings.explaining import Explanation, ExplanationFacts, explain
from bookingcore.domain.bookings.making import decide_booking
from bookingcore.domain.bookings.paying import PaymentWish, decide_payment
from bookingcore.domain.bookings.selling import SaleRequest, decide_sale
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.lines import plan_line
from bookingcore.domain.sales.payment import Method
from bookingcore.domain.sales.sale import GrantOn, Sale
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.ids import BalanceId, BookingId, PaymentId, SaleId, SessionId
from bookingcore.errors import Refused
from tests.domain import build
from tests.domain.build import MARIA, at, july
from tests.domain.records import Records

T = TypeVar("T")

SERVICES = ("yoga", "pilates")
DAYS = 5
"""There is a session of each service on each of the first days of July, at 18."""


class Card:
    """Anna's rows, and what Maria does at the front desk. It is the eve of July at first."""

    def __init__(self) -> None:
        self.rows = Records(
            *(
                build.session(f"{service} {on}", service=service, on=on, capacity=3)
                for service in SERVICES
                for on in range(1, DAYS + 1)
            )
        )
        self.today = 0
        self.made = 0

    @property
    def now(self) -> DateTime:
        """Noon: the sessions of today have not started."""
        return at(self.today, 12)

    def book(self, service: str, on: int, places: int = 1) -> Booking:
        session = self.rows.sessions[SessionId(f"{service} {on}")]
        live = [b for b in self.rows.bookings.values() if b.live]
        facts = BookingFacts(
            customer=build.customer(),
            session=session,
            policy=build.policy(allow_overlap=True),
            plan_linked=True,
            clashes=[booking for booking in live if booking.session_id == session.id],
            awaiting=sum(booking.awaiting for booking in live),
            holdings=self.rows.holdings(self.now),
        )
        wish = build.wish(places=places, now=self.now)
        return self.rows.carry_out(decide_booking(BookingId(self._new("b")), wish, facts))

    def cancel(
        self, id: BookingId, cause: Cause | None = None, give_back: bool | None = None
    ) -> None:
        facts = CancellationFacts(
            booking=self.rows.bookings[id],
            policy=build.policy(limit=24 * 60),
            redemptions=self.rows.redemptions(id),
            holdings=self.rows.holdings(self.now, apart=id),
        )
        request = CancellationRequest(now=self.now, actor=MARIA, cause=cause, give_back=give_back)
        self.rows.carry_out(decide_cancellation(request, facts))

    def sell(
        self,
        services: Sequence[str],
        units: int,
        applies: int = 1,
        valid_for: int | None = 30,
        grant_on: GrantOn = GrantOn.SALE,
    ) -> Sale:
        plan = build.plan(
            self._new("plan"), services=tuple(services), units=units, valid_for=valid_for
        )
        line = plan_line(plan, 1, BalanceId(self._new("p")))
        request = SaleRequest(
            id=SaleId(self._new("s")),
            lines=[line],
            application_date=july(applies),
            grant_on=grant_on,
            branch_id=None,
            sold_by="maria",
            note="",
            now=self.now,
            actor=MARIA,
        )
        holdings = self.rows.holdings(self.now)
        return self.rows.carry_out(decide_sale(request, build.customer(), holdings))

    def pay(self, id: SaleId, euros: int | None = None) -> Sale:
        sale = self.rows.sales[id]
        request = PaymentWish(
            id=PaymentId(self._new("m")),
            amount=None if euros is None else build.euro(euros),
            method=Method.CASH,
            now=self.now,
            actor=MARIA,
        )
        holdings = self.rows.holdings(self.now)
        return self.rows.carry_out(decide_payment(request, sale, holdings))[0]

    def adjust(self, id: BalanceId, units: int) -> Balance:
        return self.rows.carry_out(decide_adjustment(self._by, id, units, self._owned))

    def void(self, id: BalanceId, units: int | None = None) -> Balance:
        return self.rows.carry_out(decide_voiding(self._by, id, units, self._owned))

    def set_expiry(self, id: BalanceId, on: int | None) -> Balance:
        """An expiry before the first day becomes one on it."""
        first = self.rows.balances[id].valid_from
        last = None if on is None else max(first, july(on))
        return self.rows.carry_out(decide_expiry(self._by, id, last, self._owned))

    def apply_from(self, id: SaleId, on: int) -> Sale:
        sale = self.rows.sales[id]
        return self.rows.carry_out(decide_application_date(self._by, sale, july(on), self._owned))

    def explain(self, id: BookingId) -> Explanation:
        return explain(
            ExplanationFacts(
                booking=self.rows.bookings[id],
                redemptions=self.rows.redemptions(id),
                balances=list(self.rows.balances.values()),
                sales=list(self.rows.sales.values()),
                holdings=self.rows.holdings(self.now),
            )
        )

    def sleep(self) -> None:
        """Until tomorrow."""
        self.today += 1

    @property
    def _by(self) -> Correction:
        return Correction(now=self.now, actor=MARIA)

    @property
    def _owned(self) -> Holdings:
        return self.rows.holdings(self.now)

    def _new(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"


Step = Callable[[Card], object]

KINDS = (
    *("book", "book", "book", "book", "book", "sell", "sell", "sell"),
    *("cancel", "cancel", "pay", "units", "void", "expiry", "date", "sleep"),
)


def nth(rows: Mapping[T, object], number: int) -> T:
    """One of *rows*, whatever the number; no row at all ends the step."""
    if not rows:
        raise Refused
    return list(rows)[number % len(rows)]


def take(card: Card, step: Step) -> None:
    """One step; what is refused changes nothing."""
    with suppress(Refused):
        step(card)


@st.composite
def sales(draw: st.DrawFn) -> Step:
    """A sale of units for one service or for both, valid for some days of the week, or for ever."""
    services = draw(st.sampled_from((SERVICES, *((service,) for service in SERVICES))))
    units, applies = draw(st.integers(1, 3)), draw(st.sampled_from((1, 1, 2, 4)))
    valid_for = draw(st.sampled_from((None, 2, 4, 8)))
    grant_on = draw(st.sampled_from((GrantOn.SALE, GrantOn.SALE, GrantOn.PAYMENT)))
    return lambda card: card.sell(services, units, applies, valid_for, grant_on)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Something that may happen to Anna."""
    which, on = draw(st.integers(0, 5)), draw(st.integers(1, DAYS))
    match draw(st.sampled_from(KINDS)):
        case "book":
            wish = draw(st.sampled_from(SERVICES)), on, draw(st.sampled_from((1, 1, 1, 2)))
            return lambda card: card.book(*wish)
        case "sell":
            return draw(sales())
        case "cancel":
            how = draw(st.sampled_from((None, *Cause))), draw(st.none() | st.booleans())
            return lambda card: card.cancel(nth(card.rows.bookings, which), *how)
        case "pay":
            euros = draw(st.none() | st.integers(1, 30))
            return lambda card: card.pay(nth(card.rows.sales, which), euros)
        case "units":
            units = draw(st.sampled_from((-2, -1, 1, 2)))
            return lambda card: card.adjust(nth(card.rows.balances, which), units)
        case "void":
            return lambda card: card.void(nth(card.rows.balances, which), 1)
        case "expiry":
            return lambda card: card.set_expiry(nth(card.rows.balances, which), on)
        case "date":
            return lambda card: card.apply_from(nth(card.rows.sales, which), on)
        case _:
            return Card.sleep


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """What happens to Anna, one thing after another: first she buys something, mostly."""
    bought = draw(st.lists(sales(), max_size=2))
    return [*bought, *draw(st.lists(steps(), min_size=4, max_size=16))]
