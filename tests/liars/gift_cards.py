"""Stores that lie about gift cards and about rows with two owners, and what notices them."""

from __future__ import annotations

from attrs import evolve

from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.values.changes import Change, Put, Reassign
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Remember, Unit
from tests.liars.lies import Changes, Forgives, Tells, alters, drops, repeats, reverses
from tests.liars.stores import LyingStore
from tests.liars.waiting import Liars


class GivesUpThePurchaserOnly(LyingStore):
    """Lets go of what was bought, and of nothing that is held."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return [put for each in changes for put in self._instead(unit, each)]

    def _instead(self, unit: Unit, change: Change | Remember) -> list[Change | Remember]:
        if not isinstance(change, Reassign):
            return [change]
        question: Question[GiftCard] = Owned(GiftCard, change.old)
        bought = [each for each in unit.load(question)[question] if each.purchaser_id == change.old]
        return [Put(evolve(each, purchaser_id=change.new)) for each in bought]


GIFT_CARDS: Liars = {
    "the_ledger_of_a_gift_card_is_read_from_its_first_movement": reverses,
    "gift_cards_are_summed_from_their_ledgers": lambda: alters(moved=lambda n: n + 1),
    "the_currencies_of_a_gift_card_and_its_movements_are_counted": lambda: alters(
        currencies=lambda _: 1
    ),
    "what_is_left_on_a_gift_card_never_goes_below_zero": Forgives,
    "two_gift_cards_never_have_one_code": Forgives,
    "a_row_with_two_owners_is_found_by_each_of_them_once": repeats,
    "a_row_with_two_owners_counts_once_for_each_of_them": lambda: alters(count=lambda n: n + 1),
    "each_owner_of_a_row_is_given_up_by_themselves": GivesUpThePurchaserOnly,
    "a_row_with_two_owners_stays_as_it_is_when_one_is_forgotten": lambda: Tells(
        lambda rows: rows[1:]
    ),
    "a_row_with_two_owners_that_was_given_up_is_no_other_version": lambda: drops(Put),
}
