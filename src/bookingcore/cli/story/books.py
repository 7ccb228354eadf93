"""Chapters 9 and 10: the ledgers, the history of one booking, and the proof that it adds up."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from rich.table import Table

from bookingcore.cli.story.page import shortened, table
from bookingcore.cli.story.stage import ZONE, Stage
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import BookingId
from bookingcore.domain.values.moments import in_zone


@frozen
class Books:
    """What is on record at the end of the month.

    Attributes:
        shown: the customers whose ledgers are printed.
    """

    stage: Stage
    shown: tuple[Customer, ...]
    everybody: tuple[Customer, ...]

    def tell(self, booking: Booking) -> None:
        """The two chapters, *booking* being the one whose history is told."""
        self.stage.chapter("9. The books", "2026-07-31T20:00")
        self.ledgers()
        self.history(booking)
        self.adds_up()

    def ledgers(self) -> None:
        """Every movement of the balances in question."""
        self.stage.page.tells("""
            Units are not a number that somebody overwrites. A balance is a ledger: what is left
            is the sum of its lines, and no line is ever changed. These are the ledgers of the
            people you have met:
        """)
        columns = ("balance", "on", "movement", "units", "left", "booking")
        lines = table(*columns, numbers=("units", "left"))
        services = {each.id: each.name for each in self.stage.desk.catalog.services()}
        for customer in self.shown:
            bookings = {
                each.id: f"{services[each.service_id]}, {each.on.day} {each.on:%b}"
                for each in self.stage.desk.bookings.of(customer)
            }
            for balance in self.stage.desk.balances.of(customer):
                self.ledger(lines, customer, balance, bookings)
        self.stage.page.lists(lines)

    def ledger(
        self, lines: Table, customer: Customer, balance: Balance, bookings: Mapping[BookingId, str]
    ) -> None:
        """The lines of one balance, with the running sum."""
        desk, left = self.stage.desk, 0
        plans = {plan.id: plan.name for plan in desk.catalog.plans()}
        title = f"{customer.name}: {plans[balance.plan_id]}"
        for movement in desk.balances.movements(balance):
            left += movement.units
            on = in_zone(movement.at, ZONE)
            paid_for = bookings[movement.booking_id] if movement.booking_id else ""
            lines.add_row(
                title if movement.no == 1 else "",
                f"{on.day} {on:%b}",
                movement.kind.name,
                f"{movement.units:+}",
                str(left),
                paid_for,
            )
        self.stage.holds(title, left, balance.remaining)
        lines.add_section()

    def history(self, booking: Booking) -> None:
        """Who did what to the booking of 2 July, and when."""
        self.stage.page.tells("And each booking has its history: who did what, and when.")
        lines = table("when", "who", "what", "facts")
        for event in self.stage.aloud().history(booking):
            at = in_zone(event.at, ZONE)
            lines.add_row(
                f"{at.day} {at:%b, %H:%M}", str(event.actor), event.kind.name, _facts(event)
            )
        self.stage.page.lists(lines)

    def adds_up(self) -> None:
        """Chapter 9: everything recomputed from the records."""
        stage, desk = self.stage, self.stage.desk
        stage.chapter("10. Does it add up?", "2026-07-31T20:05")
        made = [each for customer in self.everybody for each in desk.bookings.of(customer)]
        held = [each for customer in self.everybody for each in desk.balances.of(customer)]
        sold = [each for customer in self.everybody for each in desk.sales.of(customer)]
        stage.page.tells(f"""
            The last word is not the story's. verify() reads the records of
            {len(self.everybody)} customers, {len(made)} bookings, {len(sold)} sales and
            {len(held)} balances, and computes every seat, unit, tie, payment, refund and event
            number anew.
        """)
        faults = stage.aloud().verify()
        stage.reads("faults", faults, ())


def _facts(event: Event) -> str:
    """The facts that say something to a reader; where the session is, they know."""
    facts = {name: shortened(str(value)) for name, value in event.facts.items()}
    if {"before", "after"} <= facts.keys():
        return f"{facts['before']} -> {facts['after']}"
    return "\n".join(
        f"{name}={value}" for name, value in facts.items() if value and name != "session"
    )
