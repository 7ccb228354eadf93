"""Who did what, when, and what they wrote: on every store."""

from __future__ import annotations

import pytest

from bookingcore import (
    SYSTEM,
    Attendance,
    CenterSettings,
    Customer,
    Desk,
    EventKind,
    NothingDue,
    Override,
    Refused,
    ResourceKind,
    Scope,
    SessionFull,
    Staff,
    Unknown,
)
from bookingcore.domain.values.events import FACTS
from bookingcore.errors import LinkAnswerNotAccepted
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.dealt import dealt
from tests.desk.face import Stock
from tests.desk.papered import papered
from tests.desk.peopled import peopled
from tests.desk.records import everything
from tests.desk.subscribing import subscribed

SECRET = "Segreto"
NOON = "2026-07-01T12:00:00+02:00"


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


def numbers_of(desk: Desk, customer: Customer) -> list[int]:
    """The numbers of the commands on a customer, in their order."""
    own = [event for event in desk.history(customer) if event.stream == customer.id]
    return list(dict.fromkeys(event.no for event in own))


def test_each_event_says_who_and_when(stock: Stock, clock: FrozenClock) -> None:
    clock.move_to(NOON)
    stock.desk.by(Staff("maria")).bookings.mark(stock.booking, Attendance.PRESENT)

    event = stock.desk.history(stock.booking)[-1]
    assert (event.kind, event.actor) == (EventKind.ATTENDANCE_MARKED, Staff("maria"))
    assert event.at == clock.now()
    assert event.version == 2
    assert event.facts == {"before": "EXPECTED", "after": "PRESENT", "fee": None, "currency": None}
    assert (event.subject, event.customer_id) == (stock.booking.id, stock.customer.id)
    assert event.session_id == stock.session.id


def test_staff_customers_and_the_system_are_told_apart(stock: Stock, clock: FrozenClock) -> None:
    desk = stock.desk
    clock.advance(minutes=1)
    desk.bookings.book(stock.customer, stock.spare)
    desk.by(stock.customer).bookings.cancel(stock.booking)
    desk.by(SYSTEM).balances.adjust(stock.balance, units=1)

    actors = [str(event.actor) for event in desk.history(stock.customer)[-3:]]
    assert actors == ["staff:desk", f"customer:{stock.customer.id}", "system"]


def test_the_oldest_event_comes_first_and_those_of_one_command_in_their_order(
    stock: Stock, clock: FrozenClock
) -> None:
    clock.advance(minutes=5)
    stock.desk.sales.pay(stock.sale)
    id = stock.customer.id
    events = stock.desk.history(stock.customer)
    own = [(event.no, event.seq, event.kind.name) for event in events if event.stream == id]

    assert own[:5] == [
        (1, 0, "CUSTOMER_REGISTERED"),
        (2, 0, "SALE_MADE"),
        (2, 1, "BALANCE_GRANTED"),
        (3, 0, "BOOKING_MADE"),
        (3, 1, "BOOKING_REDEEMED"),
    ]
    assert own == sorted(own)
    assert own[-1][2] == "PAYMENT_TAKEN"
    # What sessions number stands behind it, where it happened at the same instant.
    assert list(events) == sorted(
        events, key=lambda each: (each.at, each.stream != id, each.stream, each.no, each.seq)
    )


def test_the_commands_on_a_customer_are_numbered_without_gaps(stock: Stock) -> None:
    """Refused commands and those on other customers take no number."""
    desk = stock.desk
    before = max(numbers_of(desk, stock.customer))
    mia = desk.customers.register(name="Mia")
    desk.bookings.book(mia, stock.spare, places=8)
    for number in range(3):
        with pytest.raises(SessionFull):
            desk.bookings.book(stock.customer, stock.spare, places=2)
        desk.customers.update(stock.customer, phone=f"06 {number}")
        # What changes nothing takes no number either.
        desk.customers.update(stock.customer, phone=f"06 {number}")
    desk.sales.mark_paid(stock.sale)
    with pytest.raises(NothingDue):
        desk.sales.mark_paid(stock.sale)
    desk.balances.adjust(stock.balance, units=1)

    assert numbers_of(desk, stock.customer) == list(range(1, before + 6))
    assert numbers_of(desk, mia) == [1, 2]


