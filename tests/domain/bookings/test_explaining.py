"""Why a booking is as it is; every remedy that is offered works, and none that works is missed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from attrs import evolve
from hypothesis import given

from bookingcore.domain.bookings.explaining import Explanation, Obstacle, Remedy, Why, said
from bookingcore.domain.sales.sale import GrantOn
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.ids import BookingId, SaleId
from tests.domain.build import euro, july
from tests.domain.card import Card, Step, histories, take


def awaiting(on: int = 2, *, places: int = 1) -> tuple[Card, BookingId]:
    """Anna's card with a yoga booking that awaits redemption."""
    card = Card()
    return card, card.book("yoga", on, places).id


def only(explanation: Explanation) -> Obstacle:
    (obstacle,) = explanation.obstacles
    return obstacle


class TestAwaiting:
    """What stands in the way, the way out first."""

    @pytest.mark.rule("000-04", "000-05", "000-07")
    def test_a_sale_that_applies_too_late_names_the_date_to_set(self) -> None:
        """Paid on 10 July, awaiting since 2 July: the application date must become 2 July."""
        card, booking = awaiting()
        sale = card.sell(("yoga",), units=1, applies=10)

        obstacle = only(card.explain(booking))

        assert (obstacle.why, obstacle.remedy) == (Why.NOT_YET_VALID, Remedy.SET_APPLICATION_DATE)
        assert obstacle.day == july(2)
        assert obstacle.sentence == (
            f"sale {sale.id} applies from 10 July 2026, the session is on 2 July 2026;"
            " set the application date to 2 July 2026"
        )

    @pytest.mark.rule("000-11")
    def test_without_any_balance_a_sale_is_needed(self) -> None:
        card, booking = awaiting()

        assert str(card.explain(booking)) == (
            "awaiting redemption: 1 unit must be valid on 2 July 2026\n"
            "a sale that covers service yoga and applies from 2 July 2026 or earlier"
            " would redeem it"
        )

    @pytest.mark.rule("000-17")
    def test_a_balance_that_has_expired_names_the_day_to_extend_it_to(self) -> None:
        card, booking = awaiting(on=5)
        (line,) = card.sell(("yoga",), units=1, applies=1, valid_for=3).lines

        obstacle = only(card.explain(booking))

        assert (obstacle.why, obstacle.remedy) == (Why.EXPIRED, Remedy.EXTEND_EXPIRY)
        assert obstacle.day == july(5)
        assert obstacle.sentence == (
            f"balance {line.balance_id} was valid until 3 July 2026,"
            " the session is on 5 July 2026; set its expiry to 5 July 2026"
        )

    @pytest.mark.rule("A4")
    def test_a_sale_that_was_undone_waits_for_no_money(self) -> None:
        card, booking = awaiting()
        sale = card.sell(("yoga",), units=1, grant_on=GrantOn.PAYMENT)
        card.rows.sales[sale.id] = evolve(sale, waived=sale.total, voided=True)

        assert card.explain(booking).obstacles == ()

    @pytest.mark.rule("A4")
    def test_a_sale_that_waits_for_its_money_says_to_take_it(self) -> None:
        card, booking = awaiting()
        sale = card.sell(("yoga",), units=1, grant_on=GrantOn.PAYMENT)

        obstacle = only(card.explain(booking))

        assert (obstacle.why, obstacle.remedy) == (Why.NOT_GRANTED, Remedy.TAKE_PAYMENT)
        assert obstacle.sentence == (
            f"sale {sale.id} grants its balance when it is paid;"
            " 30.00 EUR is still due: take the payment"
        )

    @pytest.mark.rule("A4")
    def test_a_payment_that_would_not_help_is_not_asked_for(self) -> None:
        card, booking = awaiting()
        sale = card.sell(("pilates",), units=1, grant_on=GrantOn.PAYMENT)

        obstacle = only(card.explain(booking))

        assert obstacle.remedy is None
        assert obstacle.sentence == (
            f"sale {sale.id} grants its balance when it is paid; 30.00 EUR is still due"
        )

    @pytest.mark.rule("000-14")
    def test_a_balance_for_another_service_does_not_help(self) -> None:
        card, booking = awaiting()
        sale = card.sell(("pilates",), units=1)

        obstacle = only(card.explain(booking))

        assert (obstacle.why, obstacle.remedy, obstacle.day) == (Why.OTHER_SERVICE, None, None)
        assert obstacle.sentence == (
            f"balance {obstacle.balance_id} of sale {sale.id} pays for other services than yoga"
        )

    def test_units_that_are_used_up_or_too_few_are_named(self) -> None:
        card = Card()
        card.sell(("yoga",), units=1)
        card.book("yoga", 1)
        second = card.book("yoga", 2).id
        card.sell(("yoga",), units=2, valid_for=None)
        group = card.book("yoga", 3, places=2).id

        assert not card.rows.bookings[second].awaiting
        used, few = card.explain(group).obstacles
        assert (used.why, few.why) == (Why.NO_UNITS_LEFT, Why.TOO_FEW_UNITS)
        assert used.sentence.endswith("has none of its 1 units left")
        assert few.sentence.endswith("has 1 unit left and 2 are needed")

    @pytest.mark.rule("A7")
    @pytest.mark.parametrize(("applies", "valid_for"), [(2, 9), (1, 2)])
    def test_on_its_first_and_last_day_a_balance_is_neither_late_nor_expired(
        self, applies: int, valid_for: int
    ) -> None:
        card, booking = awaiting(on=2, places=2)
        card.sell(("yoga",), units=1, applies=applies, valid_for=valid_for)

        assert only(card.explain(booking)).why is Why.TOO_FEW_UNITS

    def test_what_has_a_remedy_comes_first(self) -> None:
        card, booking = awaiting()
        card.sell(("pilates",), units=1, applies=1)
        card.sell(("yoga",), units=1, applies=5)

        explanation = card.explain(booking)

        assert [obstacle.why for obstacle in explanation.obstacles] == [
            Why.NOT_YET_VALID,
            Why.OTHER_SERVICE,
        ]
        assert explanation.sentences[1:3] == tuple(o.sentence for o in explanation.obstacles)

    @pytest.mark.rule("A5")
    def test_no_remedy_is_offered_that_an_older_booking_would_eat_up(self) -> None:
        """One unit, two bookings after its last day: a longer validity would pay for the older."""
        card, older = awaiting(on=4)
        younger = card.book("yoga", 5).id
        card.sell(("yoga",), units=1, valid_for=3)

        assert only(card.explain(older)).remedy is Remedy.EXTEND_EXPIRY
        assert only(card.explain(younger)).remedy is None
        assert only(card.explain(younger)).sentence.endswith("the session is on 5 July 2026")


