"""Redemption against what maximum flow and trying everything say (A5, A8, A9, P2, P3)."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.redemption.matching import Held, covered_directly, settle
from bookingcore.domain.redemption.supply import Redemption, Supply
from bookingcore.domain.values.ids import BalanceId, BookingId
from tests.domain import build
from tests.domain.build import demand, supply
from tests.domain.redemption.oracle import admitted_oldest_first, can_pay_for, most_redeemed
from tests.domain.redemption.worlds import Arrival, World, histories, worlds


def redeemed(id: str, balance: str, *, on: int = 2, hour: int = 18, service: str = "yoga") -> Held:
    """A redeemed booking of one place, paid by *balance*."""
    tie = Redemption(BookingId(id), BalanceId(balance), 1)
    return Held(demand=demand(id, on=on, hour=hour, service=service), redemptions=[tie])


def payer(*supplies: Supply, on: int = 2) -> str:
    """The balance that pays for a single yoga booking."""
    (move,) = settle([demand("b1", on=on)], supplies).moves
    return move.balance_id


class TestOrder:
    """Which unit pays, where several could (A8)."""

    @pytest.mark.rule("A8")
    def test_the_balance_that_expires_first_pays_first(self) -> None:
        assert payer(supply("p1", last=20), supply("p2", last=10), supply("p3", last=None)) == "p2"

    @pytest.mark.rule("A8")
    def test_among_equal_expiries_the_earlier_application_date_pays(self) -> None:
        assert payer(supply("p1", first=2), supply("p2", first=1)) == "p2"

    @pytest.mark.rule("A8")
    def test_among_equals_the_smaller_id_pays(self) -> None:
        assert payer(supply("p2"), supply("p1")) == "p1"

    @pytest.mark.rule("A8")
    def test_units_in_their_days_of_grace_pay_before_newer_ones(self) -> None:
        old = supply("p2", first=-30, last=0, grace_days=7)

        assert payer(supply("p1", last=10), old, on=7) == "p2"
        assert payer(supply("p1", last=10), old, on=8) == "p1"

    def test_the_last_day_of_the_calendar_leaves_no_room_for_grace(self) -> None:
        last = build.july(1).max

        assert supply("p1", last=None).pays_until == last
        ends = Supply(
            balance_id=BalanceId("p1"),
            services=frozenset(),
            first=last,
            last=last.replace(day=30),
            grace_days=3,
        )
        assert ends.pays_until == last

    @pytest.mark.rule("A5")
    def test_the_oldest_start_is_redeemed_first(self) -> None:
        later, earlier = demand("b1", on=3), demand("b2", on=2)

        assert settle([later, earlier], [supply("p1")]).admitted == [earlier]

    @pytest.mark.rule("A5")
    def test_among_equal_starts_the_smaller_id_is_redeemed_first(self) -> None:
        assert settle([demand("b2"), demand("b1")], [supply("p1")]).admitted == [demand("b1")]

    @pytest.mark.rule("A9", "000-17")
    @pytest.mark.parametrize(("on", "pays"), [(4, False), (5, True), (10, True), (11, False)])
    def test_a_unit_pays_on_its_days_of_validity_first_and_last_included(
        self, on: int, pays: bool
    ) -> None:
        settlement = settle([demand("b1", on=on)], [supply("p1", first=5, last=10)])

        assert bool(settlement.admitted) is pays

    @pytest.mark.rule("000-14")
    def test_a_unit_pays_for_its_own_services_only(self) -> None:
        assert settle([demand("b1", service="physio")], [supply("p1", "yoga")]).admitted == []


class TestPaths:
    """No customer is asked to pay while their own units could cover the booking (A8)."""

    FLEXIBLE = supply("flexible", "yoga", "pilates", left=0, last=15)
    YOGA_ONLY = supply("yoga only", "yoga", left=1, last=31)

    @pytest.mark.rule("A8")
    def test_a_booking_gives_up_its_flexible_unit_for_one_that_nobody_else_can_use(self) -> None:
        """Anna owns a pass for yoga or pilates and a yoga pass. Her yoga took the flexible one,
        which expires first; now she books pilates, which only the flexible one covers."""
        yoga = redeemed("yoga", "flexible", on=2)
        pilates = demand("pilates", on=1, service="pilates")

        settlement = settle([pilates], [self.FLEXIBLE, self.YOGA_ONLY], [yoga])

        assert settlement.admitted == [pilates]
        assert set(settlement.moves) == {
            Redemption(BookingId("yoga"), BalanceId("flexible"), -1),
            Redemption(BookingId("yoga"), BalanceId("yoga only"), 1),
            Redemption(BookingId("pilates"), BalanceId("flexible"), 1),
        }

    @pytest.mark.rule("A8")
    def test_the_redemption_of_a_started_session_is_fixed(self) -> None:
        """It is not among those that may move, so the same wish stays unpaid."""
        pilates = demand("pilates", service="pilates")

        assert settle([pilates], [self.FLEXIBLE, self.YOGA_ONLY]).admitted == []

    @pytest.mark.rule("A8")
    def test_several_bookings_change_their_units_for_one(self) -> None:
        supplies = [
            supply("p1", "yoga", "pilates", left=0),
            supply("p2", "pilates", "physio", left=0),
            supply("p3", "physio"),
        ]
        held = [redeemed("b1", "p1", service="pilates"), redeemed("b2", "p2", service="physio")]

        settlement = settle([demand("wish")], supplies, held)

        paid_by = {m.booking_id: m.balance_id for m in settlement.moves if m.units > 0}
        assert paid_by == {"wish": "p1", "b1": "p2", "b2": "p3"}

    @pytest.mark.rule("A8")
    def test_a_group_is_paid_wholly_or_not_at_all_and_leaves_its_units_to_others(self) -> None:
        group, single = demand("group", on=1, units=3), demand("single", on=2)

        settlement = settle([group, single], [supply("p1", left=2)])

        assert settlement.admitted == [single]
        assert settlement.moves == (Redemption(BookingId("single"), BalanceId("p1"), 1),)

    @pytest.mark.rule("A8")
    def test_a_group_takes_free_units_and_makes_others_give_up_theirs(self) -> None:
        group = demand("group", service="pilates", units=2)
        flexible = supply("flexible", "yoga", "pilates", left=1, last=15)

        settlement = settle([group], [flexible, self.YOGA_ONLY], [redeemed("yoga", "flexible")])

        assert settlement.admitted == [group]
        assert Redemption(BookingId("group"), BalanceId("flexible"), 2) in settlement.moves

    @pytest.mark.rule("A8")
    def test_what_was_moved_for_a_group_that_is_not_admitted_is_put_back(self) -> None:
        """Two of its three places could be paid for, one of them by re-tying."""
        group = demand("group", service="pilates", units=3)
        flexible = supply("flexible", "yoga", "pilates", left=1, last=15)
        idle = supply("idle", "physio", left=5)

        settlement = settle(
            [group], [flexible, self.YOGA_ONLY, idle], [redeemed("yoga", "flexible")]
        )

        assert settlement.admitted == []
        assert settlement.moves == ()

    @pytest.mark.rule("A8")
    def test_a_dead_end_found_for_one_hides_no_way_for_another(self) -> None:
        """Nobody who holds the pilates pass could take another unit, so no pilates is paid; that
        says nothing about yoga."""
        held = [redeemed("holder", "pass", service="pilates")]
        wishes = [
            demand("b1", on=1, service="pilates"),
            demand("b2", on=2, service="pilates"),
            demand("b3", on=3, service="yoga"),
        ]
        supplies = [supply("pass", "pilates", left=0), supply("other", "yoga")]

        assert settle(wishes, supplies, held).admitted == [wishes[2]]

    @pytest.mark.rule("A8", "A10")
    def test_a_unit_stays_with_a_booking_that_it_no_longer_covers(self) -> None:
        expired = supply("p1", first=-30, last=0, left=0)

        settlement = settle([demand("b2", on=3)], [expired, supply("p2")], [redeemed("b1", "p1")])

        assert settlement.moves == (Redemption(BookingId("b2"), BalanceId("p2"), 1),)

    @pytest.mark.rule("A8")
    def test_a_booking_may_take_back_the_unit_it_gave_up_though_it_no_longer_covers_it(
        self,
    ) -> None:
        """The first wish takes the short way: *stays* leaves p1, which no longer covers its day,
        for p2. The second wish needs p2, so *stays* must get p1 back and the first wish go the
        long way round instead."""
        supplies = [
            supply("p1", "yoga", "pilates", first=1, last=1, left=0),
            supply("p2", "yoga", first=5, last=5, left=1),
            supply("p3", "pilates", first=1, last=2, left=0),
            supply("p4", "pilates", first=2, last=2, left=1),
        ]
        held = [
            redeemed("stays", "p1", on=5),
            redeemed("moves", "p3", on=2, service="pilates"),
        ]
        first, second = demand("first", on=1, service="pilates"), demand("second", on=5)

        settlement = settle([first, second], supplies, held)

        assert settlement.admitted == [first, second]
        assert [move for move in settlement.moves if move.booking_id == "stays"] == []


class TestProperties:
    """Random worlds, judged by the oracle."""

    @pytest.mark.rule("A8")
    @given(worlds(awaiting=3, held=2))
    def test_no_other_way_of_sharing_out_redeems_more_bookings(self, world: World) -> None:
        assert len(world.settle().admitted) == most_redeemed(world)

    @pytest.mark.rule("A8")
    @given(worlds())
    def test_with_one_place_each_the_answer_is_that_of_a_maximum_flow(self, world: World) -> None:
        assert world.settle().admitted == admitted_oldest_first(world)

    @pytest.mark.rule("A8")
    @given(worlds(places=3))
    def test_groups_are_admitted_oldest_start_first_each_by_a_flow_test(self, world: World) -> None:
        assert world.settle().admitted == admitted_oldest_first(world)

    @pytest.mark.rule("A8")
    @given(worlds(places=3))
    def test_nothing_can_be_added_to_what_is_redeemed(self, world: World) -> None:
        after = world.settled()

        assert [wish for wish in after.awaiting if can_pay_for([wish], after)] == []
        assert after.settle().moves == ()

    @pytest.mark.rule("A8", "A10")
    @given(worlds(places=3))
    def test_every_redeemed_booking_keeps_its_units_and_no_unit_pays_twice(
        self, world: World
    ) -> None:
        after = world.settled()

        for each in after.held:
            assert sum(tie.units for tie in each.redemptions) == each.demand.units
            assert all(tie.units > 0 for tie in each.redemptions)
        assert all(supply.left >= 0 for supply in after.supplies)

    @pytest.mark.rule("A9", "000-14", "000-17")
    @given(worlds(places=3))
    def test_only_units_that_cover_the_booking_are_taken_anew(self, world: World) -> None:
        supplies = {supply.balance_id: supply for supply in world.supplies}
        demands = [*world.awaiting, *(each.demand for each in world.held)]
        by_id = {demand.booking_id: demand for demand in demands}

        for move in world.settle().moves:
            if move.units > 0:
                assert supplies[move.balance_id].covers(by_id[move.booking_id])

    @given(worlds(places=3), st.randoms(use_true_random=False))
    def test_the_order_in_which_things_are_handed_in_makes_no_difference(
        self, world: World, chance: Random
    ) -> None:
        other = World(
            awaiting=chance.sample(list(world.awaiting), len(world.awaiting)),
            supplies=chance.sample(list(world.supplies), len(world.supplies)),
            held=chance.sample(list(world.held), len(world.held)),
        )

        assert other.settle() == world.settle()

    @given(worlds(places=3))
    def test_a_booking_is_covered_directly_when_free_units_alone_pay_for_it(
        self, world: World
    ) -> None:
        """Then nobody else's redemption is touched for it."""
        for wish in world.awaiting:
            alone = evolve(world, awaiting=[wish], held=[])

            assert covered_directly(wish, world.supplies) is can_pay_for([wish], alone)


class TestOneAfterAnother:
    """Bookings, grants and cancellations arrive in any order, and each settles what it can."""

    @pytest.mark.rule("A8")
    @given(histories(places=1) | histories(places=3))
    def test_no_booking_ever_awaits_what_its_customer_could_pay_for(
        self, arriving: list[Arrival]
    ) -> None:
        world = World()

        for arrival in arriving:
            world = arrival(world)
            assert [wish for wish in world.awaiting if can_pay_for([wish], world)] == []
