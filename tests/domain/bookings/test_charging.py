"""Asking a provider: what is written before, and what becomes of its answers in any order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.asking import FIRST_WAIT, LONGEST_WAIT, TIME_TO_ASK
from bookingcore.domain.sales.payment import CHARGE_TRANSITIONS, UNDECIDED, ChargeStatus, Method
from bookingcore.domain.sales.refund import ON_ITS_WAY, REFUND_TRANSITIONS, RefundStatus
from bookingcore.domain.sales.sale import PaymentStatus
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import PaymentId
from tests.domain.build import euro
from tests.domain.takings import NOW, Takings, by_card, payment

PENDING, CAPTURED = ChargeStatus.PENDING, ChargeStatus.CAPTURED
FAILED, UNKNOWN = ChargeStatus.FAILED, ChargeStatus.UNKNOWN
ANSWERS = st.lists(st.sampled_from(ChargeStatus), max_size=8)


def charged(*answers: ChargeStatus) -> tuple[Takings, PaymentId]:
    """A sale of 30 euros that is charged to a card, and the provider's answers."""
    takings = Takings()
    asked = takings.charge()
    for status in answers:
        takings.hear(asked.id, status)
    return takings, asked.id


def refunding(*answers: ChargeStatus) -> Takings:
    """A sale of 30 euros of which 10 go back to the card, and the provider's answers."""
    takings, _ = charged(CAPTURED)
    back = takings.give_back(euro(10))
    for status in answers:
        takings.hear_back(back.id, status)
    return takings


class TestAskingForMoney:
    def test_the_charge_is_written_down_before_anybody_is_asked(self) -> None:
        takings, id = charged()

        assert takings.payments[id] == by_card(id, status=PENDING, reference="")
        assert (takings.sale.paid, takings.sale.pending) == (euro(0), euro(30))
        assert takings.dues == {
            f"CHARGE:{id}": Due(
                kind=DueKind.CHARGE,
                subject=id,
                due_at=NOW,
                leased_until=NOW + TIME_TO_ASK,
                attempts=1,
            )
        }
        assert takings.history[-1].kind is EventKind.PAYMENT_ASKED

    def test_the_money_that_comes_is_a_payment_like_any_other(self) -> None:
        takings, id = charged(CAPTURED)

        assert takings.payments[id] == by_card(id)
        assert takings.sale.payment_status is PaymentStatus.PAID
        assert takings.dues == {}
        event = takings.history[-1]
        assert (event.kind, event.facts["due"]) == (EventKind.PAYMENT_TAKEN, 0)

    def test_a_no_is_kept_in_the_words_of_the_provider(self) -> None:
        takings, id = charged()
        takings.hear(id, FAILED, reason="insufficient funds")

        assert takings.payments[id].reason == "insufficient funds"
        assert takings.sale.open == euro(30)
        event = takings.history[-1]
        assert (event.kind, event.words) == (
            EventKind.PAYMENT_FAILED,
            {"answer": "insufficient funds"},
        )

    def test_the_words_of_a_no_are_dropped_once_the_money_is_there(self) -> None:
        takings, id = charged()
        takings.hear(id, FAILED, reason="insufficient funds")
        takings.hear(id, CAPTURED, reference="")

        assert takings.payments[id] == by_card(id)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(UNKNOWN, EventKind.PAYMENT_UNANSWERED), (PENDING, EventKind.PAYMENT_ASKED)],
    )
    def test_who_did_not_decide_is_asked_again(self, status: ChargeStatus, kind: EventKind) -> None:
        takings, id = charged(PENDING if status is UNKNOWN else UNKNOWN, status)

        assert takings.history[-1].kind is kind
        assert takings.sale.pending == euro(30)
        due = takings.dues[f"CHARGE:{id}"]
        assert (due.due_at, due.leased_until, due.attempts) == (NOW + 2 * FIRST_WAIT, None, 1)

    @given(st.integers(0, 40))
    def test_each_wait_is_twice_as_long_as_the_one_before_up_to_an_hour(self, times: int) -> None:
        takings, id = charged()
        takings.hear(id, UNKNOWN, attempts=times)

        wait = timedelta(minutes=1)
        for _ in range(times):
            wait = min(2 * wait, timedelta(hours=1))
        assert takings.dues[f"CHARGE:{id}"].due_at == NOW + wait
        assert wait <= LONGEST_WAIT

    @given(ANSWERS)
    def test_answers_in_any_order_and_any_number_end_as_the_table_says(
        self, answers: list[ChargeStatus]
    ) -> None:
        """The table, walked by hand: money that came is there once, and never goes again."""
        takings, id = charged(*answers)

        expected, steps = PENDING, 0
        for status in answers:
            if status in CHARGE_TRANSITIONS[expected]:
                expected, steps = status, steps + 1
        assert takings.payments[id].status is expected
        assert takings.sale.paid == (euro(30) if expected is CAPTURED else euro(0))
        assert takings.sale.pending == (euro(30) if expected in UNDECIDED else euro(0))
        assert bool(takings.dues) is (expected in UNDECIDED)
        # What is told is what changed: the sale, the balance, the asking, then each step.
        assert len(takings.history) == 3 + steps
        assert (CAPTURED in answers) is (expected is CAPTURED)

    @pytest.mark.parametrize("order", list(permutations((CAPTURED, FAILED, UNKNOWN))))
    def test_once_the_money_is_there_nothing_that_comes_later_counts(
        self, order: tuple[ChargeStatus, ...]
    ) -> None:
        takings, id = charged(*order, *order)

        assert takings.payments[id].status is CAPTURED
        assert takings.sale.paid == euro(30)
        assert takings.refunds == {}


