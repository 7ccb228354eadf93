"""Everything that may belong to a customer, made at the desk: for merging, erasing, exporting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from attrs import evolve, field, fields, frozen, has

from bookingcore import (
    Balance,
    Booking,
    Channels,
    Customer,
    Desk,
    Document,
    EventKind,
    Form,
    FormAssignment,
    GiftCard,
    Invoice,
    MailboxMessage,
    Membership,
    Note,
    Payment,
    PaymentRequest,
    Plan,
    Preferences,
    Quote,
    Refund,
    Resource,
    ResourceKind,
    Sale,
    Service,
    Session,
    Subscription,
    Task,
    WaitlistEntry,
    Weight,
)
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.values.changes import Add
from bookingcore.domain.values.ids import CustomerId, DeliveryId, uuid7
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById
from bookingcore.testing import FakePayments
from bookingcore.testing.contracts.rows import july

WORD = "zibaldone"
"""Stands in every text that anybody writes about a customer here, and in nothing else."""

Things = Mapping[type[Any], tuple[Any, ...]]
"""What belongs to customers, by its type."""


@frozen
class House:
    """A studio with whatever its customers may have to do with.

    Attributes:
        yoga: what the plan pays for.
        pilates: what nobody here wants.
        numbers: those that were not used yet, for addresses and times.
    """

    desk: Desk
    yoga: Service = field(init=False)
    pilates: Service = field(init=False)
    maria: Resource = field(init=False)
    plan: Plan = field(init=False)
    monthly: Plan = field(init=False)
    form: Form = field(init=False)
    numbers: count[int] = field(factory=count, init=False)

    @yoga.default
    def _yoga(self) -> Service:
        return self.desk.catalog.add_service("Yoga", duration=30)

    @pilates.default
    def _pilates(self) -> Service:
        return self.desk.catalog.add_service("Pilates", duration=30)

    @maria.default
    def _maria(self) -> Resource:
        return self.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)

    @plan.default
    def _plan(self) -> Plan:
        return self.desk.catalog.add_plan(
            "Tre", price="45.00", units=3, services=(self.yoga,), valid_for=90
        )

    @monthly.default
    def _monthly(self) -> Plan:
        return self.desk.catalog.add_plan(
            "Mese",
            price="9.00",
            units=1,
            services=(self.yoga,),
            valid_for=None,
            every="P1M",
            cancellation_fee="3.00",
        )

    @form.default
    def _form(self) -> Form:
        return self.desk.catalog.add_form("Salute", questions=("Allergie?",))

    def session(self, capacity: int = 9) -> Session:
        """A session of yoga with Maria."""
        return self.desk.schedule.add_session(
            self.yoga, starts_at=self.free_time(), capacity=capacity, resources=(self.maria,)
        )

    def free_time(self) -> str:
        """A time from 2 July on that was not given before."""
        number = next(self.numbers)
        return (
            f"2026-07-{2 + number // 20 % 28:02}T{8 + number // 2 % 10:02}:{30 * (number % 2):02}"
        )

    def person(self, name: str = WORD, **profile: Any) -> Customer:
        """Somebody with an empty card."""
        return self.desk.customers.register(name=name, **profile)

    def written_on(self) -> Customer:
        """Somebody whose card holds a word in every field that may hold one."""
        number, book = next(self.numbers), self.desk.customers
        texts = dict.fromkeys(("surname", "middle_name", "gender", "referral", "address"), WORD)
        branch = self.desk.catalog.add_branch("Trastevere")
        card = self.person(
            **texts,
            email=f"{WORD}.{number}@example.org",
            login_email=f"{WORD}.{number}@example.net",
            phone=f"+39 06 {number:07} {WORD}",
            language="it",
            born_on="1990-05-17",
            preferred_branch=branch,
            status_label=WORD,
            weight=Weight(amount="61.50", on="2026-06-01"),
        )
        book.activate(card)
        book.verify_email(book.verification_link(card))
        self.desk.by(card).customers.rename_account(card, name=WORD, surname=f"di {WORD}")
        book.add_label(card, WORD)
        book.blacklist(card, reason=WORD)
        book.assign_professional(card, self.maria)
        book.add_unwanted_service(card, self.pilates, WORD)
        book.set_preferences(card, Preferences(marketing=Channels(sms=False)))
        return book.get(card)

    def endow(self, who: Customer) -> None:
        """Give the customer one of everything, with a word wherever one may stand."""
        for make in MADE.values():
            make(self, who)
        missing = [row.__name__ for row, found in self.things(who).items() if not found]
        assert not missing, f"tests/desk/belongings.py makes no {missing}: add it to MADE"

    def things(self, *customers: Customer | str) -> Things:
        """All that belongs to any of *customers*, as the store tells it."""
        return things(self.desk, *customers)


def _booked(house: House, who: Customer) -> None:
    booking = house.desk.bookings.book(who, house.session(), note=WORD)
    house.desk.bookings.manage_link(booking)
    gone = house.desk.bookings.book(who, house.session(), note=WORD)
    house.desk.bookings.cancel(gone, message=WORD, reason=WORD, give_back=False)


def _waiting(house: House, who: Customer) -> None:
    waiting = house.desk.waitlist.join(who, house.session(capacity=0))
    offered = house.desk.waitlist.join(who, house.session(capacity=0))
    house.desk.schedule.change_capacity(offered.session_id, 1)
    house.desk.waitlist.promote(offered, reason=WORD)
    assert waiting.open


def _sold(house: House, who: Customer) -> None:
    house.desk.sales.sell(who, house.plan, sold_by="maria", note=WORD)


def _paid(house: House, who: Customer) -> None:
    sale = house.desk.sales.sell(who, house.plan, note=WORD)
    house.desk.sales.pay(sale, "10.00", note=WORD)


def _refunded(house: House, who: Customer) -> None:
    sale = house.desk.sales.sell(who, house.plan, note=WORD)
    house.desk.sales.pay(sale, "10.00", card=WORD, note=WORD)
    house.desk.sales.refund(sale, "5.00", reason=WORD)
    house.desk.sales.void(house.desk.sales.sell(who, house.plan), reason=WORD)


def _corrected(house: House, who: Customer) -> None:
    balance = house.desk.balances.of(who)[0]
    house.desk.balances.adjust(balance, units=1, comment=WORD)


def _noted(house: House, who: Customer) -> None:
    house.desk.customers.add_note(who, WORD)


def _written_to(house: House, who: Customer) -> None:
    house.desk.notifications.send_to_mailbox(who, WORD)


def _told(house: House, who: Customer) -> None:
    """A message as it waits, whatever the desk tells them by itself."""
    delivery = Delivery(
        id=DeliveryId(uuid7(next(house.numbers), 0)),
        customer_id=who.id,
        kind=MessageKind.REVIEW,
        about=house.yoga.id,
        channel=Channel.EMAIL,
        status=DeliveryStatus.WAITING,
        at=july(1),
        caused_at=july(1),
    )
    with house.desk.store.begin(house.desk.center) as unit:
        unit.save([Add(delivery)])


def _heard_of(house: House, who: Customer) -> None:
    """Somebody of whom a host hears; it has yet to hear of a note."""
    name = f"host {next(house.numbers)}"
    house.desk.subscribe(print, name=name, customer=who, kinds=[EventKind.NOTE_ADDED])
    house.desk.customers.add_note(who, WORD)


def _tasked(house: House, who: Customer) -> None:
    house.desk.customers.add_task(who, WORD, due_on="2026-07-05")
    done = house.desk.customers.add_task(who, WORD, due_on="2026-07-03")
    house.desk.customers.complete_task(done)


def _filed(house: House, who: Customer) -> None:
    add = house.desk.customers.add_document
    add(who, type=WORD, name=f"{WORD}.pdf", content=WORD.encode(), visible_to_customer=True)
    add(who, type=WORD, name=f"{WORD}.txt", content=f"hidden {WORD}".encode())


def _asked(house: House, who: Customer) -> None:
    assigned = house.desk.customers.assign_form(who, house.form)
    house.desk.customers.submit_form(assigned, {"Allergie?": WORD})


def _linked(house: House, who: Customer) -> None:
    book = house.desk.customers
    if not book.get(who).addresses:
        book.change_notification_email(who, f"{WORD}.{next(house.numbers)}@example.org")
    book.verification_link(who)


def _given(house: House, who: Customer) -> None:
    give = house.desk.gift_cards.issue
    give("50.00", purchaser=who, holder=who)
    give("20.00", purchaser=who, expires_on="2027-07-01")
    give("10.00", holder=who)


def _subscribed(house: House, who: Customer) -> None:
    start = house.desk.memberships.start
    with declining(house.desk, WORD):
        start(who, house.monthly, card=WORD, note=WORD, sold_by="maria")
    house.desk.memberships.cancel(start(who, house.monthly, note=WORD), reason=WORD)


@contextmanager
def declining(desk: Desk, reason: str) -> Iterator[None]:
    """Let the desk's payment provider decline what it is asked for next, if it is asked."""
    provider = desk._context.payments
    assert isinstance(provider, FakePayments)
    provider.decline_next(reason)
    try:
        yield
    finally:
        provider.say_yes()


