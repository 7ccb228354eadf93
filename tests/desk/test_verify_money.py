"""`verify()` on money: what sales say, beside lines, payments, refunds and bookings (P3, P4)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from attrs import field, frozen

from bookingcore import (
    Booking,
    BookingStatus,
    ChargeStatus,
    Desk,
    Line,
    LineKind,
    Method,
    Money,
    Payment,
    Refund,
    RefundStatus,
    Refused,
    Sale,
)
from bookingcore.desk import verifying
from bookingcore.domain.sales.balance import Movement
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.studio import Studio
from tests.desk.tampering import CannotHappen, part_written_over, written_over

AWAITING = BookingStatus.AWAITING_REDEMPTION


def euro(amount: int) -> Money:
    return Money.of(amount, "EUR")


@frozen
class Till:
    """Money that came in two payments and went back in two refunds, and a booking paid by a line.

    Attributes:
        sale: of 40 euros, paid by 15 and 25, of which 20 and 10 went back.
        second: the refund of 10 euros: 5 of each payment.
        lined: a booking of a place that a line of `ticket` pays for.
        redeemed: the movement by which a unit pays for another booking.
    """

    studio: Studio
    clock: FrozenClock
    sale: Sale = field(init=False)
    early: Payment = field(init=False)
    late: Payment = field(init=False)
    first: Refund = field(init=False)
    second: Refund = field(init=False)
    lined: Booking = field(init=False)
    ticket: Sale = field(init=False)
    other: Booking = field(init=False)
    redeemed: Movement = field(init=False)

    @sale.default
    def _sale(self) -> Sale:
        return self.studio.sold(self.studio.plan(self.studio.yoga, units=8))

    @early.default
    def _early(self) -> Payment:
        return self.desk.sales.pay(self.sale, "15.00")

    @late.default
    def _late(self) -> Payment:
        # Of what came in at one instant nobody could tell which was later.
        self.clock.advance(minutes=1)
        return self.desk.sales.pay(self.sale, "25.00", card="visa")

    @first.default
    def _first(self) -> Refund:
        return self.desk.sales.refund(self.sale, "20.00")

    @second.default
    def _second(self) -> Refund:
        return self.desk.sales.refund(self.sale, "10.00")

    @lined.default
    def _lined(self) -> Booking:
        return self.studio.booked("2026-07-03T18:00")

    @ticket.default
    def _ticket(self) -> Sale:
        return self.desk.sales.sell(self.studio.anna, Line(booking=self.lined, price="12.00"))

    @other.default
    def _other(self) -> Booking:
        return self.studio.booked("2026-07-04T18:00", service=self.studio.yoga)

    @redeemed.default
    def _redeemed(self) -> Movement:
        [balance] = self.desk.balances.of(self.studio.anna)
        return self.desk.balances.movements(balance)[-1]

    @property
    def desk(self) -> Desk:
        """Whose money it is."""
        return self.studio.desk


@pytest.fixture
def till(studio: Studio, clock: FrozenClock) -> Till:
    return Till(studio, clock)


def says(**fields: Any) -> Callable[[Till], None]:
    """The sale says something else of its money."""
    return lambda till: written_over(till.desk, till.sale, **fields)


def in_part(no: int, **fields: Any) -> Callable[[Till], None]:
    """Something else stands in a part of the second refund."""
    return lambda till: part_written_over(till.desk, till.second, no, **fields)


FAULTS: Mapping[str, tuple[str, str, Callable[[Till], None], str]] = {
    "a discount that nobody gave": (
        *("P4", "sale", lambda t: part_written_over(t.desk, t.sale, 0, discount=euro(5))),
        "has a total of 4000, its lines add to 3500",
    ),
    "a charge that failed after all": (
        *("P4", "sale", lambda t: written_over(t.desk, t.late, status=ChargeStatus.FAILED)),
        "says 4000 was paid, payments add to 1500",
    ),
    "a charge that is not decided after all": (
        *("P4", "sale", lambda t: written_over(t.desk, t.late, status=ChargeStatus.UNKNOWN)),
        "says 0 is pending, payments add to 2500",
    ),
    "a charge that nobody asked for": (
        *("P4", "sale", says(pending=euro(5))),
        "says 500 is pending, payments add to 0",
    ),
    "a refund that nobody made": (
        *("P4", "sale", says(refunded=euro(40))),
        "says 4000 went back, refunds add to 3000",
    ),
    "a refund that failed after all": (
        *("P4", "sale", in_part(0, status=RefundStatus.FAILED)),
        "says 3000 went back, refunds add to 2500",
    ),
    "a refund that is not decided after all": (
        *("P4", "sale", in_part(0, status=RefundStatus.PENDING)),
        "says 0 is on its way back, refunds add to 500",
    ),
    "a refund that nobody asked for": (
        *("P4", "sale", says(refunding=euro(1))),
        "says 100 is on its way back, refunds add to 0",
    ),
    "more back than was paid": (
        *("P4", "sale", says(refunded=euro(41))),
        "gives 4100 back of 4000 that was paid",
    ),
    "more waived than was due": (
        *("P4", "sale", says(waived=euro(31))),
        "was paid 4000 of a total of 4000, with 3100 waived and 3000 given back",
    ),
    "more of a payment back than came in by it": (
        *("P4", "sale", in_part(1, amount=euro(16))),
        "gives more back than came in by 1 of its payments",
    ),
    "a refund of something else than its parts": (
        *("P4", "sale", lambda t: written_over(t.desk, t.first, amount=euro(7))),
        "has 1 refunds that are not the sum of their parts",
    ),
    "a part in other money": (
        *("P4", "sale", in_part(0, amount=Money.of(5, "USD"))),
        "has 1 amounts in a currency that is not its own",
    ),
    "a booking that awaits what a line pays for": (
        *("P3", "lined", lambda t: written_over(t.desk, t.lined, status=AWAITING)),
        "awaits redemption though a line pays for it",
    ),
    "a booking that forgot which sale pays for it": (
        *("P3", "lined", lambda t: written_over(t.desk, t.lined, sale_id=None)),
        "says that 0 lines pay for it, sales have 1",
    ),
    "a booking that makes up a sale": (
        *("P3", "other", lambda t: written_over(t.desk, t.other, sale_id=t.ticket.id)),
        "says that 1 lines pay for it, sales have 0",
    ),
    "a sale that was undone by half": (
        *("P3", "lined", lambda t: written_over(t.desk, t.ticket, voided=True)),
        "says that 1 lines pay for it, sales have 0",
    ),
    "a line that became a fee": (
        *("P3", "lined", lambda t: part_written_over(t.desk, t.ticket, 0, kind=LineKind.FEE)),
        "says that 1 lines pay for it, sales have 0",
    ),
    "a booking that a unit pays for, too": (
        *("P3", "lined", lambda t: written_over(t.desk, t.redeemed, booking_id=t.lined.id)),
        "is BOOKED and needs 1 units, 1 are tied",
    ),
}


def test_right_money_has_no_fault(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [str(part.amount) for part in till.second.parts] == ["5.00 EUR", "5.00 EUR"]
    assert [part.payment_id for part in till.second.parts] == [till.late.id, till.early.id]
    assert till.studio.now(till.lined).sale_id == till.ticket.id
    assert till.redeemed.booking_id == till.other.id
    assert till.desk.verify() == ()

    till.desk.bookings.cancel(till.lined)
    monkeypatch.setattr(verifying, "PAGE", 1)
    assert till.desk.verify() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_done_to_money_behind_the_desk_s_back_is_found(till: Till, fault: str) -> None:
    promise, subject, tamper, sentence = FAULTS[fault]
    try:
        tamper(till)
    except CannotHappen:
        # The database's own checks stood in the way, and nothing was changed.
        assert till.desk.verify() == ()
        return

    thing: Sale | Booking = getattr(till, subject)
    found = [fault for fault in till.desk.verify() if fault.subject == thing.id]
    assert promise in {fault.promise for fault in found}
    assert any(sentence in fault.sentence for fault in found), found


def test_money_that_came_twice_and_that_a_provider_keeps_is_no_fault(
    studio: Studio, payments: FakePayments, clock: FrozenClock
) -> None:
    """The books say what is: it came, and it did not go back."""
    sale = studio.sold()
    payments.accept_next()
    asked = studio.desk.sales.pay(sale, card="visa")
    studio.desk.sales.provider_event(*payments.fail(asked.id))
    studio.desk.sales.pay(sale)
    payments.decline_next()
    studio.desk.sales.provider_event(*payments.settle(asked.id))
    clock.advance(minutes=2)
    studio.desk.run_due()

    twice = studio.desk.sales.get(sale)
    assert (twice.paid, twice.refunded, twice.refunding) == (euro(80), euro(0), euro(0))
    [refund] = studio.desk.sales.refunds(sale)
    assert refund.status is RefundStatus.FAILED
    assert studio.desk.verify() == ()

    part_written_over(studio.desk, refund, 0, amount=euro(39))
    assert "with 0 waived and 0 given back" in str(studio.desk.verify())


@pytest.mark.rule("A36", "A37")
@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_desk_does_with_money_its_books_are_right(
    studio: Studio, clock: FrozenClock, payments: FakePayments, seed: int
) -> None:
    """Eighty commands at random; the provider answers as it likes; what is refused is refused."""
    chance, desk = random.Random(seed), studio.desk
    plan = studio.plan(studio.physio, studio.yoga, units=3, price="10.00")
    sessions = [studio.session(f"2026-07-{day:02}T10:00") for day in range(2, 14)]

    def any_sale() -> Sale:
        return chance.choice(desk.sales.of(studio.anna))

    def any_booking() -> Booking:
        return chance.choice(desk.bookings.of(studio.anna))

    def moody() -> None:
        moods: list[Callable[[], object]] = [
            payments.decline_next,
            payments.accept_next,
            lambda: payments.fall_silent_next(moved=chance.choice((True, False))),
        ]
        chance.choice(moods)()

    def amount() -> str | None:
        return chance.choice((None, "0.01", "3.33", "9.99"))

    commands: list[Callable[[], object]] = [
        lambda: desk.sales.sell(studio.anna, plan),
        lambda: desk.sales.sell(studio.anna, Line(booking=any_booking(), price="5.55")),
        lambda: desk.sales.pay(any_sale(), amount()),
        lambda: desk.sales.pay(any_sale(), amount(), card="visa"),
        lambda: desk.sales.refund(any_sale(), amount()),
        lambda: desk.sales.refund(any_sale(), amount(), to=Method.CASH),
        lambda: desk.sales.void(any_sale(), reason="per sbaglio"),
        lambda: desk.bookings.book(studio.anna, chance.choice(sessions)),
        lambda: desk.bookings.cancel(any_booking()),
        lambda: clock.advance(hours=1),
        desk.run_due,
        moody,
    ]
    done = 0
    for command in chance.choices(commands, k=80):
        with suppress(Refused, IndexError):
            command()
            done += 1
            assert desk.verify() == ()

    assert done > 40
