"""Chapter 7: money. A massage paid and given back, a gift card, a membership that renews."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from bookingcore.cli.story.stage import Stage
from bookingcore.desk.selling.lines import Line
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.payment import ChargeStatus, Method
from bookingcore.domain.sales.refund import RefundStatus
from bookingcore.domain.sales.sale import PaymentStatus, Sale
from bookingcore.errors import NothingPaid
from bookingcore.testing import FakePayments


@frozen
class TheMassage:
    """Marta, her massage, her card that is declined, and the present for her sister.

    Attributes:
        provider: the payment provider, which says what it is told to say.
    """

    stage: Stage
    provider: FakePayments
    marta: Customer = field(init=False)

    @marta.default
    def _marta(self) -> Customer:
        card = self.stage.desk.customers.register(name="Marta", email="marta@example.org")
        return self.stage.named("marta", card)

    def tell(self) -> None:
        """The chapter."""
        self.stage.chapter("7. Money", "2026-07-23T10:00")
        sale, booking = self.is_sold()
        self.is_paid(sale)
        self.is_given_back(sale, booking)
        sister = self.is_a_present()
        self.comes_every_month(sister)

    def is_sold(self) -> tuple[Sale, Booking]:
        """A line of a sale pays for the booking, as a unit would."""
        stage, desk = self.stage, self.stage.desk
        massage = desk.catalog.add_service("Massaggio", duration=60, price="60.00")
        session = desk.schedule.add_session(massage, starts_at="2026-07-30T11:00")
        booking = stage.named("massage", desk.bookings.book(self.marta, session))
        stage.page.tells("""
            A massage has a price of its own: no pass, no unit. Marta wants to pay for hers, and
            her card is declined. That is an answer, and it stays on record:
        """)
        sale: Sale = stage.aloud("sale").sales.sell(self.marta, Line(booking=booking))
        stage.reads("due", sale.due, sale.total)
        self.provider.decline_next("insufficient funds")
        declined = stage.aloud().sales.charge_card(sale, "visa-4242")
        stage.reads("status", declined.status, ChargeStatus.FAILED)
        stage.reads("because of", declined.reason, "insufficient funds")
        return sale, booking

    def is_paid(self, sale: Sale) -> None:
        """In parts, by two methods; and once without an answer."""
        stage = self.stage
        stage.page.tells("""
            She pays twenty in cash. For the rest she finds another card. This time the provider
            charges it, and then falls silent:
        """)
        stage.aloud().sales.pay(sale, "20.00", method=Method.CASH)
        stage.later("2026-07-23T10:01")
        self.provider.fall_silent_next(moved=True)
        asked = stage.aloud().sales.charge_card(sale, "visa-1881")
        stage.reads("status", asked.status, ChargeStatus.UNKNOWN)
        stage.page.tells("""
            Nobody is charged twice for that. What was asked is on record with a key of ours, and
            two minutes later the provider is asked what became of it:
        """)
        stage.later("2026-07-23T10:03")
        stage.aloud().run_due()
        stage.reads("status", stage.desk.sales.get(sale).payment_status, PaymentStatus.PAID)
        stage.reads("charged", str(self.provider.net("EUR")), "40.00 EUR")

    def is_given_back(self, sale: Sale, booking: Booking) -> None:
        """A refund is opt-in, and each part goes the way it came."""
        stage = self.stage
        stage.later("2026-07-25T09:00")
        stage.page.tells("""
            The masseuse is away that week. Cancelling alone gives no money back; who cancels sees
            what would go back, and asks for it:
        """)
        terms = stage.aloud().bookings.cancellation_terms(booking)
        stage.reads("refundable", terms.refundable, sale.total)
        done = stage.aloud().bookings.cancel(booking, refund=True)
        stage.holds("refunded", done.refund is not None, True)
        parts = done.refund.parts if done.refund else ()
        told = tuple(f"{part.amount} by {part.method.name}: {part.status.name}" for part in parts)
        stage.reads("went back", told, ("40.00 EUR by CARD: DONE", "20.00 EUR by CASH: DONE"))
        stage.holds("all done", {part.status for part in parts}, {RefundStatus.DONE})
        stage.reads("status", stage.desk.sales.get(sale).payment_status, PaymentStatus.REFUNDED)
        stage.page.tells("No more than was paid ever goes back:")
        refusal = stage.refused(lambda: stage.aloud().sales.refund(sale, "0.01"), NothingPaid)
        stage.reads("refused", refusal.code, "nothing_paid")

    def is_a_present(self) -> Customer:
        """A gift card: sold, spent in part; who spends it."""
        stage = self.stage
        stage.page.tells("""
            For her sister she buys a gift card of fifty euros. It can be spent once it is paid:
        """)
        card = stage.aloud("card").gift_cards.issue("50.00")
        gift = stage.aloud("gift").sales.sell(self.marta, card)
        stage.aloud().sales.mark_paid(gift)
        sister = stage.named("paola", stage.desk.customers.register(name="Paola"))
        ten = stage.desk.catalog.add_plan(
            "Borraccia", price="18.50", units=0, services=(), valid_for=None
        )
        bottle = stage.named("bottle", stage.desk.sales.sell(sister, ten))
        stage.aloud().sales.pay(bottle, gift_card=card)
        left = stage.desk.gift_cards.get(card)
        stage.reads("left on it", left.remaining, left.amount - bottle.total)
        return sister

    def comes_every_month(self, sister: Customer) -> None:
        """A membership: billed by itself on its day, each attempt on record."""
        stage = self.stage
        stage.page.tells("""
            Paola likes the studio, and takes a membership: four classes a month. Its card is
            charged by itself, each month on the same day:
        """)
        pilates = stage.desk.catalog.add_service("Pilates di base", duration=60)
        monthly = stage.named(
            "monthly",
            stage.desk.catalog.add_plan(
                "Quattro al mese",
                price="49.00",
                units=4,
                services=(pilates,),
                valid_for=None,
                every="P1M",
            ),
        )
        paolas = stage.aloud("paolas").memberships.start(
            sister, monthly, card="visa-0005", starts_on="2026-07-31"
        )
        stage.reads("first payment", paolas.next_payment_on, date(2026, 7, 31))
        stage.later("2026-07-31T08:00")
        stage.aloud().run_due()
        attempts = stage.aloud().memberships.payment_activity(paolas)
        told = tuple(f"{each.due_on.isoformat()}: {each.outcome.name}" for each in attempts)
        stage.reads("attempts", told, ("2026-07-31: CAPTURED",))
        [credit] = stage.desk.memberships.credits(paolas)
        stage.reads("classes", credit.remaining, 4)
        stage.reads("until", credit.valid_until, date(2026, 8, 30))
        after = stage.desk.memberships.get(paolas)
        stage.reads("next payment", after.next_payment_on, date(2026, 8, 31))