class TestOthers:
    """Bookings that are booked, or cancelled."""

    def test_a_booked_one_names_the_balance_and_the_sale_that_pay(self) -> None:
        card, booking = awaiting(places=2)
        sale = card.sell(("yoga",), units=5)
        explanation = card.explain(booking)

        (line,) = sale.lines
        assert explanation.sentences == (
            f"booked: 2 units of balance {line.balance_id} (sale {sale.id}) pays for it",
        )
        assert [tie.units for tie in explanation.paid_by] == [2]

    @pytest.mark.rule("A12")
    def test_one_that_needs_no_balance_says_so(self) -> None:
        card, id = awaiting()
        free = evolve(card.rows.bookings[id].redeemed(), units_needed=0)
        card.rows.bookings[id] = free

        assert str(card.explain(id)) == "booked: this booking needs no balance"

    @pytest.mark.rule("A63")
    def test_one_that_the_line_of_a_sale_pays_for_names_the_sale(self) -> None:
        card, id = awaiting()
        card.rows.bookings[id] = card.rows.bookings[id].paid_by(SaleId("s9"))

        assert str(card.explain(id)) == "booked: a line of sale s9 pays for it"

    def test_a_cancelled_one_says_who_when_and_what_came_back(self) -> None:
        card, booking = awaiting()
        card.sell(("yoga",), units=1)
        card.cancel(booking, Cause.CENTER)

        assert str(card.explain(booking)) == (
            "cancelled by staff:maria on 30 June 2026, 12:00 UTC, in time, cause: center;"
            " 1 unit came back"
        )

    def test_a_late_one_says_so_and_one_without_units_too(self) -> None:
        card, id = awaiting(on=1)
        card.rows.bookings[id] = evolve(card.rows.bookings[id], units_needed=0)
        card.sleep()
        card.cancel(id)

        assert str(card.explain(id)) == (
            "cancelled by staff:maria on 1 July 2026, 12:00 UTC, late, cause: customer request;"
            " no unit had to come back"
        )

    def test_one_that_cost_a_fee_names_it(self) -> None:
        card, id = awaiting()
        card.cancel(id)
        cancelled = card.rows.bookings[id]
        assert cancelled.cancellation is not None
        end = evolve(cancelled.cancellation, fee=euro(5))
        card.rows.bookings[id] = evolve(cancelled, cancellation=end)

        assert str(card.explain(id)).endswith("; a fee of 5.00 EUR was sold")


def test_months_are_named_whatever_the_locale() -> None:
    days = [july(1).replace(month=month) for month in range(1, 13)]

    assert " ".join(said(day).split()[1][:3] for day in days) == (
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    )


def carry_out(card: Card, obstacle: Obstacle, on: int) -> None:
    """For real, what the remedy of such an obstacle would be."""
    match obstacle.why:
        case Why.NOT_YET_VALID:
            card.apply_from(obstacle.sale_id, on)
        case Why.EXPIRED if obstacle.balance_id is not None:
            card.set_expiry(obstacle.balance_id, on)
        case Why.NOT_GRANTED:
            card.pay(obstacle.sale_id)
        case _:
            assert obstacle.remedy is None


@pytest.mark.rule("000-04", "000-05")
@given(histories())
def test_a_remedy_is_offered_exactly_when_it_redeems_the_booking(history: list[Step]) -> None:
    card = Card()
    for step in history:
        take(card, step)

    for booking in card.rows.holdings(card.now).awaiting:
        for obstacle in card.explain(booking.id).obstacles:
            tried = deepcopy(card)
            carry_out(tried, obstacle, booking.on.day)
            redeemed = not tried.rows.bookings[booking.id].awaiting
            assert redeemed is (obstacle.remedy is not None), obstacle
            assert obstacle.day in {None, booking.on}
