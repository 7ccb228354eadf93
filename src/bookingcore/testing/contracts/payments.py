"""What the port to a payment provider promises."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore.domain.values.money import Money
from bookingcore.errors import ForgedProviderEvent, Unavailable
from bookingcore.ports.payments import ChargeOutcome, Payments

Webhook = tuple[bytes, str]

CAPTURED, FAILED = ChargeOutcome.CAPTURED, ChargeOutcome.FAILED
FOUR, TEN, TWENTY = (Money.of(amount, "EUR") for amount in (4, 10, 20))


class PaymentsContract:
    """Give fixtures `payments`, `told`, `fall_silent` and `unreachable`.

    And `good` and `bad`, unless the provider takes those two words for a card that it accepts and
    one that it declines.
    """

    @pytest.fixture
    def payments(self) -> Payments:
        """The provider under test, in its test mode, without any charge."""
        raise NotImplementedError("give the class a fixture `payments`")

    @pytest.fixture
    def good(self) -> str:
        """A card that is accepted."""
        return "good"

    @pytest.fixture
    def bad(self) -> str:
        """A card that is declined."""
        return "bad"

    @pytest.fixture
    def told(self, payments: Payments) -> Callable[[str | None], Webhook]:
        """What the provider tells the host of a key; given None, of something else."""
        raise NotImplementedError("give the class a fixture `told`")

    @pytest.fixture
    def fall_silent(self, payments: Payments) -> Callable[[], None]:
        """Lets *payments* do what it is asked next without an answer."""
        raise NotImplementedError("give the class a fixture `fall_silent`")

    @pytest.fixture
    def unreachable(self) -> Payments:
        """The provider when it cannot be reached."""
        raise NotImplementedError("give the class a fixture `unreachable`")

    def test_a_good_card_is_charged(self, payments: Payments, good: str) -> None:
        charge = payments.charge(TEN, card=good, key="k1")

        assert (charge.outcome, charge.reason) == (CAPTURED, "")
        assert charge.reference

    def test_a_bad_card_is_declined_with_a_reason(self, payments: Payments, bad: str) -> None:
        charge = payments.charge(TEN, card=bad, key="k1")

        assert charge.outcome is FAILED
        assert charge.reason

    @pytest.mark.parametrize("card", ["good", "bad"])
    def test_a_key_never_charges_twice(
        self, payments: Payments, request: pytest.FixtureRequest, card: str
    ) -> None:
        token = request.getfixturevalue(card)
        first = payments.charge(TEN, card=token, key="k1")

        assert payments.charge(TEN, card=token, key="k1") == first

    def test_a_known_key_is_answered_with_the_first_charge_whatever_is_asked(
        self, payments: Payments, good: str, bad: str
    ) -> None:
        first = payments.charge(TEN, card=good, key="k1")

        assert payments.charge(TWENTY, card=bad, key="k1") == first

    def test_another_key_is_another_charge(self, payments: Payments, good: str) -> None:
        first, second = (payments.charge(TEN, card=good, key=key) for key in ("k1", "k2"))

        assert first.reference != second.reference

    def test_a_charge_is_found_by_its_key(self, payments: Payments, good: str) -> None:
        charge = payments.charge(TEN, card=good, key="k1")

        assert payments.find("k1") == charge
        assert payments.find("k2") is None

    def test_a_declined_charge_is_found_by_its_key(self, payments: Payments, bad: str) -> None:
        charge = payments.charge(TEN, card=bad, key="k1")

        assert payments.find("k1") == charge

    def test_a_charge_without_an_answer_is_unknown_and_found_later(
        self, payments: Payments, good: str, fall_silent: Callable[[], None]
    ) -> None:
        fall_silent()
        silence = payments.charge(TEN, card=good, key="k1")
        found = payments.find("k1")

        assert silence.outcome is ChargeOutcome.UNKNOWN
        assert found is not None
        assert found.outcome is CAPTURED
        assert payments.charge(TEN, card=good, key="k1") == found

    def test_what_a_provider_can_do_is_always_the_same(self, payments: Payments, good: str) -> None:
        before = payments.capabilities
        payments.charge(TEN, card=good, key="k1")

        assert payments.capabilities == before

    def test_money_comes_back_only_where_the_provider_gives_it_back(
        self, payments: Payments, good: str
    ) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        refund = payments.refund(charge.reference, TEN, key="k2")

        assert (refund.outcome is CAPTURED) is payments.capabilities.refunds
        assert bool(refund.reason) is not payments.capabilities.refunds

    def test_a_key_never_refunds_twice(self, payments: Payments, good: str) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        refunds = [payments.refund(charge.reference, FOUR, key="k2") for _ in range(2)]

        assert refunds[0] == refunds[1]
        assert payments.find("k2") == refunds[0] or refunds[0].outcome is FAILED

    def test_money_comes_back_in_parts_where_the_provider_does_so(
        self, payments: Payments, good: str
    ) -> None:
        """And never more than was captured: the third part is refused."""
        charge = payments.charge(TEN, card=good, key="k1")
        parts = [payments.refund(charge.reference, FOUR, key=key).outcome for key in "abc"]

        can = payments.capabilities
        whole = not (can.refunds and can.partial_refunds)
        assert parts == [FAILED if whole else CAPTURED] * 2 + [FAILED]

    def test_more_than_was_captured_does_not_come_back(self, payments: Payments, good: str) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        refund = payments.refund(charge.reference, TWENTY, key="k2")

        assert refund.outcome is FAILED
        assert refund.reason

    def test_another_currency_does_not_come_back(self, payments: Payments, good: str) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        refund = payments.refund(charge.reference, Money.of(10, "CHF"), key="k2")

        assert refund.outcome is FAILED

    def test_what_was_not_captured_does_not_come_back(self, payments: Payments, bad: str) -> None:
        charge = payments.charge(TEN, card=bad, key="k1")
        references = [charge.reference, "nobody knows this charge"]

        for reference in references:
            assert payments.refund(reference, TEN, key=f"of {reference}").outcome is FAILED

    def test_a_refund_without_an_answer_is_unknown_and_made_once(
        self, payments: Payments, good: str, fall_silent: Callable[[], None]
    ) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        fall_silent()
        silence = payments.refund(charge.reference, TEN, key="k2")
        again = payments.refund(charge.reference, TEN, key="k2")

        can = payments.capabilities.refunds
        assert silence.outcome is (ChargeOutcome.UNKNOWN if can else FAILED)
        assert again.outcome is (CAPTURED if can else FAILED)

    def test_who_cannot_be_reached_says_so(self, unreachable: Payments, good: str) -> None:
        with pytest.raises(Unavailable):
            unreachable.charge(TEN, card=good, key="k1")
        with pytest.raises(Unavailable):
            unreachable.refund("a charge", TEN, key="k2")
        with pytest.raises(Unavailable):
            unreachable.find("k1")

    @pytest.mark.parametrize("card", ["good", "bad"])
    def test_an_event_tells_what_became_of_a_key(
        self,
        payments: Payments,
        request: pytest.FixtureRequest,
        told: Callable[[str | None], Webhook],
        card: str,
    ) -> None:
        charge = payments.charge(TEN, card=request.getfixturevalue(card), key="k1")
        event = payments.read_event(*told("k1"))

        assert event.id
        assert (event.key, event.charge) == ("k1", charge)

    def test_an_event_of_a_refund_tells_what_became_of_its_key(
        self, payments: Payments, good: str, told: Callable[[str | None], Webhook]
    ) -> None:
        charge = payments.charge(TEN, card=good, key="k1")
        refund = payments.refund(charge.reference, TEN, key="k2")
        if refund.outcome is CAPTURED:
            event = payments.read_event(*told("k2"))
            assert (event.key, event.charge) == ("k2", refund)
        else:
            assert not payments.capabilities.refunds

    def test_the_same_event_is_read_alike_each_time(
        self, payments: Payments, good: str, told: Callable[[str | None], Webhook]
    ) -> None:
        payments.charge(TEN, card=good, key="k1")
        webhook = told("k1")

        assert payments.read_event(*webhook) == payments.read_event(*webhook)

    def test_two_events_have_two_names(
        self, payments: Payments, good: str, told: Callable[[str | None], Webhook]
    ) -> None:
        payments.charge(TEN, card=good, key="k1")
        first, second = (payments.read_event(*told("k1")) for _ in range(2))

        assert first.id != second.id

    def test_an_event_about_nothing_of_ours_has_no_key(
        self, payments: Payments, told: Callable[[str | None], Webhook]
    ) -> None:
        assert payments.read_event(*told(None)).key is None

    @pytest.mark.parametrize(
        "forge",
        [
            lambda payload, signature: (payload + b" ", signature),
            lambda payload, signature: (payload.replace(b"k1", b"k2"), signature),
            lambda payload, signature: (payload, signature[:-1] + "?"),
            lambda payload, signature: (payload, signature[:-1] + "à"),
            lambda payload, _: (payload, ""),
            lambda _, signature: (b"\xff\xfe", signature),
        ],
        ids=["longer", "another key", "damaged", "no ascii", "unsigned", "no text"],
    )
    def test_a_forged_event_is_refused(
        self,
        payments: Payments,
        good: str,
        told: Callable[[str | None], Webhook],
        forge: Callable[[bytes, str], Webhook],
    ) -> None:
        payments.charge(TEN, card=good, key="k1")
        forged = forge(*told("k1"))

        with pytest.raises(ForgedProviderEvent):
            payments.read_event(*forged)