def _quoted(house: House, who: Customer) -> None:
    house.desk.sales.quote(who, house.plan, note=WORD)


def _invoiced(house: House, who: Customer) -> None:
    sale = house.desk.sales.sell(who, house.plan)
    house.desk.sales.invoice(sale, due_on="2026-12-31")
    house.desk.sales.receipt(house.desk.sales.pay(sale, "10.00"))
    house.desk.sales.credit_note(house.desk.sales.refund(sale, "5.00"))


def _requested(house: House, who: Customer) -> None:
    sale = house.desk.sales.sell(who, house.plan)
    house.desk.sales.request_payment(sale, amount="10.00", reason=WORD, card=WORD)
    house.desk.sales.request_payment(sale, reason=WORD, card=WORD, direct=True)


MADE: Mapping[type[Any], Callable[[House, Customer], None]] = {
    Sale: _sold,
    Payment: _paid,
    Refund: _refunded,
    Booking: _booked,
    WaitlistEntry: _waiting,
    Balance: _corrected,
    Note: _noted,
    MailboxMessage: _written_to,
    Delivery: _told,
    Subscription: _heard_of,
    Task: _tasked,
    Document: _filed,
    FormAssignment: _asked,
    AccountToken: _linked,
    GiftCard: _given,
    Membership: _subscribed,
    Quote: _quoted,
    Invoice: _invoiced,
    PaymentRequest: _requested,
}
"""What makes something of each type. Movements, attempts, reactions, events come with others."""


