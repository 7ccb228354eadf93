"""Whatever is done at a desk: nobody is told what they should not be told (P7)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bookingcore import (
    Attendance,
    Booking,
    CancellationPolicy,
    Category,
    Channel,
    Channels,
    Desk,
    Notify,
    Preferences,
    Refused,
    ResourceBusy,
    ResourceKind,
    Sale,
    ServicePolicy,
    Session,
    WaitlistEntry,
)
from bookingcore.domain.notifications.deciding import Gates
from bookingcore.ports.messages import Message
from bookingcore.testing import (
    FakePayments,
    FrozenClock,
    RecordingMailer,
    RecordingPush,
    RecordingRenderer,
    SeededChance,
)
from tests.conftest import MORNING, rome
from tests.desk.notice_model import PROFESSIONALS, TABLE, TOLD, Person
from tests.domain.notifications.test_topics import NOBODY

WHO, ANY, YES = st.integers(0, 9), st.integers(0, 99), st.booleans()
CATEGORIES = st.sampled_from(Category)
BOXES = st.builds(Notify, customer=YES, resources=YES, refund=YES)
MARIA = "maria@studio.example"
DAY = CancellationPolicy(limit=24 * 60)

_numbers = count(1)


class Front(RuleBasedStateMachine):
    """People of every sort, and everything that they are told of."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        super().__init__()
        self.clock = clock
        clock.move_to(MORNING)
        self.mailer, self.push, self.payments = RecordingMailer(), RecordingPush(), FakePayments()
        self.desk = Desk(
            desk.store,
            center=f"notices-{next(_numbers)}",
            clock=clock,
            chance=SeededChance(11),
            mailer=self.mailer,
            push=self.push,
            renderer=RecordingRenderer(),
            payments=self.payments,
        )
        self.desk.configure(rome())
        catalog = self.desk.catalog
        self.yoga = catalog.add_service(
            "Yoga", duration=5, policy=ServicePolicy(cancellation=DAY, allow_overlap=True)
        )
        self.ten = catalog.add_plan(
            "Dieci", price="100.00", units=10, services=(self.yoga,), valid_for=10
        )
        self.form = catalog.add_form("Salute", questions=("Allergie?",))
        self.maria = catalog.add_resource("M", kind=ResourceKind.PROFESSIONAL, email=MARIA)
        self.people: list[Person] = []
        self.announced: dict[str, str] = {}
        self.seen: set[str] = set()
        self.reached: set[tuple[str, str]] = set()

    # What may happen.

    def person(self, which: int) -> Person:
        return self.people[which % len(self.people)]

    def session(self, capacity: int = 5) -> Session:
        """In two days, while the professional is free."""
        while True:
            starts = self.clock.now().add(days=2, minutes=next(_numbers) % 600)
            with suppress(ResourceBusy):
                return self.desk.schedule.add_session(
                    self.yoga, starts_at=starts, capacity=capacity, resources=(self.maria,)
                )

    def bookings(self) -> list[Booking]:
        found = [each for one in self.people for each in self.desk.bookings.of(one.card)]
        now = self.clock.now()
        return [each for each in found if each.live and each.starts_at > now]

    def tried(self, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal is none of our business here."""
        try:
            act()
        except Refused:
            return False
        return True

    @rule(verified=YES, device=YES)
    def register(self, verified: bool, device: bool) -> None:
        number = next(_numbers)
        address, phone = (
            f"p{number}@example.org",
            f'{{"endpoint": "https://push.example/{number}"}}',
        )
        card = self.desk.customers.register(name="Anna", login_email=address)
        person = Person(card=card, address=address, device=phone)
        self.people.append(person)
        if device:
            self.desk.customers.add_device(card, phone)
        if verified:
            self.activate(len(self.people) - 1)

    @rule(who=WHO)
    def activate(self, who: int) -> None:
        """To log in for the first time shows whose the address is (A28)."""
        person = self.person(who)
        if self.tried(lambda: self.desk.customers.activate(person.card)):
            person.verified = True

    @rule(who=WHO, back=YES)
    def leave_or_come_back(self, who: int, back: bool) -> None:
        person, book = self.person(who), self.desk.customers
        if person.enrolled is not back:
            self.tried(lambda: (book.reregister if back else book.deregister)(person.card))
            person.enrolled = self.desk.customers.get(person.card).status.name == "ACTIVE"

    @rule(who=WHO, category=CATEGORIES, email=YES, push=YES)
    def choose(self, who: int, category: Category, email: bool, push: bool) -> None:
        person = self.person(who)
        person.choices |= {(category.value, "email"): email, (category.value, "push"): push}
        own: dict[str, dict[str, bool]] = {}
        for (about, channel), choice in person.choices.items():
            own.setdefault(about, {})[channel] = choice
        chosen: Any = {about: Channels(**channels) for about, channels in own.items()}
        self.desk.customers.set_preferences(person.card, Preferences(**chosen))

    @rule(who=WHO, online=YES)
    def book(self, who: int, online: bool) -> None:
        person = self.person(who)
        acting = self.desk.by(person.card) if online else self.desk
        self.tried(lambda: acting.bookings.book(person.card, self.session()))

    @rule(which=ANY, boxes=BOXES)
    def cancel(self, which: int, boxes: Notify) -> None:
        if live := self.bookings():
            booking = live[which % len(live)]
            self.tried(lambda: self.desk.bookings.cancel(booking, notify=boxes))

    @rule(which=ANY, boxes=BOXES)
    def move(self, which: int, boxes: Notify) -> None:
        if live := self.bookings():
            booking = live[which % len(live)]
            there = self.session()
            self.tried(lambda: self.desk.bookings.reschedule(booking, to=there, notify=boxes))

    @rule(who=WHO, accepts=st.none() | YES)
    def wait_and_be_offered(self, who: int, accepts: bool | None) -> None:
        person, full = self.person(who), self.session(0)
        entries: list[WaitlistEntry] = []
        self.tried(lambda: entries.append(self.desk.waitlist.join(person.card, full)))
        self.desk.schedule.change_capacity(full, 1)
        for entry in entries:
            if accepts is None:
                self.clock.advance(minutes=10)
            else:
                answer = self.desk.waitlist.accept if accepts else self.desk.waitlist.decline
                self.tried(partial(answer, entry))
        self.desk.run_due()

    @rule(who=WHO, paid=YES, asked=YES, back=YES, boxes=BOXES)
    def sell(self, who: int, paid: bool, asked: bool, back: bool, boxes: Notify) -> None:
        person, sales = self.person(who), self.desk.sales
        made: list[Sale] = []
        self.tried(lambda: made.append(sales.sell(person.card, self.ten)))
        for sale in made:
            if not paid:
                self.payments.decline_next("no funds")
            if asked:
                sales.request_payment(sale, card="tok", reason="July")
            else:
                sales.charge_card(sale, "tok")
            self.payments.say_yes()
            if back and not asked and paid:
                sales.refund(sale, "5.00", notify=boxes)

    @rule(category=CATEGORIES)
    def announce(self, category: Category) -> None:
        channels = {Channel.EMAIL, Channel.PUSH}
        said = self.desk.notifications.send("Chiuso.", category=category, channels=channels)
        self.announced[said.id] = category.value
        self.desk.run_due()

    @rule(who=WHO, what=st.sampled_from(("reset", "link", "verify", "welcome", "form")))
    def ask(self, who: int, what: str) -> None:
        notices, card = self.desk.notifications, self.person(who).card
        acts: dict[str, Callable[[], object]] = {
            "reset": lambda: notices.request_password_reset(card),
            "link": lambda: notices.request_magic_link(card),
            "verify": lambda: notices.ask_to_verify(card),
            "welcome": lambda: notices.send_welcome(card),
            "form": lambda: self.desk.customers.assign_form(card, self.form),
        }
        self.tried(acts[what])

    @rule(hours=st.integers(1, 60), came=YES)
    def let_time_pass(self, hours: int, came: bool) -> None:
        due = [self.clock.now() + timedelta(hours=hours)]
        while (soon := self.desk.next_due()) is not None and soon < due[0]:
            self.clock.move_to(max(soon, self.clock.now()))
            self.desk.run_due()
            self.deliver()
        self.clock.move_to(due[0])
        now = self.clock.now()
        for person in self.people:
            for each in self.desk.bookings.of(person.card):
                expected = each.live and each.attendance is Attendance.EXPECTED
                if came and expected and each.starts_at <= now:
                    self.desk.bookings.mark(each, Attendance.PRESENT)
        self.desk.run_due()

    # What is looked at.

    @rule()
    def deliver(self) -> None:
        before = {"email": len(self.mailer.sent), "push": len(self.push.sent)}
        assert self.desk.deliver().failed == ()
        for channel, outlet in (("email", self.mailer), ("push", self.push)):
            for message in outlet.sent[before[channel] :]:
                self.look_at(channel, message)

    def look_at(self, channel: str, message: Message) -> None:
        """Whoever is told is admitted at that instant, and is told it once."""
        assert (channel, message.kind) in TABLE
        assert message.id not in self.seen, "told twice"
        self.seen.add(message.id)
        self.reached.add((channel, message.kind))
        if message.kind in PROFESSIONALS:
            assert message.recipient == MARIA
            return
        known = (each for each in self.people if message.recipient in {each.address, each.device})
        person = next(known)
        category = None
        if message.kind == "manual":
            told = self.desk.notifications.history(person.card)
            [about] = [each.about for each in told if each.id == message.id]
            category = self.announced[about]
        assert person.admits(channel, message.kind, category), f"{person}: {message}"

    @invariant()
    def every_event_is_accounted_for(self) -> None:
        """Told of, sent or withheld with its reason; or of no interest (P7)."""
        for person in self.people:
            told = self.desk.notifications.history(person.card)
            assert all(
                (each.status.name == "WITHHELD") <= (each.reason is not None) for each in told
            )
            kinds = {(each.kind.value, each.about) for each in told}
            for event in self.desk.history(person.card):
                about = {event.subject, *map(str, event.facts.values())}
                if event.kind.name in TOLD:
                    wanted = {(kind, id) for kind in TOLD[event.kind.name] for id in about}
                    assert kinds & wanted, f"nobody decided about {event}"
                elif event.kind.name not in {"BOOKING_MADE", "PAYMENT_TAKEN"}:
                    assert event.kind in NOBODY, event.kind

    @initialize()
    def open_and_tell_everybody_everything(self) -> None:
        """Somebody who is admitted is reached by each kind through each channel of the table."""
        self.register(verified=False, device=False)
        self.ask(0, "verify")
        self.register(verified=True, device=True)
        for what in ("reset", "link", "form"):
            self.ask(1, what)
        self.deliver()
        boxes = Notify(customer=True, resources=True, refund=True)
        self.book(1, online=True)
        self.deliver()
        self.move(0, boxes)
        self.deliver()
        self.cancel(0, boxes)
        for paid, asked in ((True, True), (True, False), (False, False)):
            self.sell(1, paid=paid, asked=asked, back=True, boxes=boxes)
        self.deliver()
        self.offer_and_look(1)
        self.choose(1, Category.MARKETING, email=True, push=True)
        self.announce(Category.MARKETING)
        self.book(1, online=False)
        self.let_time_pass(60, came=True)
        self.let_time_pass(24 * 9, came=True)
        self.deliver()
        assert self.reached == TABLE

    def offer_and_look(self, who: int) -> None:
        """One offer is accepted after it was told, another one runs out."""
        for accepts in (True, False):
            person, full = self.person(who), self.session(0)
            entry = self.desk.waitlist.join(person.card, full)
            self.desk.schedule.change_capacity(full, 1)
            self.deliver()
            if accepts:
                self.desk.waitlist.accept(entry)
            else:
                self.clock.advance(minutes=11)
            self.desk.run_due()
            self.deliver()


def played(desk: Desk, clock: FrozenClock, share: int = 1, **usual: Any) -> None:
    """Random stories, one of *share* of as many as there are usually."""
    examples = max(2, settings().max_examples // share)
    size = settings(max_examples=examples, stateful_step_count=40, **usual)
    machine: Any = lambda: Front(desk, clock)  # noqa: E731 - it takes a class, or what makes one
    run_state_machine_as_test(machine, settings=size)


@pytest.mark.rule("000-51", "000-55", "001-03", "001-04", "A25", "A26", "A27", "A53")
def test_nobody_is_told_what_they_should_not_be_told(
    desk: Desk, clock: FrozenClock, store_kind: str
) -> None:
    played(desk, clock, share=1 if store_kind == "memory" else 10)


@pytest.mark.parametrize("store_kind", ["memory"], indirect=True)
@pytest.mark.parametrize("gate", ["_closed", "_wanted"])
def test_a_desk_without_gates_is_found_out(
    desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, gate: str
) -> None:
    answer = {"_closed": None, "_wanted": True}[gate]
    monkeypatch.setattr(Gates, gate, lambda *_: answer)

    # Found is enough: nobody reads the shortest story.
    with pytest.raises(AssertionError):
        played(desk, clock, phases=[Phase.generate])
