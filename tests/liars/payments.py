"""Liars for the port to a payment provider, for each test of its contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from bookingcore.domain.values.money import Money
from bookingcore.ports.payments import Capabilities, Charge, ChargeOutcome, ProviderEvent
from bookingcore.testing import FakePayments

UNKNOWN = Charge(reference="", outcome=ChargeOutcome.UNKNOWN)


class Pays(FakePayments):
    """Tells the truth, as far as it goes; declines the card that is bad."""

    def __init__(self) -> None:
        super().__init__(bad_cards={"bad"})


class KeylessPayments(Pays):
    """Treats each call as a new one, whatever its key."""

    calls = 0

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        self.calls += 1
        charge = super().charge(amount, card=card, key=f"{key}-{self.calls}")
        return evolve(charge, reference=f"{charge.reference}-{self.calls}")

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        self.calls += 1
        refund = super().refund(reference, amount, key=f"{key}-{self.calls}")
        return evolve(refund, reference=f"{reference}-{self.calls}")


class KeyAndAmount(Pays):
    """Takes the same key with another amount for another charge."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        return super().charge(amount, card=card, key=f"{key}-{amount}")


class OneCharge(Pays):
    """Gives every charge the same name."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        return evolve(super().charge(amount, card=card, key=key), reference="charge")


class Forgetful(Pays):
    """Finds nothing by its key."""

    def find(self, key: str) -> Charge | None:
        return None


class RemembersYes(Pays):
    """Forgets what was declined."""

    def find(self, key: str) -> Charge | None:
        found = super().find(key)
        return found if found and found.outcome is ChargeOutcome.CAPTURED else None


class Embellishes(Pays):
    """Calls a silence a failure."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        charge = super().charge(amount, card=card, key=key)
        silent = charge.outcome is ChargeOutcome.UNKNOWN
        return evolve(charge, outcome=ChargeOutcome.FAILED) if silent else charge

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        refund = super().refund(reference, amount, key=key)
        silent = refund.outcome is ChargeOutcome.UNKNOWN
        return evolve(refund, outcome=ChargeOutcome.FAILED) if silent else refund


class Moody(Pays):
    """Can do less once it has charged."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        self.capabilities = Capabilities(refunds=False)
        return super().charge(amount, card=card, key=key)


class SaysRefunds(Pays):
    """Says the contrary of whether it gives money back."""

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        refund = super().refund(reference, amount, key=key)
        return evolve(refund, outcome=ChargeOutcome.FAILED)


class Generous(Pays):
    """Gives back whatever it is asked for."""

    def refund(self, reference: str, amount: Money, *, key: str) -> Charge:
        return Charge(reference=reference, outcome=ChargeOutcome.CAPTURED)


class Evasive(Pays):
    """Falls silent where it cannot be reached."""

    def charge(self, amount: Money, *, card: str, key: str) -> Charge:
        return UNKNOWN


class Vague(Pays):
    """Adds to its events a reason that it never gave."""

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        event = super().read_event(payload, signature)
        return evolve(event, charge=evolve(event.charge, reason="perhaps"))


class Keyless(Pays):
    """Does not tell what its events are about."""

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        return evolve(super().read_event(payload, signature), key=None)


class Counting(Pays):
    """Gives an event another name each time that it is read."""

    read = 0

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        self.read += 1
        return evolve(super().read_event(payload, signature), id=f"event-{self.read}")


class OneEvent(Pays):
    """Gives every event the same name."""

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        return evolve(super().read_event(payload, signature), id="event")


class Grasping(Pays):
    """Takes every event for one of ours."""

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        return evolve(super().read_event(payload, signature), key="k1")


class Trusting(Pays):
    """Looks at no signature."""

    def read_event(self, payload: bytes, signature: str) -> ProviderEvent:
        told = json.loads(payload) if payload.isascii() else {"id": "event-1", "key": "k1"}
        return ProviderEvent(id=told["id"], key=told["key"], charge=UNKNOWN)


def good_only() -> FakePayments:
    """Declines no card."""
    return FakePayments()


def bad_only() -> FakePayments:
    """Declines every card."""
    return FakePayments(bad_cards={"good", "bad"})


PAYMENTS: Mapping[str, Callable[[], Any]] = {
    "test_a_good_card_is_charged": bad_only,
    "test_a_bad_card_is_declined_with_a_reason": good_only,
    "test_a_key_never_charges_twice": KeylessPayments,
    "test_a_known_key_is_answered_with_the_first_charge_whatever_is_asked": KeyAndAmount,
    "test_another_key_is_another_charge": OneCharge,
    "test_a_charge_is_found_by_its_key": Forgetful,
    "test_a_declined_charge_is_found_by_its_key": RemembersYes,
    "test_a_charge_without_an_answer_is_unknown_and_found_later": Embellishes,
    "test_what_a_provider_can_do_is_always_the_same": Moody,
    "test_money_comes_back_only_where_the_provider_gives_it_back": SaysRefunds,
    "test_a_key_never_refunds_twice": KeylessPayments,
    "test_money_comes_back_in_parts_where_the_provider_does_so": Generous,
    "test_more_than_was_captured_does_not_come_back": Generous,
    "test_another_currency_does_not_come_back": Generous,
    "test_what_was_not_captured_does_not_come_back": Generous,
    "test_a_refund_without_an_answer_is_unknown_and_made_once": Embellishes,
    "test_who_cannot_be_reached_says_so": Evasive,
    "test_an_event_tells_what_became_of_a_key": Vague,
    "test_an_event_of_a_refund_tells_what_became_of_its_key": Keyless,
    "test_the_same_event_is_read_alike_each_time": Counting,
    "test_two_events_have_two_names": OneEvent,
    "test_an_event_about_nothing_of_ours_has_no_key": Grasping,
    "test_a_forged_event_is_refused": Trusting,
}
"""A liar for each test of the contract, by the test's name."""