def test_a_refused_command_leaves_no_event(stock: Stock) -> None:
    desk = stock.desk
    desk.sales.mark_paid(stock.sale)
    before = everything(desk)
    for refused in (
        lambda: desk.sales.pay(stock.sale),
        lambda: desk.bookings.book(stock.customer, stock.session),
        lambda: desk.bookings.mark(stock.booking, Attendance.ABSENT),
        lambda: desk.balances.adjust(stock.balance, units=-100),
        lambda: desk.sales.sell(stock.customer, "no such plan"),
    ):
        with pytest.raises(Refused):
            refused()

    assert everything(desk) == before


def test_a_session_s_history_holds_what_all_its_customers_did(
    stock: Stock, clock: FrozenClock
) -> None:
    clock.advance(minutes=1)
    mia = stock.desk.customers.register(name="Mia")
    other = stock.desk.bookings.book(mia, stock.session)
    clock.advance(minutes=1)
    stock.desk.bookings.cancel(stock.booking)

    events = stock.desk.history(stock.session)
    assert [(event.kind.name, event.subject) for event in events] == [
        ("SESSION_ADDED", stock.session.id),
        ("BOOKING_MADE", stock.booking.id),
        ("BOOKING_REDEEMED", stock.booking.id),
        ("BOOKING_MADE", other.id),
        ("BOOKING_CANCELLED", stock.booking.id),
    ]


@pytest.mark.parametrize(
    "kind", ["branch", "service", "resource", "plan", "customer", "session", "sale", "balance"]
)
def test_everything_has_a_history_from_its_beginning(stock: Stock, kind: str) -> None:
    entity = getattr(stock, kind)
    first = stock.desk.history(entity)[0]

    assert first.subject == entity.id
    assert stock.desk.history(entity.id) == stock.desk.history(entity)


@pytest.mark.parametrize("id", ["nobody", "è", "x" * 300])
def test_of_what_is_not_here_there_is_no_history(stock: Stock, id: str) -> None:
    with pytest.raises(Unknown):
        stock.desk.history(id)
    with pytest.raises(Unknown):
        stock.desk.at("torino").history(stock.customer)


def told(desk: Desk, stock: Stock) -> Customer:
    """A story in which everybody writes secrets wherever words are taken."""
    maria = desk.by(Staff("maria"))
    maria.configure(CenterSettings(time_zone="Europe/Rome"))
    maria.catalog.add_branch(SECRET)
    service = maria.catalog.add_service(SECRET, duration=60)
    maria.catalog.add_resource(SECRET, kind="ROOM")  # type: ignore[arg-type]
    plan = maria.catalog.add_plan(SECRET, price=10, units=5, services=(service,), valid_for=9)
    session = maria.schedule.add_session(service, starts_at="2026-07-05T18:00", capacity=1)
    mia = maria.customers.register(
        name=SECRET, surname=SECRET, email=f"{SECRET}@example.org", phone="06 7", address=SECRET
    )
    maria.customers.update(mia, middle_name=SECRET, referral=SECRET, gender=SECRET)
    override = Override(reason=SECRET, codes={"session_full"})
    first = maria.bookings.book(mia, session, places=2, note=SECRET, override=override)
    sale = maria.sales.sell(mia, plan, note=SECRET, sold_by=SECRET, application_date="2026-07-01")
    maria.sales.mark_paid(sale)
    maria.sales.change_application_date(sale, "2026-07-02")
    maria.bookings.confirm_attendance(first)
    maria.bookings.mark(first, Attendance.PRESENT)
    [balance] = maria.balances.of(mia)
    maria.balances.adjust(balance, units=1, comment=SECRET)
    maria.balances.set_expiry(balance, "2026-07-20", comment=SECRET)
    maria.bookings.cancel(first, message=SECRET, give_back=True, reason=SECRET)
    maria.balances.void(balance, comment=SECRET)
    return mia


def test_what_people_write_stands_beside_the_facts_and_never_in_them(stock: Stock) -> None:
    """So that words can be erased and the books stay right."""
    mia = told(stock.desk, stock)
    events = stock.desk.history(mia)

    assert SECRET.lower() not in repr([event.facts for event in events]).lower()
    assert [(event.kind.name, *sorted(event.words)) for event in events if event.words] == [
        ("BOOKING_MADE", "note", "override_reason"),
        ("SALE_MADE", "note"),
        ("BALANCE_ADJUSTED", "comment"),
        ("BALANCE_EXPIRY_SET", "comment"),
        ("BOOKING_CANCELLED", "message", "reason"),
        ("BALANCE_VOIDED", "comment"),
    ]
    assert {word for event in events for word in event.words.values()} == {SECRET}


