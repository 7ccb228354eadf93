"""Chapters 4 and 5: a full class, and a unit that two bookings would like to have."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen
from rich.text import Text

from bookingcore.cli.story.page import table
from bookingcore.cli.story.stage import Stage
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.catalog.cancellation import CancellationPolicy
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.waitlist.entry import EntryStatus, WaitlistEntry
from bookingcore.errors import SessionFull

TEN = (
    *("Ada", "Bruno", "Carla", "Dario", "Elena"),
    *("Fabio", "Giulia", "Hanna", "Irene", "Jacopo"),
)
DAY = 24 * 60


@frozen
class TenMats:
    """Yoga on Monday with ten mats, pilates on Wednesday, and eleven people.

    Attributes:
        people: the eleven by their first names, Leo the last.
        mats: the bookings of the full class, by first name.
        waiting: who waits for a mat, by first name.
    """

    stage: Stage
    yoga: Service
    pilates: Service
    yoga_pass: Plan
    open_class: Plan
    monday_yoga: Session
    people: Mapping[str, Customer]
    mats: dict[str, Booking]
    waiting: dict[str, WaitlistEntry] = field(factory=dict)

    @classmethod
    def prepared(cls, stage: Stage) -> TenMats:
        """Services, passes and people. Yoga asks for a pass; pilates would wait for one."""
        free = CancellationPolicy(limit=DAY)
        strict = ServicePolicy(balance_policy=BalancePolicy.REQUIRED, cancellation=free)
        add = stage.desk.catalog
        yoga = add.add_service("Yoga", duration=60, policy=strict)
        pilates = add.add_service("Pilates", duration=60, policy=ServicePolicy(cancellation=free))
        yoga_pass = add.add_plan("Yoga x 5", price="60.00", units=5, services=(yoga,), valid_for=60)
        open_class = add.add_plan(
            "Yoga o Pilates", price="15.00", units=1, services=(yoga, pilates), valid_for=30
        )
        monday = stage.desk.schedule.add_session(yoga, starts_at="2026-07-20T19:00", capacity=10)
        people = {name: _registered(stage, name) for name in (*TEN, "Leo")}
        return cls(
            stage=stage,
            yoga=yoga,
            pilates=pilates,
            yoga_pass=stage.named("yoga_pass", yoga_pass),
            open_class=stage.named("open_class", open_class),
            monday_yoga=stage.named("monday_yoga", monday),
            people=people,
            mats={},
        )

    def tell(self) -> Booking:
        """The two chapters; returns Giulia's booking of pilates."""
        self.fills()
        self.the_eleventh()
        return self.two_wishes()

    def fills(self) -> None:
        """Chapter 4: ten people, ten mats."""
        stage = self.stage
        stage.chapter("4. Ten mats, eleven people", "2026-07-17T18:00")
        stage.page.tells("""
            Monday's yoga class has ten mats, and yoga is one of the services that ask for a
            pass first. Ten people have theirs and book:
        """)
        self.sell_passes()
        for name in TEN:
            booking = stage.desk.bookings.book(self.people[name], self.monday_yoga)
            self.mats[name] = stage.named(f"{name.lower()}s_mat", booking)
        booked = stage.aloud().bookings.in_session(self.monday_yoga)
        stage.holds("bookings", {each.status for each in booked}, {BookingStatus.BOOKED})
        session = stage.desk.schedule.get(self.monday_yoga)
        stage.holds("places", (session.taken, session.capacity), (len(TEN), len(TEN)))
        mats = Text("● " * session.taken, style="green")
        stage.page.draws(mats + Text(f"  {session.taken} of {session.capacity} places taken"))

    def sell_passes(self) -> None:
        """A yoga pass for each of the ten, and an open class for Giulia besides."""
        sales = self.stage.desk.sales
        for name in TEN:
            sales.pay(sales.sell(self.people[name], self.yoga_pass))
        sales.pay(sales.sell(self.people["Giulia"], self.open_class))

    def the_eleventh(self) -> None:
        """Every reason at once; the first one in the customer's own language."""
        stage, leo = self.stage, self.people["Leo"]
        stage.page.tells("Leo is the eleventh, and has no pass either. Chiara may ask first:")
        self.reasons(["session_full", "balance_required"])
        stage.page.tells("""
            check() writes nothing and lists every reason in a fixed order. book() raises the
            first, and can say it to Leo in Italian:
        """)
        refusal = stage.refused(
            lambda: stage.aloud(by=leo).bookings.book(leo, self.monday_yoga), SessionFull
        )
        stage.page.answer(type(refusal).__name__, refusal.told("it"), "bold red")
        stage.page.tells("Leo buys a pass. One reason less:")
        sale = stage.aloud().sales.sell(leo, self.yoga_pass)
        stage.desk.sales.pay(sale)
        (balance,) = stage.desk.balances.of(leo)
        stage.reads("units left", f"{balance.remaining} of {balance.units}", "5 of 5")
        self.reasons(["session_full"])
        stage.page.tells("For that one there is the waiting list:")
        entry = stage.aloud("leos_turn", by=leo).waitlist.join(leo, self.monday_yoga)
        stage.reads("status", entry.status, EntryStatus.WAITING)
        self.waiting["Leo"] = entry

    def reasons(self, expected: list[str]) -> None:
        """What stands between Leo and Monday's class."""
        verdict = self.stage.aloud().bookings.check(self.people["Leo"], self.monday_yoga)
        self.stage.holds("codes", [each.code for each in verdict.violations], expected)
        for violation in verdict.violations:
            self.stage.page.answer(violation.code, str(violation), "bold red")

    def two_wishes(self) -> Booking:
        """Chapter 5: nobody is asked to pay while they own a unit that would do."""
        stage, giulia = self.stage, self.people["Giulia"]
        stage.chapter("5. One unit, two wishes", "2026-07-18T10:00")
        stage.page.tells("""
            Giulia owns a yoga pass and one open class, good for yoga or pilates. Monday's
            yoga took the open class, because it expires first:
        """)
        self.ties({"Yoga": "Yoga o Pilates"})
        stage.page.tells("""
            Now she wants pilates on Wednesday. Only the open class would do for that, and it is
            spent. First come, first served would have her pay again.
        """)
        wednesday = stage.desk.schedule.add_session(
            self.pilates, starts_at="2026-07-22T18:00", capacity=6
        )
        stage.named("wednesday_pilates", wednesday)
        booking = stage.aloud("giulias_pilates").bookings.book(giulia, wednesday)
        stage.reads("status", booking.status, BookingStatus.BOOKED)
        self.ties({"Yoga": "Yoga x 5", "Pilates": "Yoga o Pilates"})
        stage.page.tells("""
            Yoga has not begun, so it could change its unit for one of the yoga pass, and the
            open class was free for pilates. Nobody lost anything, and it is on record:
        """)
        last = stage.aloud().history(self.mats["Giulia"])[-1]
        stage.reads("last event", last.kind, EventKind.BOOKING_RETIED)
        return booking

    def ties(self, expected: Mapping[str, str]) -> None:
        """Which of Giulia's units pays for which of her bookings."""
        desk, giulia = self.stage.desk, self.people["Giulia"]
        services = {service.id: service.name for service in desk.catalog.services()}
        plans = {plan.id: plan.name for plan in desk.catalog.plans()}
        balances = {balance.id: plans[balance.plan_id] for balance in desk.balances.of(giulia)}
        lines = table("Giulia's booking", "on", "paid by a unit of")
        found = {}
        for booking in desk.bookings.of(giulia):
            (tie,) = desk.bookings.explain(booking).paid_by
            service, plan = services[booking.service_id], balances[tie.balance_id]
            found[service] = plan
            lines.add_row(service, f"{booking.on:%a} {booking.on.day} {booking.on:%B}", plan)
        self.stage.holds("units", found, expected)
        self.stage.page.lists(lines)


def _registered(stage: Stage, name: str) -> Customer:
    return stage.named(name.lower(), stage.desk.customers.register(name=name, language="it"))
