"""Money at the desk, driven at random, held after each step against a ledger kept by hand."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookingcore import Cause, Desk, GrantOn, Line, Method
from bookingcore.testing import FrozenClock
from tests.desk.money_desk import (
    FINE,
    FREE_UNTIL,
    LEAVING,
    NAMES,
    PLACE,
    PLANS,
    Letter,
    MoneyDesk,
    cents,
    cut,
    granted_by,
)
from tests.desk.money_records import ANSWERS, Booked, Sold

WHO = st.sampled_from(("Anna", "Anna", "Ugo", "Ugo", "Eva"))
AMOUNTS = st.sampled_from((None, None, "5.00", "10.00", "9.99", "25.00"))
PAID = st.sampled_from((None, None, "cash", "yes", "no, cash", "later"))
"""What the card said at once, or that it was paid in cash; one after the other."""
SAID = st.sampled_from(("yes", "yes", "no", "later", *ANSWERS))
HEARD = st.sampled_from((True, True, False))
OFF = st.sampled_from((None, None, "4.99", "all"))


class Till(MoneyDesk, RuleBasedStateMachine):
    """Three customers, what they buy, how they pay, and what goes back."""

    sale: Bundle[str] = Bundle("sale")
    gift: Bundle[str] = Bundle("gift")
    unsold: Bundle[str] = Bundle("unsold")
    booking: Bundle[str] = Bundle("booking")
    member: Bundle[str] = Bundle("member")
    letter: Bundle[Letter] = Bundle("letter")

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        RuleBasedStateMachine.__init__(self)
        MoneyDesk.__init__(self, desk, clock)
        self.most, self.owed, self.kept = 8, False, False
        self.bills: list[str] = []

    # Selling.

    @initialize(most=st.sampled_from((2, 3, 4, 8)))
    def open(self, most: int) -> None:
        """Where there is little to choose from more happens to each."""
        self.most = most

    @initialize(target=sale, plan=st.sampled_from(tuple(PLANS)), waits=st.booleans(), paid=PAID)
    def open_with_a_pass(self, plan: str, waits: bool, paid: str | None) -> Any:
        line, total = self.passes(plan, 1, None)
        return self.sold("Anna", total, paid, line, waits=waits)

    @initialize(target=booking, who=WHO, day=st.sampled_from((1, 2, 2)))
    def open_with_a_booking(self, who: str, day: int) -> Any:
        return self.book(who=who, day=day, places=1)

    @initialize(targets=(gift, unsold))
    def open_with_a_gift(self) -> Any:
        return self.issue_gift(amount="25.00", days=None)

    def sold(
        self, who: str, total: int, paid: str | None, *lines: Line, waits: bool, **agreed: Any
    ) -> str:
        """Sell these lines; the sale may be paid at once."""
        sale = self.desk.sales.sell(
            self.people[who],
            *lines,
            application_date="2026-07-01",
            grant_on=GrantOn.PAYMENT if waits else GrantOn.SALE,
        )
        agreement = Sold(who, units=granted_by(sale), waits=waits, **agreed)
        self.books.passes |= set(agreement.units)
        self.books.sell(sale.id, agreement, total)
        for how in paid.split(", ") if total and paid else ():
            if how == "cash":
                self.pay(sale=sale.id, amount=None, by="cash", twice=False)
            else:
                self.pay_by_card(sale=sale.id, amount=None, answer=how)
        return sale.id

    @precondition(lambda self: len(self.books.sales) < self.most)
    @rule(
        target=sale,
        who=WHO,
        plan=st.sampled_from(tuple(PLANS)),
        quantity=st.sampled_from((1, 1, 2)),
        off=OFF,
        waits=st.booleans(),
        paid=PAID,
    )
    def sell(
        self, who: str, plan: str, quantity: int, off: str | None, waits: bool, paid: str | None
    ) -> str:
        line, total = self.passes(plan, quantity, off)
        return self.sold(who, total, paid, line, waits=waits)

    @precondition(lambda self: len(self.books.sales) < self.most)
    @rule(
        target=sale,
        booking=booking,
        beside=st.sampled_from((None, None, "three", "gift")),
        waits=st.booleans(),
        paid=PAID,
    )
    def sell_a_place(self, booking: str, beside: str | None, waits: bool, paid: str | None) -> Any:
        """A line pays for a booking; a pass or a gift card may stand beside it."""
        booked, status = self.books.bookings[booking], self.books.status(booking)
        line, price = Line(booking=booking), PLACE * booked.places
        if status == "BOOKED":
            who = self.people[booked.who]
            self.refused("BookingPaid", lambda: self.desk.sales.sell(who, line))
            return multiple()
        agreed: dict[str, Any] = {"waits": waits, "lines": {booking: price}}
        lines = [line]
        if beside == "gift":
            agreed["gifts"] = (str(self.issue_gift(amount="10.00", days=None)),)
            lines, price = [line, Line(gift_card=agreed["gifts"][0])], price + 1000
        elif beside:
            more, cost = self.passes(beside, 1, None)
            lines, price = [line, more], price + cost
        return self.sold(booked.who, price, paid, *lines, **agreed)

    @precondition(lambda self: len(self.books.gifts) < self.most)
    @rule(
        targets=(gift, unsold),
        amount=st.sampled_from(("10.00", "25.00", "50.00")),
        days=st.sampled_from((None, None, 1)),
    )
    def issue_gift(self, amount: str, days: int | None) -> str:
        until = None if days is None else self.today + timedelta(days=days)
        card = self.desk.gift_cards.issue(amount, expires_on=until)
        self.books.issue(card.id, cents(amount), until)
        return card.id

    @precondition(lambda self: len(self.books.sales) < self.most)
    @rule(
        target=sale,
        gift=consumes(unsold),
        who=WHO,
        plan=st.sampled_from((None, None, "one")),
        paid=PAID,
    )
    def sell_gift(self, gift: str, who: str, plan: str | None, paid: str | None) -> str:
        """A card that was given out is sold; no second time."""
        lines, total = [Line(gift_card=gift)], self.books.gifts[gift].amount
        if plan is not None:
            line, cost = self.passes(plan, 1, None)
            lines, total = [*lines, line], total + cost
        sale = self.sold(who, total, paid, *lines, waits=False, gifts=(gift,))
        self.refused("GiftCardSold", lambda: self.desk.sales.sell(self.people[who], *lines))
        return sale

    # Paying.

    @precondition(lambda self: self.owed)
    @rule(
        sale=sale,
        amount=AMOUNTS,
        by=st.sampled_from(("cash", "transfer", "terminal", "marked")) | gift,
        twice=st.booleans(),
    )
    def pay(self, sale: str, amount: str | None, by: str, twice: bool) -> None:
        """With a key: whoever asks again gets the same payment. Or it is marked as paid."""
        self.clock.advance(minutes=1)
        wanted = None if by == "marked" else cut(amount)
        due = self.books.ledger.open(sale)
        most = min(due, self.books.left_on(by)) if by in self.books.gifts else due
        wrong = self.books.refusal_to_pay(sale, wanted)
        if by in self.books.gifts:
            wrong = wrong or self.books.refusal_of_gift(sale, wanted, by, self.today)
        give = self.payment_by(by, sale, amount)
        if self.refused(wrong, give):
            [payment] = self.new_payments(sale)
            assert payment.amount.minor == (wanted or most)
            self.books.pay(sale, payment.id, payment.amount.minor, by)
            assert by == "marked" or not twice or give() == payment

    @precondition(lambda self: self.owed)
    @rule(target=letter, sale=sale, amount=AMOUNTS, answer=SAID)
    def pay_by_card(self, sale: str, amount: str | None, answer: str) -> Any:
        self.clock.advance(minutes=1)
        wrong = self.books.refusal_to_pay(sale, cut(amount))
        wanted = cut(amount) or self.books.ledger.open(sale)
        with self.saying(answer):
            self.refused(wrong, lambda: self.desk.sales.charge_card(sale, "visa", amount))
        if wrong is not None:
            return multiple()
        [payment] = self.new_payments(sale)
        assert payment.amount.minor == wanted
        call = self.books.charge(sale, payment.id, wanted)
        self.books.ask([call], answer)
        return multiple(*self.letters([call]))

    # The provider.

    @precondition(lambda self: self.turning(yes=True))
    @rule(target=letter, last=st.integers(0, 2), heard=HEARD)
    def provider_moves_it(self, last: int, heard: bool) -> Any:
        """What it had accepted is made; or a charge that it had refused, after all."""
        return self.provider_turns(last, yes=True, heard=heard)

    @precondition(lambda self: self.turning(yes=False))
    @rule(target=letter, last=st.integers(0, 2), heard=HEARD)
    def provider_refuses_it(self, last: int, heard: bool) -> Any:
        """What it had accepted fails; or a bank sends back what was given back."""
        return self.provider_turns(last, yes=False, heard=heard)

    @rule(letter=letter)
    def hear(self, letter: Letter) -> None:
        """An event arrives: late, twice, or after the one that came later."""
        self.heard(letter)

    @rule(
        target=sale,
        hours=st.sampled_from((2, 2, 12, 24, 3 * 24, 31 * 24)),
        card_works=st.sampled_from((True, True, False)),
    )
    def time_goes_by(self, hours: int, card_works: bool) -> Any:
        """Until the worker comes, who charges memberships to a card that works or does not."""
        self.clock.advance(hours=hours)
        self.payments.bad_cards = () if card_works else {"amex"}
        billed = self.the_worker_comes("yes" if card_works else "no")
        self.payments.bad_cards = ()
        for member in self.members:
            due = self.desk.memberships.get(member).next_payment_on
            assert due is None or due > self.today
        return multiple(*billed)

    # Giving back.

    @precondition(lambda self: self.kept)
    @rule(
        target=letter,
        sale=sale,
        amount=AMOUNTS,
        to=st.sampled_from((None, None, None, "cash", "card")) | gift,
        answer=SAID,
    )
    def refund(self, sale: str, amount: str | None, to: str | None, answer: str) -> Any:
        way = Method[to.upper()] if to in {"cash", "card"} else to
        self.clock.advance(minutes=1)
        books, wanted = self.books, cut(amount)
        wrong = books.refusal_to_give_back(sale, wanted, to)
        with self.saying(answer):
            self.refused(wrong, lambda: self.desk.sales.refund(sale, amount, to=way))
        if wrong is not None:
            return multiple()
        back = wanted or books.ledger.sum("till", of=sale)
        return multiple(*self.went_back(sale, books.parts(sale, back, to), answer))

    # Where most of what was sold is void there is little left to happen.
    @precondition(lambda self: sum(not sold.voided for sold in self.books.sales.values()) > 2)
    @rule(what=sale | gift)
    def void(self, what: str) -> None:
        if what in self.books.gifts:
            wrong = None if self.books.left_on(what) else "GiftCardEmpty"
            if self.refused(wrong, lambda: self.desk.gift_cards.void(what)):
                self.books.lapse(what)
        else:
            wrong = self.books.refusal_to_void(what)
            if self.refused(wrong, lambda: self.desk.sales.void(what, reason="a mistake")):
                self.books.void(what)

    @precondition(lambda self: len(self.books.bookings) < self.most)
    @rule(
        target=booking,
        who=WHO,
        day=st.sampled_from((1, 1, 2, 3, 4, 5)),
        places=st.sampled_from((1, 1, 2)),
    )
    def book(self, who: str, day: int, places: int) -> Any:
        session, owner = self.sessions[day - 1], self.books.owner(who)
        there = [b for b in self.books.bookings.values() if b.live and b.session == session.id]
        twice = any(self.books.owner(b.who) == owner for b in there)
        booking = self.refused(
            "AlreadyBooked" if twice else None,
            lambda: self.desk.bookings.book(self.people[who], session, places=places),
        )
        if booking is None:
            return multiple()
        self.books.bookings[booking.id] = Booked(who, session.starts_at, places, session.id)
        self.books.settle()
        return booking.id

    @rule(
        target=letter,
        booking=consumes(booking),
        cause=st.sampled_from((None, None, "CENTER")),
        refund=st.booleans(),
        answer=SAID,
    )
    def cancel(self, booking: str, cause: str | None, refund: bool, answer: str) -> Any:
        """Where there is nothing to refund it is cancelled without; once."""
        books, booked = self.books, self.books.bookings[booking]
        _, refundable = books.share(booking)
        why = Cause[cause] if cause else None
        give = partial(self.desk.bookings.cancel, booking, cause=why)
        if refund and not refundable:
            self.refused("NothingToRefund", lambda: give(refund=True))
            refund = False
        with self.saying(answer):
            give(refund=refund)
        self.refused("AlreadyCancelled", lambda: give(refund=refund))
        late = cause is None and self.clock.now() >= booked.starts - FREE_UNTIL
        books.cancel(booking, free=not late, waives=not late or refund)
        told: list[Letter] = []
        if refund and booked.sale is not None:
            parts = books.parts(booked.sale, refundable, None)
            told = self.went_back(booked.sale, parts, answer, booking)
        self.bills += self.fined(booked.who, FINE if late else 0)
        return multiple(*told)

    @precondition(lambda self: self.bills)
    @rule(target=sale)
    def bills_are_written(self) -> Any:
        """The sales that nobody made at the desk: fines, and the first months of memberships."""
        bills, self.bills = self.bills, []
        return multiple(*bills)

    # Memberships.

    @precondition(lambda self: len(self.books.sales) < self.most)
    @rule(target=member, who=WHO, answer=st.sampled_from(("yes", "no", "later", "silence, made")))
    def join(self, who: str, answer: str) -> str:
        with self.saying(answer):
            member = self.desk.memberships.start(self.people[who], self.monthly, card="amex")
        self.members[member.id] = who
        self.bills += self.look_for_new_periods(answer)
        return member.id

    @rule(member=member, wish=st.sampled_from(("pause", "resume", "cancel")))
    def member_wishes(self, member: str, wish: str) -> None:
        """To cancel at once costs a fee."""
        who, command = self.members[member], getattr(self.desk.memberships, wish)
        self.refused(None if who else "MembershipEnded", lambda: command(member))
        if who and wish == "cancel":
            self.members[member] = None
            self.bills += self.fined(who, LEAVING)

    @precondition(lambda self: not self.books.led)
    @rule(pair=st.sampled_from(tuple(permutations(NAMES, 2))))
    def absorb(self, pair: tuple[str, str]) -> None:
        """Two cards turn out to be one person's; the first one stays."""
        into, old = pair
        self.desk.customers.absorb(into=self.people[into], old=self.people[old])
        self.books.absorb(into, old)

    # What must hold.

    # What must hold.

    @invariant()
    def agree(self) -> None:
        """The desk says what the ledger says."""
        self.compare()
        self.owed = any(map(self.books.ledger.open, self.books.sales))
        self.kept = self.books.ledger.sum("till") > 0

    def teardown(self) -> None:
        self.audit()


@pytest.mark.hypothesis
@pytest.mark.rule("A36", "A37", "A38", "A55", "A63")
def test_no_cent_and_no_unit_is_lost(desk: Desk, clock: FrozenClock, store_kind: str) -> None:
    """Many stories where they cost little, a few on each database."""
    most, long = settings().max_examples, settings().max_examples > 100
    size = settings(
        max_examples=(most if long else 3 * most) if store_kind == "memory" else most // 10,
        stateful_step_count=60 if long else 40,
    )
    machine: Any = lambda: Till(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)
