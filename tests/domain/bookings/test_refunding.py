"""Giving money back: payment by payment, by which way, and what is refused (A36, A39)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.gifting import GiftCards
from bookingcore.domain.bookings.refund_answers import decide_refund_answer
from bookingcore.domain.bookings.refunding import (
    RefundFacts,
    RefundWish,
    decide_refund,
    left_of,
)
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund, RefundStatus, UnitsTaken
from bookingcore.domain.sales.sale import PaymentStatus
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BranchId, GiftCardId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.errors import (
    CurrencyMismatch,
    GiftCardNotReturnable,
    InvalidInput,
    MoreThanPaid,
    NothingPaid,
    RefundUnsupported,
)
from tests.domain.build import MARIA, euro, sale
from tests.domain.sales.test_gift_card import card
from tests.domain.takings import (
    NOW,
    PASS,
    Takings,
    answer,
    by_card,
    cents,
    part,
    payment,
    refund,
)

G1 = GiftCardId("g1")
DONE, PENDING, FAILED = RefundStatus.DONE, RefundStatus.PENDING, RefundStatus.FAILED


def wish(amount: Money | None = None, **fields: Any) -> RefundWish:
    usual = RefundWish(id=RefundId("r1"), amount=amount, to=None, now=NOW, actor=MARIA)
    return evolve(usual, **fields)


def facts(*payments: Payment, refunds: tuple[Refund, ...] = (), **fields: Any) -> RefundFacts:
    """What was paid of a sale over 100 euros, and what went back of it already."""
    paid = sum((each.amount for each in payments), euro(0))
    gone = sum((each.total(DONE) for each in refunds), euro(0))
    usual = RefundFacts(
        sale=evolve(sale(total=100), paid=paid, refunded=gone),
        payments=payments,
        refunds=refunds,
        refunds_cards=True,
        partially=True,
    )
    return evolve(usual, **fields)


def refunded(asked: RefundWish, known: RefundFacts) -> Refund:
    return decide_refund(asked, known).result[1]


class TestWhichMoneyGoesBack:
    """What was paid last comes back first, and of no payment more than came in by it."""

    def test_the_last_payment_comes_back_first(self) -> None:
        back = refunded(wish(euro(50)), facts(payment("m1", 30), payment("m2", 40)))

        assert [(each.payment_id, each.amount) for each in back.parts] == [
            ("m2", euro(40)),
            ("m1", euro(10)),
        ]

    def test_a_payment_that_went_back_is_passed_over(self) -> None:
        first = refund("r0", part("m2", 40))
        back = refunded(
            wish(euro(30)), facts(payment("m1", 30), payment("m2", 40), refunds=(first,))
        )

        assert back.parts == (part("m1", 30),)

    @pytest.mark.parametrize("status", set(ChargeStatus) - {ChargeStatus.CAPTURED})
    def test_what_never_came_does_not_go_back(self, status: ChargeStatus) -> None:
        assert left_of(by_card(status=status), ()) == euro(0)

    @pytest.mark.parametrize(
        ("status", "left"), [(DONE, 20), (PENDING, 20), (RefundStatus.UNKNOWN, 20), (FAILED, 30)]
    )
    def test_what_is_on_its_way_is_not_left_and_what_was_refused_is(
        self, status: RefundStatus, left: int
    ) -> None:
        others = refund("r0", part("m2", 5), part("m1", 10, status=status))

        assert left_of(payment(), [others]) == euro(left)

    @given(
        st.lists(st.integers(1, 40), min_size=1, max_size=4),
        st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=6),
    )
    def test_the_parts_are_those_of_a_pile_of_cents(
        self, paid: list[int], wishes: list[tuple[int, bool]]
    ) -> None:
        """Every cent lies on a pile in the order in which it came; refunds take from the top.

        A provider may say no: then its cents lie where they lay.
        """
        takings = Takings(cents(sum(paid)))
        pile = [id for each in paid for id in [takings.pay_by_card(cents(each)).id] * each]
        order = list(takings.payments)
        for amount, kept in wishes:
            if amount > len(pile):
                continue
            back = takings.give_back(cents(amount))
            taken = [pile.pop() for _ in range(amount)]
            runs = [(id, sum(1 for _ in same)) for id, same in groupby(taken)]
            assert [(each.payment_id, each.amount.minor) for each in back.parts] == runs
            for no in range(len(runs) if kept else 0):
                takings.hear_back(back.id, ChargeStatus.FAILED, no)
            pile = sorted(pile + taken * kept, key=order.index)

        assert takings.sale.refundable.minor == len(pile)

    @pytest.mark.rule("002-19", "A37")
    def test_all_that_is_left_goes_back_unless_an_amount_is_given(self) -> None:
        takings = Takings()
        takings.pay()
        backs = [takings.give_back(euro(10)), takings.give_back()]

        assert [each.amount for each in backs] == [euro(10), euro(20)]
        assert takings.arrows[1:] == [
            (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED),
            (PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED),
        ]

    @pytest.mark.rule("A36")
    def test_a_refund_is_a_record_of_its_own_and_leaves_the_payment_as_it_was(self) -> None:
        takings = Takings()
        before = takings.pay()
        back = takings.give_back(note="she moved away", branch_id=BranchId("mare"))

        assert takings.payments == {before.id: before}
        assert back == refund(
            "r2",
            part(before.id),
            units=(UnitsTaken(PASS, 10),),
            note="she moved away",
            branch_id=BranchId("mare"),
        )
        event = takings.history[-1]
        assert (event.kind, event.subject) == (EventKind.REFUND_MADE, "sale")
        assert event.facts == {
            "refund": "r2",
            "amount": 3000,
            "currency": "EUR",
            "methods": "CASH",
            "status": "DONE",
            "units": 10,
            "notify": "customer",
        }
        assert event.words == {"note": "she moved away"}

    def test_it_goes_back_where_the_thing_was_sold_unless_said(self) -> None:
        at_sea = evolve(facts(payment()).sale, branch_id=BranchId("mare"))

        assert refunded(wish(), facts(payment(), sale=at_sea)).branch_id == "mare"


class TestWhatIsRefused:
    def test_nothing_goes_back_of_what_was_not_paid(self) -> None:
        with pytest.raises(NothingPaid):
            Takings().give_back()

    def test_what_went_back_does_not_go_back_again(self) -> None:
        takings = Takings()
        takings.pay()
        takings.give_back()

        with pytest.raises(NothingPaid):
            takings.give_back(cents(1))

    def test_what_is_on_its_way_back_does_not_go_back_again(self) -> None:
        takings = Takings()
        takings.pay_by_card()
        takings.give_back(euro(20))

        with pytest.raises(MoreThanPaid) as refused:
            takings.give_back(euro("10.01"), to=Method.CASH)
        assert (refused.value.amount, refused.value.refundable) == ("10.01 EUR", "10.00 EUR")

    @pytest.mark.parametrize("amount", [0, -1])
    def test_no_refund_takes_money(self, amount: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            refunded(wish(cents(amount)), facts(payment()))

        assert refused.value.field == "amount"

    def test_another_currency_does_not_go_back(self) -> None:
        with pytest.raises(CurrencyMismatch):
            refunded(wish(Money.of(1, "USD")), facts(payment()))


class TestByWhichWay:
    """The way that it came by, unless another is asked for; a card needs its provider (A39)."""

    def test_it_goes_back_as_it_came(self) -> None:
        known = facts(
            payment("m1", 10), payment("m2", 20, method=Method.TRANSFER), by_card("m3", 30)
        )
        back = refunded(wish(), known)

        assert [(each.method, each.status, each.charge) for each in back.parts] == [
            (Method.CARD, PENDING, "charge of m3"),
            (Method.TRANSFER, DONE, ""),
            (Method.CASH, DONE, ""),
        ]
        assert back.status is PENDING

    def test_the_provider_is_asked_for_its_parts_alone(self) -> None:
        known = facts(by_card("m1", 30), payment("m2", 20), by_card("m3", 30))
        changes = decide_refund(wish(), known).changes

        dues = [change.due for change in changes if hasattr(change, "due")]
        assert [(due.kind, due.subject) for due in dues] == [
            (DueKind.REFUND, "r1.0"),
            (DueKind.REFUND, "r1.2"),
        ]
        assert all(isinstance(due, Due) and due.leased_until is not None for due in dues)

    def test_what_a_card_paid_goes_back_in_cash_if_asked_for(self) -> None:
        back = refunded(wish(to=Method.CASH), facts(by_card(), refunds_cards=False))

        assert back.parts == (part(),)

    def test_what_the_centers_own_terminal_took_is_given_back_there(self) -> None:
        known = facts(by_card(card=None, reference=""), refunds_cards=False)
        back = refunded(wish(), known)

        assert back.parts == (part(method=Method.CARD),)

    def test_cash_does_not_go_back_to_a_card(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            refunded(wish(to=Method.CARD), facts(payment("m1", 10), by_card("m2", 10)))

        assert (refused.value.field, refused.value.value) == ("to", "CARD")

    @pytest.mark.rule("A39")
    def test_a_provider_that_gives_nothing_back_is_not_asked(self) -> None:
        with pytest.raises(RefundUnsupported):
            refunded(wish(), facts(by_card(), refunds_cards=False))

    @pytest.mark.rule("A39")
    def test_a_provider_that_gives_all_or_nothing_back_is_not_asked_for_a_part(self) -> None:
        whole = facts(by_card("m1", 30), by_card("m2", 20), partially=False)

        assert refunded(wish(), whole).amount == euro(50)
        assert refunded(wish(euro(20)), whole).parts[0].payment_id == "m2"
        with pytest.raises(RefundUnsupported):
            refunded(wish(euro(10)), whole)
        with pytest.raises(RefundUnsupported):
            refunded(wish(euro(40)), whole)

    def test_what_a_gift_card_paid_goes_back_onto_it(self) -> None:
        paid = payment("m1", 20, method=Method.GIFT_CARD, gift_card_id=G1)
        spent = card(remaining=euro(30), moves=2)
        decision = decide_refund(wish(), facts(paid, cards=GiftCards(others=[spent])))

        [back] = decision.result[1].parts
        assert (back.method, back.gift_card_id, back.status) == (Method.GIFT_CARD, G1, DONE)
        assert Put(card(moves=3)) in decision.changes

    def test_cash_goes_onto_the_gift_card_that_is_named_and_onto_no_other(self) -> None:
        cards = GiftCards(others=[card()])
        decision = decide_refund(
            wish(euro(5), to=Method.GIFT_CARD, gift_card_id=G1), facts(payment(), cards=cards)
        )

        assert Put(card(remaining=euro(55), moves=2)) in decision.changes
        with pytest.raises(InvalidInput) as refused:
            decide_refund(wish(to=Method.GIFT_CARD), facts(payment(), cards=cards))
        assert refused.value.field == "to"

    def test_gift_cards_that_a_sale_sold_come_back_unspent_and_all_at_once(self) -> None:
        whole = facts(payment("m1", 100), cards=GiftCards(sold=[card()]))
        spent = evolve(whole, cards=GiftCards(sold=[card(remaining=euro(49))]))

        assert Put(card(active=False)) in decide_refund(wish(), whole).changes
        for asked, known in ((wish(), spent), (wish(euro(99)), whole)):
            with pytest.raises(GiftCardNotReturnable):
                decide_refund(asked, known)

    def test_a_gift_card_can_be_spent_again_where_its_money_stays_after_all(self) -> None:
        back = refund("r1", part("m1", 30, status=PENDING, charge="c"))
        before = evolve(sale(paid=30), refunding=euro(30))
        cards = GiftCards(sold=[card(active=False)])
        said = answer(ChargeStatus.FAILED, "r1.0", DueKind.REFUND)

        assert Put(card()) in decide_refund_answer(said, back, 0, before, (), cards).changes
        # Where only a part of it stays, it is not paid for.
        less = evolve(before, refunded=euro(20), refunding=euro(10))
        some = evolve(back, parts=(evolve(back.parts[0], amount=euro(10)),))
        assert Put(card()) not in decide_refund_answer(said, some, 0, less, (), cards).changes


class TestWhereARefundStands:
    @pytest.mark.parametrize(
        ("statuses", "worst"),
        [
            ((DONE, FAILED), FAILED),
            ((FAILED, PENDING), PENDING),
            ((PENDING, RefundStatus.UNKNOWN), RefundStatus.UNKNOWN),
            ((DONE, DONE), DONE),
        ],
    )
    def test_it_stands_where_the_worst_of_its_parts_stands(
        self, statuses: tuple[RefundStatus, ...], worst: RefundStatus
    ) -> None:
        parts = [part(f"m{no}", status=status) for no, status in enumerate(statuses)]

        assert refund("r1", *parts).status is worst
        assert refund("r1", *reversed(parts)).status is worst

    def test_its_parts_are_known_by_their_numbers(self) -> None:
        both = refund("r1", part("m1", 10), part("m2", 20))

        assert (both.key(0), both.key(1)) == ("r1.0", "r1.1")
        assert both.with_part(1, part("m3", 5)).parts == (part("m1", 10), part("m3", 5))
        assert both.total(DONE) == euro(30)
        assert both.total(FAILED) == euro(0)
        assert part(status=RefundStatus.UNKNOWN).on_its_way
        assert not part().on_its_way