class TestMoneyThatComesTwice:
    """A provider that said no is believed when the money comes after all; it goes back (A36)."""

    def test_what_was_paid_otherwise_in_between_goes_back_to_the_card(self) -> None:
        takings, id = charged(FAILED)
        takings.pay(euro(20))
        takings.hear(id, CAPTURED)

        [back] = takings.refunds.values()
        [part] = back.parts
        assert (part.payment_id, part.amount, part.charge) == (id, euro(20), f"charge of {id}")
        assert part.status is RefundStatus.PENDING
        assert (takings.sale.paid, takings.sale.refunding) == (euro(50), euro(20))
        # Whoever does due work asks: nobody has taken it yet.
        due = takings.dues[f"REFUND:{back.key(0)}"]
        assert (due.due_at, due.leased_until, due.attempts) == (NOW, None, 0)
        assert takings.history[-1].kind is EventKind.REFUND_MADE

    def test_it_takes_no_units_and_neither_does_it_count_for_those_of_a_later_refund(self) -> None:
        takings, id = charged(FAILED)
        takings.pay()
        takings.hear(id, CAPTURED)

        assert takings.balance.remaining == 10
        takings.give_back(euro(3))
        assert takings.balance.remaining == 9
        takings.give_back()
        assert takings.balance.remaining == 0

    def test_where_the_provider_keeps_it_cash_goes_back_without_units(self) -> None:
        takings, id = charged(FAILED)
        takings.pay()
        takings.hear(id, CAPTURED)
        [refused] = takings.refunds
        takings.hear_back(refused, FAILED)
        takings.give_back(euro(30), to=Method.CASH)

        assert takings.balance.remaining == 10
        assert takings.sale.payment_status is PaymentStatus.PARTIALLY_REFUNDED

    @pytest.mark.rule("A37")
    def test_all_of_it_goes_back_where_the_sale_was_undone_in_between(self) -> None:
        takings, id = charged(FAILED)
        takings.void()
        takings.hear(id, CAPTURED)

        assert takings.sale.refunding == euro(30)
        assert takings.arrows[-1] == (PaymentStatus.VOIDED, PaymentStatus.PAID)
        assert takings.balance.remaining == 0
        [back] = takings.refunds
        takings.hear_back(back, CAPTURED)
        assert takings.sale.payment_status is PaymentStatus.REFUNDED

    def test_what_is_only_due_in_part_goes_back_in_part_and_each_time_anew(self) -> None:
        takings = Takings()
        first, second = takings.charge(euro(20)), takings.charge(euro(10))
        for asked in (first, second):
            takings.hear(asked.id, FAILED)
        takings.pay(euro(15))
        takings.hear(first.id, CAPTURED)
        takings.hear(second.id, CAPTURED)

        amounts = [back.amount for back in takings.refunds.values()]
        assert amounts == [euro(5), euro(10)]
        assert takings.sale.refundable == euro(30)