def things(desk: Desk, *customers: Customer | str) -> Things:
    """All that belongs to any of *customers*, as the store tells it, in order of key."""
    ids = [CustomerId(each.id if isinstance(each, Customer) else each) for each in customers]
    with desk.store.snapshot(desk.center) as reader:
        asked = {row: [Owned(row, id) for id in ids] for row in OWNED}
        answers = reader.load(*(each for own in asked.values() for each in own))
    return {row: tuple(r for each in own for r in answers[each]) for row, own in asked.items()}


def card_on_record(desk: Desk, id: str) -> Customer:
    """The card with that id as the store tells it, be it absorbed or erased."""
    with desk.store.snapshot(desk.center) as reader:
        [card] = reader.load(ById(Customer, id))[ById(Customer, id)]
    return card


def nobodys(rows: tuple[Any, ...]) -> list[Any]:
    """*rows* as if they were nobody's, in an order that does not tell whose they were."""
    return sorted((evolve(row, **dict.fromkeys(OWNED[type(row)].by, "")) for row in rows), key=repr)


def texts_of(row: Any) -> dict[str, list[str]]:
    """Every text in *row*, by the field in which it stands, however deep."""
    return {each.name: list(_texts(getattr(row, each.name))) for each in fields(type(row))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    parts: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    if isinstance(value, Mapping):
        parts = (part for pair in value.items() for part in pair)
    elif has(type(value)):
        parts = (getattr(value, each.name) for each in fields(type(value)))
    for part in parts:
        yield from _texts(part)
