"""Chapters 1 to 3: Anna's session of 2 July, from held to redeemed to paid."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from bookingcore.cli.story.stage import Stage
from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus
from bookingcore.domain.bookings.explaining import Obstacle, Remedy
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.payment import Method
from bookingcore.domain.sales.sale import PaymentStatus, Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.errors import NothingDue

SALE_NEEDED = "a sale that grants 1 unit valid on 2 July 2026"
NO_WARNING = ()


@frozen
class SecondOfJuly:
    """Physiotherapy on 2 July at six, and Anna who comes without a pass."""

    stage: Stage
    physiotherapy: Service
    five_sessions: Plan
    anna: Customer

    @classmethod
    def prepared(cls, stage: Stage) -> SecondOfJuly:
        """What the center offers, and Anna's card."""
        desk = stage.desk
        service = desk.catalog.add_service("Fisioterapia", duration=50)
        plan = desk.catalog.add_plan(
            "Fisioterapia x 5", price="180.00", units=5, services=(service,), valid_for=90
        )
        anna = desk.customers.register(name="Anna", surname="Rossi", language="it")
        return cls(
            stage,
            stage.named("physiotherapy", service),
            stage.named("five_sessions", plan),
            stage.named("anna", anna),
        )

    def tell(self) -> Booking:
        """The three chapters; returns the booking that they are about."""
        booking = self.books_without_pass()
        sale = self.buys_on_the_tenth(booking)
        self.finds_out_why(booking, sale)
        self.pays(sale)
        return booking

    def books_without_pass(self) -> Booking:
        """Chapter 1: the place is held, and a unit is wanting."""
        stage = self.stage
        appointment = self.appointment()
        stage.chapter("1. A place, and no pass", "2026-07-01T09:10")
        stage.page.tells("""
            Anna phones: her back hurts. Chiara has a place in physiotherapy tomorrow at six.
            Anna has no pass for it. Chiara books her all the same.
        """)
        booking = stage.aloud("booking").bookings.book(self.anna, appointment)
        stage.reads("status", booking.status, BookingStatus.AWAITING_REDEMPTION)
        session = stage.desk.schedule.get(appointment)
        stage.reads("places left", f"{session.places_left} of {session.capacity}", "0 of 1")
        stage.page.tells("""
            The place is hers; it only waits for a unit to pay for it. Staff read "awaiting
            redemption". Anna's app says the same thing in words she can use:
        """)
        self.app_says(booking, "in attesa di pagamento")
        stage.page.tells("And Chiara is warned on Anna's card, in one of its two tabs:")
        self.warned(SALE_NEEDED, due=None)
        self.comes(booking)
        return booking

    def comes(self, booking: Booking) -> None:
        """Attendance moves, and nothing else does."""
        stage = self.stage
        stage.later("2026-07-02T18:05")
        stage.page.tells("""
            Anna is there. Who turned up is an axis of its own: it moves neither the booking nor
            the money.
        """)
        marked = stage.aloud().bookings.mark(booking, Attendance.PRESENT)
        stage.reads("attendance", marked.attendance, Attendance.PRESENT)
        stage.reads("status", marked.status, BookingStatus.AWAITING_REDEMPTION)

    def buys_on_the_tenth(self, booking: Booking) -> Sale:
        """Chapter 2: a sale that comes too late for the booking."""
        stage = self.stage
        stage.chapter("2. Sold on the tenth, needed on the second", "2026-07-10T10:30")
        stage.page.tells("""
            Anna buys a pass of five and leaves her purse at home: she will pay next week. The
            units are hers at once.
        """)
        sale = stage.aloud("sale").sales.sell(self.anna, self.five_sessions)
        stage.reads("payment", sale.payment_status, PaymentStatus.AWAITING_PAYMENT)
        stage.reads("applies from", sale.application_date, date(2026, 7, 10))
        (balance,) = stage.desk.balances.of(self.anna)
        stage.reads("units left", f"{balance.remaining} of {balance.units}", "5 of 5")
        stage.page.tells("Five units in hand, and yet the session of the second still waits:")
        booking = stage.aloud().bookings.get(booking)
        stage.reads("status", booking.status, BookingStatus.AWAITING_REDEMPTION)
        self.warned(SALE_NEEDED, due="a payment of 180.00 EUR")
        return sale

    def finds_out_why(self, booking: Booking, sale: Sale) -> None:
        """Chapter 2, its second half: the explanation, the remedy, and what it does."""
        stage = self.stage
        stage.page.tells("Why? Nobody has to call support. The library is asked:")
        explanation = stage.aloud().bookings.explain(booking)
        obstacle = self.told_why(explanation.sentences, explanation.obstacles)
        stage.page.tells("""
            A remedy is tried before it is offered, and it comes as data too. Chiara takes this
            one: the pass shall count from the day of the session.
        """)
        day = obstacle.day or booking.on
        after = stage.aloud().sales.change_application_date(sale, day)
        stage.reads("applies from", after.application_date, date(2026, 7, 2))
        booking = stage.desk.bookings.get(booking)
        stage.reads("status", booking.status, BookingStatus.BOOKED)
        (balance,) = stage.desk.balances.of(self.anna)
        stage.reads("units left", f"{balance.remaining} of {balance.units}", "4 of 5")
        self.app_says(booking, "prenotato")
        self.warned(None, due="a payment of 180.00 EUR")
        stage.page.tells("""
            One warning is gone: the booking is redeemed, though nothing has been paid. The other
            one is about money, and money is another matter.
        """)

    def told_why(self, sentences: tuple[str, ...], obstacles: tuple[Obstacle, ...]) -> Obstacle:
        """Print the explanation; returns the one thing that stands in the way."""
        for sentence in sentences:
            self.stage.page.says(sentence)
        (obstacle,) = obstacles
        self.stage.holds("remedy", obstacle.remedy, Remedy.SET_APPLICATION_DATE)
        return obstacle

    def pays(self, sale: Sale) -> None:
        """Chapter 3: in two payments, and for good."""
        stage = self.stage
        stage.chapter("3. Paid, and paid for good", "2026-07-17T17:40")
        stage.page.tells("A week later Anna pays what her card lets her, and the rest in cash.")
        stage.aloud().sales.pay(sale, "100.00", method=Method.CARD)
        sale = stage.desk.sales.get(sale)
        stage.reads("payment", sale.payment_status, PaymentStatus.PARTIALLY_PAID)
        stage.reads("still due", str(sale.due), "80.00 EUR")
        sale = stage.aloud().sales.mark_paid(sale)
        stage.reads("payment", sale.payment_status, PaymentStatus.PAID)
        self.warned(None, due=None)
        stage.page.tells("No way leads back from there, and nobody is charged twice:")
        refusal = stage.refused(lambda: stage.aloud().sales.pay(sale), NothingDue)
        stage.page.answer(type(refusal).__name__, str(refusal), "bold red")

    def appointment(self) -> Session:
        """Tomorrow at six, one place."""
        session = self.stage.desk.schedule.add_session(
            self.physiotherapy, starts_at="2026-07-02T18:00"
        )
        return self.stage.named("appointment", session)

    def app_says(self, booking: Booking, expected: str) -> None:
        """What Anna's app shows of the booking, in Italian."""
        told = self.stage.aloud(by=self.anna).bookings.public_status(booking)
        self.stage.reads("Anna's app", told.text, expected)

    def warned(self, need: str | None, *, due: str | None) -> None:
        """The two tabs of Anna's card."""
        warnings = self.stage.aloud().customers.warnings(self.anna)
        bookings = tuple(warning.needs for warning in warnings.bookings)
        accounting = tuple(warning.needs for warning in warnings.accounting)
        self.stage.reads("Bookings tab", bookings, (need,) if need else NO_WARNING)
        self.stage.reads("Accounting tab", accounting, (due,) if due else NO_WARNING)