class TestGivingBack:
    """The same for parts of refunds, but that a bank may still send back what went."""

    @given(ANSWERS)
    def test_answers_in_any_order_and_any_number_end_as_the_table_says(
        self, answers: list[ChargeStatus]
    ) -> None:
        takings = refunding(*answers)

        expected = RefundStatus.PENDING
        names = {CAPTURED: "DONE"}
        for status in answers:
            said = RefundStatus[names.get(status, status.name)]
            if said in REFUND_TRANSITIONS[expected]:
                expected = said
        [back] = takings.refunds.values()
        assert back.status is expected
        gone, going = expected is RefundStatus.DONE, expected in ON_ITS_WAY
        assert takings.sale.refunded == (euro(10) if gone else euro(0))
        assert takings.sale.refunding == (euro(10) if going else euro(0))
        assert bool(takings.dues) is going
        assert takings.balance.remaining == (10 if expected is RefundStatus.FAILED else 7)

    @pytest.mark.parametrize(
        ("answers", "kind"),
        [
            ((UNKNOWN,), EventKind.REFUND_UNANSWERED),
            ((UNKNOWN, PENDING), EventKind.REFUND_ASKED),
            ((CAPTURED,), EventKind.REFUND_DONE),
            ((FAILED,), EventKind.REFUND_FAILED),
        ],
    )
    def test_history_tells_what_the_provider_said(
        self, answers: tuple[ChargeStatus, ...], kind: EventKind
    ) -> None:
        assert refunding(*answers).history[-1].kind is kind

    def test_a_yes_after_a_no_is_not_believed_but_on_record_once(self) -> None:
        takings = refunding(FAILED, CAPTURED, CAPTURED)

        kinds = [happened.kind for happened in takings.history]
        assert kinds.count(EventKind.REFUND_DISPUTED) == 1
        assert takings.sale.refunded == euro(0)
        [back] = takings.refunds.values()
        assert back.status is RefundStatus.FAILED
        assert back.parts[0].reason.startswith("first the provider said no")

    @pytest.mark.rule("A36", "A37")
    def test_what_the_bank_sends_back_was_not_refunded_after_all(self) -> None:
        takings = refunding(CAPTURED)
        [back] = takings.refunds
        takings.hear_back(back, FAILED, reason="account closed")

        assert takings.sale.payment_status is PaymentStatus.PAID
        assert takings.refunds[back].parts[0].reason == "account closed"
        assert (takings.sale.refundable, takings.balance.remaining) == (euro(30), 10)

    @pytest.mark.rule("A38")
    def test_what_the_bank_sends_back_brings_no_units_to_a_sale_that_was_undone(self) -> None:
        takings, _ = charged(CAPTURED)
        back = takings.give_back()
        takings.hear_back(back.id, CAPTURED)
        takings.void()
        takings.hear_back(back.id, FAILED)

        assert takings.sale.refundable == euro(30)
        assert (takings.balance.remaining, takings.balance.refunded) == (0, True)


def test_a_payment_is_undecided_while_nobody_can_tell() -> None:
    assert {status for status in ChargeStatus if payment(status=status).undecided} == UNDECIDED