def test_the_facts_of_each_kind_are_those_of_the_table(
    stock: Stock, payments: FakePayments, clock: FrozenClock
) -> None:
    desk, mia = stock.desk, told(stock.desk, stock)
    subjects = [desk.center, mia, *desk.catalog.branches(), *desk.catalog.services()]
    subjects += [*sessions_changed(stock), *queued(stock, clock), managed(stock)]
    subjects += [*desk.catalog.resources(), *desk.catalog.plans(), *retied(stock)]
    subjects += desk.schedule.sessions(between=("2026-07-01", "2026-07-31"))
    professional = desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
    subjects += [*dealt(stock, payments, clock, SECRET)]
    subjects += subscribed(stock, payments, SECRET)
    subjects += papered(stock, SECRET)
    subjects += peopled(desk, stock.service, professional, SECRET)
    desk.unsubscribe(stock.subscription)
    subjects += [stock.subscription]
    events = [event for subject in subjects for event in desk.history(subject)]

    assert {event.kind for event in events} == set(EventKind)
    assert SECRET.lower() not in repr([event.facts for event in events]).lower()
    assert [event for event in events if set(event.facts) != FACTS[event.kind]] == []


def sessions_changed(stock: Stock) -> list[object]:
    """A series and sessions that were moved, resized and cancelled, with who is in them."""
    desk, add = stock.desk, stock.desk.schedule.add_session
    lia = desk.customers.register(name="Lia")
    desk.sales.sell(
        lia,
        desk.catalog.add_plan("Breve", price=1, units=1, services=(stock.service,), valid_for=5),
    )
    moved = add(stock.service, starts_at="2026-07-03T09:00")
    desk.bookings.book(lia, moved)
    desk.schedule.move_session(moved, starts_at="2026-07-09T09:00", message=SECRET)
    desk.schedule.change_capacity(moved, 3)
    desk.schedule.cancel_session(moved, message=SECRET)
    nobody = desk.bookings.book_appointment(None, stock.service, starts_at="2026-07-04T09:00")
    desk.bookings.attach_customer(nobody, lia)
    series = desk.schedule.add_series(
        stock.service, rule="FREQ=DAILY;COUNT=3", starts_at="2026-07-10T09:00"
    )
    desk.schedule.edit_series(series, from_="2026-07-11T09:00", scope=Scope.ONE, cancel=True)
    return [series, moved, lia]


def queued(stock: Stock, clock: FrozenClock) -> list[object]:
    """Everything that may become of who waits."""
    desk = stock.desk
    session = desk.schedule.add_session(stock.service, starts_at="2026-07-08T18:00", capacity=0)
    people = [desk.customers.register(name=name) for name in "VWXYZ"]
    entries = [desk.waitlist.join(each, session) for each in people]
    desk.waitlist.reorder(session, entries[::-1], reason=SECRET)
    desk.waitlist.leave(entries[4])
    desk.schedule.change_capacity(session, 3)
    desk.waitlist.accept(entries[3])
    desk.waitlist.decline(entries[2])
    clock.advance(hours=1)
    desk.run_due()
    desk.schedule.change_capacity(session, 0)
    desk.waitlist.join(people[4], session)
    desk.schedule.cancel_session(session)
    return [session]


def managed(stock: Stock) -> object:
    """A booking whose link was tried with a wrong address, until staff made another one."""
    desk = stock.desk
    eva = desk.customers.register(name="Eva", email="eva@example.org")
    booking = desk.bookings.book(eva, stock.session)
    with pytest.raises(LinkAnswerNotAccepted):
        desk.bookings.manage(desk.bookings.manage_link(booking)).cancel(email=f"{SECRET}@x.org")
    desk.bookings.manage_link(booking)
    return booking


def retied(stock: Stock) -> list[object]:
    """A booking whose unit another booking needed more."""
    desk, ugo = stock.desk, stock.desk.customers.register(name="Ugo")
    only = desk.catalog.add_service("Solo questo", duration=60)
    both = desk.catalog.add_plan(
        "Entrambi", price=1, units=1, services=(only, stock.service), valid_for=9
    )
    desk.sales.sell(ugo, both)
    first = desk.bookings.book(ugo, stock.session)
    desk.sales.sell(ugo, stock.plan)
    other = desk.schedule.add_session(only, starts_at="2026-07-04T18:00")
    desk.bookings.book(ugo, other)
    return [first]


def test_history_cannot_be_changed_by_those_who_read_it(stock: Stock) -> None:
    event = stock.desk.history(stock.booking)[0]
    before = dict(event.facts)
    facts: object = event.facts
    if isinstance(facts, dict):
        facts.clear()

    assert stock.desk.history(stock.booking)[0].facts == before
